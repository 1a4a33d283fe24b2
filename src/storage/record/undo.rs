//! The last act is undone: every row of it is as it was before. The undoing itself is one more event.
use super::{Acting, triage};
use crate::schema::{
    assignments, complaints, escalations, final_responses, findings, hand_backs, refusals,
    remedies, stages, timescales,
};
use crate::{Connection, Key, Result, StorageError, Word, stored, undoables};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use procedure::undo::answered_by;
use procedure::vocabulary::Outcome;
use procedure::{Complaint, PersonId, StepKind, Undoable};

/// `after`: the complaint as it stands again. What was typed for the act is a draft again.
///
/// # Errors
/// `NotFound` when there is nothing to undo.
pub(super) fn undone(conn: &mut Connection, acting: Acting, after: &Complaint) -> Result<()> {
    let last = undoables::of(conn, acting.complaint)?.ok_or(StorageError::NotFound)?;
    standing(conn, after)?;
    rows(conn, after, &last)?;
    if let Some(stage) = answered_by(last.step) {
        answer(conn, after, stage)?;
    }
    if let Some(triaged) = &last.before.triaged {
        triage::triaged(conn, acting, triaged)?;
    }
    undoables::give_back(conn, acting.complaint)
}

fn standing(conn: &mut Connection, after: &Complaint) -> Result<()> {
    diesel::update(complaints::table.find(Key(after.id)))
        .set((
            complaints::owner_id.eq(after.owner.map(Key)),
            complaints::area_id.eq(after.area.as_ref().map(|area| Key(area.id))),
            complaints::routed_at.eq(after.routed_at.map(stored)),
            complaints::assignee_id.eq(after.assignee.map(Key)),
            complaints::decider_id.eq(after.decider.map(Key)),
            complaints::acknowledged_at.eq(after.acknowledged_at.map(stored)),
            complaints::answered_at.eq(after.answered_at.map(stored)),
            complaints::final_at.eq(after.final_at.map(stored)),
            complaints::closed_at.eq(after.closed_at.map(stored)),
            complaints::assessor_last_date.eq(after.assessor_last_date),
        ))
        .execute(conn)?;
    Ok(())
}

/// What the act added, by the time it has, and what it changed of what was there.
fn rows(conn: &mut Connection, after: &Complaint, last: &Undoable) -> Result<()> {
    let (id, at) = (Key(after.id), stored(last.at));
    diesel::delete(
        timescales::table
            .filter(timescales::complaint_id.eq(id))
            .filter(timescales::at.eq(at)),
    )
    .execute(conn)?;
    diesel::delete(
        assignments::table
            .filter(assignments::complaint_id.eq(id))
            .filter(assignments::at.eq(at)),
    )
    .execute(conn)?;
    diesel::update(
        assignments::table
            .filter(assignments::complaint_id.eq(id))
            .filter(assignments::ended_at.eq(at)),
    )
    .set(assignments::ended_at.eq(None::<NaiveDateTime>))
    .execute(conn)?;
    if last.step == StepKind::HandBack {
        diesel::delete(
            hand_backs::table
                .filter(hand_backs::complaint_id.eq(id))
                .filter(hand_backs::at.eq(at)),
        )
        .execute(conn)?;
        diesel::update(complaints::table.find(id))
            .set(complaints::hand_backs.eq(complaints::hand_backs - 1))
            .execute(conn)?;
    }
    if last.before.refusal_open {
        diesel::update(
            refusals::table
                .filter(refusals::complaint_id.eq(id))
                .filter(refusals::decided_at.eq(at)),
        )
        .set((
            refusals::approved.eq(None::<bool>),
            refusals::decided_by.eq(None::<Key<PersonId>>),
            refusals::decided_at.eq(None::<NaiveDateTime>),
            refusals::decision_reason.eq(""),
            refusals::answer_seen_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)?;
    }
    responder(conn, after, 1, after.assignments.last().map(|a| a.to))?;
    match last.step {
        StepKind::Escalation => stage_2_opened(conn, after),
        StepKind::Reviewer | StepKind::Appointment => reviewer_chosen(conn, after),
        _ => Ok(()),
    }
}

fn responder(
    conn: &mut Connection,
    c: &Complaint,
    number: i32,
    who: Option<PersonId>,
) -> Result<()> {
    let unanswered = stages::table
        .filter(stages::complaint_id.eq(Key(c.id)))
        .filter(stages::number.eq(number));
    diesel::update(unanswered)
        .set(stages::responder_id.eq(who.map(Key)))
        .execute(conn)?;
    Ok(())
}

fn stage_2_opened(conn: &mut Connection, c: &Complaint) -> Result<()> {
    diesel::delete(escalations::table.filter(escalations::complaint_id.eq(Key(c.id))))
        .execute(conn)?;
    diesel::delete(
        stages::table
            .filter(stages::complaint_id.eq(Key(c.id)))
            .filter(stages::number.eq(2)),
    )
    .execute(conn)?;
    Ok(())
}

fn reviewer_chosen(conn: &mut Connection, c: &Complaint) -> Result<()> {
    let Some(before) = &c.escalation else {
        return Ok(());
    };
    let circumstances = serde_json::to_string(&before.circumstances)
        .map_err(|e| StorageError::Corrupt(e.to_string()))?;
    diesel::update(escalations::table.filter(escalations::complaint_id.eq(Key(c.id))))
        .set((
            escalations::circumstances.eq(circumstances),
            escalations::chosen_reason.eq(&before.chosen_reason),
            escalations::chosen_by.eq(before.chosen_by.map(Key)),
            escalations::chosen_at.eq(before.chosen_at.map(stored)),
            escalations::appointed.eq(before.appointed),
        ))
        .execute(conn)?;
    responder(conn, c, 2, c.decider)
}

/// The response of a stage, with what it found and promised.
fn answer(conn: &mut Connection, c: &Complaint, stage: u8) -> Result<()> {
    let (id, number) = (Key(c.id), i32::from(stage));
    diesel::delete(
        findings::table
            .filter(findings::complaint_id.eq(id))
            .filter(findings::stage.eq(number)),
    )
    .execute(conn)?;
    diesel::delete(
        remedies::table
            .filter(remedies::complaint_id.eq(id))
            .filter(remedies::stage.eq(number)),
    )
    .execute(conn)?;
    if stage == 2 {
        diesel::delete(final_responses::table.filter(final_responses::complaint_id.eq(id)))
            .execute(conn)?;
        responder(conn, c, 2, c.decider)?;
    }
    diesel::update(
        stages::table
            .filter(stages::complaint_id.eq(id))
            .filter(stages::number.eq(number)),
    )
    .set((
        stages::answered_at.eq(None::<NaiveDateTime>),
        stages::outcome.eq(None::<Word<Outcome>>),
    ))
    .execute(conn)?;
    let first = c.outcome(1).filter(|_| stage == 2);
    diesel::update(complaints::table.find(id))
        .set(complaints::outcome.eq(first.map(Word)))
        .execute(conn)?;
    Ok(())
}
