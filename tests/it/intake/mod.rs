//! Taking mail in: nothing is lost, nothing crashes, nothing is decided without a person.
mod decisions;
mod expected;
mod hostile;

use chrono::{DateTime, Utc};
use mail::{Class, Flag};
use procedure::working_time::{Calendar, Settings};
use procedure::{MailId, Promises};
use redress::arrivals::{LARGEST, Outcome, Receiving, Summary, run, take_in_file};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use storage::Db;
use storage::inbox::{Due, Window};
use storage::mail::{
    MailItem, MailRow, MailState, get, machine_items, new_items, original, waiting_within,
};

/// An office with an empty database of its own.
struct Office {
    db: Db,
    calendar: Calendar,
    promises: Promises,
    folder: tempfile::TempDir,
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

impl Office {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let url = folder.path().join("redress.sqlite");
        Self {
            db: Db::open(&url.to_string_lossy()).unwrap_or_else(|e| panic!("{e}")),
            calendar: Calendar::new(Settings::default()),
            promises: Promises::default(),
            folder,
        }
    }
    fn desk(&self) -> Receiving<'_> {
        Receiving {
            calendar: &self.calendar,
            promises: &self.promises,
            own_domain: "redress.example",
            reply_key: &[],
            now: at("2026-11-20T10:00:00Z"),
        }
    }
    fn take(&self, raw: &[u8]) -> MailItem {
        match take_in_file(&self.db, raw, &self.desk()) {
            Ok(Outcome::TakenIn(id)) => self.item(id),
            other => panic!("{other:?}"),
        }
    }
    fn item(&self, id: MailId) -> MailItem {
        self.db
            .read_now(|conn| get(conn, id))
            .unwrap_or_else(|e| panic!("{id}: {e}"))
    }
    fn original(&self, item: &MailItem) -> Vec<u8> {
        self.db
            .read_now(|conn| original(conn, item))
            .unwrap_or_else(|e| panic!("{e}"))
    }
    /// The inbox and the machine tray, read in pages of seven.
    fn waiting(&self) -> (Vec<MailRow>, Vec<MailRow>) {
        type List = fn(
            &mut storage::Connection,
            Option<storage::mail::Place>,
            i64,
        ) -> storage::Result<Vec<MailRow>>;
        let all = |list: List| {
            let mut rows: Vec<MailRow> = Vec::new();
            loop {
                let after = rows.last().map(MailRow::place);
                let page = self.db.read_now(|conn| list(conn, after, 7));
                let page = page.unwrap_or_else(|e| panic!("{e}"));
                if page.is_empty() {
                    return rows;
                }
                rows.extend(page);
                assert!(rows.len() < 1_000, "the pages never end");
            }
        };
        let people: List = |conn, after, limit| new_items(conn, Window::default(), after, limit);
        (all(people), all(machine_items))
    }
    fn run(&self, files: &[PathBuf]) -> (Summary, String) {
        let mut out = Vec::new();
        let summary = run(&self.db, &self.desk(), files, &mut out);
        let summary = summary.unwrap_or_else(|e| panic!("{e}"));
        (summary, String::from_utf8_lossy(&out).into_owned())
    }
}

/// Messages written for this project, and messages that real programs sent.
pub const OURS: &str = "tests/data/mail";
pub const REAL: &str = "tests/data/mail-real";

/// Every message file below a folder, in order.
pub fn messages(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .flat_map(|entry| match entry.unwrap().path() {
            inner if inner.is_dir() => messages(&inner),
            file => vec![file],
        })
        .filter(|file| file.extension().is_some_and(|end| end == "eml"))
        .collect();
    files.sort();
    files
}

/// Takes a folder in twice: every file is an item with its own bytes, in the tray its class says.
fn nothing_is_lost(folder: &str) -> usize {
    let files = messages(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder));
    let office = Office::open();
    let (summary, said) = office.run(&files);
    assert_eq!((summary.taken, summary.already), (files.len(), 0), "{said}");
    assert_eq!(said.matches(": taken in\n").count(), files.len());
    let (people, machines) = office.waiting();
    let mut kept = Vec::new();
    for (rows, state) in [(&people, MailState::New), (&machines, MailState::Machine)] {
        for row in rows {
            let item = office.item(row.id);
            assert_eq!(item.state, state, "{}", item.subject);
            assert_eq!(item.class.is_machine(), state == MailState::Machine);
            assert!(!item.class_why.is_empty() && item.due_at >= item.warn_at);
            kept.push(office.original(&item));
        }
    }
    let mut sent: Vec<Vec<u8>> = files.iter().map(|f| fs::read(f).unwrap()).collect();
    kept.sort();
    sent.sort();
    assert!(kept == sent, "the originals are not the files");
    let again = Summary {
        already: files.len(),
        ..Summary::default()
    };
    assert_eq!(office.run(&files).0, again);
    assert_eq!(office.waiting(), (people, machines));
    files.len()
}

#[test]
fn our_own_messages_are_kept_byte_for_byte() {
    assert_eq!(nothing_is_lost(OURS), 5);
}

#[test]
fn the_real_messages_are_kept_byte_for_byte() {
    assert_eq!(nothing_is_lost(REAL), 83);
}

#[test]
fn what_was_read_comes_back() {
    let office = Office::open();
    let raw = fs::read("tests/data/mail/hostile.eml").unwrap();
    let item = office.take(&raw);
    let mut read = mail::read(&raw);
    // Reading looks at no bytes; taking in does.
    for (place, file) in read.attachments.iter_mut().enumerate() {
        let (_, bytes) = mail::attachment(&raw, place).unwrap();
        file.marks = Some(redress::files::kind::marks(&bytes, &file.name));
    }
    assert_eq!(
        (&item.from_name, &item.from_address, &item.subject),
        (&read.from_name, &read.from_address, &read.subject)
    );
    assert_eq!(
        (&item.body, &item.attachments, &item.flags),
        (&read.text, &read.attachments, &read.flags)
    );
    assert_eq!(
        (item.sent_to, item.message_id, item.class_why),
        (read.to.join(", "), read.message_id, read.class_why)
    );
    assert!(!item.attachments.is_empty() && !item.flags.is_empty());
}

/// "…send an acknowledgement within 24 working hours"; received outside hours, it starts at the next opening.
#[test]
fn the_clock_starts_when_it_reached_us() {
    let office = Office::open();
    let take = |headers: &str| {
        let raw = format!("{headers}From: ann@post.example\nSubject: Delay\n\nNine weeks.\n");
        let item = office.take(raw.as_bytes());
        let future = item.flags.contains(&Flag::FutureDate);
        (item.received_at, item.received_known, future, item.due_at)
    };
    let received = "Received: from a by b; Thu, 12 Nov 2026 18:04:31 +0000\n";
    let earlier = "Received: from x by a; Thu, 12 Nov 2026 17:00:00 +0000\n";
    let sent = "Date: Wed, 11 Nov 2026 11:30:00 +0000\n";
    assert_eq!(
        take(&format!("{received}{earlier}{sent}")),
        (
            at("2026-11-12T18:04:31Z"),
            true,
            false,
            at("2026-11-17T17:00:00Z")
        )
    );
    assert_eq!(
        take(sent),
        (
            at("2026-11-11T11:30:00Z"),
            true,
            false,
            at("2026-11-16T11:30:00Z")
        )
    );
    let now = at("2026-11-20T10:00:00Z");
    let due = at("2026-11-25T10:00:00Z");
    assert_eq!(take(""), (now, false, false, due));
    assert_eq!(
        take("Received: from a by b; Tue, 1 Jan 2030 09:00:00 +0000\n"),
        (now, false, true, due)
    );
    // Two machines' clocks never agree to the second.
    assert_eq!(
        take("Received: from a by b; Fri, 20 Nov 2026 10:00:40 +0000\n"),
        (now, true, false, due)
    );
}

#[test]
fn machines_go_to_their_own_tray_and_are_counted_apart() {
    let office = Office::open();
    let from = |headers: &str| {
        let date = "Date: Thu, 19 Nov 2026 10:00:00 +0000\n";
        office
            .take(format!("{date}{headers}\n\nHello\n  there").as_bytes())
            .class
    };
    assert_eq!(from("Auto-Submitted: auto-replied"), Class::AutoReply);
    assert_eq!(from("From: mailer-daemon@a.example"), Class::Bounce);
    let ours = "Message-ID: <1.0123456789abcdef0123456789abcdef@redress.example>";
    assert_eq!(from(ours), Class::Loop);
    assert_eq!(from("From: ann@post.example"), Class::Person);
    let (people, machines) = office.waiting();
    assert_eq!((people.len(), machines.len()), (1, 3));
    assert!(people.iter().all(|row| row.opening == "Hello there"));
    let count = |now: &str| {
        let now = at(now);
        Due::ALL
            .iter()
            .map(|due| {
                let window = due.window(now);
                let counted = office.db.read_now(|conn| waiting_within(conn, window));
                counted.unwrap()
            })
            .collect::<Vec<_>>()
    };
    // Due on Tuesday 24 November at 10:00, exactly.
    assert_eq!(count("2026-11-23T12:00:00Z"), [0, 0, 1]);
    assert_eq!(count("2026-11-24T10:00:00Z"), [0, 1, 0]);
    assert_eq!(count("2026-11-24T10:00:01Z"), [1, 0, 0]);
}

#[test]
fn a_file_that_cannot_be_taken_in_stops_none_of_the_others() {
    let office = Office::open();
    let place = |name: &str| office.folder.path().join(name);
    let good = place("a line\nbreak.eml");
    fs::write(&good, "From: ann@post.example\nSubject: Secret words\n\nx").unwrap();
    let huge = fs::File::create(place("huge.eml")).unwrap();
    huge.set_len(LARGEST + 1).unwrap();
    fs::create_dir(place("folder.eml")).unwrap();
    let names = ["missing.eml", "folder.eml", "huge.eml"].map(place);
    let files = [names.as_slice(), &[good.clone(), good]].concat();
    let (summary, said) = office.run(&files);
    let expected = Summary {
        taken: 1,
        already: 1,
        failed: 3,
    };
    assert_eq!(summary, expected, "{said}");
    assert_eq!(said.lines().count(), 5, "{said}");
    for words in [
        "missing.eml: not taken in: it could not be read (",
        "folder.eml: not taken in: it could not be read (",
        "huge.eml: not taken in: it is larger than 100 MB\n",
        "a line?break.eml: taken in\n",
        "a line?break.eml: was already there\n",
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
    assert!(!said.contains("ann") && !said.contains("Secret"), "{said}");
}

/// An output that is full or was closed.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn nobody_listening_loses_no_mail() {
    let office = Office::open();
    let files = messages(Path::new(OURS));
    assert!(run(&office.db, &office.desk(), &files, &mut Closed).is_err());
    let (people, machines) = office.waiting();
    assert_eq!(people.len() + machines.len(), files.len());
}
