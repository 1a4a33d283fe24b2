//! Taking mail in: from the bytes of a file to an item in Customer Relations' inbox.
//!
//! Imports `procedure`, `storage`, `mail` and `files`; asks no clock. Nothing is lost: what is broken, hostile
//! or empty is kept too, with flags that say so. Nothing is answered.
mod replies;

use crate::casework::delivery;
use crate::files::kind;
use ::mail::{Flag, Message, each_attachment, read_ours};
use chrono::{DateTime, Duration, Utc};
use procedure::working_time::Calendar;
use procedure::{MailId, Promises};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use storage::mail::{self, MailState, NewMail, SameId, TakenIn, take_in};
use storage::{Connection, Db, StorageError};

/// Bytes of the largest file that is taken in: 100 MB, three times what mail systems let through.
pub const LARGEST: u64 = 100 * 1024 * 1024;
/// Minutes another machine's clock may be ahead of ours before its date is not believed.
const SKEW_MINUTES: i64 = 5;

/// What is needed beside the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Receiving<'a> {
    pub calendar: &'a Calendar,
    pub promises: &'a Promises,
    /// The domain of our own Message-IDs, by which a message of ours that comes back is known. May be empty.
    pub own_domain: &'a str,
    /// What our reply addresses are signed with; an empty one knows none.
    pub reply_key: &'a [u8],
    pub now: DateTime<Utc>,
}

/// What became of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    TakenIn(MailId),
    /// The same message was taken in before.
    AlreadyThere(MailId),
}

/// How many files met which end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    pub taken: usize,
    pub already: usize,
    pub failed: usize,
}

/// A message that was read and not kept yet: reading takes its time, and nobody else need wait for it.
#[derive(Debug, Clone)]
pub struct Arrived<'a> {
    raw: &'a [u8],
    message: Message,
    received_at: DateTime<Utc>,
    received_known: bool,
}

/// Reads a message and looks at what came with it. `on_server` is when the mail server took it in, where that is
/// known.
pub fn read<'a>(
    raw: &'a [u8],
    receiving: &Receiving,
    on_server: Option<DateTime<Utc>>,
) -> Arrived<'a> {
    let mut message = read_ours(raw, receiving.own_domain);
    each_attachment(raw, |place, bytes| {
        if let Some(file) = message.attachments.get_mut(place) {
            file.marks = Some(kind::marks(bytes, &file.name));
        }
    });
    arrived(raw, message, receiving, on_server)
}

/// Only the header lines of a message that is too large to fetch; the rest is still on the server, and says so.
pub fn too_large<'a>(
    headers: &'a [u8],
    receiving: &Receiving,
    on_server: Option<DateTime<Utc>>,
) -> Arrived<'a> {
    let mut message = read_ours(headers, receiving.own_domain);
    message.flag(Flag::LeftOnServer);
    message.flag(Flag::VeryLarge);
    arrived(headers, message, receiving, on_server)
}

fn arrived<'a>(
    raw: &'a [u8],
    mut message: Message,
    receiving: &Receiving,
    on_server: Option<DateTime<Utc>>,
) -> Arrived<'a> {
    let (received_at, received_known) = received(&mut message, on_server, receiving.now);
    Arrived {
        raw,
        message,
        received_at,
        received_known,
    }
}

/// Keeps a message, whatever is in it, in the caller's transaction. A person's becomes an item of the inbox, or is
/// joined to the complaint it answers; a machine's goes to the tray beside it, with the reason, from where a
/// person can put it back.
///
/// "…send an acknowledgement within 24 working hours": the clock starts when any part of the organisation
/// received it, not when it is taken in (reading (e)3).
///
/// # Errors
/// That it could not be stored; nothing of it may be kept then.
pub fn keep(
    conn: &mut Connection,
    arrived: &Arrived,
    receiving: &Receiving,
) -> Result<Outcome, StorageError> {
    let mut message = arrived.message.clone();
    match mail::same_id(conn, &message, arrived.raw)? {
        SameId::Nothing => {}
        SameId::Same(id) => return Ok(Outcome::AlreadyThere(id)),
        SameId::Different => message.flag(Flag::SameId),
    }
    let answer = replies::answered(conn, &message, receiving)?;
    if let Some(answer) = &answer {
        answer.flags().for_each(|flag| message.flag(flag));
    }
    let span = receiving.promises.acknowledge;
    let new = NewMail {
        message: &message,
        received_at: arrived.received_at,
        received_known: arrived.received_known,
        taken_in_at: receiving.now,
        due_at: receiving.calendar.due(arrived.received_at, span, &[]),
        warn_at: receiving.calendar.warn_at(arrived.received_at, span, &[]),
        state: if message.class.is_machine() {
            MailState::Machine
        } else {
            MailState::New
        },
        offered: answer.as_ref().and_then(replies::Answer::offered),
    };
    let TakenIn { id, already_there } = take_in(conn, arrived.raw, &new)?;
    if already_there {
        return Ok(Outcome::AlreadyThere(id));
    }
    if message.gave_up {
        // Our ids hold 128 random bits: whoever names one was sent that letter, or carried it.
        delivery::bounced(conn, &message.about, &message.class_why, receiving.now)?;
    }
    if let Some(complaint) = answer.and_then(|answer| answer.joined()) {
        replies::join(
            conn,
            (id, &message.subject),
            complaint,
            (arrived, receiving),
        )?;
    }
    Ok(Outcome::TakenIn(id))
}

/// [`read`] and [`keep`], in a transaction of their own.
///
/// # Errors
/// That it could not be stored; nothing of it is kept then.
pub fn take_in_file(db: &Db, raw: &[u8], receiving: &Receiving) -> Result<Outcome, StorageError> {
    let arrived = read(raw, receiving, None);
    db.write_now(|conn| keep(conn, &arrived, receiving))
}

/// When it reached us and whether anything says so: the topmost Received line, else the sender's date, else the
/// mail server's own time, else now. Never after now: a clock that starts in the future would give the
/// complainant's time away.
fn received(
    message: &mut Message,
    on_server: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> (DateTime<Utc>, bool) {
    let said = message.received_at.or(message.sent_at);
    let future = |at: &DateTime<Utc>| *at > now + Duration::minutes(SKEW_MINUTES);
    if said.as_ref().is_some_and(future) {
        message.flag(Flag::FutureDate);
    }
    let believed = said.filter(|at| !future(at)).or(on_server);
    match believed.filter(|at| !future(at)) {
        Some(at) => (at.min(now), true),
        None => (now, false),
    }
}

/// Takes in each file and prints one line about it: its path and what became of it, never a sender or a
/// subject. A file that cannot be taken in is counted as failed and stops none of the others.
///
/// # Errors
/// That a line could not be printed; every file was still gone through.
pub fn run(
    db: &Db,
    receiving: &Receiving,
    files: &[PathBuf],
    out: &mut dyn Write,
) -> io::Result<Summary> {
    let mut summary = Summary::default();
    let mut printed = Ok(());
    for file in files {
        let said = match take(db, receiving, file) {
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

fn take(db: &Db, receiving: &Receiving, file: &Path) -> Result<Outcome, String> {
    let raw = bytes(file)?;
    take_in_file(db, &raw, receiving).map_err(|error| format!("it could not be stored ({error})"))
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
