//! The whole procedure, from a message that comes in to the Independent Assessor, each role in its turn;
//! once with scripts and once without.
use crate::browser::{Browser, Scripts};
use crate::server::Server;
use fantoccini::Locator;

/// A message that a real program sent.
const MESSAGE: &str = "tests/data/mail-real/plain/mail--raw_email2.eml";

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_answered_to_the_end_with_scripts() {
    walk(Scripts::On).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_answered_to_the_end_without_scripts() {
    walk(Scripts::Off).await;
}

async fn walk(scripts: Scripts) {
    let server = Server::start();
    let Some(browser) = Browser::open(&server.base, scripts).await else {
        return;
    };
    server.take_in(std::path::Path::new(MESSAGE));
    let reference = log_and_acknowledge(&browser).await;
    assign_and_answer(&browser, &reference).await;
    escalate(&browser, &reference).await;
    finish(&browser, &reference).await;
}

async fn log_and_acknowledge(b: &Browser) -> String {
    b.sign_in("relations").await;
    b.go("/inbox").await;
    // The message that was just taken in is the one with the oldest clock that is not yet logged.
    let newest = "(//a[contains(@href, '/complaints/new?mail=')])[1]";
    let mut mail = b
        .page
        .find(Locator::XPath(newest))
        .await
        .expect("a message in the inbox")
        .attr("href")
        .await
        .unwrap()
        .unwrap();
    for link in b
        .page
        .find_all(Locator::XPath(
            "//a[contains(@href, '/complaints/new?mail=')]",
        ))
        .await
        .unwrap()
    {
        let href = link.attr("href").await.unwrap().unwrap();
        let id = |h: &str| {
            h.rsplit('=')
                .next()
                .and_then(|n| n.parse::<u32>().ok())
                .unwrap_or(0)
        };
        if id(&href) > id(&mail) {
            mail = href;
        }
    }
    b.go(&mail).await;
    if b.value("name").await.is_empty() {
        b.fill("name", "Robin Marsh").await;
    }
    if b.value("summary").await.is_empty() {
        b.fill("summary", "No answer to my letters").await;
    }
    b.tick("wanted_not_stated", "yes").await;
    b.press("Log this complaint").await;
    let path = b.path().await;
    assert!(
        path.ends_with("/acknowledgement"),
        "{path}: {}",
        b.text().await
    );
    let reference = path.split('/').nth(2).unwrap().to_owned();
    // The wrong thing first: nothing decided yet, so it is refused and says what is missing.
    b.press("Send acknowledgement and route").await;
    b.expect(&b.text().await, "There is a problem");
    b.fill("alleged_1", "My letters were not answered for five weeks")
        .await;
    b.choose("ground_1", "not_kept_updated").await;
    b.choose("scope_1", "can_investigate").await;
    b.tick("needs_asked", "yes").await;
    b.choose_words("area", "Energy").await;
    b.press("Save and see the letter").await;
    b.expect(&b.text().await, "Energy");
    b.press("Send acknowledgement and route").await;
    assert_eq!(
        b.path().await,
        format!("/complaints/{reference}"),
        "{}",
        b.text().await
    );
    reference
}

async fn assign_and_answer(b: &Browser, reference: &str) {
    b.sign_in("leader").await;
    b.go("/assignment").await;
    b.expect(&b.text().await, reference);
    b.go(&format!("/complaints/{reference}/assignment")).await;
    b.label("Sian Bevan").await;
    b.press("Assign").await;
    assert_eq!(
        b.path().await,
        format!("/complaints/{reference}"),
        "{}",
        b.text().await
    );
    b.sign_in("staff").await;
    b.go(&format!("/complaints/{reference}/response")).await;
    b.press("Sign and issue").await;
    b.expect(&b.text().await, "There is a problem");
    findings(b).await;
    b.press("Sign and issue").await;
    assert_eq!(
        b.path().await,
        format!("/complaints/{reference}"),
        "{}",
        b.text().await
    );
    b.expect(&b.text().await, "Upheld");
}

/// The finding on the one allegation, and the sections of the letter.
async fn findings(b: &Browser) {
    b.open_details().await;
    b.choose("outcome_1", "upheld").await;
    b.fill(
        "reasons_1",
        "Your letters of October were filed on another case and nobody opened them for five weeks.",
    )
    .await;
    b.fill("standard_1", "We answer letters within ten working days")
        .await;
    b.fill(
        "impact_1",
        "You had to ring three times and were left without news.",
    )
    .await;
    b.choose("remedy_1", "apology").await;
    b.day("remedy_due_1", "12/04/2026").await;
    b.fill("remedy_detail_1", "We will apologise in writing")
        .await;
    b.choose("root_cause_1", "process").await;
    b.fill("looked", "I read your letters and asked who files them.")
        .await;
    b.fill(
        "learning_1",
        "From 1 December every letter is matched to its case on the day it comes.",
    )
    .await;
    b.fill(
        "putting_right",
        "We are sorry that we did not open your letters. We apologise for it.",
    )
    .await;
    b.fill(
        "learned",
        "From 1 December every letter is matched to its case on the day it comes.",
    )
    .await;
}

async fn escalate(b: &Browser, reference: &str) {
    b.sign_in("relations").await;
    b.go(&format!("/complaints/{reference}/escalation")).await;
    b.day("requested_at_date", "11/24/2026").await;
    b.choose("channel", "email").await;
    b.press("Record the request").await;
    assert_eq!(
        b.path().await,
        format!("/complaints/{reference}"),
        "{}",
        b.text().await
    );
    b.go("/escalation?tab=choose").await;
    b.sign_in("relations2").await;
    b.go(&format!("/complaints/{reference}/reviewer")).await;
    // The Leader who assigned it took part in stage 1: shown, with the reason, and not to be chosen.
    b.expect(&b.text().await, "Cannot be chosen: assigned it on");
    b.tick("circumstance_plain", "yes").await;
    b.label("Dev Patel").await;
    b.fill("reason", "A plain complaint, for a leader of another line")
        .await;
    b.press("Choose, and send the acknowledgement").await;
    assert_eq!(
        b.path().await,
        format!("/complaints/{reference}"),
        "{}",
        b.text().await
    );
}

async fn finish(b: &Browser, reference: &str) {
    b.sign_in("leader2").await;
    // What stage 1 found opens once he has a view of his own.
    b.go(&format!("/complaints/{reference}/own-view")).await;
    b.tick("view_1", "upheld").await;
    b.fill("reasons_1", "The letters are on the file, and no answer is")
        .await;
    b.press("Record your view").await;
    b.go(&format!("/complaints/{reference}/final-response"))
        .await;
    b.expect(&b.text().await, "Independent Assessor");
    findings(b).await;
    b.tick("changed_1", "kept").await;
    b.press("Sign and issue").await;
    assert_eq!(
        b.path().await,
        format!("/complaints/{reference}"),
        "{}",
        b.text().await
    );
    b.sign_in("relations").await;
    b.go(&format!("/complaints/{reference}/assessor-referral"))
        .await;
    b.day("received_on", "11/24/2026").await;
    b.press("Record the referral").await;
    b.go(&format!("/complaints/{reference}")).await;
    let text = b.text().await;
    b.expect(&text, "in time");
    b.go(&format!("/complaints/{reference}/correspondence"))
        .await;
    let text = b.text().await;
    for letter in [
        "Acknowledgement",
        "Stage 1 response",
        "Stage 2 acknowledgement",
        "Final response",
    ] {
        b.expect(&text, letter);
    }
}
