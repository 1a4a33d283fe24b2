use super::remedy::all_done;
use crate::support::Cast::{Leader, Relations, Staff};
use crate::support::TestApp;
use procedure::vocabulary::Stage;

#[actix_web::test]
async fn a_closed_complaint_is_reopened_with_a_reason() {
    let app = TestApp::start().await;
    let reference = app.answered().await;
    let page = format!("/complaints/{reference}/reopening");
    app.get(Relations, &page).await.is(409);
    all_done(&app, &reference).await;
    let closure = format!("/complaints/{reference}/closure");
    let version = app.get(Relations, &closure).await.value("version");
    let form = [
        ("version", version.as_str()),
        ("closure", "accepted"),
        ("told_on", "2026-11-24"),
        ("how", "email"),
    ];
    app.post(Relations, &closure, &form).await.is(303);
    app.get(Staff, &page).await.is(403);
    let version = app.get(Leader, &page).await.value("version");
    let bare = app.post(Leader, &page, &[("version", &version)]).await;
    bare.is(422);
    bare.says("Say why it is reopened");
    let form = [("version", version.as_str()), ("reason", "New evidence")];
    app.post(Staff, &page, &form).await.is(403);
    app.post(Leader, &page, &form).await.is(303);
    assert_eq!(app.complaint(&reference).await.stage, Stage::Answered);
}
