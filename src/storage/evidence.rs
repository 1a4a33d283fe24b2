//! Evidence beside each allegation.
use super::schema::evidence;
use super::{Connection, Key, Result};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use procedure::allegation::Evidence;
use procedure::{AllegationId, ComplaintId, PersonId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = evidence)]
struct Row {
    allegation_id: Key<AllegationId>,
    what: String,
    source: String,
    dated: Option<NaiveDate>,
    by_id: Key<PersonId>,
    at: NaiveDateTime,
}

/// The evidence of a complaint, oldest first. The caller has found the complaint for somebody who may see it.
pub fn of_complaint(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<Evidence>> {
    Ok(evidence::table
        .filter(evidence::complaint_id.eq(Key(complaint)))
        .order(evidence::id)
        .select(Row::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| Evidence {
            allegation: row.allegation_id.0,
            what: row.what,
            source: row.source,
            dated: row.dated,
            by: row.by_id.0,
            at: row.at.and_utc(),
        })
        .collect())
}
