//! What people told us about themselves and about what happened, put right.
use super::{Acting, create};
use crate::schema::complaints;
use crate::{Connection, Result, complainants};
use diesel::prelude::*;
use procedure::{ComplainantId, Details};

/// Theirs are written to the complainant, the rest to the complaint.
pub(super) fn changed(conn: &mut Connection, acting: Acting, details: &Details) -> Result<()> {
    let row = complaints::table.find(acting.complaint.0);
    let who = row.select(complaints::complainant_id).first::<i64>(conn)?;
    complainants::update(conn, ComplainantId(who), details)?;
    diesel::update(row)
        .set(create::details(details))
        .execute(conn)?;
    Ok(())
}
