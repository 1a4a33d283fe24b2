//! A real server and its children.
use crate::support::process::{Browser, PASSWORD, Server, at, demonstrated};
use crate::support::whole::open;
use diesel::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use storage::schema::letters;

/// The children of a process.
fn children(of: u32) -> Vec<u32> {
    let all = fs::read_dir("/proc").unwrap().flatten();
    let pids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    pids.filter(|pid| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
        after_name.split(' ').nth(1) == Some(&of.to_string())
    })
    .collect()
}

fn until(what: &str, mut done: impl FnMut() -> bool) {
    let limit = Instant::now() + Duration::from_mins(1);
    while !done() {
        assert!(Instant::now() < limit, "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A letter of the demonstration in a format that a child makes: its status.
fn pdf(browser: &Browser, server: &Server, letter: &str) -> u16 {
    browser
        .get(&server.address, &format!("{letter}/braille"))
        .unwrap()
        .status
}

/// The address of some letter.
fn a_letter(browser: &Browser, server: &Server) -> String {
    let found = browser.get(&server.address, "/complaints").unwrap().body;
    let references = found.split("/complaints/SC-").skip(1);
    for reference in references.filter_map(|rest| rest.get(..11)) {
        let address = format!("/complaints/SC-{reference}/correspondence");
        let page = browser.get(&server.address, &address).unwrap().body;
        let letter = format!("/complaints/SC-{reference}/letters/");
        if let Some((_, rest)) = page.split_once(&letter) {
            let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
            return format!("{letter}{number}");
        }
    }
    panic!("no letter is in the list: {found}");
}

#[test]
fn children_know_no_secret_outlive_no_server_and_are_of_the_version_that_was_started() {
    // Beside the program, so that a link is enough.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let data = folder.path().join("demo");
    demonstrated(&data);
    let program: PathBuf = folder.path().join("redress");
    fs::hard_link(env!("CARGO_BIN_EXE_redress"), &program).unwrap();
    let secret = "smtp://user:tidy-secret@127.0.0.1:9";
    let environment = [
        ("REDRESS_SMTP_URL", secret),
        ("AWS_SECRET_ACCESS_KEY", "tidy-secret"),
        ("RUST_LOG", "warn"),
    ];
    let args = at(&data, &["serve", "--listen", "127.0.0.1:0"]);
    let mut server = Server::of_copy(&program, &args, &environment);
    // Another version takes its place while it runs.
    fs::remove_file(&program).unwrap();
    fs::write(&program, "#!/bin/false\n").unwrap();
    let browser = Browser::new();
    let signed_in = browser
        .sign_in(&server.address, "relations@redress.example", PASSWORD)
        .unwrap();
    assert_eq!(signed_in.status, 303);
    let letter = a_letter(&browser, &server);
    assert_eq!(pdf(&browser, &server, &letter), 200);
    let all = children(server.id());
    assert!(!all.is_empty());
    for child in &all {
        let environ = fs::read(format!("/proc/{child}/environ")).unwrap();
        let environ = String::from_utf8_lossy(&environ);
        assert!(environ.contains("PATH="), "{environ}");
        assert!(!environ.contains("tidy-secret"), "{environ}");
        let limits = fs::read_to_string(format!("/proc/{child}/limits")).unwrap();
        let limit = |name: &str| limits.lines().find(|line| line.starts_with(name)).unwrap();
        assert!(limit("Max address space").contains("618659840"), "{limits}");
        assert!(limit("Max core file size").contains(" 0 "), "{limits}");
        let open = fs::read_dir(format!("/proc/{child}/fd")).unwrap().flatten();
        for file in open.filter_map(|fd| fs::read_link(fd.path()).ok()) {
            assert!(!file.starts_with(&data), "it holds {}", file.display());
        }
    }
    // Killed in between: the next is made by another.
    kill(&all);
    // On a busy machine a signal takes its time; what is asked of a child that is still dying is lost with it.
    let dead = |pid: &u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat"));
        stat.map_or(true, |stat| stat.contains(") Z"))
    };
    for _ in 0..500 {
        if all.iter().all(dead) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(pdf(&browser, &server, &letter), 200);
    let all = children(server.id());
    server.kill();
    let gone = |pid: &u32| !Path::new(&format!("/proc/{pid}")).exists();
    until("the children of a killed server end", || {
        all.iter().all(gone)
    });
}

/// A long document is no reason to be killed: the server ends in time, and its children with it.
#[test]
fn a_server_that_is_told_to_stop_does_not_wait_for_a_document() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    demonstrated(&data);
    let browser = Browser::new();
    let mut server = Server::start(&data);
    let address = server.address.clone();
    browser
        .sign_in(&address, "relations@redress.example", PASSWORD)
        .unwrap();
    let letter = a_letter(&browser, &server);
    let number = letter.rsplit('/').next().unwrap();
    let tree = serde_json::to_string(&super::of_lists()).unwrap();
    let mut conn = open(&data);
    diesel::sql_query("DROP TRIGGER letters_are_frozen")
        .execute(&mut conn)
        .unwrap();
    diesel::update(letters::table.filter(letters::id.eq(number.parse::<i64>().unwrap())))
        .set(letters::tree.eq(tree))
        .execute(&mut conn)
        .unwrap();
    let asking = std::thread::spawn(move || browser.get(&address, &format!("{letter}/pdf")));
    until("it is being made", || !children(server.id()).is_empty());
    std::thread::sleep(Duration::from_millis(500));
    let all = children(server.id());
    server.terminate();
    let ended = server.ended_within(Duration::from_secs(20));
    assert_eq!(ended.and_then(|status| status.code()), Some(0));
    let gone = |pid: &u32| !Path::new(&format!("/proc/{pid}")).exists();
    until("its children end", || all.iter().all(gone));
    // A browser is told, or its connection ends.
    let _told = asking.join().unwrap();
}

fn kill(all: &[u32]) {
    for pid in all {
        let sent = Command::new("kill").args(["-9", &pid.to_string()]).status();
        assert!(sent.unwrap().success());
    }
}
