//! `redress serve`, and the README's backup.
use super::folder;
use crate::support::process::{Browser, PASSWORD, Server, at, demonstrated, rest, run, run_with};
use crate::support::whole::{count, open, wrong};
use diesel::connection::SimpleConnection;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// One person on an empty database.
fn somebody(data: &std::path::Path) {
    let flags = [
        "person",
        "add",
        "--name",
        "Sian",
        "--email",
        "staff@redress.example",
    ];
    run_with(&at(data, &flags), format!("{PASSWORD}\n").as_bytes()).succeeded();
}

#[test]
fn a_folder_that_is_missing_is_made_and_it_says_that_nobody_can_sign_in() {
    let (_around, data) = folder();
    let server = Server::start(&data);
    assert_eq!(
        Browser::new()
            .get(&server.address, "/health")
            .unwrap()
            .status,
        200
    );
    let hint = server.more(1);
    assert!(hint[0].starts_with("Nobody can sign in yet"), "{hint:?}");
    assert!(data.join("redress.sqlite").exists());
    let key = data.join("cookie.key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&key).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "the key is the owner's alone");
    }
    let before = std::fs::read(&key).unwrap();
    drop(server);
    let again = Server::start(&data);
    assert_eq!(
        Browser::new()
            .get(&again.address, "/sign-in")
            .unwrap()
            .status,
        200
    );
    assert_eq!(
        std::fs::read(&key).unwrap(),
        before,
        "a restart signs nobody out"
    );
}

/// A sign-in that says where its form comes from. Out: the whole answer, in lower case.
fn sign_in_from(server: &Server, origin: &str) -> String {
    let password = PASSWORD.replace(' ', "+");
    let form = format!("email=staff%40redress.example&password={password}");
    let mut stream = server.connect();
    write!(
        stream,
        "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nOrigin: {origin}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )
    .unwrap();
    rest(stream).to_lowercase()
}

fn behind(data: &std::path::Path, origin: &str) -> Vec<std::ffi::OsString> {
    at(
        data,
        &[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--public-origin",
            origin,
        ],
    )
}

/// Typed with a slash, in capitals or with the port that goes without saying: the same origin.
#[test]
fn a_public_origin_makes_cookies_secure_and_is_what_forms_come_from() {
    let (_around, data) = folder();
    somebody(&data);
    for typed in [
        "https://redress.example",
        "https://Redress.example/",
        "https://redress.example:443",
    ] {
        let server = Server::run(&behind(&data, typed));
        let done = sign_in_from(&server, "https://redress.example");
        assert!(done.starts_with("http/1.1 303"), "{typed}: {done}");
        assert!(
            done.contains("set-cookie: __host-") && done.contains("; secure"),
            "{done}"
        );
        assert!(done.contains("strict-transport-security"), "{done}");
        for elsewhere in [
            format!("http://{}", server.address),
            "https://redress.example.evil".into(),
        ] {
            assert!(
                sign_in_from(&server, &elsewhere).starts_with("http/1.1 403"),
                "{elsewhere}"
            );
        }
    }
}

#[test]
fn its_help_says_what_a_proxy_must_do() {
    let said = run(&["serve", "--help"]).succeeded().out;
    assert!(
        said.contains("--proxy") && said.contains("X-Forwarded-For"),
        "{said}"
    );
}

#[test]
fn a_public_origin_that_no_browser_would_send_is_refused() {
    let (_around, data) = folder();
    for wrong in [
        "redress.example",
        "https://",
        "ftp://redress.example",
        "https://redress.example/app",
    ] {
        run(&behind(&data, wrong)).refused("write it like https://redress.example");
    }
    assert!(!data.exists());
}

#[test]
fn sigterm_answers_what_is_under_way_and_ends_well() {
    let (_around, data) = folder();
    somebody(&data);
    let mut server = Server::start(&data);
    // One browser that keeps its connection open, one that is half way through a form.
    let mut idle = server.connect();
    idle.write_all(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        .unwrap();
    let form = format!(
        "email=staff%40redress.example&password={}",
        PASSWORD.replace(' ', "+")
    );
    let (half, other) = form.split_at(20);
    let mut slow = server.connect();
    write!(
        slow,
        "POST /sign-in HTTP/1.1\r\nHost: a\r\nOrigin: http://a\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Expect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        form.len()
    )
    .unwrap();
    // Now it reads the form.
    let mut ready = [0; 25];
    slow.read_exact(&mut ready).unwrap();
    assert_eq!(&ready, b"HTTP/1.1 100 Continue\r\n\r\n");
    slow.write_all(half.as_bytes()).unwrap();
    server.terminate();
    std::thread::sleep(Duration::from_millis(300));
    slow.write_all(other.as_bytes()).unwrap();
    let answer = rest(slow);
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let ended = server
        .ended_within(Duration::from_secs(10))
        .expect("it ends within ten seconds");
    assert_eq!(ended.code(), Some(0));
    assert_eq!(wrong(&mut open(&data)), [""; 0]);
}

/// README: "Back up … `VACUUM INTO`, while people work; keep the keys with it."
#[test]
fn a_copy_made_while_people_work_serves_the_same_data() {
    let (around, data) = folder();
    demonstrated(&data);
    let server = Server::start(&data);
    let browser = Browser::new();
    assert_eq!(
        browser
            .sign_in(&server.address, "relations@redress.example", PASSWORD)
            .unwrap()
            .status,
        303
    );
    let copy = around.path().join("copy");
    std::fs::create_dir_all(&copy).unwrap();
    let (before, after) = back_up_while_writing(&data, &copy, || {
        let page = browser
            .post(&server.address, "/complaints/new", &LOGGED)
            .unwrap();
        assert_eq!(page.status, 303, "{}", page.body);
    });
    for key in ["cookie.key", "reply.key", "forms.key"] {
        std::fs::copy(data.join(key), copy.join(key)).unwrap();
    }
    drop(server);
    let restored = Server::start(&copy);
    // The same key and the same sessions: whoever was signed in still is.
    assert_eq!(
        browser
            .get(&restored.address, "/complaints")
            .unwrap()
            .status,
        200
    );
    let mut conn = open(&copy);
    assert_eq!(wrong(&mut conn), [""; 0]);
    let there = count(&mut conn, "SELECT count(*) FROM complaints");
    assert!(
        (before..=after).contains(&there),
        "{before} {there} {after}"
    );
}

/// How many complaints there were before and after; `write` is done all the while.
fn back_up_while_writing(data: &Path, copy: &Path, write: impl Fn() + Sync) -> (i64, i64) {
    let complaints = || count(&mut open(data), "SELECT count(*) FROM complaints");
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                write();
            }
        });
        let start = complaints();
        while complaints() < start + 3 {
            std::thread::sleep(Duration::from_millis(10));
        }
        let before = complaints();
        let backup = format!("VACUUM INTO '{}'", copy.join("redress.sqlite").display());
        open(data).batch_execute(&backup).unwrap();
        let after = complaints();
        while complaints() < after + 3 {
            std::thread::sleep(Duration::from_millis(10));
        }
        done.store(true, Ordering::Relaxed);
        writer.join().unwrap();
        (before, after)
    })
}

const LOGGED: [(&str, &str); 10] = [
    ("channel", "phone"),
    ("received_at_date", "2026-01-05"),
    ("received_at_time", "09:30"),
    ("known_by", "call_record"),
    ("name", "Nadia Backup"),
    ("phone", "0161 496 0000"),
    ("summary", "While the backup runs"),
    ("wanted", "An answer"),
    ("asked", "yes"),
    ("who", "new"),
];
