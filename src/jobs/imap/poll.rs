//! One reading of a mailbox, from where the last one ended.
use super::Office;
use super::connection::{self, Open, Trouble};
use crate::arrivals::{self, Outcome, Receiving};
use crate::config::mailbox::Mailbox;
use chrono::{DateTime, Duration, Utc};
use procedure::working_time::Calendar;
use std::sync::Arc;
use storage::mail::mailboxes::{self, Lease, Position};
use storage::{Connection, StorageError, calendars, settings};

/// Minutes a mailbox is one server's own; renewed with every message.
const HELD_MINUTES: i64 = 3;
/// Messages that could not be taken in before, tried again each time.
const OWED_AT_ONCE: i64 = 20;

/// What one reading came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Read {
    pub taken: usize,
    /// Taken in before.
    pub known: usize,
    /// Passed over, and owed.
    pub owed: usize,
}

/// Whose turn it is, and how to keep what comes.
struct Turn<'a> {
    office: &'a Office,
    mailbox: &'a Mailbox,
    name: String,
    holder: &'a str,
    uid_validity: i64,
    rules: Arc<Rules>,
}

struct Rules {
    calendar: Calendar,
    settings: settings::AllSettings,
    reply_key: Vec<u8>,
}

/// How one message ended.
enum Ended {
    Kept(Outcome),
    Gone,
}

/// Reads the mailbox to its end, unless another server is at it.
///
/// # Errors
/// What went wrong; what was read until then is kept, and what people are told says so.
pub async fn poll(office: &Office, mailbox: &Mailbox, holder: &str) -> Result<Read, Trouble> {
    let name = mailbox.name();
    let Some(position) = claim(office, &name, holder)? else {
        return Ok(Read::default());
    };
    let done = read(office, mailbox, (&name, holder), position).await;
    let why = done.as_ref().err().map(ToString::to_string);
    let now = office.clock.now();
    let lease = lease(&name, holder, now);
    office
        .db
        .write_now(|conn| mailboxes::release(conn, lease, now, why.as_deref()))?;
    done
}

fn lease<'a>(mailbox: &'a str, holder: &'a str, now: DateTime<Utc>) -> Lease<'a> {
    Lease {
        mailbox,
        holder,
        until: now + Duration::minutes(HELD_MINUTES),
    }
}

fn claim(office: &Office, name: &str, holder: &str) -> Result<Option<Position>, Trouble> {
    let now = office.clock.now();
    Ok(office
        .db
        .write_now(|conn| mailboxes::claim(conn, lease(name, holder, now), now))?)
}

async fn read(
    office: &Office,
    mailbox: &Mailbox,
    (name, holder): (&str, &str),
    position: Position,
) -> Result<Read, Trouble> {
    has_room(office)?;
    let rules = rules(office)?;
    let mut open = connection::open(mailbox).await?;
    let turn = Turn {
        office,
        mailbox,
        name: name.to_owned(),
        holder,
        uid_validity: open.uid_validity,
        rules: Arc::new(rules),
    };
    let done = turn.all(&mut open, position).await;
    if done.is_ok() {
        open.close().await;
    }
    done
}

/// A message is safe on the mail server; taken in on a full disk it may not be.
fn has_room(office: &Office) -> Result<(), Trouble> {
    office.files.has_room().map_err(|_| Trouble::DiskFull)
}

fn rules(office: &Office) -> Result<Rules, StorageError> {
    office.db.read_now(|conn| {
        Ok(Rules {
            calendar: Calendar::new(calendars::current(conn)?),
            settings: settings::load(conn)?,
            reply_key: office.reply_key.clone(),
        })
    })
}

impl Turn<'_> {
    async fn all(&self, open: &mut Open, position: Position) -> Result<Read, Trouble> {
        let anew = position.uid_validity != self.uid_validity;
        let last = if anew { 0 } else { position.last_uid };
        if anew {
            self.office
                .db
                .write_now(|conn| mailboxes::renumbered(conn, &self.name, self.uid_validity))?;
        }
        let owed = self
            .office
            .db
            .read_now(|conn| mailboxes::owed(conn, &self.name, self.uid_validity, OWED_AT_ONCE))?;
        // "n:*" also names the last message when there is none from n on.
        let new = open.search(&format!("UID {}:*", last + 1)).await?;
        let new = new.into_iter().filter(|uid| i64::from(*uid) > last);
        let owed = owed.iter().filter_map(|uid| u32::try_from(*uid).ok());
        let mut read = Read::default();
        for uid in new.chain(owed) {
            self.office.pulse.beat();
            has_room(self.office)?;
            match self.one(open, uid).await? {
                Some(Outcome::TakenIn(_)) => read.taken += 1,
                Some(Outcome::AlreadyThere(_)) => read.known += 1,
                None => read.owed += 1,
            }
        }
        if let Some(folder) = &self.mailbox.done_folder {
            self.tidy(open, folder).await;
        }
        Ok(read)
    }

    /// Takes one message in, or passes it over; none then.
    async fn one(&self, open: &mut Open, uid: u32) -> Result<Option<Outcome>, Trouble> {
        let (trouble, passes) = match self.fetch(open, uid).await {
            Ok(Ended::Kept(outcome)) => {
                // It is kept: a mark that cannot be set changes nothing.
                let folder = self.mailbox.done_folder.as_deref();
                let _marked = open.done(uid, folder).await;
                return Ok(Some(outcome));
            }
            Ok(Ended::Gone) => {
                self.settle(uid)?;
                return Ok(None);
            }
            Err(Trouble::Database(error))
                if error.is_passing() || matches!(error, StorageError::Cancelled) =>
            {
                return Err(error.into());
            }
            Err(Trouble::Database(StorageError::Conflict)) => return Err(Trouble::TakenOver),
            // The conversation goes on.
            Err(trouble @ (Trouble::Database(_) | Trouble::Refused)) => (trouble, true),
            Err(trouble) => (trouble, false),
        };
        tracing::warn!(job = "mail", uid, %trouble, "a message is passed over; it will be tried again");
        let (why, now) = (trouble.to_string(), self.office.clock.now());
        self.office.db.write_now(|conn| {
            let which = (self.uid_validity, i64::from(uid));
            mailboxes::owe(conn, &self.name, which, &why, now)?;
            self.reached(conn, uid)
        })?;
        if passes { Ok(None) } else { Err(trouble) }
    }

    async fn fetch(&self, open: &mut Open, uid: u32) -> Result<Ended, Trouble> {
        let Some(facts) = open.announced(uid).await? else {
            return Ok(Ended::Gone);
        };
        let whole = facts.size <= self.mailbox.largest;
        let raw = if whole {
            open.message(uid).await?
        } else {
            open.headers(uid).await?
        };
        if raw.is_empty() && facts.size > 0 {
            return Err(Trouble::Refused);
        }
        self.keep(uid, raw, (whole, facts.taken_in)).await
    }

    /// Keeps a message with how far the mailbox is read, in one transaction, off the async threads.
    async fn keep(
        &self,
        uid: u32,
        raw: Vec<u8>,
        (whole, on_server): (bool, Option<DateTime<Utc>>),
    ) -> Result<Ended, Trouble> {
        let (rules, db, now) = (
            self.rules.clone(),
            self.office.db.clone(),
            self.office.clock.now(),
        );
        let (name, holder, validity) =
            (self.name.clone(), self.holder.to_owned(), self.uid_validity);
        let kept = tokio::task::spawn_blocking(move || {
            let receiving = Receiving {
                calendar: &rules.calendar,
                promises: &rules.settings.promises,
                own_domain: rules.settings.organisation.domain(),
                reply_key: &rules.reply_key,
                now,
            };
            let arrived = if whole {
                arrivals::read(&raw, &receiving, on_server)
            } else {
                arrivals::too_large(&raw, &receiving, on_server)
            };
            db.write_now(|conn| {
                let outcome = arrivals::keep(conn, &arrived, &receiving)?;
                let last_uid = i64::from(uid);
                mailboxes::paid(conn, &name, (validity, last_uid))?;
                let position = Position {
                    uid_validity: validity,
                    last_uid,
                };
                mailboxes::reached(conn, lease(&name, &holder, now), position)?;
                Ok(outcome)
            })
        });
        let kept = kept.await.unwrap_or(Err(StorageError::Corrupt(
            "a message could not be read".to_owned(),
        )));
        Ok(Ended::Kept(kept?))
    }

    /// A message that is not there any more is not owed.
    fn settle(&self, uid: u32) -> Result<(), StorageError> {
        self.office.db.write_now(|conn| {
            mailboxes::paid(conn, &self.name, (self.uid_validity, i64::from(uid)))?;
            self.reached(conn, uid)
        })
    }

    fn reached(&self, conn: &mut Connection, uid: u32) -> Result<(), StorageError> {
        let position = Position {
            uid_validity: self.uid_validity,
            last_uid: i64::from(uid),
        };
        let lease = lease(&self.name, self.holder, self.office.clock.now());
        mailboxes::reached(conn, lease, position)
    }

    /// Moves away what was taken in when the server stopped before it could be moved; what is owed or too large
    /// stays. A message that cannot be moved stays, too.
    async fn tidy(&self, open: &mut Open, folder: &str) {
        let Ok(there) = open.search("UID 1:*").await else {
            return;
        };
        let owed = self
            .office
            .db
            .read_now(|conn| mailboxes::owed(conn, &self.name, self.uid_validity, i64::MAX))
            .unwrap_or_default();
        let last = self
            .office
            .db
            .read_now(|conn| mailboxes::last_uid(conn, &self.name, self.uid_validity));
        let last = last.unwrap_or_default();
        for uid in there {
            let done = i64::from(uid) <= last && !owed.contains(&i64::from(uid));
            if done
                && let Ok(Some(facts)) = open.announced(uid).await
                && facts.size <= self.mailbox.largest
            {
                let _moved = open.done(uid, Some(folder)).await;
            }
        }
    }
}
