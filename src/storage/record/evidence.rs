//! What was looked at on an allegation.
use super::Acting;
use crate::schema::evidence;
use crate::{Connection, Key, Result, stored};
use chrono::NaiveDate;
use diesel::prelude::*;
use procedure::AllegationId;

/// The facts of `Event::EvidenceAdded`.
pub(super) struct Added<'a> {
    pub allegation: AllegationId,
    pub what: &'a str,
    pub source: &'a str,
    pub dated: Option<NaiveDate>,
}

pub(super) fn added(conn: &mut Connection, acting: Acting, new: &Added) -> Result<()> {
    diesel::insert_into(evidence::table)
        .values((
            (
                evidence::complaint_id.eq(Key(acting.complaint)),
                evidence::by_id.eq(Key(acting.by)),
                evidence::at.eq(stored(acting.at)),
            ),
            evidence::allegation_id.eq(Key(new.allegation)),
            evidence::what.eq(new.what),
            evidence::source.eq(new.source),
            evidence::dated.eq(new.dated),
        ))
        .execute(conn)?;
    Ok(())
}
