//! How far each mailbox has been read, by which server just now, and what of it is still owed.
//!
//! What is written here goes with the message it is about in one transaction: a crash forgets no message and takes
//! none in twice. The lease is asked again in every write: a server that lost it writes nothing more.
use crate::schema::{mail_owed, mailboxes};
use crate::{Connection, Result, StorageError, stored};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

/// A mailbox as people are told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// `relations@mail.example/INBOX`: never a password.
    pub name: String,
    /// When it was last read to its end.
    pub read_at: Option<DateTime<Utc>>,
    /// Since when it cannot be read; none while it can.
    pub failed_since: Option<DateTime<Utc>>,
    pub error: String,
    /// Messages on the server that could not be taken in yet.
    pub owed: i64,
}

/// Whose turn it is: a name of the server's own, and until when nobody else may read.
#[derive(Debug, Clone, Copy)]
pub struct Lease<'a> {
    pub mailbox: &'a str,
    pub holder: &'a str,
    pub until: DateTime<Utc>,
}

/// How far it has been read: messages up to this one are taken in or owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = mailboxes)]
pub struct Position {
    pub uid_validity: i64,
    pub last_uid: i64,
}

/// Takes the mailbox for a while. None: another server is reading it.
pub fn claim(conn: &mut Connection, lease: Lease, now: DateTime<Utc>) -> Result<Option<Position>> {
    let row = mailboxes::table.find(lease.mailbox);
    if !diesel::select(diesel::dsl::exists(row)).get_result::<bool>(conn)? {
        diesel::insert_into(mailboxes::table)
            .values(mailboxes::name.eq(lease.mailbox))
            .execute(conn)?;
    }
    let free = row.filter(
        mailboxes::holder
            .eq(lease.holder)
            .or(mailboxes::held_until.is_null())
            .or(mailboxes::held_until.lt(stored(now))),
    );
    let taken = diesel::update(free).set(held(lease)).execute(conn)?;
    if taken == 0 {
        return Ok(None);
    }
    Ok(Some(row.select(Position::as_select()).first(conn)?))
}

type Held = (
    diesel::dsl::Eq<mailboxes::holder, String>,
    diesel::dsl::Eq<mailboxes::held_until, Option<NaiveDateTime>>,
);

fn held(lease: Lease) -> Held {
    (
        mailboxes::holder.eq(lease.holder.to_owned()),
        mailboxes::held_until.eq(Some(stored(lease.until))),
    )
}

/// Reading goes on: everything up to `position` is in this transaction or was before. Never goes back, except
/// that a server which numbers its messages anew is read from the beginning.
///
/// # Errors
/// `Conflict` when another server has the mailbox; nothing of this transaction may be kept then.
pub fn reached(conn: &mut Connection, lease: Lease, position: Position) -> Result<()> {
    let ours = mailboxes::table
        .find(lease.mailbox)
        .filter(mailboxes::holder.eq(lease.holder));
    let renewed = diesel::update(ours).set(held(lease)).execute(conn)?;
    if renewed == 0 {
        return Err(StorageError::Conflict);
    }
    let before = ours.filter(
        mailboxes::uid_validity
            .ne(position.uid_validity)
            .or(mailboxes::last_uid.lt(position.last_uid)),
    );
    diesel::update(before)
        .set((
            mailboxes::uid_validity.eq(position.uid_validity),
            mailboxes::last_uid.eq(position.last_uid),
        ))
        .execute(conn)?;
    Ok(())
}

/// The mailbox was read to its end, or could not be; either way it is anybody's now.
pub fn release(
    conn: &mut Connection,
    lease: Lease,
    now: DateTime<Utc>,
    error: Option<&str>,
) -> Result<()> {
    let ours = mailboxes::table
        .find(lease.mailbox)
        .filter(mailboxes::holder.eq(lease.holder));
    diesel::update(ours)
        .set(mailboxes::held_until.eq(None::<NaiveDateTime>))
        .execute(conn)?;
    match error {
        None => {
            diesel::update(ours)
                .set((
                    mailboxes::read_at.eq(Some(stored(now))),
                    mailboxes::failed_since.eq(None::<NaiveDateTime>),
                    mailboxes::error.eq(""),
                ))
                .execute(conn)?;
        }
        Some(why) => {
            diesel::update(ours)
                .set(mailboxes::error.eq(why))
                .execute(conn)?;
            diesel::update(ours.filter(mailboxes::failed_since.is_null()))
                .set(mailboxes::failed_since.eq(Some(stored(now))))
                .execute(conn)?;
        }
    }
    Ok(())
}

/// A message that could not be taken in is passed over and stays owed; tried again, it only counts on.
pub fn owe(
    conn: &mut Connection,
    mailbox: &str,
    (uid_validity, uid): (i64, i64),
    why: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let known = mail_owed::table.find((mailbox, uid_validity, uid));
    let again = diesel::update(known)
        .set((
            mail_owed::attempts.eq(mail_owed::attempts + 1),
            mail_owed::why.eq(why),
        ))
        .execute(conn)?;
    if again == 0 {
        diesel::insert_into(mail_owed::table)
            .values((
                mail_owed::mailbox.eq(mailbox),
                mail_owed::uid_validity.eq(uid_validity),
                mail_owed::uid.eq(uid),
                mail_owed::why.eq(why),
                mail_owed::since.eq(stored(now)),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// What is owed, the fewest times tried first; `limit` at most.
pub fn owed(
    conn: &mut Connection,
    mailbox: &str,
    uid_validity: i64,
    limit: i64,
) -> Result<Vec<i64>> {
    Ok(mail_owed::table
        .filter(mail_owed::mailbox.eq(mailbox))
        .filter(mail_owed::uid_validity.eq(uid_validity))
        .order((mail_owed::attempts, mail_owed::uid))
        .limit(limit)
        .select(mail_owed::uid)
        .load(conn)?)
}

/// A message that was owed is taken in, or no longer on the server.
pub fn paid(conn: &mut Connection, mailbox: &str, (validity, uid): (i64, i64)) -> Result<()> {
    diesel::delete(mail_owed::table.find((mailbox, validity, uid))).execute(conn)?;
    Ok(())
}

/// The server numbers its messages anew: everything is read from the beginning, so nothing is owed by old numbers.
pub fn renumbered(conn: &mut Connection, mailbox: &str, uid_validity: i64) -> Result<()> {
    diesel::delete(
        mail_owed::table
            .filter(mail_owed::mailbox.eq(mailbox))
            .filter(mail_owed::uid_validity.ne(uid_validity)),
    )
    .execute(conn)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = mailboxes)]
struct State {
    read_at: Option<NaiveDateTime>,
    failed_since: Option<NaiveDateTime>,
    error: String,
}

/// The mailbox as people are told of it; none when it was never tried.
pub fn state(conn: &mut Connection, mailbox: &str) -> Result<Option<Mailbox>> {
    let found = mailboxes::table
        .find(mailbox)
        .select(State::as_select())
        .first(conn)
        .optional()?;
    let Some(found) = found else {
        return Ok(None);
    };
    let owed = mail_owed::table
        .filter(mail_owed::mailbox.eq(mailbox))
        .count()
        .get_result(conn)?;
    Ok(Some(Mailbox {
        name: mailbox.to_owned(),
        read_at: found.read_at.map(|at| at.and_utc()),
        failed_since: found.failed_since.map(|at| at.and_utc()),
        error: found.error,
        owed,
    }))
}

/// The last message that was taken in or is owed, by this numbering; 0 before the first.
pub fn last_uid(conn: &mut Connection, mailbox: &str, uid_validity: i64) -> Result<i64> {
    Ok(mailboxes::table
        .find(mailbox)
        .filter(mailboxes::uid_validity.eq(uid_validity))
        .select(mailboxes::last_uid)
        .first(conn)
        .optional()?
        .unwrap_or_default())
}
