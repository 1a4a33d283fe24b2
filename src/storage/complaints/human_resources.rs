//! What was passed to human resources: when and to whom, and apart from that the words (rule 15).
use crate::schema::human_resources;
use crate::{Connection, Key, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use procedure::complaint::PassedOn;
use procedure::{ComplaintId, PersonId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = human_resources)]
struct Row {
    passed_on: NaiveDate,
    passed_to: String,
    by_id: Key<PersonId>,
}

/// Without the words: these go with no complaint.
pub(super) fn passed_on(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<PassedOn>> {
    let rows = human_resources::table
        .filter(human_resources::complaint_id.eq(Key(complaint)))
        .order(human_resources::id)
        .select(Row::as_select())
        .load(conn)?;
    let passed = rows.into_iter().map(|row| PassedOn {
        on: row.passed_on,
        to: row.passed_to,
        by: row.by_id.0,
    });
    Ok(passed.collect())
}
