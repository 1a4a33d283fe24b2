use crate::support::Cast::{Executive, Executive2, Leader, Relations};
use crate::support::TestApp;
use chrono::Duration;
use procedure::Reference;
use procedure::dispatch::Dispatch;
use procedure::steps::refusal::{DecideRefusal, ProposeRefusal};
use procedure::steps::scope::DecideScope;
use procedure::vocabulary::{Closure, Promise, Stage};

const WORDS: &[(&str, &str)] = &[
    ("act", "propose"),
    ("reason", "It is about the outcome only <b>"),
    ("evidence", "The decision of 3 March"),
    ("belongs", "The review of the decision"),
];

fn page(reference: &Reference) -> String {
    format!("/complaints/{reference}/refusal")
}

fn and<'a>(words: &[(&'a str, &'a str)], version: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut form = words.to_vec();
    form.push(("version", version));
    form
}

#[actix_web::test]
async fn one_proposes_another_agrees_and_the_letter_goes() {
    let app = TestApp::start().await;
    let reference = app.outside().await;
    let open = app.get(Relations, &page(&reference)).await;
    open.is(200);
    open.says(
        "The case handler's decision. Only the outcome"
            .replace('\'', "&#39;")
            .as_str(),
    );
    let preview = and(
        &[("act", "preview"), ("reason", "Because of the outcome")],
        "1",
    );
    let seen = app.post(Relations, &page(&reference), &preview).await;
    seen.is(200);
    assert!(
        seen.text("article.letter")
            .contains("Because of the outcome")
    );
    app.post(Relations, &page(&reference), &and(WORDS, "1"))
        .await
        .is(303);
    // Rule 17: not the proposer, and a senior complaint executive.
    app.get(Relations, &page(&reference)).await.is(403);
    let to_decide = app.get(Executive, &page(&reference)).await;
    to_decide.is(200);
    to_decide.says("Proposed by Priya Nair");
    // F7: whoever agrees reads what the complainant said, and not only what is said about it.
    to_decide.says("In their own words");
    to_decide.says("No update since 12 October");
    to_decide.says("An apology");
    to_decide.says("It is about the outcome only &#60;b&#62;");
    assert!(
        to_decide
            .text("article.letter")
            .contains("senior complaint executive")
    );
    let approve = and(
        &[
            ("act", "approve"),
            ("channel", "email"),
            ("format", "standard"),
        ],
        "2",
    );
    app.post(Relations, &page(&reference), &approve)
        .await
        .is(403);
    app.post(Executive, &page(&reference), &approve)
        .await
        .is(303);
    // A refusal whose letter has not left is none.
    let agreed = app.complaint(&reference).await;
    assert_eq!((agreed.stage, agreed.closure), (Stage::Triage, None));
    app.letters_leave(&reference).await;
    let after = app.complaint(&reference).await;
    assert_eq!(after.closure, Some(Closure::NotAccepted));
}

#[actix_web::test]
async fn nobody_agrees_with_themselves_and_a_return_needs_its_reason() {
    let app = TestApp::start().await;
    let reference = app.outside().await;
    app.post(Executive, &page(&reference), &and(WORDS, "1"))
        .await
        .is(303);
    let own = app.get(Executive, &page(&reference)).await;
    own.is(403);
    own.says("who did not propose it");
    app.post(
        Executive,
        &page(&reference),
        &and(&[("act", "approve")], "2"),
    )
    .await
    .is(403);
    let silent = app
        .post(
            Executive2,
            &page(&reference),
            &and(&[("act", "return")], "2"),
        )
        .await;
    silent.is(422);
    silent.says("Say why you do not agree");
    let sent_back = [
        ("act", "return"),
        ("decision_reason", "The calls are service"),
    ];
    app.post(Executive2, &page(&reference), &and(&sent_back, "2"))
        .await
        .is(303);
    // F7: whoever proposed it is told, until they have opened the complaint; it says so to everybody who works on it.
    app.get(Relations, "/")
        .await
        .says_not("Answers to what you proposed");
    let told = app.get(Executive, "/").await;
    told.says("Answers to what you proposed");
    told.says("was not agreed: The calls are service");
    let case = app
        .get(Executive, &format!("/complaints/{reference}"))
        .await;
    case.says("Magda Nowak did not agree to");
    case.says("The calls are service");
    app.get(Executive, "/")
        .await
        .says_not("Answers to what you proposed");
    let case = app
        .get(Relations, &format!("/complaints/{reference}"))
        .await;
    case.says("The refusal was not agreed by Magda Nowak.");
    let triage = app
        .get(
            Relations,
            &format!("/complaints/{reference}/acknowledgement"),
        )
        .await;
    triage.says("The refusal was not agreed by Magda Nowak");
    triage.says("The calls are service");
}

#[actix_web::test]
async fn a_proposal_is_whole_and_never_of_a_mixed_complaint() {
    let app = TestApp::start().await;
    let reference = app.outside().await;
    let empty = app
        .post(
            Relations,
            &page(&reference),
            &and(&[("act", "propose")], "1"),
        )
        .await;
    empty.is(422);
    empty.says("Give the reasons in this case");
    empty.says("Say what evidence and dates you relied on");
    let mixed = app.outside().await;
    app.step(Relations, &mixed, |_| DecideScope {
        triaged: crate::support::steps::a_triage(),
    })
    .await
    .unwrap();
    let seen = app.complaint(&mixed).await.version.0.to_string();
    let refused = app.post(Relations, &page(&mixed), &and(WORDS, &seen)).await;
    refused.is(422);
    refused.says("Accept a mixed one for the part that is in");
    assert_eq!(refused.value("evidence"), "The decision of 3 March");
    app.get(Leader, &page(&mixed)).await.is(404);
    let unknown = app
        .post(Relations, &page(&mixed), &and(&[("act", "burn")], &seen))
        .await;
    unknown.is(422);
}

#[actix_web::test]
async fn a_stale_proposal_keeps_its_words() {
    let app = TestApp::start().await;
    let reference = app.outside().await;
    let stale = app
        .post(Relations, &page(&reference), &and(WORDS, "0"))
        .await;
    stale.is(409);
    stale.says("While you were writing");
    assert_eq!(stale.value("reason"), "It is about the outcome only <b>");
    assert_eq!(stale.value("version"), "1");
}

/// Rule 52: a second stage is refused by two people, and the letter ends the procedure.
#[actix_web::test]
async fn a_second_stage_is_refused_by_two() {
    let app = TestApp::start().await;
    app.write(|conn| {
        let assessor = storage::settings::Assessor {
            email: "assessor@example.org".into(),
            ..Default::default()
        };
        storage::settings::save(conn, &assessor, 0)
    })
    .await;
    let reference = app.escalated().await;
    super::remedy::all_done(&app, &reference).await;
    let version = app.complaint(&reference).await.version.0;
    let (first, second) = (version.to_string(), (version + 1).to_string());
    app.post(Relations, &page(&reference), &and(WORDS, &first))
        .await
        .is(303);
    let decide = app.get(Executive, &page(&reference)).await;
    decide.says("Agree to refuse the second stage?");
    let approve = [
        ("act", "approve"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    app.post(Executive, &page(&reference), &and(&approve, &second))
        .await
        .is(303);
    app.letters_leave(&reference).await;
    let after = app.complaint(&reference).await;
    assert_eq!(
        (after.stage, after.closure),
        (Stage::Closed, Some(Closure::EscalationRefused))
    );
}

/// Rules 52 and 69: the letter goes at once, and the complaint stays open until what stage 1 promised is done.
#[actix_web::test]
async fn a_refused_second_stage_stays_open_for_what_was_promised() {
    let app = TestApp::start().await;
    app.write(|conn| {
        let assessor = storage::settings::Assessor {
            email: "assessor@example.org".into(),
            ..Default::default()
        };
        storage::settings::save(conn, &assessor, 0)
    })
    .await;
    let reference = app.escalated().await;
    let version = app.complaint(&reference).await.version.0;
    let (first, second) = (version.to_string(), (version + 1).to_string());
    app.post(Relations, &page(&reference), &and(WORDS, &first))
        .await
        .is(303);
    let approve = [
        ("act", "approve"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    app.post(Executive, &page(&reference), &and(&approve, &second))
        .await
        .is(303);
    app.letters_leave(&reference).await;
    let after = app.complaint(&reference).await;
    assert_eq!((after.stage, after.closure), (Stage::FinalResponse, None));
    assert!(after.assessor_last_date.is_some(), "the letter went");
    let overview = app
        .get(Relations, &format!("/complaints/{reference}"))
        .await;
    overview.says("Second stage refused");
    overview.says("Do what was promised, and record it");
    super::remedy::all_done(&app, &reference).await;
    let version = app.complaint(&reference).await.version.0.to_string();
    let close = [("version", version.as_str()), ("closure", "complete")];
    app.post(
        Relations,
        &format!("/complaints/{reference}/closure"),
        &close,
    )
    .await
    .is(303);
    let closed = app.complaint(&reference).await;
    assert_eq!(closed.closure, Some(Closure::EscalationRefused));
}

/// A refusal that was agreed is looked at again when they ask: with the day, a clock, and somebody who took no part.
#[actix_web::test]
async fn a_refusal_is_looked_at_again_by_somebody_else() {
    let app = TestApp::start().await;
    let reference = app.outside().await;
    app.step(Relations, &reference, |_| ProposeRefusal {
        reason: "About the outcome".into(),
        evidence: "The decision of 3 March".into(),
        belongs: String::new(),
    })
    .await
    .unwrap();
    app.step(Executive, &reference, |c| DecideRefusal::Approve {
        reason: String::new(),
        dispatch: Dispatch::preferred(c),
    })
    .await
    .unwrap();
    let closed = app.complaint(&reference).await;
    assert_eq!(closed.closure, Some(Closure::NotAccepted));
    app.later(Duration::days(8));
    let case = format!("/complaints/{reference}");
    app.get(Relations, &case).await.says("Look at it again");
    let step = format!("{case}/reopening");
    let open = app.get(Relations, &step).await;
    open.says("They ask us to look at it again");
    let version = open.value("version");
    let mut form = vec![
        ("version", version.as_str()),
        ("channel", "phone"),
        ("told", "The handler shouted at me"),
    ];
    let bare = app.post(Relations, &step, &form).await;
    bare.is(422);
    bare.says("Enter the day they asked");
    assert_eq!(bare.value("told"), "The handler shouted at me");
    form.push(("asked_on", "2026-12-01"));
    app.post(Relations, &step, &form).await.is(303);
    let again = app.complaint(&reference).await;
    assert_eq!((again.stage, again.closure), (Stage::Triage, None));
    let respond = again.running(Promise::Respond).unwrap();
    assert_eq!(respond.started_at.to_rfc3339(), "2026-12-01T00:00:00+00:00");
    // The executive who agreed to it reads it no second time.
    let same = app.get(Executive, &page(&reference)).await;
    same.is(403);
    same.says("who took no part in the refusal");
    for (who, listed) in [(Executive, 0), (Executive2, 1)] {
        let home = app.get(who, "/").await;
        assert_eq!(home.all("#refusals .owed li").len(), listed, "{who:?}");
    }
    let other = app.get(Executive2, &page(&reference)).await;
    other.is(200);
    other.says("The handler shouted at me");
    let letter = other.text("article.letter");
    assert!(letter.contains("You asked us to look again"), "{letter}");
    let version = other.value("version");
    let approve = [
        ("version", version.as_str()),
        ("act", "approve"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    app.post(Executive2, &page(&reference), &approve)
        .await
        .is(303);
    app.letters_leave(&reference).await;
    let closed = app.complaint(&reference).await;
    assert_eq!(closed.closure, Some(Closure::NotAccepted));
}

/// Reading (e)18: acknowledged like every complaint, proposed and agreed by two people, and told in its own letter.
#[actix_web::test]
async fn a_repeat_of_a_finished_complaint_is_told_that_it_is_answered() {
    let app = TestApp::start().await;
    let done = app.finally_answered().await;
    let person = app.complaint(&done).await.complainant_id;
    let again = app
        .logged_as(|intake| intake.complainant = Some(person))
        .await;
    let triage = format!("/complaints/{again}/acknowledgement");
    let open = app.get(Relations, &triage).await;
    open.says("Does it repeat a finished complaint?");
    let version = open.value("version");
    let acknowledge = [
        ("version", version.as_str()),
        ("act", "acknowledge"),
        ("repeats", done.as_str()),
        ("area", "1"),
        ("needs_asked", "yes"),
        ("alleged_1", "Nine weeks without a word"),
        ("ground_1", "not_kept_updated"),
        ("scope_1", "can_investigate"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    app.post(Relations, &triage, &acknowledge).await.is(303);
    app.letters_leave(&again).await;
    let told = app.complaint(&again).await;
    assert!(told.is_being_decided() && told.area.is_none());
    let letter = format!("/complaints/{again}/letters/{}", told.deliveries[0].letter);
    app.get(Relations, &letter)
        .await
        .says(&format!("about the same as your complaint {done}"));
    let version = app.version(&again).await;
    let mut form = vec![
        ("version", version.as_str()),
        ("act", "propose"),
        ("repeats", done.as_str()),
    ];
    let bare = app.post(Relations, &page(&again), &form).await;
    bare.is(422);
    bare.says("Say which facts are the same");
    assert_eq!(bare.value("repeats"), done.as_str());
    form.push(("reason", "The same nine weeks. Nothing is new"));
    form[2] = ("repeats", "SC-2026-000777");
    let other = app.post(Relations, &page(&again), &form).await;
    other.is(422);
    other.says("Choose one of the complaints that are complete");
    form[2] = ("repeats", done.as_str());
    app.post(Relations, &page(&again), &form).await.is(303);
    let agree = app.get(Executive, &page(&again)).await;
    agree.says("Agree that it is answered already?");
    let shown = agree.text("article.letter");
    assert!(
        shown.contains("We will not look at the same matter again"),
        "{shown}"
    );
    let last = app.complaint(&done).await.assessor_last_date.unwrap();
    let last = procedure::working_time::uk_time::date_long(last);
    assert!(
        shown.contains(&format!("The last date for that is {last}.")),
        "{shown}"
    );
    let version = agree.value("version");
    let approve = [
        ("version", version.as_str()),
        ("act", "approve"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    app.post(Relations, &page(&again), &approve).await.is(403);
    app.post(Executive, &page(&again), &approve).await.is(303);
    app.letters_leave(&again).await;
    let closed = app.complaint(&again).await;
    assert_eq!(closed.closure, Some(Closure::AlreadyAnswered));
    // They can ask us to look again, as at any refusal.
    app.get(Relations, &format!("/complaints/{again}/reopening"))
        .await
        .says("They ask us to look at it again");
}

/// F7: the mail that it came in stands beside the proposal, whole.
#[actix_web::test]
async fn the_second_person_reads_the_mail_that_it_came_in() {
    let app = TestApp::start().await;
    let mail = app
        .mail(
            "janet.whitlock@example.co.uk",
            "My boiler",
            "The decision is wrong. He sighed, told me everybody has an excuse and ended the call.",
        )
        .await;
    let reference = app.logged_as(|intake| intake.mail = Some(mail)).await;
    crate::support::owed::refusal_proposed(&app, &reference).await;
    let read = app.get(Executive, &page(&reference)).await;
    read.is(200);
    read.says("told me everybody has an excuse and ended the call");
}
