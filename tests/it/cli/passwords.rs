//! Passwords in addresses stand in no help, no error and no log line, and are warned of on the command line (T12).
use super::folder;
use crate::support::process::{Ended, at, run, run_in};

const SECRET: &str = "opensesame";
const VARIABLES: [(&str, &str); 4] = [
    ("REDRESS_DATABASE", "postgres://u:opensesame@db.example/r"),
    ("REDRESS_SMTP_URL", "smtp://u:opensesame@mail.example:587"),
    (
        "REDRESS_IMAP_URL",
        "imaps://u:opensesame@mail.example/INBOX",
    ),
    ("REDRESS_FILES", "s3://u:opensesame@bucket/prefix"),
];

fn silent(ended: &Ended) {
    let said = format!("{}{}", ended.out, ended.err);
    for part in [SECRET, "sesame"] {
        assert!(!said.contains(part), "{said}");
    }
}

#[test]
fn no_help_prints_one() {
    for command in [
        vec!["serve", "--help"],
        vec!["demo", "--help"],
        vec!["migrate", "--help"],
        vec!["check", "--help"],
        vec!["intake", "--help"],
        vec!["letters", "--help"],
        vec!["person", "add", "--help"],
    ] {
        let help = run_in(&VARIABLES, &command).succeeded();
        assert!(help.out.contains("Usage"), "{}", help.out);
        silent(&help);
    }
}

/// Whatever is special in it and was not encoded.
#[test]
fn an_address_that_cannot_be_used_is_not_repeated() {
    let (_around, data) = folder();
    for address in [
        "postgres://u:open@sesame@db.invalid/r",
        "postgres://u:open/sesame@db.invalid/r",
        "postgres://u:open?sesame@db.invalid/r",
        "postgres://u:open%sesame@db.invalid/r",
        "postgres://u:x@db.invalid:opensesame/r",
        "postgres://u:opensesame@db.invalid/r",
        "postgres://u@db.invalid/r?password=opensesame",
        "host=db.invalid password=opensesame",
        "mysql://u:opensesame@db.invalid/r",
    ] {
        for command in [vec!["migrate"], vec!["serve", "--listen", "127.0.0.1:0"]] {
            let ended = run_in(&[("REDRESS_DATABASE", address)], &at(&data, &command));
            assert_ne!(ended.code, Some(0), "{address}");
            assert!(!ended.err.is_empty());
            silent(&ended);
        }
    }
    // Typed where no argument is expected, or into one that is read by the parser.
    for wrong in [
        vec!["serve", "imaps://u:opensesame@mail.example"],
        vec![
            "serve",
            "--imap-seconds",
            "imaps://u:open@sesame@mail.example",
        ],
    ] {
        let ended = run(&wrong).refused("error:");
        silent(&ended);
    }
}

#[test]
fn one_on_the_command_line_is_warned_of() {
    let (_around, data) = folder();
    let wrong = ["--listen", "nowhere"];
    for (flag, address) in [
        ("--database", "postgres://u:opensesame@db.invalid/r"),
        ("--smtp-url", "smtp://u:opensesame@mail.example:587"),
        ("--imap-url", "imaps://u:opensesame@mail.example/INBOX"),
    ] {
        let variable = format!("REDRESS_{}", flag[2..].replace('-', "_").to_uppercase());
        let command = [["serve"].as_slice(), &wrong, &[flag, address]].concat();
        let typed = run(&at(&data, &command)).refused("nowhere");
        let warning = format!("{flag} holds a password");
        assert!(typed.err.contains(&warning), "{}", typed.err);
        assert!(typed.err.contains(&variable), "{}", typed.err);
        silent(&typed);
        let command = [["serve"].as_slice(), &wrong].concat();
        let by_variable = run_in(&[(&variable, address)], &at(&data, &command)).refused("nowhere");
        assert!(!by_variable.err.contains("warning"), "{}", by_variable.err);
    }
    let user = [
        "serve",
        "--listen",
        "nowhere",
        "--database",
        "postgres://u@localhost/r",
    ];
    let ended = run(&at(&data, &user)).refused("nowhere");
    assert!(!ended.err.contains("warning"), "{}", ended.err);
}
