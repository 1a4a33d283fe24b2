//! What administrators change, and the record of it. Administration opens no complaint: nothing here shows more
//! of one than its reference and who has to move it.
pub mod areas;
pub mod history;
pub mod people;

use super::{Connection, Result, StorageError};
use crate::procedure::PersonId;
use diesel::prelude::*;

/// Inside a write transaction: whoever changes something is still an active administrator. Two who take each
/// other's right away at once cannot both succeed, so there is always one left.
///
/// # Errors
/// `Conflict` when they are not.
pub fn still_administrator(conn: &mut Connection, by: PersonId) -> Result<()> {
    use super::schema::people::dsl;
    let still: Option<(bool, bool)> = dsl::people
        .find(by.0)
        .select((dsl::active, dsl::administrator))
        .first(conn)
        .optional()?;
    match still {
        Some((true, true)) => Ok(()),
        _ => Err(StorageError::Conflict),
    }
}
