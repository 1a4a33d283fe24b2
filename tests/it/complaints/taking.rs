use crate::support::Cast::{Leader, Relations, Relations2, Staff};
use crate::support::TestApp;

#[actix_web::test]
async fn whoever_takes_it_has_it_and_goes_on_to_triage() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let page = format!("/complaints/{reference}/taking");
    let done = app.post(Relations, &page, &[("version", "0")]).await;
    done.is(303);
    assert_eq!(
        done.leads_to(),
        Some(format!("/complaints/{reference}/acknowledgement"))
    );
    assert_eq!(app.complaint(&reference).await.owner, Some(Relations.id()));
    let twice = app.post(Relations, &page, &[("version", "1")]).await;
    twice.is(409);
    twice.says("You already have this complaint");
    assert!(twice.all("main button.btn--primary").is_empty());
}

#[actix_web::test]
async fn of_two_who_take_at_once_the_second_is_told() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let page = format!("/complaints/{reference}/taking");
    app.post(Relations, &page, &[("version", "0")])
        .await
        .is(303);
    let second = app.post(Relations2, &page, &[("version", "0")]).await;
    second.is(409);
    second.says("While you were writing");
    second.says("Priya Nair has it now.");
    assert_eq!(second.value("version"), "1");
    assert_eq!(app.complaint(&reference).await.owner, Some(Relations.id()));
    // A button without the version they saw takes nothing.
    app.post(Relations2, &page, &[]).await.is(409);
    let knowingly = app.post(Relations2, &page, &[("version", "1")]).await;
    knowingly.is(303);
    assert_eq!(app.complaint(&reference).await.owner, Some(Relations2.id()));
}

#[actix_web::test]
async fn others_cannot() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let page = format!("/complaints/{reference}/taking");
    app.post(Staff, &page, &[("version", "0")]).await.is(404);
    let reference = app.acknowledged().await;
    let page = format!("/complaints/{reference}/taking");
    app.post(Leader, &page, &[("version", "1")]).await.is(409);
    app.post(Relations, &page, &[("version", "1")])
        .await
        .is(409);
}
