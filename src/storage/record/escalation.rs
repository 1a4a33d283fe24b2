//! The request for a second stage, and who was chosen to decide it.
use super::Acting;
use crate::schema::{complaints, escalations, stages};
use crate::{Connection, Key, Result, StorageError, Word, stored};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::PersonId;
use procedure::vocabulary::{Channel, Circumstance};

/// The facts of `Event::EscalationRequested`.
pub(super) struct NewEscalation<'a> {
    pub requested_at: DateTime<Utc>,
    pub channel: Channel,
    pub unhappy_about: &'a str,
    pub wanted: &'a str,
    pub no_response: bool,
    pub late_reason: &'a str,
}

/// Opens stage 2, and the complaint when it had been closed.
pub(super) fn requested(conn: &mut Connection, acting: Acting, new: &NewEscalation) -> Result<()> {
    let id = Key(acting.complaint);
    let at = stored(new.requested_at);
    diesel::insert_into(escalations::table)
        .values((
            escalations::complaint_id.eq(id),
            escalations::requested_at.eq(at),
            escalations::channel.eq(Word(new.channel)),
            escalations::unhappy_about.eq(new.unhappy_about),
            escalations::wanted.eq(new.wanted),
            escalations::no_response.eq(new.no_response),
            escalations::late_reason.eq(new.late_reason),
        ))
        .execute(conn)?;
    diesel::update(complaints::table.find(id))
        .set(complaints::closed_at.eq(None::<NaiveDateTime>))
        .execute(conn)?;
    diesel::insert_into(stages::table)
        .values((
            stages::complaint_id.eq(id),
            stages::number.eq(2),
            stages::opened_at.eq(at),
        ))
        .execute(conn)?;
    Ok(())
}

/// The facts of `Event::ReviewerChosen`.
pub(super) struct Chosen<'a> {
    pub decider: PersonId,
    pub circumstances: &'a [Circumstance],
    pub reason: &'a str,
    pub appointed: bool,
}

pub(super) fn reviewer_chosen(
    conn: &mut Connection,
    acting: Acting,
    chosen: &Chosen,
) -> Result<()> {
    let id = Key(acting.complaint);
    let circumstances = serde_json::to_string(chosen.circumstances)
        .map_err(|e| StorageError::Corrupt(e.to_string()))?;
    diesel::update(escalations::table.filter(escalations::complaint_id.eq(id)))
        .set((
            escalations::circumstances.eq(circumstances),
            escalations::chosen_reason.eq(chosen.reason),
            escalations::chosen_by.eq(Key(acting.by)),
            escalations::chosen_at.eq(stored(acting.at)),
            escalations::appointed.eq(chosen.appointed),
        ))
        .execute(conn)?;
    diesel::update(complaints::table.find(id))
        .set(complaints::decider_id.eq(Key(chosen.decider)))
        .execute(conn)?;
    diesel::update(
        stages::table
            .filter(stages::complaint_id.eq(id))
            .filter(stages::number.eq(2)),
    )
    .set(stages::responder_id.eq(Key(chosen.decider)))
    .execute(conn)?;
    Ok(())
}
