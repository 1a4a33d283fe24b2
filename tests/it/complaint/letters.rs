use crate::support::Cast::{Relations, Staff, Staff3};
use crate::support::TestApp;
use chrono::Duration;
use diesel::prelude::*;
use storage::schema::{deliveries, letters};

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

/// The newest delivery says what has become of it, and a page that says when it leaves is asked for again then.
#[actix_web::test]
async fn a_letter_says_what_has_become_of_it() {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app.acknowledged().await;
    let letter = format!("/complaints/{reference}/letters/1");
    let complaint = format!("/complaints/{reference}");
    let again = "<noscript><meta http-equiv=\"refresh\" content=\"65\"></noscript>";
    for page in [&letter, &complaint, &format!("{complaint}/history")] {
        let page = app.get(Relations, page).await;
        assert_eq!(page.attribute("body", "data-again").as_deref(), Some("65"));
        page.says(again);
    }
    let held = app.get(Relations, &letter).await;
    held.says("It leaves at 10:01:00: email, standard print.");
    for never in ["Sent Tue", "as it was sent"] {
        held.says_not(never);
    }
    // The time is over and nothing has happened yet: it is not asked for for ever.
    app.later(Duration::seconds(61));
    for page in [&letter, &complaint] {
        let page = app.get(Relations, page).await;
        assert_eq!(page.attribute("body", "data-again"), None);
        page.says_not(again);
    }
    for (state, words) in [
        (
            "waiting",
            "It is waiting to be sent: email, standard print.",
        ),
        ("sent", "Sent Tue 24 Nov, 10:00: email, standard print."),
        ("bounced", "It came back undelivered Tue 24 Nov, 10:00."),
        (
            "to_print",
            "It is waiting to be printed: email, standard print.",
        ),
        (
            "stopped",
            "It was stopped Tue 24 Nov, 10:00 and has not been sent.",
        ),
    ] {
        app.write(move |conn| {
            diesel::update(deliveries::table)
                .set(deliveries::state.eq(state))
                .execute(conn)?;
            Ok(())
        })
        .await;
        app.get(Relations, &letter).await.says(words);
    }
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
