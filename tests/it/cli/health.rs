//! `GET /health`: 200 while the database answers, and only then.
use super::folder;
use crate::support::process::{Browser, Server, at, demonstration, run};
use std::fs;

#[test]
fn it_is_200_only_while_the_database_answers() {
    let (_around, data) = folder();
    demonstration(&data, &[]).succeeded();
    let server = Server::start(&data);
    let health = || Browser::new().get(&server.address, "/health").unwrap();
    let well = health();
    assert_eq!((well.status, well.body.as_str()), (200, "ok\n"));
    // Somebody empties the file under it, and puts it back.
    let file = data.join("redress.sqlite");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, "").unwrap();
    let ill = health();
    assert_eq!(ill.status, 503);
    assert_eq!(ill.body, "the database does not answer\n");
    fs::write(&file, &whole).unwrap();
    assert_eq!(health().status, 200, "well again without a restart");
}

/// Another program holds the database for itself alone.
#[test]
fn a_database_that_is_locked_is_said_to_be() {
    use diesel::connection::SimpleConnection;
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
