//! The request for a second stage, and who was chosen to decide it.
use crate::schema::escalations;
use crate::{Connection, Key, Result, StorageError, Word};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use procedure::complaint::Escalation;
use procedure::vocabulary::{Channel, Circumstance};
use procedure::{ComplaintId, PersonId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = escalations)]
struct EscalationRow {
    requested_at: NaiveDateTime,
    channel: Word<Channel>,
    unhappy_about: String,
    wanted: String,
    no_response: bool,
    late_reason: String,
    circumstances: String,
    chosen_reason: String,
    chosen_by: Option<Key<PersonId>>,
    chosen_at: Option<NaiveDateTime>,
    appointed: bool,
}

pub(super) fn escalation(
    conn: &mut Connection,
    complaint: ComplaintId,
) -> Result<Option<Escalation>> {
    let row = escalations::table
        .filter(escalations::complaint_id.eq(Key(complaint)))
        .select(EscalationRow::as_select())
        .first(conn)
        .optional()?;
    row.map(|row| {
        let circumstances: Vec<Circumstance> = serde_json::from_str(&row.circumstances)
            .map_err(|e| StorageError::Corrupt(e.to_string()))?;
        Ok(Escalation {
            requested_at: row.requested_at.and_utc(),
            channel: row.channel.0,
            unhappy_about: row.unhappy_about,
            wanted: row.wanted,
            no_response: row.no_response,
            late_reason: row.late_reason,
            circumstances,
            chosen_reason: row.chosen_reason,
            chosen_by: row.chosen_by.map(|person| person.0),
            chosen_at: row.chosen_at.map(|at| at.and_utc()),
            appointed: row.appointed,
        })
    })
    .transpose()
}
