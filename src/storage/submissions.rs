//! Forms that make something new. Each carries a token of its page: a double click, or a form sent again after an
//! answer that was lost, makes one thing. Of a form whose words were saved while they were typed it is kept here that it
//! was sent (`open_forms`).
use super::schema::submissions as s;
use super::{Connection, Key, Result, StorageError, stored};
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use procedure::PersonId;

/// One form as it was sent.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The stored form of its token; empty when it had none.
    pub token_hash: String,
    /// Tells its words from others under the same token.
    pub words_hash: String,
    pub person: PersonId,
}

/// What became of a form under this token before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Before {
    /// Nothing: it is new.
    Nothing,
    /// The same words made what is at this address.
    Same(String),
    /// Other words were sent under this token.
    Other,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = s)]
struct Row {
    words_hash: String,
    path: String,
}

/// What became of it before.
pub fn before(conn: &mut Connection, sent: &Submission) -> Result<Before> {
    let found = s::table
        .find(&sent.token_hash)
        .filter(s::person_id.eq(Key(sent.person)))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    Ok(match found {
        None => Before::Nothing,
        Some(row) if row.words_hash == sent.words_hash => Before::Same(row.path),
        Some(_) => Before::Other,
    })
}

/// Keeps what became of it, in the transaction that made it; those older than a week go.
///
/// # Errors
/// `Conflict` when the same form is being written at this moment by another connection.
pub fn keep(
    conn: &mut Connection,
    sent: &Submission,
    path: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    use diesel::result::{DatabaseErrorKind::UniqueViolation, Error::DatabaseError};
    if sent.token_hash.is_empty() {
        return Ok(());
    }
    diesel::delete(s::table.filter(s::at.lt(stored(now - Duration::days(7))))).execute(conn)?;
    let row = (
        s::token_hash.eq(&sent.token_hash),
        s::person_id.eq(Key(sent.person)),
        s::words_hash.eq(&sent.words_hash),
        s::path.eq(path),
        s::at.eq(stored(now)),
    );
    match diesel::insert_into(s::table).values(row).execute(conn) {
        Ok(_) => Ok(()),
        Err(DatabaseError(UniqueViolation, _)) => Err(StorageError::Conflict),
        Err(other) => Err(other.into()),
    }
}

/// As if it had not been sent.
pub fn forget(conn: &mut Connection, sent: &Submission) -> Result<usize> {
    Ok(diesel::delete(s::table.find(&sent.token_hash)).execute(conn)?)
}
