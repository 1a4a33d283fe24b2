//! More than there is room for: the rest are told at once to come back, and one lane does not stop the other.
use super::{ask, get, post};
use crate::support::Cast::Staff;
use crate::support::TestApp;
use actix_web::test;
use redress::application;
use redress::storage::StorageError;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

#[actix_web::test]
async fn with_every_reader_taken_the_rest_are_told_to_come_back() {
    let app = TestApp::start().await;
    let cookie = app.cookie(Staff).await;
    let service = test::init_service(application!(app.app)).await;
    let gate = Arc::new(Mutex::new(()));
    let guard = gate.clone().lock_owned().await;
    let db = &app.app.db;
    // Far more than there is room for, all at once: those that got a place are held there.
    let mut busy = 0;
    let mut under_way = Vec::new();
    for _ in 0..400 {
        let gate = gate.clone();
        let mut read = Box::pin(db.read(move |_| {
            drop(gate.blocking_lock());
            Ok(())
        }));
        match tokio::time::timeout(Duration::ZERO, &mut read).await {
            Ok(Err(StorageError::Busy)) => busy += 1,
            Ok(other) => panic!("{other:?}"),
            Err(_) => under_way.push(read),
        }
    }
    assert_eq!(
        (busy, under_way.len()),
        (156, 244),
        "four at work, 240 waiting"
    );
    let page = ask(&service, get("/").cookie(cookie.clone()).to_request()).await;
    page.is(503);
    page.says("Nothing was changed");
    assert!(page.headers.contains_key("retry-after"));
    assert!(page.headers.contains_key("content-security-policy"));
    // Nobody was signed out by it, and what was typed comes back.
    let typed = [("theme", "dark")];
    let form = post("/account/preferences", &typed).cookie(cookie.clone());
    let page = ask(&service, form.to_request()).await;
    page.is(503);
    assert_eq!(page.value("theme"), "dark");
    // Overload is no illness: whoever asks whether to send people here is told to go on (T21).
    for path in ["/health", "/health/ready", "/health/live"] {
        ask(&service, get(path).to_request()).await.is(200);
    }
    drop(guard);
    drop(under_way);
    ask(&service, get("/").cookie(cookie).to_request())
        .await
        .is(200);
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
