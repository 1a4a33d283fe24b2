use crate::support::Cast::{Leader, Leader2, Relations, Staff, Staff2};
use crate::support::TestApp;

/// Rule 33: what should have happened, what to find out, by when; beside the response while it is written.
#[actix_web::test]
async fn the_plan_stands_beside_the_response() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/plan");
    app.get(Leader2, &page).await.is(404);
    app.get(Relations, &page).await.is(403);
    app.get(Staff2, &page).await.is(404);
    let first = app.get(Staff, &page).await;
    first.says("What should have happened");
    let version = first.value("version");
    let none = app.post(Staff, &page, &[("version", &version)]).await;
    none.is(422);
    none.says("Plan at least one allegation");
    let form = [
        ("version", version.as_str()),
        ("standard_1", "An update every <b>week</b>"),
        ("evidence_1", "The recordings of October"),
        ("by_1_on", "2026-11-20"),
    ];
    let past = app.post(Staff, &page, &form).await;
    past.is(422);
    past.says("The day is over");
    assert_eq!(past.value("standard_1"), "An update every <b>week</b>");
    let form = [form[0], form[1], form[2], ("by_1_on", "2026-12-01")];
    app.post(Staff, &page, &form).await.is(303);
    let editor = app
        .get(Staff, &format!("/complaints/{reference}/response"))
        .await;
    let said = editor.text("main");
    assert!(said.contains("Should have happened: An update every <b>week"));
    editor.says("To find out: The recordings of October");
    let overview = app.get(Leader, &format!("/complaints/{reference}")).await;
    overview.says("by 1 Dec 2026");
    assert_eq!(app.get(Leader, &page).await.value("by_1_on"), "2026-12-01");
}
