//! The door: nobody is sent elsewhere, nobody guesses faster by guessing at once, nobody is locked out by others.
use super::{ask, post};
use crate::support::Cast::{Relations, Staff};
use crate::support::{Cast, Page, TestApp};
use actix_web::cookie::Cookie;
use actix_web::test::{self, TestRequest};
use chrono::Duration;
use redress::config::Config;
use redress::{application, passwords};
use std::net::SocketAddr;
use std::sync::Arc;
use storage::accounts;

const PASSWORD: &str = "tidy lanterns follow rivers";
const OFFICE: &str = "192.0.2.10";

async fn with_password(app: &TestApp, who: &[Cast]) {
    let hash = passwords::hash(PASSWORD).unwrap();
    let (who, now) = (who.to_vec(), app.now());
    app.write(move |conn| {
        for one in who {
            accounts::set_password(conn, one.id(), &hash, None, now)?;
        }
        Ok(())
    })
    .await;
}

fn email(who: Cast) -> String {
    format!("{}@redress.example", format!("{who:?}").to_lowercase())
}

/// An attempt from an address, with what a client may write itself.
fn attempt(email: &str, password: &str, from: &str, said: &str) -> TestRequest {
    let from: SocketAddr = format!("{from}:40000").parse().unwrap();
    let req = post("/sign-in", &[("email", email), ("password", password)]).peer_addr(from);
    if said.is_empty() {
        return req;
    }
    req.insert_header(("x-forwarded-for", said))
        .insert_header(("x-real-ip", said))
        .insert_header(("forwarded", format!("for={said}")))
}

fn count(pages: &[Page], status: u16) -> usize {
    pages.iter().filter(|p| p.status.as_u16() == status).count()
}

#[actix_web::test]
async fn nobody_is_sent_elsewhere_after_signing_in() {
    let app = TestApp::start().await;
    with_password(&app, &[Staff]).await;
    let service = test::init_service(application!(app.app)).await;
    for (back_to, leads) in [
        ("/complaints?q=a", "/complaints?q=a"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\/evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\n/evil.example", "/"),
        ("\t//evil.example", "/"),
        ("/\r\nLocation: //evil.example", "/"),
        ("https://evil.example", "/"),
        ("https:evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\0/evil.example", "/"),
        ("evil.example", "/"),
        ("/%5cevil.example", "/%5cevil.example"),
    ] {
        let staff = email(Staff);
        let form = [
            ("email", staff.as_str()),
            ("password", PASSWORD),
            ("back_to", back_to),
        ];
        let done = ask(&service, post("/sign-in", &form).to_request()).await;
        done.is(303);
        let location = done.location.unwrap();
        // A NUL is gone before anybody looks; what is left leads elsewhere, too.
        assert_eq!(location, leads, "{back_to:?}");
        let shown = TestRequest::get().uri(&redress::web::paths::sign_in(back_to));
        let page = ask(&service, shown.to_request()).await;
        if page.status.as_u16() == 200 {
            let kept = page.value("back_to");
            assert!(kept.is_empty() || kept == leads, "{back_to:?} {kept:?}");
        }
    }
}

#[actix_web::test]
async fn fifty_wrong_passwords_at_once_are_no_more_than_five() {
    let app = TestApp::start().await;
    with_password(&app, &[Staff, Relations]).await;
    let service = test::init_service(application!(app.app)).await;
    let staff = email(Staff);
    let one = || {
        let req = attempt(&staff, "not the password at all", "192.0.2.1", "").to_request();
        ask(&service, req)
    };
    let pages = all_at_once((0..50).map(|_| one()).collect()).await;
    assert_eq!((count(&pages, 422), count(&pages, 429)), (5, 45));
    let slowed = pages.iter().find(|p| p.status.as_u16() == 429).unwrap();
    assert!(slowed.headers.contains_key("retry-after"));
    // The right one waits too, from there; from elsewhere its owner comes in, and so does a colleague from there.
    for (who, from, status) in [
        (Staff, "192.0.2.1", 429),
        (Staff, "192.0.2.2", 303),
        (Relations, "192.0.2.1", 303),
    ] {
        let req = attempt(&email(who), PASSWORD, from, "").to_request();
        ask(&service, req).await.is(status);
    }
}

/// One after the other, but all under way: each is polled in turn on this thread.
async fn all_at_once<F: Future<Output = Page>>(all: Vec<F>) -> Vec<Page> {
    let mut all: Vec<_> = all.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<Page>> = all.iter().map(|_| None).collect();
    std::future::poll_fn(move |cx| {
        for (one, page) in all.iter_mut().zip(&mut done) {
            if page.is_none()
                && let std::task::Poll::Ready(answer) = one.as_mut().poll(cx)
            {
                *page = Some(answer);
            }
        }
        if done.iter().all(Option::is_some) {
            let pages = done.iter_mut().filter_map(Option::take).collect();
            return std::task::Poll::Ready(pages);
        }
        std::task::Poll::Pending
    })
    .await
}

#[actix_web::test]
async fn an_address_that_tries_many_accounts_is_slowed_whatever_it_says_of_itself() {
    let app = TestApp::start().await;
    with_password(&app, &[Staff]).await;
    let service = test::init_service(application!(app.app)).await;
    let mut slowed = 0;
    for n in 0..33 {
        let (stranger, said) = (
            format!("nobody{n}@redress.example"),
            format!("198.51.100.{n}"),
        );
        let req = attempt(&stranger, "a wrong password", "192.0.2.1", &said).to_request();
        slowed += usize::from(ask(&service, req).await.status.as_u16() == 429);
    }
    assert_eq!(slowed, 3, "thirty are free");
    let req = attempt(&email(Staff), PASSWORD, "192.0.2.9", "192.0.2.1").to_request();
    ask(&service, req).await.is(303);
}

#[actix_web::test]
async fn behind_a_proxy_the_last_address_counts_and_only_then() {
    let mut app = TestApp::start().await;
    with_password(&app, &[Staff]).await;
    app.app.config = Arc::new(Config {
        proxy: true,
        ..(*app.app.config).clone()
    });
    let service = test::init_service(application!(app.app)).await;
    for n in 0..6 {
        let said = format!("10.0.0.{n}, 203.0.113.5");
        let req = attempt(&email(Staff), "a wrong password", "127.0.0.1", &said).to_request();
        ask(&service, req).await.is(if n < 5 { 422 } else { 429 });
    }
    for (said, status) in [
        ("203.0.113.5", 429),
        ("203.0.113.6", 303),
        ("203.0.113.5, 203.0.113.7:8080", 303),
    ] {
        let req = attempt(&email(Staff), PASSWORD, "127.0.0.1", said).to_request();
        ask(&service, req).await.is(status);
    }
}

#[actix_web::test]
async fn a_known_and_an_unknown_address_get_the_same_answer() {
    let app = TestApp::start().await;
    with_password(&app, &[Staff]).await;
    let service = test::init_service(application!(app.app)).await;
    let mut words = Vec::new();
    for email in [email(Staff), "nobody@redress.example".into()] {
        let req = attempt(&email, "a wrong password", "192.0.2.1", "").to_request();
        let page = ask(&service, req).await;
        page.is(422);
        page.says_not("a wrong password");
        words.push(page.html.replace(&email, ""));
    }
    assert_eq!(words[0], words[1]);
}

/// A page says whose it is, so that a tab of somebody else hides itself.
#[actix_web::test]
async fn a_page_says_whose_it_is() {
    let app = TestApp::start().await;
    for who in [Staff, Relations] {
        let page = app.get(who, "/").await;
        assert_eq!(
            page.attribute("body", "data-who"),
            Some(who.id().to_string())
        );
    }
}

/// The device cookie of an answer.
fn device(page: &Page) -> Option<Cookie<'static>> {
    let said = page.headers.get_all("set-cookie");
    let mut all = said.filter_map(|v| Cookie::parse(v.to_str().ok()?.to_owned()).ok());
    all.find(|c| c.name().ends_with("redress-device"))
        .map(Cookie::into_owned)
}

async fn signed_in_before(app: &TestApp, who: Cast, from: &str) -> Cookie<'static> {
    let req = attempt(&email(who), PASSWORD, from, "");
    let done = app.call_with(req, None, "/sign-in").await;
    done.is(303);
    device(&done).unwrap()
}

/// T6: thirty made-up names from the office's address, and one more after each wait.
#[actix_web::test]
async fn a_browser_that_was_here_before_is_never_slowed_by_others() {
    let app = TestApp::start().await;
    with_password(&app, &[Staff, Relations]).await;
    let service = test::init_service(application!(app.app)).await;
    let known = signed_in_before(&app, Staff, OFFICE).await;
    for n in 0..30 {
        let stranger = format!("nobody{n}@redress.example");
        let req = attempt(&stranger, "a wrong password", OFFICE, "").to_request();
        ask(&service, req).await.is(422);
    }
    let right = |who| attempt(&email(who), PASSWORD, OFFICE, "");
    let with = |who| right(who).cookie(known.clone()).to_request();
    ask(&service, with(Staff)).await.is(303);
    // The cookie is for the account that it was given for.
    ask(&service, with(Relations)).await.is(429);
    ask(&service, right(Staff).to_request()).await.is(429);
    for _ in 0..3 {
        app.later(Duration::seconds(61));
        let req = attempt("one more", "a wrong password", OFFICE, "").to_request();
        ask(&service, req).await.is(422);
        ask(&service, with(Staff)).await.is(303);
    }
    // A new browser comes in when it asks first after a wait.
    app.later(Duration::seconds(61));
    ask(&service, right(Relations).to_request()).await.is(303);
}

#[actix_web::test]
async fn guesses_at_one_account_from_many_addresses_are_slowed_together() {
    let app = TestApp::start().await;
    with_password(&app, &[Staff]).await;
    let service = test::init_service(application!(app.app)).await;
    let known = signed_in_before(&app, Staff, OFFICE).await;
    let mut slowed = 0;
    for n in 0..24 {
        let from = format!("198.51.100.{n}");
        let req = attempt(&email(Staff), "a wrong password", &from, "").to_request();
        slowed += usize::from(ask(&service, req).await.status.as_u16() == 429);
    }
    assert_eq!(slowed, 4, "twenty are free");
    let owner = attempt(&email(Staff), PASSWORD, "203.0.113.9", "").cookie(known);
    ask(&service, owner.to_request()).await.is(303);
}

#[actix_web::test]
async fn a_known_browser_is_slowed_by_its_own_guesses_and_a_forged_one_is_no_other() {
    let app = TestApp::start().await;
    with_password(&app, &[Staff]).await;
    let service = test::init_service(application!(app.app)).await;
    let known = signed_in_before(&app, Staff, OFFICE).await;
    let guess = |cookie: &Cookie<'static>| {
        attempt(&email(Staff), "a wrong password", "192.0.2.77", "").cookie(cookie.clone())
    };
    for _ in 0..5 {
        ask(&service, guess(&known).to_request()).await.is(422);
    }
    ask(&service, guess(&known).to_request()).await.is(429);
    // Without it, this address and account have not failed yet: the two are counted apart.
    let bare = attempt(&email(Staff), PASSWORD, "192.0.2.77", "");
    ask(&service, bare.to_request()).await.is(303);
    let mut forged = known.clone();
    forged.set_value(known.value().replace('a', "b"));
    for n in 0..6 {
        let req = attempt(&email(Staff), "a wrong password", "192.0.2.78", "");
        let answer = ask(&service, req.cookie(forged.clone()).to_request()).await;
        answer.is(if n < 5 { 422 } else { 429 });
    }
}

#[actix_web::test]
async fn the_device_cookie_is_closed_to_scripts_and_signs_nobody_in() {
    for tls in [false, true] {
        let mut app = TestApp::start().await;
        with_password(&app, &[Staff]).await;
        if tls {
            app.app.config = Arc::new(Config {
                public_origin: Some("https://redress.example".into()),
                ..(*app.app.config).clone()
            });
        }
        let service = test::init_service(application!(app.app)).await;
        let known = signed_in_before(&app, Staff, OFFICE).await;
        let name = if tls {
            "__Host-redress-device"
        } else {
            "redress-device"
        };
        assert_eq!(known.name(), name);
        assert_eq!((known.http_only(), known.path()), (Some(true), Some("/")));
        assert_eq!(known.secure().unwrap_or(false), tls);
        assert!(!known.value().contains("staff"), "it names nobody");
        let home = TestRequest::get().uri("/").cookie(known);
        let answer = ask(&service, home.to_request()).await;
        assert_eq!(answer.location.as_deref(), Some("/sign-in"));
    }
}
