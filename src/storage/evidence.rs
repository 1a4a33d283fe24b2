//! Evidence beside each allegation.
use super::schema::evidence;
use super::{Connection, Result};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use procedure::allegation::Evidence;
use procedure::{AllegationId, ComplaintId, PersonId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = evidence)]
struct Row {
    allegation_id: i64,
    what: String,
    source: String,
    dated: Option<NaiveDate>,
    by_id: i64,
    at: NaiveDateTime,
}

/// The evidence of a complaint, oldest first. The caller has found the complaint for somebody who may see it.
///
/// # Errors
/// The query's.
pub fn of_complaint(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<Evidence>> {
    Ok(evidence::table
        .filter(evidence::complaint_id.eq(complaint.0))
        .order(evidence::id)
        .select(Row::as_select())
        .load::<Row>(conn)?
        .into_iter()
        .map(|row| Evidence {
            allegation: AllegationId(row.allegation_id),
            what: row.what,
            source: row.source,
            dated: row.dated,
            by: PersonId(row.by_id),
            at: row.at.and_utc(),
        })
        .collect())
}
