//! What administrators change, and the record of it. Administration opens no complaint: nothing here shows more
//! of one than its reference and who has to move it.
pub mod areas;
pub mod history;
pub mod people;

use super::{Connection, Key, Result, StorageError};
use diesel::prelude::*;
use procedure::PersonId;

/// Inside a write transaction: whoever changes something is still an active administrator. Two who take each
/// other's right away at once cannot both succeed, so there is always one left: their own row is held until the end,
/// also from a second server on the same database.
///
/// # Errors
/// `Conflict` when they are not.
pub fn still_administrator(conn: &mut Connection, by: PersonId) -> Result<()> {
    use super::schema::people::dsl;
    let theirs = dsl::people
        .find(Key(by))
        .filter(dsl::active.eq(true))
        .filter(dsl::administrator.eq(true));
    let held = diesel::update(theirs)
        .set(dsl::version.eq(dsl::version))
        .execute(conn)?;
    if held == 0 {
        return Err(StorageError::Conflict);
    }
    Ok(())
}
