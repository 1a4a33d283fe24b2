//! `redress demo`.
use super::folder;
use crate::support::process::{Browser, PASSWORD, Server, at, demonstrated, demonstration, run};
use crate::support::whole::{count, open};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

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
    let welcome = server.more(21);
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
fn it_says_that_it_starts_afresh_and_how_to_keep_changes() {
    let (_around, data) = folder();
    let server = Server::run(&at(&data, &["demo", "--listen", "127.0.0.1:0"]));
    let welcome = server.more(21).join("\n");
    for words in [
        "This demonstration is new.",
        "makes a new one at each start",
        "start it with --keep",
    ] {
        assert!(welcome.contains(words), "{words}: {welcome}");
    }
}

#[test]
fn a_kept_demonstration_has_its_changes_and_sessions() {
    let (_around, data) = folder();
    let keep = ["demo", "--keep", "--listen", "127.0.0.1:0", "--now", NOW];
    // There is none yet, so it is made.
    let first = Server::run(&at(&data, &keep));
    let welcome = first.more(21).join("\n");
    assert!(welcome.contains("This demonstration is new."), "{welcome}");
    let browser = Browser::new();
    let done = browser.sign_in(&first.address, "senior-leader@redress.example", PASSWORD);
    assert_eq!(done.unwrap().status, 303);
    let done = browser.post(&first.address, "/account/preferences", &[("theme", "dark")]);
    assert_eq!(done.unwrap().status, 303);
    drop(first);

    let second = Server::run(&at(&data, &keep));
    let welcome = second.more(21).join("\n");
    assert!(welcome.contains("as you left it"), "{welcome}");
    let page = browser.get(&second.address, "/account").unwrap();
    assert_eq!(page.status, 200, "the session goes on");
    assert!(page.body.contains("data-theme=\"dark\""), "{}", page.body);
    drop(second);

    let made = demonstration(&data, &[]).succeeded();
    assert!(made.out.contains("complaints made"), "{}", made.out);
    let changed = "SELECT count(*) FROM people WHERE theme = 'dark'";
    assert_eq!(count(&mut open(&data), changed), 0);
}

#[test]
fn a_kept_demonstration_takes_no_password_and_no_number_of_complaints() {
    let (_around, data) = folder();
    for option in [["--password", "a word of our own"], ["--complaints", "400"]] {
        demonstration(&data, &[["--keep"].as_slice(), &option].concat())
            .refused("cannot be used with");
    }
    assert!(!data.exists());
}

#[test]
fn a_demonstration_that_was_not_finished_is_made_again() {
    let (_around, data) = folder();
    demonstrated(&data);
    let kept = demonstration(&data, &["--keep"]).succeeded();
    assert!(kept.out.starts_with("Already made in "), "{}", kept.out);
    let marker = data.join("demonstration");
    fs::write(
        &marker,
        "`redress demo` was making this and did not finish; it holds nothing of value.\n",
    )
    .unwrap();
    let made = demonstration(&data, &["--keep"]).succeeded();
    assert!(made.out.contains("complaints made"), "{}", made.out);
    let marker = fs::read_to_string(marker).unwrap();
    assert!(!marker.contains("did not finish"), "{marker}");
}

#[test]
fn requests_are_logged_in_a_file_and_warnings_on_standard_error_too() {
    const WARNING: &str = "in the clear";
    let (around, data) = folder();
    demonstrated(&data);
    let log = data.join("requests.log");
    fs::write(&log, "of the demonstration before\n").unwrap();
    let errors = around.path().join("errors");
    let command = [
        "demo",
        "--listen",
        "127.0.0.1:0",
        "--now",
        NOW,
        "--smtp-url",
        "smtp://127.0.0.1:9?tls=none",
    ];
    let server = Server::run_logging(&at(&data, &command), &errors);
    let said = format!("Requests are logged in {}.", log.display());
    let welcome = server.more(21);
    assert!(welcome.contains(&said), "{welcome:?}");
    Browser::new().get(&server.address, "/sign-in").unwrap();
    drop(server);

    let lines = fs::read_to_string(&log).unwrap();
    for words in ["\"message\":\"request\"", "/sign-in", WARNING] {
        assert!(lines.contains(words), "{words}: {lines}");
    }
    assert!(!lines.contains("demonstration before"), "{lines}");
    let mode = fs::metadata(&log).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let errors = fs::read_to_string(&errors).unwrap();
    assert!(errors.contains(WARNING), "{errors}");
    assert!(!errors.contains("\"request\""), "{errors}");
}

#[test]
fn what_is_not_a_demonstration_is_left_alone() {
    const REFUSED: &str = "is not a demonstration's. It was left alone";
    let (_around, data) = folder();
    run(&at(&data, &["migrate"])).succeeded();
    let before = fs::read(data.join("redress.sqlite")).unwrap();
    demonstration(&data, &[]).refused(REFUSED);
    demonstration(&data, &["--keep"]).refused(REFUSED);
    assert_eq!(fs::read(data.join("redress.sqlite")).unwrap(), before);
    // The data folder of a house on PostgreSQL has letters and a key, and no database.
    for kept in [
        "outbox/SC-2026-000001-1-response.html",
        "cookie.key",
        "requests.log",
    ] {
        let (_around, data) = folder();
        let file = data.join(kept);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "of value").unwrap();
        demonstration(&data, &[]).refused(REFUSED);
        assert_eq!(fs::read_to_string(&file).unwrap(), "of value");
    }
}
