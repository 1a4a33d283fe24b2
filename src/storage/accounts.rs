//! What a person changes about their own account.
use super::schema::people;
use super::{Connection, Result, StorageError};
use crate::procedure::PersonId;
use diesel::prelude::*;

/// The stored hash of somebody's password.
///
/// # Errors
/// `NotFound`.
pub fn password_hash(conn: &mut Connection, id: PersonId) -> Result<String> {
    Ok(people::table
        .find(id.0)
        .select(people::password_hash)
        .first(conn)?)
}

/// Keeps a new password, as its hash. `but`: the stored name of the session that goes on; every other one of
/// this person ends in the same transaction.
///
/// # Errors
/// `NotFound`.
pub fn set_password(
    conn: &mut Connection,
    id: PersonId,
    hash: &str,
    but: Option<&str>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    let changed = diesel::update(people::table.find(id.0))
        .set(people::password_hash.eq(hash))
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
    diesel::update(people::table.find(id.0))
        .set((people::theme.eq(theme), people::shortcuts.eq(shortcuts)))
        .execute(conn)?;
    Ok(())
}
