//! What a person changes about their own account.
use super::schema::people;
use super::unreadable::Instant;
use super::{Connection, Key, Result, StorageError};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::PersonId;

/// The stored hash of somebody's password.
///
/// # Errors
/// `NotFound`.
pub fn password_hash(conn: &mut Connection, id: PersonId) -> Result<String> {
    Ok(people::table
        .find(Key(id))
        .select(people::password_hash)
        .first(conn)?)
}

/// How long a password that somebody else made can be used.
const MADE_LASTS: Duration = Duration::hours(72);

/// What became of a password that somebody else may have made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// They chose it themselves.
    Own,
    /// It is used now, for the first and only time; they must choose their own.
    Used,
    /// It was used before, or is older than 72 hours.
    Over,
}

/// Somebody signs in: uses up a password that was made for them.
///
/// # Errors
/// `NotFound`.
pub fn use_made_password(conn: &mut Connection, id: PersonId, now: DateTime<Utc>) -> Result<Made> {
    let person = people::table.find(Key(id));
    let (given, used) = person
        .select((people::password_given_at, people::password_used_at))
        .first::<(Instant, Instant)>(conn)?;
    if given == Instant::None {
        return Ok(Made::Own);
    }
    // One whose day cannot be read is over: an administrator makes another.
    let ends = given
        .known()
        .and_then(|at| at.checked_add_signed(MADE_LASTS));
    if used != Instant::None || ends.is_none_or(|ends| super::stored(now) > ends) {
        return Ok(Made::Over);
    }
    diesel::update(person)
        .set(people::password_used_at.eq(super::stored(now)))
        .execute(conn)?;
    Ok(Made::Used)
}

/// Keeps a password that somebody else made: it works once, for 72 hours, and must then be changed. Every session of
/// the person ends in the same transaction.
///
/// # Errors
/// `NotFound`.
pub fn give_password(
    conn: &mut Connection,
    id: PersonId,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    set_password(conn, id, hash, None, now)?;
    diesel::update(people::table.find(Key(id)))
        .set(people::password_given_at.eq(super::stored(now)))
        .execute(conn)?;
    Ok(())
}

/// Keeps a new password of the person's own, as its hash. `but`: the stored name of the session that goes on; every other one of
/// this person ends in the same transaction.
///
/// # Errors
/// `NotFound`.
pub fn set_password(
    conn: &mut Connection,
    id: PersonId,
    hash: &str,
    but: Option<&str>,
    now: DateTime<Utc>,
) -> Result<()> {
    let changed = diesel::update(people::table.find(Key(id)))
        .set((
            people::password_hash.eq(hash),
            people::password_given_at.eq(None::<NaiveDateTime>),
            people::password_used_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)?;
    if changed == 0 {
        return Err(StorageError::NotFound);
    }
    super::sessions::end_all_of(conn, id, but, now)?;
    Ok(())
}

/// Keeps how pages look and whether single keys do anything.
///
/// # Errors
/// A check violation when the theme is none of ours.
pub fn set_preferences(
    conn: &mut Connection,
    id: PersonId,
    theme: &str,
    shortcuts: bool,
) -> Result<()> {
    diesel::update(people::table.find(Key(id)))
        .set((people::theme.eq(theme), people::shortcuts.eq(shortcuts)))
        .execute(conn)?;
    Ok(())
}
