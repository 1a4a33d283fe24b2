use crate::support::Cast::{Leader2, Relations, Staff, Staff2};
use crate::support::TestApp;

#[actix_web::test]
async fn a_note_is_kept_with_when_it_happened_and_when_it_was_written() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/note");
    let version = app.get(Staff, &page).await.value("version");
    let none = app.post(Staff, &page, &[("version", &version)]).await;
    none.is(422);
    none.says("Write the note");
    let bad = "<b>bold</b>";
    let future = [
        ("version", version.as_str()),
        ("note", bad),
        ("happened_at_date", "2027-01-01"),
    ];
    let future = app.post(Staff, &page, &future).await;
    future.is(422);
    future.says("It cannot have happened in the future");
    assert_eq!(future.value("note"), bad);
    let form = [
        ("version", version.as_str()),
        ("note", bad),
        ("happened_at_date", "2026-11-20"),
    ];
    app.post(Staff, &page, &form).await.is(303);
    let history = app
        .get(Relations, &format!("/complaints/{reference}/history"))
        .await;
    history.says("Note about Fri 20 Nov, 09:00, written later");
    history.says("&#60;b&#62;bold");
}

#[actix_web::test]
async fn only_those_who_work_on_it_and_stale_words_are_kept() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/note");
    app.get(Staff2, &page).await.is(404);
    app.post(Leader2, &page, &[("version", "0"), ("note", "x")])
        .await
        .is(404);
    let stale = app
        .post(Staff, &page, &[("version", "0"), ("note", "My words")])
        .await;
    stale.is(409);
    stale.says("While you were writing");
    assert_eq!(stale.value("note"), "My words");
}
