//! The command line, as a person types it: each command does its thing or says in a sentence why not.
mod at_rest;
mod certificates;
mod checking;
mod demo;
mod health;
mod intake;
mod listening;
mod passwords;
mod person;
mod restore;
mod serve;

use crate::support::process::{at, run};
use crate::support::whole::{count, open, wrong};
use diesel::connection::SimpleConnection;
use std::fs;
use std::path::PathBuf;

/// A data folder that is not there yet.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let around = tempfile::tempdir().unwrap();
    let data = around.path().join("data");
    (around, data)
}

#[test]
fn migrate_reports_and_is_done_once() {
    let (_around, data) = folder();
    let first = run(&at(&data, &["migrate"])).succeeded();
    assert!(first.out.starts_with("Migrated: "), "{}", first.out);
    assert!(data.join("redress.sqlite").exists());
    let again = run(&at(&data, &["migrate"])).succeeded();
    assert_eq!(again.out, "The schema is up to date.\n");
}

#[test]
fn a_database_that_is_none_is_named_and_refused() {
    let (_around, data) = folder();
    fs::create_dir_all(&data).unwrap();
    let file = data.join("redress.sqlite");
    let words = "this is somebody's diary and no database at all. ".repeat(50);
    fs::write(&file, &words).unwrap();
    for command in [
        vec!["migrate"],
        vec!["serve", "--listen", "127.0.0.1:0"],
        vec!["intake", "README.md"],
    ] {
        let refused = run(&at(&data, &command)).refused("file is not a database");
        assert!(refused.err.contains("redress.sqlite"), "{}", refused.err);
    }
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        words,
        "it was left alone"
    );
}

#[test]
fn a_copy_that_was_cut_short_is_refused() {
    let (_around, data) = folder();
    run(&at(&data, &["migrate"])).succeeded();
    let file = data.join("redress.sqlite");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    run(&at(&data, &["serve", "--listen", "127.0.0.1:0"])).refused("malformed");
}

#[test]
fn a_folder_that_cannot_be_is_named() {
    let (around, _) = folder();
    let file = around.path().join("a file");
    fs::write(&file, "").unwrap();
    let below = file.join("data");
    for command in [
        vec!["migrate"],
        vec!["serve", "--listen", "127.0.0.1:0"],
        vec!["demo", "--no-serve"],
        vec!["intake", "README.md"],
    ] {
        run(&at(&below, &command)).refused("a file/data cannot be used: ");
    }
}

#[test]
fn help_names_every_command_and_nonsense_is_refused() {
    let help = run(&["--help"]).succeeded().out;
    for command in ["demo", "serve", "migrate", "check", "person", "intake"] {
        assert!(help.contains(command), "{help}");
        run(&[command, "--help"]).succeeded();
    }
    run(&["--version"]).succeeded();
    run(&["burn"]).refused("unrecognized subcommand");
    run(&["serve", "--speed", "9"]).refused("unexpected argument");
}

/// The checks of the crash test can fail.
#[test]
fn the_checks_of_a_whole_database_find_a_half_written_case() {
    let (_around, data) = folder();
    crate::support::process::demonstrated(&data);
    let mut conn = open(&data);
    assert_eq!(wrong(&mut conn), [""; 0]);
    assert!(count(&mut conn, "SELECT count(*) FROM deliveries") > 100);
    for (harm, found) in [
        (
            "UPDATE complaints SET version = version + 1 WHERE id = 1",
            "a version without its history",
        ),
        (
            "PRAGMA foreign_keys = OFF; DELETE FROM deliveries WHERE id = 5; PRAGMA foreign_keys = ON",
            "a letter that never leaves",
        ),
        (
            "UPDATE deliveries SET state = 'stopped' WHERE id = 6",
            "not arrived and nobody is to see to it",
        ),
        (
            "UPDATE deliveries SET state = 'sent' WHERE id = 7 AND way = 'email'",
            "a delivery without its trail",
        ),
        (
            "UPDATE complaints SET acknowledged_at = NULL WHERE id = 1",
            "acknowledged by half",
        ),
        ("DELETE FROM clocks WHERE complaint_id = 2", "no clock"),
        (
            "UPDATE reference_counters SET last = last + 1",
            "a reference that was skipped",
        ),
        (
            "PRAGMA foreign_keys = OFF; DELETE FROM allegations",
            "a row that names a lost one",
        ),
    ] {
        conn.batch_execute(harm).unwrap();
        let said = wrong(&mut conn);
        assert!(
            said.iter().any(|s| s.starts_with(found)),
            "{harm}: {said:?}"
        );
    }
}
