//! A database that is locked, full or cannot be written, and a mistake of ours: refused in words, nothing pretended,
//! reads go on, and all is well again without a restart.
use super::{ask, get, post};
use crate::support::Cast::Staff;
use crate::support::{Page, TestApp};
use actix_web::cookie::Cookie;
use actix_web::test;
use actix_web::{HttpResponse, web};
use chrono::Duration;
use diesel::connection::{Connection as _, SimpleConnection};
use diesel::sqlite::SqliteConnection;
use procedure::Reference;
use redress::application;

const WORDS: &str = "Rang her twice <b>and</b> left a message";

async fn set(app: &TestApp, pragma: &'static str) {
    app.write(move |conn| Ok(conn.batch_execute(pragma)?)).await;
}

/// Sends a note, as long as wanted.
fn note(
    reference: &Reference,
    version: &str,
    more: usize,
    cookie: &Cookie<'static>,
) -> test::TestRequest {
    let words = format!("{WORDS}{}", ".".repeat(more));
    let form = [("version", version), ("note", words.as_str())];
    post(&format!("/complaints/{reference}/note"), &form).cookie(cookie.clone())
}

/// Not now: nothing pretended, the words kept, and where to send them again.
fn given_back(page: &Page, reference: &Reference) {
    page.is(503);
    page.says("Nothing was changed");
    assert!(page.headers.contains_key("retry-after"));
    assert!(page.headers.contains_key("content-security-policy"));
    assert!(page.value("note").starts_with(WORDS), "{}", page.html);
    let again = page.attribute("form", "action");
    assert_eq!(again, Some(format!("/complaints/{reference}/note")));
}

#[actix_web::test]
async fn a_locked_database_refuses_writes_and_is_read_on() {
    let app = TestApp::start().await;
    if app.app.db.is_postgres() {
        return;
    }
    let reference = app.assigned().await;
    let cookie = app.cookie(Staff).await;
    let service = test::init_service(application!(app.app)).await;
    set(&app, "PRAGMA busy_timeout = 20").await;
    let file = app.app.config.data.join("redress.sqlite");
    let mut other = SqliteConnection::establish(&file.display().to_string()).unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let version = app.complaint(&reference).await.version;
    let sent = note(&reference, &version.0.to_string(), 0, &cookie);
    let page = ask(&service, sent.to_request()).await;
    given_back(&page, &reference);
    // Reading goes on, also where a session in use would be noted.
    app.later(Duration::minutes(5));
    for path in ["/", "/account", &format!("/complaints/{reference}")] {
        let page = ask(&service, get(path).cookie(cookie.clone()).to_request()).await;
        page.is(200);
    }
    // Nobody is said to be signed out who is not.
    let out = ask(
        &service,
        post("/sign-out", &[]).cookie(cookie.clone()).to_request(),
    )
    .await;
    out.is(503);
    other.batch_execute("ROLLBACK").unwrap();
    assert_eq!(app.complaint(&reference).await.version, version);
    let fields = [
        ("version", page.value("version")),
        ("note", page.value("note")),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let again = post(&format!("/complaints/{reference}/note"), &fields).cookie(cookie.clone());
    ask(&service, again.to_request()).await.is(303);
    let history = format!("/complaints/{reference}/history");
    let page = ask(&service, get(&history).cookie(cookie).to_request()).await;
    assert!(page.text("main").contains(WORDS));
    page.says_not("Rang her twice <b>");
}

#[actix_web::test]
async fn a_full_disk_refuses_and_is_forgotten_when_there_is_room() {
    let app = TestApp::start().await;
    if app.app.db.is_postgres() {
        return;
    }
    let reference = app.assigned().await;
    let cookie = app.cookie(Staff).await;
    let service = test::init_service(application!(app.app)).await;
    let version = app.complaint(&reference).await.version.0.to_string();
    set(&app, "PRAGMA max_page_count = 1").await;
    for _ in 0..3 {
        let sent = note(&reference, &version, 19_000, &cookie).to_request();
        let page = ask(&service, sent).await;
        given_back(&page, &reference);
        let page = ask(&service, get("/").cookie(cookie.clone()).to_request()).await;
        page.is(200);
    }
    assert_eq!(
        app.complaint(&reference).await.version.0.to_string(),
        version
    );
    set(&app, "PRAGMA max_page_count = 1000000").await;
    let sent = note(&reference, &version, 19_000, &cookie).to_request();
    ask(&service, sent).await.is(303);
}

#[actix_web::test]
async fn a_database_that_cannot_be_written_is_still_read() {
    let app = TestApp::start().await;
    if app.app.db.is_postgres() {
        return;
    }
    let reference = app.assigned().await;
    let cookie = app.cookie(Staff).await;
    let service = test::init_service(application!(app.app)).await;
    let version = app.complaint(&reference).await.version.0.to_string();
    set(&app, "PRAGMA query_only = 1").await;
    let sent = note(&reference, &version, 0, &cookie).to_request();
    given_back(&ask(&service, sent).await, &reference);
    let read = get(&format!("/complaints/{reference}")).cookie(cookie);
    ask(&service, read.to_request()).await.is(200);
}

#[actix_web::test]
async fn a_work_that_panics_leaves_the_writer_usable() {
    let app = TestApp::start().await;
    let broken = app
        .app
        .db
        .write(|_| -> Result<(), _> { panic!("half way") })
        .await;
    broken.unwrap_err();
    app.assigned().await;
}

async fn broken() -> HttpResponse {
    panic!("a mistake of ours about Zephyrine")
}

#[actix_web::test]
async fn a_panic_is_the_page_of_a_fault() {
    let app = TestApp::start().await;
    let cookie = app.cookie(Staff).await;
    let app_with_it = application!(app.app).route("/broken", web::to(broken));
    let service = test::init_service(app_with_it).await;
    for req in [get("/broken"), post("/broken", &[("note", WORDS)])] {
        let page = ask(&service, req.cookie(cookie.clone()).to_request()).await;
        page.is(500);
        page.says("Something went wrong on our side");
        page.says("tell the person who looks after Redress");
        page.says_not("Zephyrine");
        assert!(page.headers.contains_key("content-security-policy"));
    }
    ask(&service, get("/").cookie(cookie).to_request())
        .await
        .is(200);
}
