//! A session is a new random key at every sign-in, and dead on the server when it ends.
use super::{ask, get, post};
use crate::support::Cast::{Admin, Staff};
use crate::support::{ADMIN_PASSWORD, Page, TestApp};
use actix_web::cookie::Cookie;
use actix_web::test;
use chrono::Duration;
use redress::config::Config;
use redress::{application, passwords};
use std::sync::Arc;
use storage::accounts;

const PASSWORD: &str = "tidy lanterns follow rivers";

async fn ready(tls: bool) -> TestApp {
    let mut app = TestApp::start().await;
    let (hash, now) = (passwords::hash(PASSWORD).unwrap(), app.now());
    app.write(move |conn| accounts::set_password(conn, Staff.id(), &hash, None, now))
        .await;
    if tls {
        app.app.config = Arc::new(Config {
            public_origin: Some("https://redress.example".into()),
            ..(*app.app.config).clone()
        });
    }
    app
}

const SIGN_IN: [(&str, &str); 2] = [("email", "staff@redress.example"), ("password", PASSWORD)];

fn set_cookie(page: &Page) -> String {
    let all = page.headers.get_all("set-cookie");
    let mut all = all.map(|v| v.to_str().unwrap());
    let session = all.find(|c| c.starts_with("redress=") || c.starts_with("__Host-redress="));
    session.unwrap_or_default().to_owned()
}

fn cookie(page: &Page) -> Cookie<'static> {
    Cookie::parse_encoded(set_cookie(page))
        .unwrap()
        .into_owned()
}

#[actix_web::test]
async fn cookies_are_closed_to_scripts_and_other_sites() {
    for tls in [false, true] {
        let app = ready(tls).await;
        let service = test::init_service(application!(app.app)).await;
        let done = ask(&service, post("/sign-in", &SIGN_IN).to_request()).await;
        done.is(303);
        let said = set_cookie(&done);
        let name = if tls { "__Host-redress=" } else { "redress=" };
        assert!(said.starts_with(name), "{said}");
        for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(said.contains(flag), "{said}");
        }
        assert_eq!(said.contains("Secure"), tls, "{said}");
        assert!(!said.contains("Domain"), "{said}");
        // 256 random bits behind a signature.
        let value = said.split(['=', ';']).nth(1).unwrap();
        assert!(value.len() > 64, "{said}");
    }
}

#[actix_web::test]
async fn a_key_from_before_is_worth_nothing() {
    let app = ready(false).await;
    let service = test::init_service(application!(app.app)).await;
    // Planted: somebody signed in as themselves, and gave their key to the victim's browser.
    let planted = app.cookie(Admin).await;
    let req = post("/sign-in", &SIGN_IN).cookie(planted.clone());
    let done = ask(&service, req.to_request()).await;
    done.is(303);
    let fresh = cookie(&done);
    assert_ne!(fresh.value(), planted.value());
    let page = ask(&service, get("/account").cookie(planted).to_request()).await;
    page.says_not("Sian Bevan");
    let mut forged = fresh.clone();
    let mut value = fresh.value().to_owned();
    let last = if value.ends_with('0') { "1" } else { "0" };
    value.replace_range(value.len() - 1.., last);
    forged.set_value(value);
    for made_up in [
        forged,
        Cookie::new("redress", "1"),
        Cookie::new("redress", ""),
    ] {
        ask(&service, get("/account").cookie(made_up).to_request())
            .await
            .is(303);
    }
    ask(&service, get("/account").cookie(fresh).to_request())
        .await
        .is(200);
}

#[actix_web::test]
async fn what_ends_a_session_ends_it_on_the_server() {
    let app = ready(false).await;
    let service = test::init_service(application!(app.app)).await;
    let open = |cookie: Cookie<'static>| {
        let req = get("/account").cookie(cookie).to_request();
        let page = ask(&service, req);
        // Signed in, be it only to choose an own password.
        async move {
            !page
                .await
                .location
                .is_some_and(|l| l.starts_with("/sign-in"))
        }
    };
    let (one, two, admin) = (
        app.cookie(Staff).await,
        app.cookie(Staff).await,
        app.cookie(Admin).await,
    );
    let out = ask(
        &service,
        post("/sign-out", &[]).cookie(one.clone()).to_request(),
    )
    .await;
    out.is(303);
    assert!(!open(one).await, "signed out");
    assert!(open(two.clone()).await, "the other device goes on");
    let page = ask(
        &service,
        get("/administration/people/3")
            .cookie(admin.clone())
            .to_request(),
    )
    .await;
    for (path, form) in [
        (
            "/administration/people/3",
            vec![
                ("version", page.value("version")),
                ("name", page.value("name")),
                ("email", page.value("email")),
                ("role", "leader".to_owned()),
                ("area", page.value("area")),
                ("caseload_limit", page.value("caseload_limit")),
                ("own_password", ADMIN_PASSWORD.to_owned()),
            ],
        ),
        (
            "/administration/people/3/password",
            vec![("reset_password", ADMIN_PASSWORD.to_owned())],
        ),
        ("/administration/people/3/sessions", vec![]),
        (
            "/administration/people/3/state",
            vec![
                ("active", "no".to_owned()),
                ("state_password", ADMIN_PASSWORD.to_owned()),
            ],
        ),
    ] {
        let before = app.cookie(Staff).await;
        assert!(open(before.clone()).await);
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let done = ask(
            &service,
            post(path, &form).cookie(admin.clone()).to_request(),
        )
        .await;
        assert!(done.status.as_u16() < 400, "{path} {}", done.status);
        assert!(!open(before).await, "{path}");
    }
    assert!(!open(two).await);
    let done = ask(&service, post("/sign-in", &SIGN_IN).to_request()).await;
    done.is(422);
}

#[actix_web::test]
async fn a_session_ends_when_idle_and_at_its_absolute_end() {
    let app = ready(false).await;
    let service = test::init_service(application!(app.app)).await;
    let (idle, used) = (app.cookie(Staff).await, app.cookie(Staff).await);
    for n in 0..24 {
        app.later(Duration::minutes(29));
        // Unused for 58 minutes, where 30 are allowed.
        if n == 1 {
            let page = ask(&service, get("/account").cookie(idle.clone()).to_request()).await;
            page.is(303);
        }
        let page = ask(&service, get("/account").cookie(used.clone()).to_request()).await;
        page.is(200);
    }
    app.later(Duration::minutes(29));
    let page = ask(&service, get("/account").cookie(used).to_request()).await;
    page.is(303);
}
