use crate::support::Cast::{Leader, Relations, Staff, Staff3};
use crate::support::TestApp;

#[actix_web::test]
async fn evidence_is_kept_beside_its_allegation() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/evidence");
    let version = app.get(Staff, &page).await.value("version");
    let v = version.as_str();
    let forged = [
        ("version", v),
        ("allegation", "7"),
        ("what", "A call"),
        ("dated", "2030-01-01"),
    ];
    let forged = app.post(Staff, &page, &forged).await;
    forged.is(422);
    forged.says("Choose the allegation it is about");
    forged.says("The evidence cannot be dated in the future");
    assert_eq!(forged.value("what"), "A call");
    let form = [
        ("version", v),
        ("allegation", "1"),
        ("what", "<i>Call of 2 October</i>"),
        ("source", "Telephony"),
    ];
    app.post(Staff, &page, &form).await.is(303);
    let overview = app.get(Leader, &format!("/complaints/{reference}")).await;
    overview.says("&#60;i&#62;Call of 2 October");
    overview.says("On allegation 1, from Telephony");
}

#[actix_web::test]
async fn only_the_handler_and_their_leader_while_it_is_investigated() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/evidence");
    app.get(Relations, &page).await.is(403);
    let version = app.complaint(&reference).await.version.0.to_string();
    app.post(
        Relations,
        &page,
        &[
            ("version", version.as_str()),
            ("allegation", "1"),
            ("what", "x"),
        ],
    )
    .await
    .is(403);
    app.get(Staff3, &page).await.is(404);
    let answered = app.answered().await;
    app.get(Staff, &format!("/complaints/{answered}/evidence"))
        .await
        .is(409);
}
