//! To which area it went, and when it was first acknowledged.
use super::Acting;
use crate::schema::complaints;
use crate::{Connection, Result, stored};
use diesel::prelude::*;
use procedure::AreaId;

/// Whoever acknowledges it owns it. Sent on to another area, it keeps the time of its first acknowledgement.
pub(super) fn acknowledged(conn: &mut Connection, acting: Acting, area: AreaId) -> Result<()> {
    let row = complaints::table.find(acting.complaint.0);
    diesel::update(row)
        .set((
            complaints::area_id.eq(area.0),
            complaints::owner_id.eq(acting.by.0),
        ))
        .execute(conn)?;
    diesel::update(row.filter(complaints::acknowledged_at.is_null()))
        .set(complaints::acknowledged_at.eq(stored(acting.at)))
        .execute(conn)?;
    Ok(())
}
