//! The outbox: what the time to stop it is over for is sealed, and what is sealed leaves.
//!
//! The bytes are committed before anything is sent, and the mark comes after: a crash between the two sends the same
//! bytes under the same Message-ID again, and loses nothing.
use super::sealing::{self, Sender};
use super::smtp::{Fared, Mailer};
use crate::procedure::delivery::State;
use crate::storage::deliveries::Made;
use crate::storage::deliveries::outbox::{self, Sealed, ToSeal, ToSend};
use crate::storage::{Db, Result, StorageError, settings};
use chrono::{DateTime, Duration, Utc};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The longest wait between attempts, in minutes.
const LONGEST_MINUTES: i64 = 60;
/// Minutes a delivery is one server's own, longer than any attempt lasts; after a crash it waits so long.
const LEASE_MINUTES: i64 = 5;
/// Attempts after which a person must see to it: about four hours.
const ATTEMPTS: i32 = 10;
/// What cannot be made into bytes will hardly be later.
const ATTEMPTS_TO_SEAL: i32 = 3;

/// Where letters leave to.
#[derive(Debug, Clone)]
pub struct Outbox {
    /// Where messages are written while there is no mail server.
    pub folder: PathBuf,
    pub mailer: Option<Mailer>,
    /// Signs the addresses that replies come back to.
    pub reply_key: Vec<u8>,
}

impl Outbox {
    /// The folder alone, in a data folder.
    pub fn folder(data: &Path, reply_key: &[u8]) -> Self {
        Self {
            folder: data.join("outbox"),
            mailer: None,
            reply_key: reply_key.to_vec(),
        }
    }
}

/// Seals and sends everything whose time has come, as time goes on. Out: how many left or came to a person.
///
/// # Errors
/// The queries'. What cannot be sealed, written or sent is no error here: it waits and is tried again.
pub fn drain(db: &Db, to: &Outbox, now: &dyn Fn() -> DateTime<Utc>) -> Result<usize> {
    let mut moved = 0;
    while db.read_now(|conn| outbox::is_due(conn, now()))? {
        let (at, until) = (now(), now() + Duration::minutes(LEASE_MINUTES));
        // What is sealed first: a letter is on its way before the next is made.
        if let Some(next) = db.write_now(|conn| outbox::take_to_send(conn, at, until))? {
            match send(db, to, &next, now)? {
                Went::On => moved += 1,
                Went::Off => {}
                Went::Nowhere => break,
            }
        } else if let Some(next) = db.write_now(|conn| outbox::take_to_seal(conn, at, until))? {
            seal(db, to, &next, now)?;
        }
    }
    Ok(moved)
}

/// What came of an attempt to send.
enum Went {
    /// It is over, one way or the other.
    On,
    /// It waits.
    Off,
    /// It waits, and so would every other.
    Nowhere,
}

fn seal(db: &Db, to: &Outbox, next: &ToSeal, now: &dyn Fn() -> DateTime<Utc>) -> Result<()> {
    let delivery = &next.delivery;
    let organisation = db.read_now(settings::one::<settings::Organisation>)?;
    let sender = Sender {
        name: organisation.name,
        email: organisation.email,
        reply_key: to.reply_key.clone(),
    };
    let at = now();
    match sealing::seal(next, &sender, at) {
        Ok(sealed) => {
            let kept = Sealed {
                files: &sealed.files,
                message_id: &sealed.message_id,
                note: &sealed.note,
            };
            unless_moved_on(db.write_now(|conn| outbox::sealed(conn, delivery, &kept, at)))
        }
        Err(why) => {
            tracing::warn!(delivery = delivery.id.0, "a letter could not be made");
            if delivery.attempts + 1 >= ATTEMPTS_TO_SEAL {
                unless_moved_on(db.write_now(|conn| outbox::given_up(conn, delivery.id, &why, at)))
            } else {
                put_off(db, next.delivery.clone(), &why, at)
            }
        }
    }
}

fn send(db: &Db, to: &Outbox, next: &ToSend, now: &dyn Fn() -> DateTime<Utc>) -> Result<Went> {
    let id = next.delivery.id;
    let fared = match &to.mailer {
        None => match write(&to.folder, &next.files) {
            Ok(()) => {
                left(db, next, State::Written, "", now())?;
                return Ok(Went::On);
            }
            Err(error) => Fared::Later(format!("It could not be written to the folder: {error}")),
        },
        Some(mailer) => {
            let from = db.read_now(settings::one::<settings::Organisation>)?.email;
            let message = next.files.iter().find(|file| file.name.ends_with(".eml"));
            match message {
                Some(file) => mailer.send(&from, &next.delivery.email, &file.bytes),
                None => Fared::Refused("There is no message to send".to_owned()),
            }
        }
    };
    let at = now();
    match fared {
        Fared::Accepted(said) => {
            left(db, next, State::Sent, &said, at)?;
            Ok(Went::On)
        }
        Fared::Refused(why) => {
            tracing::warn!(delivery = id.0, "the mail server refused a message");
            unless_moved_on(db.write_now(|conn| outbox::given_up(conn, id, &why, at)))?;
            Ok(Went::On)
        }
        Fared::Later(why) | Fared::Unreachable(why) if next.delivery.attempts + 1 >= ATTEMPTS => {
            tracing::warn!(delivery = id.0, "a message was given up");
            unless_moved_on(db.write_now(|conn| outbox::given_up(conn, id, &why, at)))?;
            Ok(Went::On)
        }
        Fared::Later(why) => {
            tracing::warn!(delivery = id.0, "a message was put off");
            put_off(db, next.delivery.clone(), &why, at)?;
            Ok(Went::Off)
        }
        Fared::Unreachable(why) => {
            tracing::warn!(delivery = id.0, "the mail server cannot be reached");
            put_off(db, next.delivery.clone(), &why, at)?;
            Ok(Went::Nowhere)
        }
    }
}

fn left(db: &Db, next: &ToSend, state: State, said: &str, at: DateTime<Utc>) -> Result<()> {
    unless_moved_on(db.write_now(|conn| outbox::left(conn, next.delivery.id, state, at, said)))
}

fn put_off(
    db: &Db,
    delivery: crate::procedure::Delivery,
    why: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    let next = at + back_off(delivery.attempts);
    unless_moved_on(db.write_now(|conn| outbox::put_off(conn, &delivery, why, (at, next))))
}

/// Somebody stopped it, or a slower server has recorded its end: theirs stands.
fn unless_moved_on(done: Result<()>) -> Result<()> {
    match done {
        Err(StorageError::Conflict) => Ok(()),
        other => other,
    }
}

/// 1, 2, 4 … minutes, an hour at most.
fn back_off(attempts: i32) -> Duration {
    let doubled = 1_i64 << attempts.clamp(0, 6);
    Duration::minutes(doubled.min(LONGEST_MINUTES))
}

/// Every file of a delivery, whole or not there.
///
/// # Errors
/// The file system's.
pub fn write(folder: &Path, files: &[Made]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for file in files {
        put(folder, &file.name, &file.bytes)?;
    }
    // The names themselves must last too.
    File::open(folder)?.sync_all()
}

/// Under a temporary name, synced, then renamed: whoever looks sees a whole file.
fn put(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let temporary = folder.join(format!(".{name}.part"));
    let mut file = File::create(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&temporary, folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stop_growing() {
        let minutes: Vec<i64> = [0, 1, 2, 6, 40].map(|n| back_off(n).num_minutes()).to_vec();
        assert_eq!(minutes, [1, 2, 4, 60, 60]);
    }
}
