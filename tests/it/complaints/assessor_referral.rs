use crate::support::Cast::{Executive, Leader, Relations, Staff};
use crate::support::{Page, TestApp};
use procedure::Reference;
use procedure::vocabulary::{AssessorOutcome, Promise, ReferralTiming};

async fn send(app: &TestApp, reference: &Reference, fields: &[(&str, &str)]) -> Page {
    send_as(app, Executive, reference, fields).await
}

async fn send_as(
    app: &TestApp,
    who: crate::support::Cast,
    reference: &Reference,
    fields: &[(&str, &str)],
) -> Page {
    let version = app.complaint(reference).await.version.0.to_string();
    let mut form = vec![("version", version.as_str())];
    form.extend_from_slice(fields);
    app.post(
        who,
        &format!("/complaints/{reference}/assessor-referral"),
        &form,
    )
    .await
}

/// Rules 61, 64 and 66, from the referral to the recommendation that is done.
#[actix_web::test]
async fn a_referral_is_followed_to_the_end() {
    let app = TestApp::start().await;
    let reference = app.finally_answered().await;
    let page = format!("/complaints/{reference}/assessor-referral");
    app.get(Relations, &page)
        .await
        .says("If it came today it would be: <b>In time</b>");
    let form = [
        ("act", "refer"),
        ("received_on", "2026-11-24"),
        ("about", "<b>Delay</b>"),
    ];
    let done = send(&app, &reference, &form).await;
    done.is(303);
    assert_eq!(done.leads_to(), Some(page.clone()));
    app.get(Relations, &page)
        .await
        .says("The Assessor asks for the papers");
    send(
        &app,
        &reference,
        &[("act", "asked"), ("asked_on", "2026-11-24")],
    )
    .await
    .is(303);
    assert!(
        app.complaint(&reference)
            .await
            .running(Promise::SendToAssessor)
            .is_some()
    );
    send(
        &app,
        &reference,
        &[("act", "sent"), ("sent_on", "24/11/2026")],
    )
    .await
    .is(303);
    assert!(
        app.complaint(&reference)
            .await
            .running(Promise::SendToAssessor)
            .is_none()
    );
    let report = [
        ("act", "concluded"),
        ("concluded_on", "2026-11-24"),
        ("assessor_outcome_1", "partly_supported"),
        ("assessor_comment_1", "Slow"),
        ("recommendations", "Say sorry\r\n\r\nOpen post daily"),
    ];
    send(&app, &reference, &report).await.is(303);
    let found = app.complaint(&reference).await.referral.unwrap();
    assert_eq!(found.timing, ReferralTiming::InTime);
    assert_eq!(found.outcomes[0].outcome, AssessorOutcome::PartlySupported);
    let texts: Vec<_> = found
        .recommendations
        .iter()
        .map(|r| r.text.as_str())
        .collect();
    assert_eq!(texts, ["Say sorry", "Open post daily"]);
    // A second report would write every recommendation down twice.
    send(&app, &reference, &report).await.is(409);
    let id = found.recommendations[0].id.to_string();
    let answer = [
        ("act", "answer"),
        ("recommendation", id.as_str()),
        ("accepted", "yes"),
    ];
    let refused = send_as(&app, Relations, &reference, &answer).await;
    refused.is(403);
    refused.says("Only a senior complaint executive");
    let no_date = send(&app, &reference, &answer).await;
    no_date.is(422);
    no_date.says("Say by when it will be done");
    let answer = [answer[0], answer[1], answer[2], ("due", "2026-12-24")];
    send(&app, &reference, &answer).await.is(303);
    let done = [
        ("act", "done"),
        ("recommendation", id.as_str()),
        ("done_on", "2026-11-24"),
    ];
    send(&app, &reference, &done)
        .await
        .says("Say what shows that it was done");
    let done = [
        done[0],
        done[1],
        done[2],
        ("done_evidence", "Letter of <b>today</b>"),
    ];
    send(&app, &reference, &done).await.is(303);
    let shown = app.get(Relations, &page).await;
    shown.says("Letter of &#60;b&#62;today");
    shown.says("A recommendation needs an answer");
}

/// Rule 63: while a stage is open it is recorded as too early.
#[actix_web::test]
async fn a_referral_that_came_too_early_is_recorded_as_such() {
    let app = TestApp::start().await;
    let reference = app.in_final_review().await;
    let form = [("act", "refer"), ("received_on", "2026-11-24")];
    send(&app, &reference, &form).await.is(303);
    let timing = app.complaint(&reference).await.referral.unwrap().timing;
    assert_eq!(timing, ReferralTiming::Premature);
    // A later one in its own time is still taken.
    send(&app, &reference, &form).await.is(303);
}

#[actix_web::test]
async fn gaps_are_named_and_words_kept() {
    let app = TestApp::start().await;
    let reference = app.finally_answered().await;
    send(
        &app,
        &reference,
        &[("act", "asked"), ("asked_on", "2026-11-24")],
    )
    .await
    .is(409);
    send(&app, &reference, &[("act", "nonsense")]).await.is(422);
    send(
        &app,
        &reference,
        &[("act", "refer"), ("received_on", "2026-11-25")],
    )
    .await
    .says("The Independent Assessor cannot have written to us in the future");
    send(
        &app,
        &reference,
        &[("act", "refer"), ("received_on", "2026-11-24")],
    )
    .await
    .is(303);
    let report = [
        ("act", "concluded"),
        ("concluded_on", "soon"),
        ("recommendations", "<script>alert(1)</script>"),
    ];
    let refused = send(&app, &reference, &report).await;
    refused.is(422);
    refused.says("Enter a date, like 24/11/2026");
    assert_eq!(
        refused.value("recommendations"),
        "<script>alert(1)</script>"
    );
    refused.says_not("<script>alert");
    let report = [report[0], ("concluded_on", "2026-11-24")];
    send(&app, &reference, &report)
        .await
        .says("Allegation 1: choose what the Assessor found");
}

#[actix_web::test]
async fn others_cannot_and_a_stale_page_is_told() {
    let app = TestApp::start().await;
    let reference = app.finally_answered().await;
    let page = format!("/complaints/{reference}/assessor-referral");
    app.get(Staff, &page).await.is(403);
    app.get(Leader, &page)
        .await
        .says("Only Customer Relations can record");
    let form = [("act", "refer"), ("received_on", "2026-11-24")];
    send_as(&app, Leader, &reference, &form).await.is(403);
    let stale = [("version", "0"), form[0], form[1], ("about", "Kept")];
    let told = app.post(Relations, &page, &stale).await;
    told.is(409);
    assert_eq!(told.value("about"), "Kept");
}

/// Rule 65: the complaint says that it is with the Assessor, the report has a day, and a late one is listed and chased.
#[actix_web::test]
async fn the_report_is_expected_moved_and_chased() {
    let app = TestApp::start().await;
    let reference = app.finally_answered().await;
    let (path, board) = (
        format!("/complaints/{reference}"),
        "/escalation?view=assessor",
    );
    let refer = [("act", "refer"), ("received_on", "2026-11-24")];
    send(&app, &reference, &refer).await.is(303);
    let early = [
        ("act", "chased"),
        ("chased_on", "2026-11-24"),
        ("chase_said", "Soon"),
        ("chase_again_on", "2026-12-24"),
    ];
    send(&app, &reference, &early).await.is(409);
    let asked = [("act", "asked"), ("asked_on", "2026-11-24")];
    send(&app, &reference, &asked).await.is(303);
    let sent = [("act", "sent"), ("sent_on", "2026-11-24")];
    send(&app, &reference, &sent).await.is(303);
    let page = app.get(Relations, &path).await;
    page.says("With the Independent Assessor");
    page.says("Not yet, expected 5 Jan 2027");
    let bare = send(
        &app,
        &reference,
        &[("act", "moved"), ("report_reason", "Ill")],
    )
    .await;
    bare.is(422);
    bare.says("Enter the day the report is expected");
    assert_eq!(bare.value("report_reason"), "Ill");
    let moved = [
        ("act", "moved"),
        ("report_due_on", "2027-01-12"),
        ("report_reason", "Two of them are ill"),
    ];
    send(&app, &reference, &moved).await.is(303);
    app.get(Relations, &path)
        .await
        .says("The Assessor&#39;s report is now expected on 12 January 2027");
    app.get(Relations, board)
        .await
        .says_not("The report is late");
    app.later(chrono::Duration::days(60));
    app.get(Relations, board)
        .await
        .says("The report is late: ask how it goes");
    app.get(Relations, &path)
        .await
        .says("The report is late: ask how it goes");
    let bare = send(&app, &reference, &[("act", "chased")]).await;
    bare.is(422);
    bare.says("Say what the Assessor answered");
    let chased = [
        ("act", "chased"),
        ("chased_on", "2027-01-22"),
        ("chase_said", "Within the week"),
        ("chase_again_on", "2027-02-01"),
    ];
    send(&app, &reference, &chased).await.is(303);
    let shown = app.get(Relations, board).await;
    shown.says_not("The report is late");
    shown.says("Asked 22 Jan");
    app.get(Relations, &path)
        .await
        .says("Ask again on 1 February 2027");
}

/// Rule 63: while a stage is open it is too early: whoever has it is to answer first, and a second one is a repeat.
#[actix_web::test]
async fn too_early_is_listed_with_whoever_has_it_and_a_second_one_is_a_repeat() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let path = format!("/complaints/{reference}");
    let refer = [("act", "refer"), ("received_on", "2026-11-24")];
    send(&app, &reference, &refer).await.is(303);
    let page = app.get(Relations, &path).await;
    page.says("The Independent Assessor was asked too early: answer first");
    page.says_not("They had gone there before");
    let board = app.get(Relations, "/escalation?view=assessor").await;
    board.says(reference.as_str());
    board.says("Too early: answer first. It is with Sian Bevan");
    send(&app, &reference, &refer).await.is(303);
    let page = app.get(Relations, &path).await;
    page.says("They had gone there before");
    page.says("Referred to the Independent Assessor again: too early");
    assert!(app.complaint(&reference).await.referral.unwrap().repeat);
}
