//! A password that somebody else made works once, for 72 hours, and must then be changed; a new one must be hard to
//! guess.
use super::{ask, get, post};
use crate::support::Cast::{Admin, Staff};
use crate::support::{ADMIN_PASSWORD, Cast, Page, TestApp};
use actix_web::cookie::Cookie;
use actix_web::test;
use chrono::Duration;
use redress::{application, passwords};
use storage::accounts;

const NEW: &str = "seven copper kettles humming";

/// The administrator makes a password for Staff.
async fn made(app: &TestApp) -> String {
    let path = format!("/administration/people/{}/password", Staff.id());
    let own = [("reset_password", ADMIN_PASSWORD)];
    let page = app.post(Admin, &path, &own).await;
    page.is(200);
    page.says("It works once, within 72 hours");
    page.text(".secret")
}

fn session(page: &Page) -> Cookie<'static> {
    let all = page.headers.get_all("set-cookie");
    let mut all = all.filter_map(|v| Cookie::parse_encoded(v.to_str().ok()?.to_owned()).ok());
    all.find(|c| c.name() == "redress").unwrap().into_owned()
}

fn sign_in(password: &str) -> test::TestRequest {
    let form = [("email", "staff@redress.example"), ("password", password)];
    post("/sign-in", &form)
}

#[actix_web::test]
async fn it_opens_one_page_and_that_once() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let password = made(&app).await;
    let service = test::init_service(application!(app.app)).await;
    let done = ask(&service, sign_in(&password).to_request()).await;
    done.is(303);
    let cookie = session(&done);
    let with = |req: test::TestRequest| req.cookie(cookie.clone()).to_request();
    let case = format!("/complaints/{reference}");
    for path in ["/", "/account", "/help", "/complaints", case.as_str()] {
        let page = ask(&service, with(get(path))).await;
        assert_eq!(
            page.location.as_deref(),
            Some("/account/password"),
            "{path}"
        );
        page.says_not(reference.as_str());
    }
    let note = format!("/complaints/{reference}/note");
    ask(&service, with(post(&note, &[("note", "Rang")])))
        .await
        .is(303);
    let page = ask(&service, with(get("/account/password"))).await;
    page.is(200);
    page.says("Choose your own password");
    // It works once: a second browser is told why.
    let again = ask(&service, sign_in(&password).to_request()).await;
    again.is(422);
    again.says("works once, for 72 hours");
    let change = |old: &str, new: &str| {
        let form = [("old_password", old), ("new_password", new), ("again", new)];
        with(post("/account/password", &form))
    };
    let same = ask(&service, change(&password, &password)).await;
    same.is(422);
    same.says("Choose your own password");
    ask(&service, change("not the password", NEW)).await.is(422);
    let changed = ask(&service, change(&password, NEW)).await;
    assert_eq!(changed.location.as_deref(), Some("/"));
    ask(&service, with(get("/"))).await.is(200);
    ask(&service, sign_in(NEW).to_request()).await.is(303);
    let over = ask(&service, sign_in(&password).to_request()).await;
    over.is(422);
    over.says("The email address or the password is not right");
}

#[actix_web::test]
async fn it_is_over_after_72_hours() {
    for (hours, status) in [(72, 303), (73, 422)] {
        let app = TestApp::start().await;
        let password = made(&app).await;
        app.later(Duration::hours(hours));
        let service = test::init_service(application!(app.app)).await;
        ask(&service, sign_in(&password).to_request())
            .await
            .is(status);
    }
}

#[actix_web::test]
async fn one_typed_by_an_administrator_for_somebody_new_is_no_other() {
    let app = TestApp::start().await;
    let form = [
        ("name", "Zoe Hart"),
        ("email", "zoe@redress.example"),
        ("role", "staff"),
        ("caseload_limit", "8"),
        ("password", NEW),
        ("own_password", ADMIN_PASSWORD),
    ];
    app.post(Admin, "/administration/people/new", &form)
        .await
        .is(200);
    let service = test::init_service(application!(app.app)).await;
    let sign_in = [("email", "zoe@redress.example"), ("password", NEW)];
    let done = ask(&service, post("/sign-in", &sign_in).to_request()).await;
    let home = get("/").cookie(session(&done)).to_request();
    let page = ask(&service, home).await;
    assert_eq!(page.location.as_deref(), Some("/account/password"));
    ask(&service, post("/sign-in", &sign_in).to_request())
        .await
        .is(422);
}

/// T16: each was accepted.
#[actix_web::test]
async fn what_is_easy_to_guess_is_refused() {
    const OLD: &str = "tidy lanterns follow rivers";
    let app = TestApp::start().await;
    let (hash, now) = (passwords::hash(OLD).unwrap(), app.now());
    app.write(move |conn| accounts::set_password(conn, Cast::Staff.id(), &hash, None, now))
        .await;
    for bad in [
        "1q2w3e4r5t6y7u8i9o",
        "iloveyouiloveyou",
        "correcthorsebatterystaple",
        "Summer2026Summer2026",
        "redress complaint leader",
        "leader daresbury flexible",
        "WA4 4HS Warrington park",
    ] {
        let form = [("old_password", OLD), ("new_password", bad), ("again", bad)];
        let page = app.post(Staff, "/account/password", &form).await;
        page.is(422);
        page.says("That is too easy to guess");
        page.says_not(bad);
    }
}
