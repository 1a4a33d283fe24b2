use crate::support::Cast::{Relations, Staff, Staff3};
use crate::support::TestApp;
use procedure::Reference;

/// Everything promised recorded as done, through the page.
pub async fn all_done(app: &TestApp, reference: &Reference) {
    let page = format!("/complaints/{reference}/remedy");
    for remedy in app.complaint(reference).await.remedies {
        let version = app.get(Relations, &page).await.value("version");
        let id = remedy.id.to_string();
        let form = [
            ("version", version.as_str()),
            ("remedy", &id),
            ("evidence", "Letter of today"),
        ];
        app.post(Relations, &page, &form).await.is(303);
    }
}

#[actix_web::test]
async fn a_remedy_is_done_with_what_shows_it() {
    let app = TestApp::start().await;
    let reference = app.answered().await;
    let page = format!("/complaints/{reference}/remedy");
    let first = app.get(Staff, &page).await;
    first.says("A written apology");
    let version = first.value("version");
    let v = version.as_str();
    let id = app.complaint(&reference).await.remedies[0].id.to_string();
    app.post(
        Staff,
        &page,
        &[("version", v), ("remedy", "999"), ("evidence", "x")],
    )
    .await
    .is(422);
    let bare = app
        .post(Staff, &page, &[("version", v), ("remedy", &id)])
        .await;
    bare.is(422);
    bare.says("Say what shows that it was done");
    let early = [
        ("version", v),
        ("remedy", id.as_str()),
        ("done_on", "2026-11-20"),
        ("evidence", "Sent <today>"),
    ];
    let early = app.post(Staff, &page, &early).await;
    early.is(422);
    early.says("It cannot have been done before 24 November 2026, when the complaint was received");
    assert_eq!(early.value("done_on"), "2026-11-20");
    let form = [
        ("version", v),
        ("remedy", id.as_str()),
        ("evidence", "Sent <today>"),
    ];
    app.post(Staff, &page, &form).await.is(303);
    let overview = app.get(Staff, &format!("/complaints/{reference}")).await;
    overview.says("done 24 Nov 2026");
    overview.says("Sent &#60;today&#62;");
    app.get(Staff3, &page).await.is(404);
    let twice = app.get(Staff, &page).await.value("version");
    let form = [
        ("version", twice.as_str()),
        ("remedy", id.as_str()),
        ("evidence", "Again"),
    ];
    app.post(Staff, &page, &form).await.is(409);
}
