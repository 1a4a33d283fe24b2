//! More than there is room for: the rest are told quickly to come back, nobody pushes the others out, and one lane does
//! not stop the other.
use super::{ask, get, post};
use crate::support::Cast::{Leader, Staff};
use crate::support::TestApp;
use actix_web::{rt, test};
use redress::application;
use redress::passwords;
use std::sync::Arc;
use std::time::{Duration, Instant};
use storage::{Db, StorageError, accounts, lane};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Reads that are held until the guard is dropped.
struct Held {
    gate: Arc<Mutex<()>>,
    guard: OwnedMutexGuard<()>,
}

impl Held {
    async fn new() -> Self {
        let gate = Arc::new(Mutex::new(()));
        let guard = gate.clone().lock_owned().await;
        Self { gate, guard }
    }
    /// Asks so many times for a read, for this visitor. Out: how many were refused at once.
    async fn ask(&self, db: &Db, who: Option<&'static str>, times: usize) -> usize {
        let mut refused = 0;
        for _ in 0..times {
            let (db, gate) = (db.clone(), self.gate.clone());
            let read = async move {
                db.read(move |_| {
                    drop(gate.blocking_lock());
                    Ok(())
                })
                .await
            };
            let task = match who {
                Some(who) => rt::spawn(async move { lane::on_behalf_of(who, read).await }),
                None => rt::spawn(read),
            };
            // It goes as far as it can.
            tokio::task::yield_now().await;
            if task.is_finished() {
                assert!(matches!(task.await.unwrap(), Err(StorageError::Busy)));
                refused += 1;
            }
        }
        refused
    }
}

#[actix_web::test]
async fn with_every_reader_taken_the_rest_are_told_to_come_back() {
    let app = TestApp::start().await;
    let cookie = app.cookie(Staff).await;
    let service = test::init_service(application!(app.app)).await;
    let held = Held::new().await;
    // Work that has begun: four at it, 256 waiting.
    assert_eq!(held.ask(&app.app.db, None, 300).await, 40);
    let began = Instant::now();
    let page = ask(&service, get("/").cookie(cookie.clone()).to_request()).await;
    page.is(503);
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "it waits for long"
    );
    page.says("Nothing was changed");
    assert!(page.headers.contains_key("retry-after"));
    assert!(page.headers.contains_key("content-security-policy"));
    // So are a part of a page, and a file.
    for path in ["/inbox/rows", "/complaints.csv", "/reports.csv"] {
        let req = get(path)
            .cookie(cookie.clone())
            .insert_header(("x-fragment", "1"));
        let page = ask(&service, req.to_request()).await;
        page.is(503);
        assert!(page.headers.contains_key("retry-after"), "{path}");
    }
    // Nobody was signed out by it, and what was typed comes back.
    let typed = [("theme", "dark")];
    let form = post("/account/preferences", &typed).cookie(cookie.clone());
    let page = ask(&service, form.to_request()).await;
    page.is(503);
    assert!(page.headers.contains_key("retry-after"));
    assert_eq!(page.value("theme"), "dark");
    // Overload is no illness: whoever asks whether to send people here is told to go on (T21).
    for path in ["/health", "/health/ready", "/health/live"] {
        ask(&service, get(path).to_request()).await.is(200);
    }
    drop(held.guard);
    // All of those are answered first.
    let mut last = ask(&service, get("/").cookie(cookie.clone()).to_request()).await;
    for _ in 0..20 {
        if last.status == 200 {
            break;
        }
        last = ask(&service, get("/").cookie(cookie.clone()).to_request()).await;
    }
    last.is(200);
}

#[actix_web::test]
async fn forty_requests_of_one_person_push_nobody_out() {
    let app = TestApp::start().await;
    let (staff, leader) = (app.cookie(Staff).await, app.cookie(Leader).await);
    let service = test::init_service(application!(app.app)).await;
    let held = Held::new().await;
    let who = format!("person {}", Staff.id()).leak();
    let refused = held.ask(&app.app.db, Some(who), 40).await;
    assert_eq!(refused, 40 - 2 - 24, "two at work, 24 waiting");
    for path in ["/", "/complaints", "/account"] {
        let req = get(path).cookie(leader.clone()).to_request();
        ask(&service, req).await.is(200);
    }
    // They themselves wait for their own.
    let req = get("/").cookie(staff.clone()).to_request();
    ask(&service, req).await.is(503);
    drop(held.guard);
}

#[actix_web::test]
async fn passwords_being_hashed_stop_no_page() {
    let app = TestApp::start().await;
    let cookie = app.cookie(Staff).await;
    let service = test::init_service(application!(app.app)).await;
    let _one = app.app.hashing.enter().await.unwrap();
    let _two = app.app.hashing.enter().await.unwrap();
    let third = tokio::time::timeout(Duration::ZERO, app.app.hashing.enter()).await;
    assert!(third.is_err(), "two at once");
    ask(&service, get("/").cookie(cookie).to_request())
        .await
        .is(200);
}

#[actix_web::test]
async fn fifty_sign_ins_at_once_all_succeed_and_pages_go_on() {
    let app = TestApp::start().await;
    let (hash, now) = (
        passwords::hash("tidy lanterns follow rivers").unwrap(),
        app.now(),
    );
    app.write(move |conn| accounts::set_password(conn, Staff.id(), &hash, None, now))
        .await;
    let cookie = app.cookie(Leader).await;
    let service = test::init_service(application!(app.app)).await;
    let form = [
        ("email", "staff@redress.example"),
        ("password", "tidy lanterns follow rivers"),
    ];
    let sign_ins = (0..50).map(|_| ask(&service, post("/sign-in", &form).to_request()));
    let pages = async {
        for _ in 0..20 {
            let req = get("/").cookie(cookie.clone()).to_request();
            ask(&service, req).await.is(200);
        }
    };
    let (signed_in, ()) =
        futures_util::future::join(futures_util::future::join_all(sign_ins), pages).await;
    for page in signed_in {
        page.is(303);
    }
}
