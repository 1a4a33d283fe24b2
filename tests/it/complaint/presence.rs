use crate::support::Cast::{Leader2, Relations, Relations2};
use crate::support::TestApp;
use chrono::Duration;

#[actix_web::test]
async fn others_see_who_else_is_looking_and_since_when() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let page = format!("/complaints/{reference}");
    app.get(Relations, &page).await.says_not("is viewing this");
    app.later(Duration::seconds(90));
    let second = app.get(Relations2, &page).await;
    second.says("Priya Nair is viewing this, since 10:00");
    let first = app.post(Relations, &format!("{page}/presence"), &[]).await;
    first.is(200);
    first.says("Owen Rees is viewing this, since 10:01");
    first.says_not("Priya Nair is viewing");
    app.later(Duration::minutes(3));
    app.get(Relations2, &page).await.says_not("is viewing this");
    app.later(Duration::seconds(30));
    app.get(Relations, &page)
        .await
        .says("Owen Rees is viewing this, since 10:04");
}

#[actix_web::test]
async fn nobody_tells_of_themselves_where_they_may_not_look() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let page = format!("/complaints/{reference}");
    app.post(Leader2, &format!("{page}/presence"), &[])
        .await
        .is(404);
    app.get(Relations, &page).await.says_not("is viewing this");
}
