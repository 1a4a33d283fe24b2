use crate::support::Cast::{Relations, Staff, Staff3};
use crate::support::TestApp;
use diesel::prelude::*;
use storage::schema::letters;

#[actix_web::test]
async fn a_letter_is_shown_as_it_was_sent() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let address = format!("/complaints/{reference}/letters/1");
    let page = app.get(Staff, &address).await;
    page.is(200);
    page.says("<p>Dear Mrs Whitlock</p>");
    page.says("by Priya Nair");
    let text = app.get(Staff, &format!("{address}?format=text")).await;
    assert!(text.html.contains("\nDear Mrs Whitlock\n"), "{}", text.html);
    assert_eq!(
        text.headers.get("content-type").unwrap(),
        "text/plain; charset=utf-8"
    );
    app.get(Staff3, &address).await.is(404);
    app.get(Staff, &format!("/complaints/{reference}/letters/99"))
        .await
        .is(404);
    let from_page = app.get(Staff, &format!("/complaints/{reference}")).await;
    from_page.says(&format!("<a href=\"{address}\">Open letter</a>"));
}

#[actix_web::test]
async fn a_letter_is_never_reached_through_another_complaint() {
    let app = TestApp::start().await;
    let first = app.acknowledged().await;
    let second = app.acknowledged().await;
    app.get(Relations, &format!("/complaints/{first}/letters/1"))
        .await
        .is(200);
    app.get(Relations, &format!("/complaints/{second}/letters/1"))
        .await
        .is(404);
}

#[actix_web::test]
async fn a_letter_that_is_not_what_was_sent_is_not_shown() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    let on = if app.app.db.is_postgres() {
        " ON letters"
    } else {
        ""
    };
    app.write(move |conn| {
        diesel::sql_query(format!("DROP TRIGGER letters_are_frozen{on}")).execute(conn)?;
        diesel::update(letters::table)
            .set(letters::html.eq("<script>alert(1)</script>"))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let page = app
        .get(Relations, &format!("/complaints/{reference}/letters/1"))
        .await;
    page.is(500);
    page.says_not("<script>alert");
}
