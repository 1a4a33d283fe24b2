//! To which area it went, and when it was first acknowledged.
use super::Acting;
use crate::schema::complaints;
use crate::{Connection, Key, Result, stored};
use diesel::prelude::*;
use procedure::AreaId;

/// Whoever acknowledges it owns it. Sent on to another area, it keeps the time of its first acknowledgement. `area` is
/// none while it is decided whether the procedure covers it.
pub(super) fn acknowledged(
    conn: &mut Connection,
    acting: Acting,
    area: Option<AreaId>,
) -> Result<()> {
    let row = complaints::table.find(Key(acting.complaint));
    diesel::update(row)
        .set(complaints::owner_id.eq(Key(acting.by)))
        .execute(conn)?;
    if let Some(area) = area {
        diesel::update(row)
            .set((
                complaints::area_id.eq(Key(area)),
                complaints::routed_at.eq(stored(acting.at)),
            ))
            .execute(conn)?;
    }
    diesel::update(row.filter(complaints::acknowledged_at.is_null()))
        .set(complaints::acknowledged_at.eq(stored(acting.at)))
        .execute(conn)?;
    Ok(())
}
