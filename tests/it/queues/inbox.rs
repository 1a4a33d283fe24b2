use crate::support::Cast::{Executive, Leader, Relations, Relations2, Staff};
use crate::support::owed::{on_the_way, to_the_post_room};
use crate::support::{Page, TestApp};
use chrono::Duration;
use procedure::delivery::State;
use procedure::dispatch::Dispatch;
use procedure::steps::hand_back::HandBack;
use procedure::steps::on_the_spot::{Confirmation, OnTheSpotOutcome};
use procedure::steps::withdrawal::Withdraw;
use procedure::vocabulary::{Channel, LetterFormat};
use procedure::{Reference, Subject};

fn stat(page: &Page, name: &str) -> String {
    let names = page.all(".stat dt");
    let at = names.iter().position(|n| n == name).unwrap();
    let number = page.all(".stat dd").swap_remove(at);
    number.trim_end_matches(name).trim().to_owned()
}

fn tab(page: &Page, name: &str) -> String {
    let tabs = page.all(".subnav a");
    let found = tabs.iter().find(|t| t.starts_with(name)).unwrap();
    found.trim_start_matches(name).trim().to_owned()
}

#[actix_web::test]
async fn only_customer_relations_open_it() {
    let app = TestApp::start().await;
    for other in [Staff, Leader] {
        let page = app.get(other, "/inbox").await;
        page.is(403);
        page.says("Only Customer Relations can open the inbox");
        app.post(other, "/inbox/next", &[]).await.is(403);
    }
    app.get(Relations, "/inbox").await.is(200);
    // "a senior complaint executive in the Customer Relations team"
    app.get(Executive, "/inbox").await.is(200);
}

#[actix_web::test]
async fn the_most_urgent_stands_first_with_what_it_needs() {
    let app = TestApp::start().await;
    let earlier = app.now() - Duration::days(6);
    let late = app
        .logged_as(|form| {
            form.received_at = earlier;
            form.details.name = "Tomasz Nowak".into();
            form.channel = Channel::ExecutiveOrBoard;
            form.addressed_to = "The Chair".into();
        })
        .await;
    app.logged_as(|form| {
        form.details.letter_format = LetterFormat::Braille;
        form.details.latest_event = Some((earlier - Duration::days(300)).date_naive());
    })
    .await;
    app.mail(
        "Ivy Lane <ivy@example.org>",
        "Nobody rings back",
        "Four dates, no call.",
    )
    .await;
    let page = app.get(Relations, "/inbox").await;
    assert_eq!(
        page.all("tr .who"),
        ["Tomasz Nowak", "Janet Whitlock", "Ivy Lane"]
    );
    page.says("row-late");
    page.says("To The Chair");
    page.says("Braille");
    page.says("Check scope");
    page.says("Email, not yet logged");
    page.says(&format!("action=\"/complaints/{late}/taking\""));
    assert_eq!(
        (stat(&page, "Overdue"), stat(&page, "Due later")),
        ("1".into(), "2".into())
    );
    assert_eq!(tab(&page, "To triage"), "3");
    assert_eq!(tab(&page, "Executives, Board"), "1");
    let executives = app.get(Relations, "/inbox?tab=executives").await;
    assert_eq!(executives.all("tr .who"), ["Tomasz Nowak"]);
    let email = app
        .get(Relations, "/inbox?channel=email&owner=nobody")
        .await;
    assert_eq!(email.all("tr .who"), ["Janet Whitlock", "Ivy Lane"]);
    let mine = app.get(Relations, "/inbox?owner=mine").await;
    assert!(mine.all("tr .who").is_empty());
}

#[actix_web::test]
async fn paging_walks_every_row_once() {
    let app = TestApp::start().await;
    // Several due at the same moment, complaints and mail: the ties are what a cursor gets wrong.
    for n in 0..16 {
        app.logged_as(|form| {
            form.details.summary = format!("Complaint {n:02}");
            form.urgent = n % 5 == 0;
            form.urgent_why = "At risk".into();
        })
        .await;
        app.mail(
            "a@example.org",
            &format!("Message {n:02}"),
            &"x".repeat(n + 1),
        )
        .await;
    }
    let mut seen = Vec::new();
    let mut next = Some("/inbox".to_owned());
    while let Some(path) = next {
        let page = app.get(Relations, &path).await;
        page.is(200);
        seen.extend(page.all("tr .gist"));
        let html = scraper::Html::parse_document(&page.html);
        let link = scraper::Selector::parse("a[rel=next]").unwrap();
        next = html
            .select(&link)
            .next()
            .map(|a| a.value().attr("href").unwrap().to_owned());
    }
    assert_eq!(seen.len(), 32, "{seen:?}");
    assert!(
        seen[..4].iter().all(|s| s.starts_with("Complaint")),
        "urgent first: {seen:?}"
    );
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 32);
}

/// The wall: Customer Relations too neither see nor count a complaint about themselves.
#[actix_web::test]
async fn a_person_complained_about_sees_and_counts_nothing() {
    let app = TestApp::start().await;
    app.logged_as(|form| {
        form.details.name = "Grace Abara".into();
        form.subjects = vec![Subject {
            person: Some(Relations2.id()),
            name: "Owen Rees".into(),
            allegation: None,
        }];
    })
    .await;
    let theirs = app.get(Relations2, "/inbox").await;
    theirs.says_not("Grace Abara");
    assert_eq!(tab(&theirs, "To triage"), "0");
    assert_eq!(stat(&theirs, "Due later"), "0");
    app.get(Relations, "/inbox").await.says("Grace Abara");
    let nothing = app.post(Relations2, "/inbox/next", &[]).await;
    assert_eq!(nothing.location.as_deref(), Some("/inbox?nothing=1"));
}

#[actix_web::test]
async fn two_people_who_take_the_next_one_take_different_ones() {
    let app = TestApp::start().await;
    let first = app.logged().await;
    app.later(Duration::minutes(1));
    let second = app.logged().await;
    let taken = app.post(Relations, "/inbox/next", &[]).await;
    taken.is(303);
    assert_eq!(
        taken.leads_to().unwrap(),
        format!("/complaints/{first}/acknowledgement")
    );
    let other = app.post(Relations2, "/inbox/next", &[]).await;
    assert_eq!(
        other.leads_to().unwrap(),
        format!("/complaints/{second}/acknowledgement")
    );
    assert_eq!(app.complaint(&first).await.owner, Some(Relations.id()));
    let third = app.post(Relations2, "/inbox/next", &[]).await;
    assert_eq!(third.location.as_deref(), Some("/inbox?nothing=1"));
    app.get(Relations2, "/inbox?nothing=1")
        .await
        .says("Every complaint here has an owner");
    let mail = app.mail("a@example.org", "Hello", "There").await;
    let read = app.post(Relations2, "/inbox/next", &[]).await;
    assert_eq!(
        read.location.unwrap(),
        format!("/complaints/new?mail={mail}")
    );
}

#[actix_web::test]
async fn what_was_handed_back_waits_in_its_own_list() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    let before = app.get(Relations, "/inbox").await;
    assert_eq!(stat(&before, "Acknowledged in time, 4 weeks"), "100% of 1");
    assert_eq!(tab(&before, "Acknowledged"), "0");
    let reason = "About the call centre".to_owned();
    app.step(Leader, &reference, |_| HandBack { reason })
        .await
        .unwrap();
    let page = app.get(Relations, "/inbox?tab=acknowledged").await;
    assert_eq!(page.all("tr .who"), ["Janet Whitlock"]);
    page.says("Handed back");
    assert_eq!(
        page.all("tr .clock__left").len(),
        1,
        "the clock to assign runs on"
    );
    // It waits for triage with the others too, so that it is not forgotten.
    assert_eq!(tab(&page, "To triage"), "1");
}

#[actix_web::test]
async fn the_rows_alone_are_sent_again_only_when_they_changed() {
    use actix_web::test::TestRequest;
    let app = TestApp::start().await;
    app.logged().await;
    let ask = |etag: &str| TestRequest::get().insert_header(("if-none-match", etag));
    let rows = app
        .call(ask("\"old\""), Some(Relations), "/inbox/rows")
        .await;
    rows.is(200);
    assert!(
        rows.html.trim_start().starts_with("<tbody"),
        "{}",
        rows.html
    );
    let etag = rows
        .headers
        .get("etag")
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    app.call(ask(&etag), Some(Relations), "/inbox/rows")
        .await
        .is(304);
    app.logged().await;
    app.call(ask(&etag), Some(Relations), "/inbox/rows")
        .await
        .is(200);
}

#[actix_web::test]
async fn hostile_words_are_shown_as_words() {
    let app = TestApp::start().await;
    let nasty = "<script>alert(1)</script>\"'><img src=x>";
    app.logged_as(|form| {
        form.details.name = nasty.into();
        form.details.summary = nasty.into();
    })
    .await;
    app.mail("\"<b>x</b>\" <a@example.org>", nasty, nasty).await;
    let page = app.get(Relations, "/inbox").await;
    page.says_not("<script>alert");
    page.says_not("<img src=x>");
    for path in [
        "/inbox?tab=%3Cscript%3E",
        "/inbox?after=1.x.2.'",
        "/inbox?area=9&channel=%22",
    ] {
        let page = app.get(Relations, path).await;
        page.is(200);
        page.says_not("<script>\"");
    }
}

/// The share of acknowledgements in time, as its tile has it.
async fn in_time(app: &TestApp) -> String {
    let page = app.get(Relations, "/inbox").await;
    stat(&page, "Acknowledged in time, 4 weeks")
}

/// An acknowledgement counts when it has left, and not when it was written or stopped (F1). Until then it is owed by
/// its first date.
#[actix_web::test]
async fn what_was_not_sent_was_not_acknowledged() {
    let app = TestApp::start().await;
    let reference = app.acknowledgement_written().await;
    assert_eq!(in_time(&app).await, "none acknowledged yet");
    let empty = app.get(Relations, "/inbox?tab=unsent").await;
    empty.says("Every acknowledgement and refusal has left.");
    to_the_post_room(&app, &reference).await;
    on_the_way(&app, &reference, Some(Relations), State::Stopped).await;
    app.later(Duration::hours(1));
    assert_eq!(in_time(&app).await, "none acknowledged yet");
    let page = app.get(Relations, "/inbox?tab=unsent").await;
    assert_eq!(tab(&page, "Written, not sent"), "1");
    assert_eq!(page.all(".work .ref"), [reference.to_string()]);
    page.says("Acknowledgement to Janet Whitlock");
    page.says("Stopped");
    page.says("Fri 27 Nov, 10:00");
    // Four days later it is late, and still no acknowledgement.
    app.later(Duration::days(4));
    let page = app.get(Relations, "/inbox?tab=unsent").await;
    assert_eq!(page.all("tr.row-late").len(), 1);
    assert_eq!(in_time(&app).await, "none acknowledged yet");
    let other = app.acknowledged().await;
    assert_eq!(in_time(&app).await, "100% of 1");
    on_the_way(&app, &other, None, State::Bounced).await;
    assert_eq!(in_time(&app).await, "none acknowledged yet");
}

/// What needed no acknowledgement by its date is no acknowledgement in time (F10); what was owed one and did not get
/// it is one that was missed.
#[actix_web::test]
async fn an_end_without_an_acknowledgement_is_none_in_time() {
    let app = TestApp::start().await;
    let withdraw = async |reference: &Reference| {
        let today = app.now().date_naive();
        app.step(Relations, reference, |c| Withdraw {
            told_on: Some(today),
            how: Some(Channel::Email),
            reason: String::new(),
            dispatch: Dispatch::preferred(c),
        })
        .await
        .unwrap();
    };
    let tried = app.tried_on_the_spot().await;
    app.step(Relations, &tried, |c| OnTheSpotOutcome::Resolved {
        outcome: "We rang her and said sorry".into(),
        confirmation: Confirmation::Letter(Dispatch::preferred(c)),
    })
    .await
    .unwrap();
    withdraw(&app.logged().await).await;
    assert_eq!(in_time(&app).await, "none acknowledged yet");
    let reports = app.get(Relations, "/reports.csv").await;
    reports.says("In time,Acknowledge,0,0");
    let missed = app.logged().await;
    app.later(Duration::days(5));
    withdraw(&missed).await;
    assert_eq!(in_time(&app).await, "0% of 1");
}
