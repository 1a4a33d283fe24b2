//! `GET /health/ready` (and `/health`, the same): 200 while the database answers and nothing is wrong, and only then.
//! `GET /health/live`: 200 while the process answers.
use super::folder;
use crate::support::Cast::{Admin, Staff};
use crate::support::TestApp;
use crate::support::process::{Browser, Server, at, demonstrated, run};
use diesel::connection::SimpleConnection;
use redress::health::Checked;
use std::time::Duration;
use storage::check::{Damage, Depth, Findings};

#[test]
fn it_is_200_only_while_the_database_answers() {
    let (_around, data) = folder();
    demonstrated(&data);
    let server = Server::start(&data);
    let health = || Browser::new().get(&server.address, "/health").unwrap();
    let well = health();
    assert_eq!((well.status, well.body.as_str()), (200, "ready\n"));
    // What every page asks for is taken away under it, and put back.
    let mut other = crate::support::whole::open(&data);
    let mut rename = |from: &str, to: &str| {
        let sql = format!("PRAGMA busy_timeout = 20000; ALTER TABLE {from} RENAME TO {to}");
        other.batch_execute(&sql).unwrap();
    };
    rename("people", "gone");
    let ill = health();
    assert_eq!(ill.status, 503);
    assert_eq!(ill.body, "The database does not answer\n");
    let live = Browser::new().get(&server.address, "/health/live").unwrap();
    assert_eq!((live.status, live.body.as_str()), (200, "live\n"));
    rename("gone", "people");
    assert_eq!(health().status, 200, "well again without a restart");
}

/// Another program holds the database for itself alone.
#[test]
fn a_database_that_is_locked_is_said_to_be() {
    let (_around, data) = folder();
    run(&at(&data, &["migrate"])).succeeded();
    let mut holder = crate::support::whole::open(&data);
    holder
        .batch_execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; SELECT 1 FROM people")
        .unwrap();
    run(&at(&data, &["serve", "--listen", "127.0.0.1:0"]))
        .refused("redress.sqlite: database is locked");
    drop(holder);
    let server = Server::start(&data);
    assert_eq!(
        Browser::new()
            .get(&server.address, "/health")
            .unwrap()
            .status,
        200
    );
}

#[test]
fn a_disk_with_too_little_room_is_told() {
    let (_around, data) = folder();
    let command = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--least-free-mb",
        "999999999",
    ];
    let server = Server::run(&at(&data, &command));
    let ready = Browser::new().get(&server.address, "/health/ready");
    let ready = ready.unwrap();
    assert_eq!(ready.status, 503);
    assert!(
        ready.body.starts_with("The disk is nearly full: "),
        "{}",
        ready.body
    );
}

async fn asked(app: &TestApp, path: &str) -> (u16, String) {
    let page = app
        .call(actix_web::test::TestRequest::get(), None, path)
        .await;
    (page.status.as_u16(), page.html)
}

#[actix_web::test]
async fn a_job_that_stands_still_is_named_and_a_mailbox_that_cannot_be_read_is_told() {
    let app = TestApp::start().await;
    app.app.health.mailbox_unread(Some(app.now()));
    let note = "The mailbox cannot be read since 2026-11-24T10:00:00Z\n";
    let ready = asked(&app, "/health/ready").await;
    assert_eq!(ready, (200, format!("ready\n{note}")));
    let sending = app.app.health.job("Sending letters", Duration::ZERO);
    let (status, said) = asked(&app, "/health/ready").await;
    assert_eq!(status, 503);
    assert!(
        said.starts_with("Sending letters stopped: not active for"),
        "{said}"
    );
    assert_eq!(asked(&app, "/health/live").await.0, 200);
    let page = app.get(Admin, "/administration/system").await;
    page.is(200);
    page.says("Stopped: restart Redress");
    page.says("The mailbox cannot be read");
    drop(sending);
}

/// Administrators see it on every page; nobody else is alarmed by what they cannot mend.
#[actix_web::test]
async fn administrators_are_told_of_damage_on_every_page() {
    let app = TestApp::start().await;
    let found = |damaged| Checked {
        at: app.now(),
        depth: Depth::Thorough,
        findings: Findings {
            damaged,
            no_checksums: true,
        },
    };
    let damage = Damage {
        table: "delivery_events".into(),
        what: "row 7 missing from index <b>".into(),
    };
    app.app.health.checked(found(vec![damage]));
    for path in ["/", "/account", "/administration/people"] {
        let page = app.get(Admin, path).await;
        page.says("The database is damaged: delivery_events.");
        page.says("/administration/system");
    }
    app.get(Staff, "/").await.says_not("is damaged");
    app.get(Staff, "/administration/system").await.is(403);
    let page = app.get(Admin, "/administration/system").await;
    page.says("row 7 missing from index &#60;b&#62;");
    page.says("PostgreSQL runs without data checksums");
    page.says("thorough check");
    app.app.health.checked(found(Vec::new()));
    app.get(Admin, "/").await.says_not("is damaged");
    assert_eq!(asked(&app, "/health").await.0, 200);
}
