//! The outbox: what the time to stop it is over for is sealed, and what is sealed leaves.
//!
//! The bytes are committed before anything is sent, and the mark comes after: a crash between the two sends the same
//! bytes under the same Message-ID again, and loses nothing.
use super::sealing::{self, Sender, Unsealed};
use super::smtp::{Fared, Mailer};
use crate::casework::dating::{self, Rules, ToMake};
use crate::casework::delivery;
use crate::maker::Maker;
use chrono::{DateTime, Duration, Utc};
use procedure::delivery::State;
use procedure::working_time::uk_time;
use std::fs::{self, File};
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use storage::deliveries::outbox::{self, Claimed, Queue, Sealed};
use storage::deliveries::{self, Made};
use storage::{Db, Result, StorageError, settings};

/// The longest wait between attempts, in minutes.
const LONGEST_MINUTES: i64 = 60;
/// Minutes a delivery is one server's own, longer than any attempt lasts; after a crash it waits so long.
const LEASE_MINUTES: i64 = 5;
/// Attempts after which a person must see to it: about four hours.
const ATTEMPTS: i32 = 10;
/// The same for what fails because of the letter itself: what cannot be made into bytes will hardly be later.
const ATTEMPTS_TO_SEAL: i32 = 3;
/// How long a letter waits while this server can make none: as long as for a mail server.
const PATIENCE: Duration = Duration::hours(4);

/// For whoever sees to it, when an attempt gave no reason of its own.
const NEVER_ENDED: &str =
    "It was started several times and never finished. The letter itself is safe";
const UNREADABLE: &str = "The record of it could not be read or written. The letter itself is on its page; tell the person who looks after Redress";
const PANICKED: &str = "Making or sending it failed because of a fault in Redress. The letter itself is safe; tell the person who looks after Redress";

/// Where letters leave to.
#[derive(Debug, Clone)]
pub struct Outbox {
    /// Where messages are written while there is no mail server.
    pub folder: PathBuf,
    pub mailer: Option<Mailer>,
    /// Signs the addresses that replies come back to.
    pub reply_key: Vec<u8>,
    /// What makes the documents.
    pub maker: Maker,
}

impl Outbox {
    /// The folder alone, in a data folder.
    pub fn folder(data: &Path, reply_key: &[u8], maker: &Maker) -> Self {
        Self {
            folder: data.join("outbox"),
            mailer: None,
            reply_key: reply_key.to_vec(),
            maker: maker.clone(),
        }
    }
}

/// Seals and sends everything whose time has come, as time goes on. Out: how many left or came to a person.
///
/// # Errors
/// The queries'. What cannot be sealed, written or sent is no error here: it waits and is tried again.
pub fn drain(db: &Db, to: &Outbox, now: &dyn Fn() -> DateTime<Utc>) -> Result<usize> {
    let mut moved = 0;
    keep_back(db, now())?;
    while db.read_now(|conn| outbox::is_due(conn, now()))? {
        // Before anything is claimed: what is wrong here is wrong for every letter.
        let organisation = db.read_now(settings::one::<settings::Organisation>)?;
        let (at, until) = (now(), now() + Duration::minutes(LEASE_MINUTES));
        let claim = |queue| db.write_now(|conn| outbox::claim(conn, queue, at, until));
        // What is sealed first: a letter is on its way before the next is made.
        if let Some(next) = claim(Queue::Send)? {
            let sending = || send(db, to, &next, (&organisation, now));
            match attempt(db, &next, (ATTEMPTS, now), sending)? {
                Went::On => moved += 1,
                Went::Off => {}
                Went::Nowhere => break,
            }
        } else if let Some(next) = claim(Queue::Seal)? {
            let sealing = || seal(db, to, &next, (&organisation, now));
            if let Went::Nowhere = attempt(db, &next, (ATTEMPTS_TO_SEAL, now), sealing)? {
                break;
            }
        }
    }
    Ok(moved)
}

/// Gives up what is addressed to a representative who may not be written to any more, by whatever way it would go: it
/// is owed again, and somebody sees to it (rule 6).
fn keep_back(db: &Db, at: DateTime<Utc>) -> Result<()> {
    let today = uk_time::local_date(at);
    for id in db.read_now(|conn| outbox::unsent_without_authority(conn, today))? {
        if let Some(why) = db.read_now(|conn| delivery::may_not_leave(conn, id, today))? {
            unless_moved_on(db.write_now(|conn| delivery::given_up(conn, id, &why, at)))?;
        }
    }
    Ok(())
}

/// What came of an attempt.
enum Went {
    /// It is over, one way or the other.
    On,
    /// It waits.
    Off,
    /// It waits, and so would every other.
    Nowhere,
}

/// One attempt at a delivery. Whatever goes wrong in it is this delivery's alone: a panic, or a row that cannot be
/// read. One that was begun `most` times and never came to an end has ended the server, and is not begun again.
fn attempt(
    db: &Db,
    claimed: &Claimed,
    (most, now): (i32, &dyn Fn() -> DateTime<Utc>),
    work: impl FnOnce() -> Result<Went>,
) -> Result<Went> {
    if claimed.attempts > most {
        give_up(db, claimed, NEVER_ENDED, now())?;
        return Ok(Went::On);
    }
    // Nothing of the attempt is used again after a panic.
    let ended = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Err(error)) if !error.is_passing() => {
            tracing::error!(delivery = claimed.id.0, %error, "a delivery failed");
            failed(db, claimed, UNREADABLE, now())
        }
        Ok(ended) => return ended,
        Err(_) => {
            tracing::error!(delivery = claimed.id.0, "a delivery panicked");
            failed(db, claimed, PANICKED, now())
        }
    };
    match ended {
        // Its lease keeps it from holding up the others.
        Err(error) if !error.is_passing() => {
            tracing::error!(delivery = claimed.id.0, %error, "a failure could not be recorded");
            Ok(Went::Off)
        }
        ended => ended,
    }
}

/// An attempt failed because of the delivery itself: after a few, a person must see to it.
fn failed(db: &Db, claimed: &Claimed, why: &str, at: DateTime<Utc>) -> Result<Went> {
    if claimed.attempts >= ATTEMPTS_TO_SEAL {
        give_up(db, claimed, why, at)?;
        return Ok(Went::On);
    }
    put_off(db, claimed, why, at)?;
    Ok(Went::Off)
}

fn seal(
    db: &Db,
    to: &Outbox,
    claimed: &Claimed,
    (organisation, now): (&settings::Organisation, &dyn Fn() -> DateTime<Utc>),
) -> Result<Went> {
    let next = to_make(db, claimed, now())?;
    match sealing::seal(&next, &sender(to, organisation), &to.maker, now()) {
        Ok(sealed) => {
            let kept = Sealed {
                files: &sealed.files,
                message_id: &sealed.message_id,
                note: &sealed.note,
                dated: next.dated,
            };
            let at = now();
            unless_moved_on(
                db.write_now(|conn| delivery::sealed(conn, &next.delivery, &kept, at)),
            )?;
            Ok(Went::On)
        }
        Err(Unsealed::Letter(why)) => {
            tracing::warn!(delivery = claimed.id.0, "a letter could not be made");
            failed(db, claimed, &why, now())
        }
        Err(Unsealed::Server(why)) => {
            tracing::error!(delivery = claimed.id.0, "no letter can be made");
            let at = now();
            if at - next.delivery.leaves_at > PATIENCE {
                give_up(db, claimed, &why, at)?;
            } else {
                let again = at + back_off(0);
                unless_moved_on(db.write_now(|conn| outbox::given_back(conn, claimed.id, again)))?;
            }
            Ok(Went::Nowhere)
        }
    }
}

/// A delivery as it is made today.
fn to_make(db: &Db, claimed: &Claimed, at: DateTime<Utc>) -> Result<ToMake> {
    db.read_now(|conn| {
        let rules = Rules::load(conn)?;
        let ctx = rules.ctx(at);
        dating::to_make(conn, claimed.id, ctx.today(), &ctx)
    })
}

fn sender(to: &Outbox, organisation: &settings::Organisation) -> Sender {
    Sender {
        name: organisation.name.clone(),
        email: organisation.email.clone(),
        reply_key: to.reply_key.clone(),
    }
}

/// A message that has waited for another day bears the wrong date: it is made again before it is sent. Inner error: why
/// it cannot be.
///
/// # Errors
/// `Conflict` when it has left or was stopped meanwhile.
fn make_again(
    db: &Db,
    to: &Outbox,
    claimed: &Claimed,
    (organisation, at): (&settings::Organisation, DateTime<Utc>),
) -> Result<std::result::Result<(), Unsealed>> {
    let bears = db
        .read_now(|conn| deliveries::find(conn, claimed.id))?
        .dated;
    if bears == Some(uk_time::local_date(at)) {
        return Ok(Ok(()));
    }
    let next = to_make(db, claimed, at)?;
    match sealing::seal(&next, &sender(to, organisation), &to.maker, at) {
        Ok(sealed) => {
            let made = next.made(sealed.files);
            db.write_now(|conn| delivery::sealed_again(conn, &made, at))?;
            Ok(Ok(()))
        }
        Err(why) => Ok(Err(why)),
    }
}

fn send(
    db: &Db,
    to: &Outbox,
    claimed: &Claimed,
    (organisation, now): (&settings::Organisation, &dyn Fn() -> DateTime<Utc>),
) -> Result<Went> {
    // Asked last of all: what is said of their authority counts until the letter is out of the door.
    let today = uk_time::local_date(now());
    if let Some(why) = db.read_now(|conn| delivery::may_not_leave(conn, claimed.id, today))? {
        give_up(db, claimed, &why, now())?;
        return Ok(Went::On);
    }
    match make_again(db, to, claimed, (organisation, now())) {
        Ok(Ok(())) => {}
        Ok(Err(Unsealed::Letter(why))) => {
            tracing::warn!(delivery = claimed.id.0, "a message could not be made again");
            return later(db, claimed, &why, now());
        }
        Ok(Err(Unsealed::Server(why))) => {
            tracing::error!(delivery = claimed.id.0, "no message can be made again");
            later(db, claimed, &why, now())?;
            return Ok(Went::Nowhere);
        }
        Err(StorageError::Conflict) => return Ok(Went::On),
        Err(other) => return Err(other),
    }
    let next = db.read_now(|conn| outbox::to_send(conn, claimed.id))?;
    let fared = match &to.mailer {
        None => match write(&to.folder, &next.files) {
            Ok(()) => {
                left(db, claimed, State::Written, "", now())?;
                return Ok(Went::On);
            }
            Err(error) => Fared::Later(format!("It could not be written to the folder: {error}")),
        },
        Some(mailer) => {
            let is_message = |file: &&Made| file.name.rsplit('.').next() == Some("eml");
            let message = next.files.iter().find(is_message);
            match message {
                Some(file) => mailer.send(&organisation.email, &next.delivery.email, &file.bytes),
                None => Fared::Refused("There is no message to send".to_owned()),
            }
        }
    };
    let at = now();
    match fared {
        Fared::Accepted(said) => {
            left(db, claimed, State::Sent, &said, at)?;
            Ok(Went::On)
        }
        Fared::Refused(why) => {
            tracing::warn!(delivery = claimed.id.0, "the mail server refused a message");
            give_up(db, claimed, &why, at)?;
            Ok(Went::On)
        }
        Fared::Later(why) => later(db, claimed, &why, at),
        Fared::Unreachable(why) => {
            tracing::warn!(delivery = claimed.id.0, "the mail server cannot be reached");
            match later(db, claimed, &why, at)? {
                Went::Off => Ok(Went::Nowhere),
                went => Ok(went),
            }
        }
    }
}

/// It is tried again later; after so many attempts a person must see to it.
fn later(db: &Db, claimed: &Claimed, why: &str, at: DateTime<Utc>) -> Result<Went> {
    if claimed.attempts >= ATTEMPTS {
        tracing::warn!(delivery = claimed.id.0, "a message was given up");
        give_up(db, claimed, why, at)?;
        return Ok(Went::On);
    }
    tracing::warn!(delivery = claimed.id.0, "a message was put off");
    put_off(db, claimed, why, at)?;
    Ok(Went::Off)
}

fn left(db: &Db, claimed: &Claimed, state: State, said: &str, at: DateTime<Utc>) -> Result<()> {
    unless_moved_on(db.write_now(|conn| delivery::left(conn, claimed.id, state, (at, said))))
}

fn give_up(db: &Db, claimed: &Claimed, why: &str, at: DateTime<Utc>) -> Result<()> {
    unless_moved_on(db.write_now(|conn| delivery::given_up(conn, claimed.id, why, at)))
}

fn put_off(db: &Db, claimed: &Claimed, why: &str, at: DateTime<Utc>) -> Result<()> {
    let next = at + back_off(claimed.attempts - 1);
    unless_moved_on(db.write_now(|conn| delivery::put_off(conn, claimed.id, why, (at, next))))
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
