//! What people told us about themselves and about what happened, put right.
use super::{Acting, create};
use crate::schema::complaints;
use crate::{Connection, Key, Result, complainants};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use procedure::working_time::uk_time;
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

/// When the office of the executive it was addressed to was told that we have it.
pub(super) fn office_told(conn: &mut Connection, acting: Acting, at: DateTime<Utc>) -> Result<()> {
    diesel::update(complaints::table.find(Key(acting.complaint)))
        .set(complaints::office_told_on.eq(uk_time::local_date(at)))
        .execute(conn)?;
    Ok(())
}
