//! Taking mail in: from the bytes of a file to an item in Customer Relations' inbox.
//!
//! Imports `procedure`, `storage` and `mail`; asks no clock. Nothing is lost: what is broken, hostile
//! or empty is kept too, with flags that say so. Nothing is answered.
use crate::mail::{Flag, Message, read_ours};
use crate::procedure::working_time::Calendar;
use crate::procedure::{MailId, Promises};
use crate::storage::mail::{MailState, NewMail, TakenIn, take_in};
use crate::storage::{Db, StorageError};
use chrono::{DateTime, Duration, Utc};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Bytes of the largest file that is taken in: 100 MB, three times what mail systems let through.
pub const LARGEST: u64 = 100 * 1024 * 1024;
/// Minutes another machine's clock may be ahead of ours before its date is not believed.
const SKEW_MINUTES: i64 = 5;

/// What is needed beside the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    pub calendar: &'a Calendar,
    pub promises: &'a Promises,
    /// The domain of our own Message-IDs, by which a message of ours that comes back is known. May be empty.
    pub own_domain: &'a str,
    pub now: DateTime<Utc>,
}

/// What became of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    TakenIn(MailId),
    /// The same bytes were taken in before.
    AlreadyThere(MailId),
}

/// How many files met which end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    pub taken: usize,
    pub already: usize,
    pub failed: usize,
}

/// Takes in one message, whatever is in it. A person's becomes an item of the inbox; a machine's goes to the
/// tray beside it, with the reason, from where a person can put it back.
///
/// "…send an acknowledgement within 24 working hours": the clock starts when any part of the organisation
/// received it, not when it is taken in (reading (e)3).
///
/// # Errors
/// That it could not be stored; nothing of it is kept then.
pub fn take_in_file(db: &Db, raw: &[u8], desk: &Desk) -> Result<Outcome, StorageError> {
    let mut message = read_ours(raw, desk.own_domain);
    let (received_at, received_known) = received(&mut message, desk.now);
    let span = desk.promises.acknowledge;
    let new = NewMail {
        message: &message,
        received_at,
        received_known,
        taken_in_at: desk.now,
        due_at: desk.calendar.due(received_at, span, &[]),
        warn_at: desk.calendar.warn_at(received_at, span, &[]),
        state: if message.class.is_machine() {
            MailState::Machine
        } else {
            MailState::New
        },
    };
    let TakenIn { id, already_there } = db.write_now(|conn| take_in(conn, raw, &new))?;
    Ok(if already_there {
        Outcome::AlreadyThere(id)
    } else {
        Outcome::TakenIn(id)
    })
}

/// When it reached us and whether a header says so: the topmost Received line, else the sender's date, else
/// now. Never after now: a clock that starts in the future would give the complainant's time away.
fn received(message: &mut Message, now: DateTime<Utc>) -> (DateTime<Utc>, bool) {
    let Some(said) = message.received_at.or(message.sent_at) else {
        return (now, false);
    };
    if said > now + Duration::minutes(SKEW_MINUTES) {
        message.flag(Flag::FutureDate);
        return (now, false);
    }
    (said.min(now), true)
}

/// Takes in each file and prints one line about it: its path and what became of it, never a sender or a
/// subject. A file that cannot be taken in is counted as failed and stops none of the others.
///
/// # Errors
/// That a line could not be printed; every file was still gone through.
pub fn run(db: &Db, desk: &Desk, files: &[PathBuf], out: &mut dyn Write) -> io::Result<Summary> {
    let mut summary = Summary::default();
    let mut printed = Ok(());
    for file in files {
        let said = match take(db, desk, file) {
            Ok(Outcome::TakenIn(_)) => {
                summary.taken += 1;
                "taken in".to_owned()
            }
            Ok(Outcome::AlreadyThere(_)) => {
                summary.already += 1;
                "was already there".to_owned()
            }
            Err(why) => {
                summary.failed += 1;
                format!("not taken in: {why}")
            }
        };
        printed = printed.and_then(|()| writeln!(out, "{}: {said}", one_line(file)));
    }
    printed.map(|()| summary)
}

fn take(db: &Db, desk: &Desk, file: &Path) -> Result<Outcome, String> {
    let raw = bytes(file)?;
    take_in_file(db, &raw, desk).map_err(|error| format!("it could not be stored ({error})"))
}

/// The file's bytes. Read to the limit and no further: a file may grow, or be no plain file.
fn bytes(file: &Path) -> Result<Vec<u8>, String> {
    let unreadable = |error: io::Error| format!("it could not be read ({error})");
    let too_large = || format!("it is larger than {} MB", LARGEST / 1024 / 1024);
    let opened = File::open(file).map_err(unreadable)?;
    if opened.metadata().map_err(unreadable)?.len() > LARGEST {
        return Err(too_large());
    }
    let mut raw = Vec::new();
    let read = opened
        .take(LARGEST + 1)
        .read_to_end(&mut raw)
        .map_err(unreadable)?;
    if u64::try_from(read).is_ok_and(|read| read <= LARGEST) {
        Ok(raw)
    } else {
        Err(too_large())
    }
}

/// A path that stays on its line, whatever its name holds.
fn one_line(file: &Path) -> String {
    file.to_string_lossy()
        .chars()
        .map(|c| if c.is_control() { '?' } else { c })
        .collect()
}
