//! What people told us about themselves and about what happened, put right.
use super::{Acting, create};
use crate::schema::complaints;
use crate::{Connection, Key, Result, complainants};
use diesel::prelude::*;
use procedure::{ComplainantId, Details};

/// Theirs are written to the complainant, the rest to the complaint.
pub(super) fn changed(conn: &mut Connection, acting: Acting, details: &Details) -> Result<()> {
    let row = complaints::table.find(Key(acting.complaint));
    let who: Key<ComplainantId> = row.select(complaints::complainant_id).first(conn)?;
    complainants::update(conn, who.0, details)?;
    diesel::update(row)
        .set(create::details(details))
        .execute(conn)?;
    Ok(())
}
