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
