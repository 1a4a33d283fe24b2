use crate::support::Cast::{Leader, Leader2, Relations, Staff};
use crate::support::TestApp;
use redress::procedure::vocabulary::Stage;

/// Rule 29: back with a reason; the first date is kept.
#[actix_web::test]
async fn the_leader_hands_back_with_a_reason_and_no_clock_starts_again() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let before = app.complaint(&reference).await;
    let page = format!("/complaints/{reference}/hand-back");
    let shown = app.get(Leader, &page).await;
    shown.says("No clock starts again");
    shown.says("Sian Bevan will no longer have it");
    let version = shown.value("version");
    let none = app
        .post(Leader, &page, &[("version", &version), ("reason", "  ")])
        .await;
    none.is(422);
    none.says("Say why another area is better placed");
    let form = [
        ("version", version.as_str()),
        ("reason", "The call was <b>ours</b>, not theirs"),
    ];
    let done = app.post(Leader, &page, &form).await;
    done.is(303);
    assert_eq!(done.location.as_deref(), Some("/assignment"));
    let after = app.complaint(&reference).await;
    assert_eq!((after.stage, after.assignee), (Stage::Triage, None));
    assert_eq!(after.received.at, before.received.at);
    assert_eq!(after.clocks, before.clocks);
}

#[actix_web::test]
async fn others_cannot_and_a_stale_page_keeps_its_words() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/hand-back");
    app.get(Leader2, &page).await.is(404);
    app.get(Staff, &page).await.is(403);
    app.get(Relations, &page)
        .await
        .says("Only the Leader of Energy");
    let forged = [("version", "3"), ("reason", "Not mine")];
    app.post(Relations, &page, &forged).await.is(409);
    let version = app.complaint(&reference).await.version.0.to_string();
    let forged = [("version", version.as_str()), ("reason", "Not mine")];
    app.post(Relations, &page, &forged).await.is(403);
    app.post(Leader2, &page, &forged).await.is(404);
    let stale = app
        .post(
            Leader,
            &page,
            &[("version", "0"), ("reason", "Kept <i>words</i>")],
        )
        .await;
    stale.is(409);
    assert_eq!(stale.value("reason"), "Kept <i>words</i>");
}
