use crate::support::Cast::{Relations, Staff, Staff3};
use crate::support::TestApp;
use procedure::vocabulary::Closure;

#[actix_web::test]
async fn only_on_their_word_with_when_and_how() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/withdrawal");
    let version = app.get(Staff, &page).await.value("version");
    let v = version.as_str();
    let bare = app
        .post(Staff, &page, &[("version", v), ("reason", "Fed up")])
        .await;
    bare.is(422);
    bare.says("Enter the day they told us");
    bare.says("Say how they told us");
    assert_eq!(bare.value("reason"), "Fed up");
    let other_way = [
        ("version", v),
        ("told_on", "2026-11-24"),
        ("how", "phone"),
        ("channel", "post"),
        ("format", "standard"),
    ];
    let other_way = app.post(Staff, &page, &other_way).await;
    other_way.is(422);
    other_way.says("Say why this letter goes another way");
    let early = [
        ("version", v),
        ("told_on", "2026-11-23"),
        ("how", "phone"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    let early = app.post(Staff, &page, &early).await;
    early.is(422);
    early.says("They cannot have withdrawn the complaint before 24 November 2026, when the complaint was received");
    assert_eq!(early.value("told_on"), "2026-11-23");
    let form = [
        ("version", v),
        ("told_on", "2026-11-24"),
        ("how", "phone"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    app.post(Staff, &page, &form).await.is(303);
    let closed = app.complaint(&reference).await;
    assert_eq!(closed.closure, Some(Closure::Withdrawn));
    let overview = app
        .get(Relations, &format!("/complaints/{reference}"))
        .await;
    overview.says("Closed: withdrawn");
    overview.says("No clock is running");
    app.get(Relations, &format!("/complaints/{reference}/letters/2"))
        .await
        .is(200);
    app.get(Relations, &page).await.is(409);
}

#[actix_web::test]
async fn not_for_others() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/withdrawal");
    app.get(Staff3, &page).await.is(404);
    let stale = app
        .post(Staff, &page, &[("version", "0"), ("reason", "Mine")])
        .await;
    stale.is(409);
    assert_eq!(stale.value("reason"), "Mine");
}
