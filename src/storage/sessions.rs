//! Sessions, kept on the server: ending one here ends it at once.
use super::schema::sessions;
use super::{Connection, Key, Result, stored};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::PersonId;

/// One signed-in device, as its owner sees it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    pub key_hash: String,
    pub person_id: Option<Key<PersonId>>,
    pub state: String,
    pub created_at: NaiveDateTime,
    pub seen_at: NaiveDateTime,
    pub expires_at: NaiveDateTime,
    pub device: String,
}

/// The live session with this key: not ended, not past its absolute end, not idle too long.
pub fn live(
    conn: &mut Connection,
    key_hash: &str,
    now: DateTime<Utc>,
    idle: Duration,
) -> Result<Option<SessionRow>> {
    Ok(sessions::table
        .find(key_hash)
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(stored(now)))
        .filter(sessions::seen_at.gt(stored(now - idle)))
        .select(SessionRow::as_select())
        .first(conn)
        .optional()?)
}

/// Writes a session under its key; the absolute end is set once, at the start.
pub fn save(conn: &mut Connection, row: &SessionRow) -> Result<()> {
    let changed = diesel::update(sessions::table.find(&row.key_hash))
        .set((
            sessions::state.eq(&row.state),
            sessions::person_id.eq(row.person_id),
            sessions::seen_at.eq(row.seen_at),
        ))
        .execute(conn)?;
    if changed == 0 {
        diesel::insert_into(sessions::table)
            .values((
                sessions::key_hash.eq(&row.key_hash),
                sessions::person_id.eq(row.person_id),
                sessions::state.eq(&row.state),
                sessions::created_at.eq(row.created_at),
                sessions::seen_at.eq(row.seen_at),
                sessions::expires_at.eq(row.expires_at),
                sessions::device.eq(&row.device),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Notes that a person uses a session.
pub fn touch(conn: &mut Connection, key_hash: &str, now: DateTime<Utc>) -> Result<()> {
    diesel::update(sessions::table.find(key_hash))
        .set(sessions::seen_at.eq(stored(now)))
        .execute(conn)?;
    Ok(())
}

/// Ends one session.
pub fn end(conn: &mut Connection, key_hash: &str, now: DateTime<Utc>) -> Result<()> {
    diesel::update(
        sessions::table
            .find(key_hash)
            .filter(sessions::ended_at.is_null()),
    )
    .set(sessions::ended_at.eq(stored(now)))
    .execute(conn)?;
    Ok(())
}

/// Ends every session of a person but one: password change, role change, disabling.
pub fn end_all_of(
    conn: &mut Connection,
    person: PersonId,
    but: Option<&str>,
    now: DateTime<Utc>,
) -> Result<usize> {
    let theirs = sessions::table
        .filter(sessions::person_id.eq(Key(person)))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::key_hash.ne(but.unwrap_or_default()));
    Ok(diesel::update(theirs)
        .set(sessions::ended_at.eq(stored(now)))
        .execute(conn)?)
}

/// A person's live sessions, the latest used first.
pub fn of(conn: &mut Connection, person: PersonId, now: DateTime<Utc>) -> Result<Vec<SessionRow>> {
    Ok(sessions::table
        .filter(sessions::person_id.eq(Key(person)))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(stored(now)))
        .order(sessions::seen_at.desc())
        .limit(50)
        .select(SessionRow::as_select())
        .load(conn)?)
}

/// Forgets sessions that ended a week ago.
pub fn sweep(conn: &mut Connection, now: DateTime<Utc>) -> Result<usize> {
    let old = stored(now - Duration::days(7));
    Ok(diesel::delete(sessions::table.filter(sessions::expires_at.lt(old))).execute(conn)?)
}
