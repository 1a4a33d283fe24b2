//! The plan of an investigation: written whole each time.
use super::Acting;
use crate::schema::plans;
use crate::{Connection, Key, Result};
use diesel::prelude::*;
use procedure::complaint::Planned;

pub(super) fn planned(conn: &mut Connection, acting: Acting, all: &[Planned]) -> Result<()> {
    let id = Key(acting.complaint);
    diesel::delete(plans::table.filter(plans::complaint_id.eq(id))).execute(conn)?;
    for one in all {
        diesel::insert_into(plans::table)
            .values((
                plans::complaint_id.eq(id),
                plans::allegation_id.eq(Key(one.allegation)),
                plans::standard.eq(&one.standard),
                plans::evidence.eq(&one.evidence),
                plans::due_on.eq(one.by),
            ))
            .execute(conn)?;
    }
    Ok(())
}
