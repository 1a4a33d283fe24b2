//! `redress person add`.
use super::folder;
use crate::support::process::{Browser, Ended, Server, at, demonstrated, run_with};
use crate::support::whole::{count, open, words};
use std::path::Path;

const PASSWORD: &str = "seven grey herons wading";

fn add(data: &Path, flags: &[&str], password: &str) -> Ended {
    let command = [["person", "add"].as_slice(), flags].concat();
    run_with(&at(data, &command), format!("{password}\n").as_bytes())
}

#[test]
fn somebody_added_signs_in_and_runs_the_house() {
    let (_around, data) = folder();
    let flags = [
        "--name",
        "Your Name",
        "--email",
        " You@Example.org ",
        "--administrator",
    ];
    let added = add(&data, &flags, PASSWORD).succeeded();
    assert_eq!(added.out, "Your Name can sign in as you@example.org.\n");
    assert!(added.err.contains("15 characters or more"), "{}", added.err);
    assert!(!added.err.contains(PASSWORD));
    let server = Server::start(&data);
    let browser = Browser::new();
    // Nothing of the password is trimmed but the end of the line.
    let wrong = browser.sign_in(&server.address, "you@example.org", &format!("{PASSWORD} "));
    assert_eq!(wrong.unwrap().status, 422);
    let done = browser
        .sign_in(&server.address, "YOU@example.org", PASSWORD)
        .unwrap();
    assert_eq!((done.status, done.location.as_str()), (303, "/"));
    let people = browser
        .get(&server.address, "/administration/people")
        .unwrap();
    assert_eq!(people.status, 200);
}

#[test]
fn flags_give_rank_team_rights_and_area() {
    let (_around, data) = folder();
    demonstrated(&data);
    let person = |email: &str, more: &[&str]| {
        let flags = [["--name", "A Person", "--email", email].as_slice(), more].concat();
        add(&data, &flags, PASSWORD)
    };
    person("plain@example.org", &[]).succeeded();
    person(
        "led@example.org",
        &["--role", "leader", "--area", "contact CENTRE"],
    )
    .succeeded();
    person(
        "team@example.org",
        &["--customer-relations", "--role", "senior_leader"],
    )
    .succeeded();
    person(
        "top@example.org",
        &["--administrator", "--role", "senior_complaint_executive"],
    )
    .succeeded();
    let rows = words(
        &mut open(&data),
        "SELECT p.email || ' ' || role || ' ' || coalesce(a.name, '-') || ' ' || customer_relations || administrator AS found \
         FROM people p LEFT JOIN areas a ON a.id = p.area_id WHERE email LIKE '%@example.org' ORDER BY p.id",
    );
    assert_eq!(
        rows,
        [
            "plain@example.org staff - 00",
            "led@example.org leader Contact centre 00",
            "team@example.org senior_leader - 10",
            "top@example.org senior_complaint_executive - 01",
        ]
    );
    person("x@example.org", &["--area", "Cellar"])
        .refused("there is: Communications investigations, Contact centre, ");
}

#[test]
fn a_rank_or_an_area_that_is_none_is_refused_with_those_there_are() {
    let (_around, data) = folder();
    let with = |flags: [&str; 2]| {
        let named = ["--name", "A Person", "--email", "x@example.org"];
        add(&data, &[named.as_slice(), &flags].concat(), PASSWORD)
    };
    with(["--role", "boss"]).refused("the role is staff, leader, senior_leader or");
    with(["--area", "Cellar"]).refused("there is no area \"Cellar\"; there is: none yet");
}

#[test]
fn what_cannot_be_is_refused_with_the_reason_and_adds_nobody() {
    let (_around, data) = folder();
    let named = ["--name", "Your Name", "--email", "you@example.org"];
    add(&data, &named, "short").refused("Use at least 15 characters");
    add(&data, &named, "redress password").refused("too easy to guess");
    run_with(
        &at(&data, &[["person", "add"].as_slice(), &named].concat()),
        b"",
    )
    .refused("Use at least 15");
    run_with(
        &at(&data, &[["person", "add"].as_slice(), &named].concat()),
        b"\xff\xfe\n",
    )
    .refused("UTF-8");
    add(
        &data,
        &["--name", " ", "--email", "you@example.org"],
        PASSWORD,
    )
    .refused("the name is missing");
    for email in ["", "@", "you", "you at example", "you @example.org"] {
        add(&data, &["--name", "Your Name", "--email", email], PASSWORD)
            .refused("is no email address");
    }
    add(&data, &["--name", "Your Name"], PASSWORD).refused("--email");
    assert!(!data.exists(), "a refusal makes nothing");
    add(&data, &named, PASSWORD).succeeded();
    let twice = [
        "--name",
        "Other",
        "--email",
        "YOU@example.org",
        "--administrator",
    ];
    add(&data, &twice, PASSWORD).refused("somebody already signs in as you@example.org");
    assert_eq!(count(&mut open(&data), "SELECT count(*) FROM people"), 1);
}
