//! Mail that is fetched from a real mail server: nothing is lost, nothing comes twice, nothing stands in the way.
mod crash;
pub mod dovecot;
mod setting;

use crate::intake::{OURS, REAL, messages};
use chrono::{DateTime, Duration, Utc};
use dovecot::Dovecot;
use mail::Flag;
use redress::clock::Clock;
use redress::config::mailbox::Mailbox;
use redress::files::Store;
use redress::health::Pulse;
use redress::jobs::imap::{Office, Read, Trouble, poll};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use storage::mail::mailboxes::{self, Lease};
use storage::mail::{MailItem, MailState, get, machine_items, new_items, original};
use storage::{Db, calendars};

/// An office with an empty database and a clock that stands.
struct Desk {
    office: Office,
    now: Arc<Mutex<DateTime<Utc>>>,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("redress.sqlite").to_string_lossy()).unwrap();
        let at: DateTime<Utc> = "2026-11-24T10:00:00Z".parse().unwrap();
        db.write_now(|conn| calendars::seed(conn, at)).unwrap();
        let now = Arc::new(Mutex::new(at));
        let office = Office {
            db,
            clock: Clock::Fixed(now.clone()),
            reply_key: vec![7; 32],
            pulse: Pulse::default(),
            files: Store::of(folder.path(), None),
        };
        Self {
            office,
            now,
            _folder: folder,
        }
    }
    fn later(&self, by: Duration) {
        *self.now.lock().unwrap() += by;
    }
    fn poll_as(&self, mailbox: &Mailbox, holder: &str) -> Result<Read, Trouble> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(poll(&self.office, mailbox, holder))
    }
    fn poll(&self, mailbox: &Mailbox) -> Result<Read, Trouble> {
        self.poll_as(mailbox, "here")
    }
    /// Everything in the inbox and the tray beside it, in the order it was taken in.
    fn items(&self) -> Vec<MailItem> {
        let read = self.office.db.read_now(|conn| {
            let mut rows = new_items(conn, storage::inbox::Window::default(), None, 1000)?;
            rows.extend(machine_items(conn, None, 1000)?);
            let mut all = Vec::new();
            for row in rows {
                all.push(get(conn, row.id)?);
            }
            Ok(all)
        });
        let mut all = read.unwrap();
        all.sort_by_key(|item| item.id.0);
        all
    }
    fn subjects(&self) -> Vec<String> {
        self.items().into_iter().map(|item| item.subject).collect()
    }
    fn state(&self, mailbox: &Mailbox) -> mailboxes::Mailbox {
        let name = mailbox.name();
        let state = self
            .office
            .db
            .read_now(|conn| mailboxes::state(conn, &name));
        state.unwrap().unwrap()
    }
}

fn letter(subject: &str) -> Vec<u8> {
    format!("From: Ann <ann@post.example>\r\nTo: relations@redress.example\r\nSubject: {subject}\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\nMessage-ID: <{subject}@post.example>\r\n\r\nIt is late: {subject}.\r\n").into_bytes()
}

fn read(taken: usize, known: usize, owed: usize) -> Read {
    Read { taken, known, owed }
}

#[test]
fn every_message_comes_in_once_byte_for_byte_and_is_marked_after() {
    let Some(server) = Dovecot::start() else {
        return;
    };
    let (desk, mailbox) = (Desk::open(), server.mailbox());
    let mut sent = Vec::new();
    for file in all_messages() {
        // As they travel: dovecot makes every line end CRLF.
        let text = fs::read(file).unwrap();
        let raw = crlf(&text);
        server.deliver(&raw);
        sent.push(raw);
    }
    assert_eq!(
        desk.poll(&mailbox).unwrap(),
        read(sent.len(), 0, 0),
        "{}",
        server.log()
    );
    assert_eq!(server.seen(), sent.len());
    let items = desk.items();
    let mut kept: Vec<Vec<u8>> = items
        .iter()
        .map(|item| {
            desk.office
                .db
                .read_now(|conn| original(conn, item))
                .unwrap()
        })
        .collect();
    for (place, raw) in sent.iter().enumerate() {
        // Dovecot gives out 0x80 for NUL, which no mail may hold.
        let raw: Vec<u8> = raw
            .iter()
            .map(|b| if *b == 0 { 0x80 } else { *b })
            .collect();
        let found = kept.iter().position(|one| *one == raw);
        let name = all_messages()[place].clone();
        kept.swap_remove(
            found.unwrap_or_else(|| panic!("{} is not kept as it was sent", name.display())),
        );
    }
    // "n:*" names the last message again.
    assert_eq!(desk.poll(&mailbox).unwrap(), read(0, 0, 0));
    server.deliver(&letter("one more"));
    assert_eq!(desk.poll(&mailbox).unwrap(), read(1, 0, 0));
    assert_eq!(desk.state(&mailbox).read_at, Some(desk.office.clock.now()));
}

fn all_messages() -> Vec<PathBuf> {
    let folders = [OURS, REAL].map(Path::new);
    folders.into_iter().flat_map(messages).collect()
}

fn crlf(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        if *byte == b'\n' && out.last() != Some(&b'\r') {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}

#[test]
fn what_is_too_large_stays_there_and_stands_in_the_inbox() {
    let Some(server) = Dovecot::start() else {
        return;
    };
    let desk = Desk::open();
    let mailbox = Mailbox {
        largest: 5_000,
        ..server.mailbox()
    };
    let large = [letter("large"), b"x ".repeat(5_000)].concat();
    server.deliver(&large);
    server.deliver(&letter("after it"));
    assert_eq!(desk.poll(&mailbox).unwrap(), read(2, 0, 0));
    let items = desk.items();
    let [first, second] = &items[..] else {
        panic!("{items:?}")
    };
    assert_eq!(
        (first.subject.as_str(), second.subject.as_str()),
        ("large", "after it")
    );
    assert!(
        first.flags.contains(&Flag::LeftOnServer) && !second.flags.contains(&Flag::LeftOnServer)
    );
    assert_eq!(first.state, MailState::New);
    assert_eq!(server.files("").len(), 2);
    assert_eq!(desk.poll(&mailbox).unwrap(), read(0, 0, 0));
}

#[test]
fn new_numbers_bring_nothing_twice() {
    let Some(server) = Dovecot::start() else {
        return;
    };
    let (desk, mailbox) = (Desk::open(), server.mailbox());
    for subject in ["one", "two", "three"] {
        server.deliver(&letter(subject));
    }
    assert_eq!(desk.poll(&mailbox).unwrap(), read(3, 0, 0));
    server.renumber();
    server.deliver(&letter("four"));
    assert_eq!(
        desk.poll(&mailbox).unwrap(),
        read(1, 3, 0),
        "{}",
        server.log()
    );
    assert_eq!(desk.items().len(), 4);
}

#[test]
fn one_message_that_cannot_be_read_stops_none_of_the_others() {
    let Some(server) = Dovecot::start() else {
        return;
    };
    let (desk, mailbox) = (Desk::open(), server.mailbox());
    for subject in ["one", "broken", "three"] {
        server.deliver(&letter(subject));
    }
    let broken = server.files("")[1].clone();
    fs::set_permissions(&broken, fs::Permissions::from_mode(0o0)).unwrap();
    // Dovecot may end the conversation over it: the next one goes on.
    for _ in 0..3 {
        let _read = desk.poll(&mailbox);
        desk.later(Duration::minutes(1));
    }
    assert_eq!(desk.subjects(), ["one", "three"], "{}", server.log());
    assert_eq!(desk.state(&mailbox).owed, 1);
    // By then the server has moved it where it keeps what was seen.
    for file in server.files("") {
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let mended = desk.poll(&mailbox);
    assert!(mended.is_ok(), "{mended:?}");
    assert_eq!(desk.subjects(), ["one", "three", "broken"]);
    assert_eq!(desk.state(&mailbox).owed, 0);
}

#[test]
fn one_server_at_a_time() {
    let Some(server) = Dovecot::start() else {
        return;
    };
    let (desk, mailbox) = (Desk::open(), server.mailbox());
    server.deliver(&letter("one"));
    let (now, name) = (desk.office.clock.now(), mailbox.name());
    let theirs = Lease {
        mailbox: &name,
        holder: "there",
        until: now + Duration::minutes(3),
    };
    let taken = desk
        .office
        .db
        .write_now(|conn| mailboxes::claim(conn, theirs, now));
    assert!(taken.unwrap().is_some());
    assert_eq!(desk.poll(&mailbox).unwrap(), read(0, 0, 0));
    assert!(desk.items().is_empty());
    // It was killed: its time runs out, and what it held is read by another.
    desk.later(Duration::minutes(4));
    assert_eq!(desk.poll(&mailbox).unwrap(), read(1, 0, 0));
    // Whoever lost it keeps nothing more.
    let position = mailboxes::Position {
        uid_validity: 1,
        last_uid: 9,
    };
    let late = desk
        .office
        .db
        .write_now(|conn| mailboxes::reached(conn, theirs, position));
    assert!(late.is_err());
}

#[test]
fn what_went_wrong_is_said_in_words_and_no_password() {
    let Some(server) = Dovecot::start() else {
        return;
    };
    let (desk, good) = (Desk::open(), server.mailbox());
    server.deliver(&letter("one"));
    let began = desk.office.clock.now();
    for (mailbox, words) in [
        (
            Mailbox {
                password: "wrong".into(),
                ..good.clone()
            },
            "name and password",
        ),
        (
            Mailbox {
                ca: None,
                ..good.clone()
            },
            "certificate is not trusted",
        ),
        (
            Mailbox {
                folder: good.folder.clone(),
                port: 1,
                ..good.clone()
            },
            "cannot be reached",
        ),
        (
            Mailbox {
                folder: "Nowhere".into(),
                ..good.clone()
            },
            "no such folder",
        ),
    ] {
        let error = desk.poll(&mailbox).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
        let state = desk.state(&mailbox);
        assert_eq!(
            (state.error.as_str(), state.failed_since.is_some()),
            (error.as_str(), true)
        );
        assert!(!format!("{state:?}{mailbox:?}").contains(dovecot::PASSWORD));
    }
    // The same mailbox that fails and comes back.
    let wrong = Mailbox {
        password: "wrong".into(),
        ..good.clone()
    };
    desk.later(Duration::minutes(20));
    assert!(desk.poll(&wrong).is_err());
    assert_eq!(desk.state(&good).failed_since, Some(began));
    desk.poll(&good).unwrap();
    let state = desk.state(&good);
    assert_eq!((state.failed_since, state.error.as_str()), (None, ""));
    assert_eq!(desk.subjects(), ["one"]);
}

#[test]
fn a_message_can_be_moved_when_it_is_taken_in() {
    let Some(server) = Dovecot::start() else {
        return;
    };
    let desk = Desk::open();
    let there = Mailbox {
        done_folder: Some("Nowhere".into()),
        ..server.mailbox()
    };
    server.deliver(&letter("one"));
    // It cannot be moved: it is taken in all the same, and stays.
    assert_eq!(desk.poll(&there).unwrap(), read(1, 0, 0));
    assert_eq!(server.files("").len(), 1);
    server.make_folder("Taken");
    let done = Mailbox {
        done_folder: Some("Taken".into()),
        ..server.mailbox()
    };
    server.deliver(&letter("two"));
    assert_eq!(desk.poll(&done).unwrap(), read(1, 0, 0), "{}", server.log());
    assert_eq!(
        (server.files("").len(), server.files(".Taken").len()),
        (0, 2)
    );
}

/// "…within 24 working hours": from when the mail server took it in, where the message itself does not say.
#[test]
fn the_clock_starts_when_the_mail_server_took_it_in() {
    let Some(server) = Dovecot::start() else {
        return;
    };
    let (desk, mailbox) = (Desk::open(), server.mailbox());
    let at: DateTime<Utc> = "2026-11-20T14:30:00Z".parse().unwrap();
    server.deliver_at(
        b"From: ann@post.example\r\nSubject: No date\r\n\r\nLate.\r\n",
        at.into(),
    );
    desk.poll(&mailbox).unwrap();
    let items = desk.items();
    assert_eq!((items[0].received_at, items[0].received_known), (at, true));
}

/// Nothing is lost on a full disk: what is on the mail server stays there until there is room.
#[test]
fn on_a_full_disk_mail_waits_on_the_server_and_the_inbox_says_so() {
    let Some(server) = Dovecot::start() else {
        return;
    };
    let (mut desk, mailbox) = (Desk::open(), server.mailbox());
    let roomy = desk.office.files.clone();
    server.deliver(&letter("one"));
    desk.office.files = roomy.clone().leaving_free(u64::MAX);
    assert!(matches!(desk.poll(&mailbox), Err(Trouble::DiskFull)));
    assert_eq!((desk.subjects().len(), server.seen()), (0, 0));
    let state = desk.state(&mailbox);
    assert!(state.failed_since.is_some() && state.owed == 0);
    assert!(state.error.contains("nearly full"), "{}", state.error);
    desk.office.files = roomy;
    assert_eq!(desk.poll(&mailbox).unwrap(), read(1, 0, 0));
    assert_eq!(desk.subjects(), ["one"]);
    assert_eq!(desk.state(&mailbox).failed_since, None);
}
