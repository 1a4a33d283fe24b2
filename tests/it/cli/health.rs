//! `GET /health`: 200 while the database answers, and only then.
use super::folder;
use crate::support::process::{Browser, Server, at, demonstration, run};
use diesel::connection::SimpleConnection;

#[test]
fn it_is_200_only_while_the_database_answers() {
    let (_around, data) = folder();
    demonstration(&data, &[]).succeeded();
    let server = Server::start(&data);
    let health = || Browser::new().get(&server.address, "/health").unwrap();
    let well = health();
    assert_eq!((well.status, well.body.as_str()), (200, "ok\n"));
    // What every page asks for is taken away under it, and put back.
    let mut other = crate::support::whole::open(&data);
    let mut rename = |from: &str, to: &str| {
        let sql = format!("PRAGMA busy_timeout = 20000; ALTER TABLE {from} RENAME TO {to}");
        other.batch_execute(&sql).unwrap();
    };
    rename("people", "gone");
    let ill = health();
    assert_eq!(ill.status, 503);
    assert_eq!(ill.body, "the database does not answer\n");
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
