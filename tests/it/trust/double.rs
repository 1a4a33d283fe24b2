//! A double click, or a form sent again: one complaint.
use super::{ask, get, post};
use crate::support::Cast::{Relations, Staff};
use crate::support::{Page, TestApp};
use actix_web::test;
use diesel::prelude::*;
use redress::application;
use storage::schema::complaints;

async fn complaints(app: &TestApp) -> i64 {
    app.read(|conn| Ok(complaints::table.count().get_result(conn)?))
        .await
}

/// What the page asks for; the short log asks for less, and for how it ended.
fn written(path: &str, once: &str, what: &'static str) -> Vec<(&'static str, String)> {
    let spot = path.ends_with("on-the-spot");
    let fields = [
        ("channel", "phone"),
        ("received_at_date", "2026-11-19"),
        ("received_at_time", "14:00"),
        ("known_by", "call_record"),
        ("name", "Janet Whitlock"),
        ("phone", "0161 496 0000"),
        ("summary", what),
        ("wanted", "An apology"),
        // Not asked yet whether they know her: of the second that is not asked either.
        ("email", "janet@example.co.uk"),
        ("tried", if spot { "Rang her back" } else { "" }),
        ("reach", "0161 496 0000"),
        ("no_letter", "Told on the phone"),
        ("ended", "resolved"),
        ("once", once),
    ];
    fields.map(|(n, v)| (n, v.to_owned())).to_vec()
}

fn form<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    fields.iter().map(|(n, v)| (*n, v.as_str())).collect()
}

#[actix_web::test]
async fn the_same_form_twice_logs_one_complaint() {
    let app = TestApp::start().await;
    let service = test::init_service(application!(app.app)).await;
    for (who, path) in [
        (Relations, "/complaints/new"),
        (Staff, "/complaints/on-the-spot"),
    ] {
        let cookie = app.cookie(who).await;
        let page = ask(&service, get(path).cookie(cookie.clone()).to_request()).await;
        let before = complaints(&app).await;
        let typed = written(path, &page.value("once"), "Still no reply");
        let send = || {
            ask(
                &service,
                post(path, &form(&typed))
                    .cookie(cookie.clone())
                    .to_request(),
            )
        };
        let (one, two) = (send(), send());
        let (one, two): (Page, Page) = tokio::join!(one, two);
        one.is(303);
        assert_eq!((two.status.as_u16(), &two.location), (303, &one.location));
        assert_eq!(send().await.location, one.location, "later as well");
        assert_eq!(complaints(&app).await, before + 1, "{path}");
        // Other words under the same token are shown again, and logged when they are sent once more.
        let other = written(path, &page.value("once"), "Something else");
        let sent = post(path, &form(&other))
            .cookie(cookie.clone())
            .to_request();
        let told = ask(&service, sent).await;
        told.is(422);
        told.says("This page was sent before");
        assert_eq!(told.value("summary"), "Something else");
        assert_eq!(complaints(&app).await, before + 1);
        let mut again = written(path, &told.value("once"), "Something else");
        again.extend([("asked", "yes".to_owned()), ("who", "new".to_owned())]);
        let sent = post(path, &form(&again))
            .cookie(cookie.clone())
            .to_request();
        ask(&service, sent).await.is(303);
        assert_eq!(complaints(&app).await, before + 2);
    }
}
