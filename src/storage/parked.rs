//! Words typed into a form whose session had ended.
use super::schema::parked_forms as p;
use super::{Connection, Result, StorageError, stored};
use crate::procedure::PersonId;
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;

/// The typed fields, in order.
pub type Fields = Vec<(String, String)>;

/// Keeps a form for a person; those older than a week go.
///
/// # Errors
/// The queries'.
pub fn keep(
    conn: &mut Connection,
    token_hash: &str,
    person: PersonId,
    path: &str,
    fields: &Fields,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::delete(p::table.filter(p::at.lt(stored(now - Duration::days(7))))).execute(conn)?;
    let fields = serde_json::to_string(fields).map_err(|e| StorageError::Corrupt(e.to_string()))?;
    diesel::insert_into(p::table)
        .values((
            p::token_hash.eq(token_hash),
            p::person_id.eq(person.0),
            p::path.eq(path),
            p::fields.eq(fields),
            p::at.eq(stored(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The path and fields parked under a token, if they are this person's.
///
/// # Errors
/// `NotFound`.
pub fn find(conn: &mut Connection, token_hash: &str, person: PersonId) -> Result<(String, Fields)> {
    let (path, fields) = p::table
        .find(token_hash)
        .filter(p::person_id.eq(person.0))
        .select((p::path, p::fields))
        .first::<(String, String)>(conn)?;
    Ok((
        path,
        serde_json::from_str(&fields).map_err(|e| StorageError::Corrupt(e.to_string()))?,
    ))
}

/// Throws away a person's parked form.
///
/// # Errors
/// The query's.
pub fn discard(conn: &mut Connection, token_hash: &str, person: PersonId) -> Result<()> {
    diesel::delete(p::table.find(token_hash).filter(p::person_id.eq(person.0))).execute(conn)?;
    Ok(())
}
