use super::remedy::all_done;
use crate::support::Cast::{Relations, Staff};
use crate::support::TestApp;
use chrono::Duration;
use procedure::vocabulary::Closure;

#[actix_web::test]
async fn never_while_something_promised_is_to_be_done() {
    let app = TestApp::start().await;
    let reference = app.answered().await;
    let page = format!("/complaints/{reference}/closure");
    let first = app.get(Staff, &page).await;
    first.says("Something we promised is still to be done");
    assert!(first.all("main button.btn--primary").is_empty());
    let version = first.value("version");
    let form = [
        ("version", version.as_str()),
        ("closure", "accepted"),
        ("told_on", "2026-11-24"),
        ("how", "email"),
    ];
    app.post(Staff, &page, &form).await.is(409);
}

#[actix_web::test]
async fn silence_is_not_agreement_until_the_time_is_over() {
    let app = TestApp::start().await;
    let reference = app.answered().await;
    all_done(&app, &reference).await;
    let page = format!("/complaints/{reference}/closure");
    let first = app.get(Staff, &page).await;
    first.says_not("They have not come back to us");
    let version = first.value("version");
    let forged = [
        ("version", version.as_str()),
        ("closure", "no_further_contact"),
    ];
    let forged = app.post(Staff, &page, &forged).await;
    forged.is(409);
    forged.says("Silence is not agreement");
    let early = [("version", version.as_str()), ("closure", "complete")];
    app.post(Staff, &page, &early).await.is(409);
    app.later(Duration::days(40));
    let late = app.get(Staff, &page).await;
    late.says("They have not come back to us");
    let form = [
        ("version", version.as_str()),
        ("closure", "no_further_contact"),
    ];
    app.post(Staff, &page, &form).await.is(303);
    assert_eq!(
        app.complaint(&reference).await.closure,
        Some(Closure::NoFurtherContact)
    );
}

#[actix_web::test]
async fn acceptance_needs_the_day_and_how() {
    let app = TestApp::start().await;
    let reference = app.answered().await;
    all_done(&app, &reference).await;
    let page = format!("/complaints/{reference}/closure");
    let version = app.get(Relations, &page).await.value("version");
    let v = version.as_str();
    let bare = app
        .post(Relations, &page, &[("version", v), ("closure", "accepted")])
        .await;
    bare.is(422);
    bare.says("Enter the day they said they accept");
    let form = [
        ("version", v),
        ("closure", "accepted"),
        ("told_on", "2026-11-24"),
        ("how", "email"),
    ];
    app.post(Relations, &page, &form).await.is(303);
    app.get(
        Relations,
        &format!("/complaints/{reference}/correspondence"),
    )
    .await
    .says("Resolved by agreement");
}

#[actix_web::test]
async fn after_the_final_response_it_closes_as_complete() {
    let app = TestApp::start().await;
    let reference = app.finally_answered().await;
    all_done(&app, &reference).await;
    let page = format!("/complaints/{reference}/closure");
    let first = app.get(Relations, &page).await;
    assert_eq!(first.value("closure"), "complete");
    let version = first.value("version");
    let wrong = [
        ("version", version.as_str()),
        ("closure", "accepted"),
        ("told_on", "2026-11-24"),
        ("how", "email"),
    ];
    app.post(Relations, &page, &wrong).await.is(409);
    let form = [("version", version.as_str()), ("closure", "complete")];
    app.post(Relations, &page, &form).await.is(303);
    let again = app
        .get(Relations, &format!("/complaints/{reference}/reopening"))
        .await;
    again.is(409);
    again.says("The procedure is complete");
}

/// Rule 45: the answer goes when it is known. What it promises is followed apart, and the complaint closes when that is
/// done.
#[actix_web::test]
async fn answered_with_actions_open_is_shown_as_that_until_they_are_done() {
    let app = TestApp::start().await;
    let reference = app.answered().await;
    let overview = app
        .get(Relations, &format!("/complaints/{reference}"))
        .await;
    overview.says("Answered, 1 action open");
    overview.says("Putting it right");
    let list = app.get(Relations, "/complaints").await;
    list.says("Answered, actions open");
    all_done(&app, &reference).await;
    for address in [format!("/complaints/{reference}"), "/complaints".to_owned()] {
        let shown = app.get(Relations, &address).await;
        shown.says_not("action open");
        shown.says_not("actions open");
    }
}
