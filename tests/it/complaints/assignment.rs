use crate::support::Cast::{Leader, Leader2, Relations, Staff};
use crate::support::TestApp;

#[actix_web::test]
async fn the_leader_assigns_an_individual() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    let page = format!("/complaints/{reference}/assignment");
    let version = app.get(Leader, &page).await.value("version");
    let none = app.post(Leader, &page, &[("version", &version)]).await;
    none.is(422);
    none.says("Choose who will respond");
    let done = app
        .post(
            Leader,
            &page,
            &[("version", &version), ("assignee", &Staff.id().to_string())],
        )
        .await;
    done.is(303);
    assert_eq!(app.complaint(&reference).await.assignee, Some(Staff.id()));
}

#[actix_web::test]
async fn others_cannot() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    let page = format!("/complaints/{reference}/assignment");
    app.get(Leader2, &page).await.is(404);
    app.get(Staff, &page).await.is(404);
    let refused = app.get(Relations, &page).await;
    refused.is(403);
    refused.says("Only the Leader of Energy or their deputy");
    app.get(Leader, "/complaints/nonsense/assignment")
        .await
        .is(404);
}

#[actix_web::test]
async fn a_stale_page_is_told_and_keeps_its_words() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/assignment");
    let again = app
        .post(
            Leader,
            &page,
            &[
                ("version", "0"),
                ("assignee", "4"),
                ("reason", "Too many cases"),
            ],
        )
        .await;
    again.is(409);
    again.says("While you were writing");
    again.says("Assigned to Sian Bevan");
    assert_eq!(again.value("reason"), "Too many cases");
}
