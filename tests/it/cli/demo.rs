//! `redress demo`.
use super::folder;
use crate::support::process::{Browser, Server, at, demonstration, run};
use crate::support::whole::{count, open};
use std::fs;
use std::net::TcpListener;

const NOW: &str = "2026-11-24T10:40:00Z";

#[test]
fn everybody_it_prints_can_sign_in_with_the_password_it_prints() {
    let (_around, data) = folder();
    let command = [
        "demo",
        "--listen",
        "127.0.0.1:0",
        "--now",
        NOW,
        "--password",
        "a word of our own",
    ];
    let server = Server::run(&at(&data, &command));
    let welcome = server.more(15);
    let emails: Vec<&str> = welcome
        .iter()
        .filter_map(|line| line.split_whitespace().find(|word| word.contains('@')))
        .collect();
    assert_eq!(emails.len(), 10, "{welcome:?}");
    assert!(
        welcome
            .iter()
            .any(|line| line == "Password: a word of our own"),
        "{welcome:?}"
    );
    for email in emails {
        let printed = welcome
            .iter()
            .find_map(|line| line.trim().split_once(email));
        let name = printed.unwrap().1.trim().split(',').next().unwrap();
        signs_in(&server, email, name);
    }
    // The sign-in page lists the same people.
    let page = Browser::new()
        .get(&server.address, "/sign-in")
        .unwrap()
        .body;
    assert!(page.contains("senior-leader@redress.example"));
}

/// With the password that was chosen and no other.
fn signs_in(server: &Server, email: &str, name: &str) {
    let (browser, address) = (Browser::new(), &server.address);
    let refused = browser
        .sign_in(address, email, "tidy lanterns follow rivers")
        .unwrap();
    assert_eq!(refused.status, 422, "{email}");
    let done = browser
        .sign_in(address, email, "a word of our own")
        .unwrap();
    assert_eq!((done.status, done.location.as_str()), (303, "/"), "{email}");
    let home = browser.get(address, "/").unwrap();
    assert_eq!(home.status, 200, "{email}");
    assert!(home.body.contains(name), "{email} is not {name}");
}

#[test]
fn a_time_that_is_none_is_refused_with_one_that_is() {
    let (_around, data) = folder();
    for wrong in [
        "yesterday",
        "2026-11-24",
        "2026-13-24T10:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "+262142-12-31T23:59:59Z",
    ] {
        demonstration(&data, &["--now", wrong]).refused("write it like 2026-11-24T10:00:00Z");
    }
    assert!(!data.exists(), "nothing was made");
    demonstration(&data, &["--now", "2100-12-31T23:59:59+01:00"]).succeeded();
    demonstration(&data, &["--now", "2000-01-01T00:00:00Z"]).succeeded();
}

#[test]
fn more_complaints_than_there_is_room_for_and_no_password_are_refused() {
    let (_around, data) = folder();
    demonstration(&data, &["--complaints", "18446744073709551615"]).refused("2000000");
    demonstration(&data, &["--complaints", "many"]).refused("--complaints");
    demonstration(&data, &["--password", ""]).refused("--password");
    assert!(!data.exists());
}

#[test]
fn a_port_in_use_is_refused_before_anything_is_made() {
    let (_around, data) = folder();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    run(&at(&data, &["demo", "--listen", &address]))
        .refused("something else is already listening on 127.0.0.1:");
    run(&at(&data, &["serve", "--listen", &address])).refused("choose another port");
    run(&at(&data, &["demo", "--listen", "nowhere"])).refused("cannot listen on nowhere");
    assert!(!data.exists());
}

#[test]
fn it_is_made_afresh_and_its_old_letters_go() {
    let (_around, data) = folder();
    demonstration(&data, &["--now", NOW]).succeeded();
    let letter = data.join("outbox/old.html");
    fs::create_dir_all(data.join("outbox")).unwrap();
    fs::write(&letter, "old").unwrap();
    let made = demonstration(&data, &["--now", NOW, "--complaints", "400"]).succeeded();
    assert!(
        made.out
            .starts_with("400 complaints made by the rules.\nMade in "),
        "{}",
        made.out
    );
    assert_eq!(
        count(&mut open(&data), "SELECT count(*) FROM complaints"),
        400
    );
    assert!(!letter.exists());
}

#[test]
fn what_is_not_a_demonstration_is_left_alone() {
    const REFUSED: &str = "is not a demonstration's. It was left alone";
    let (_around, data) = folder();
    run(&at(&data, &["migrate"])).succeeded();
    let before = fs::read(data.join("redress.sqlite")).unwrap();
    demonstration(&data, &[]).refused(REFUSED);
    assert_eq!(fs::read(data.join("redress.sqlite")).unwrap(), before);
    // The data folder of a house on PostgreSQL has letters and a key, and no database.
    for kept in ["outbox/SC-2026-000001-1-response.html", "cookie.key"] {
        let (_around, data) = folder();
        let file = data.join(kept);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "of value").unwrap();
        demonstration(&data, &[]).refused(REFUSED);
        assert_eq!(fs::read_to_string(&file).unwrap(), "of value");
    }
}
