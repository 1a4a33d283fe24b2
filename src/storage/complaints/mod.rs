//! A complaint, whole, as one person may see it.
mod parts;
mod rows;
mod stage_2;

use super::schema::{complainants, complaints};
use super::{Connection, Result, StorageError};
use crate::procedure::{
    Actor, ComplainantId, Complaint, ComplaintId, PersonId, Reference, Version, sees,
};
use diesel::prelude::*;

/// The complaint with this reference, if it exists for this person.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs to see.
pub fn find(conn: &mut Connection, reference: &Reference, actor: &Actor) -> Result<Complaint> {
    let id = complaints::table
        .filter(complaints::reference.eq(reference.as_str()))
        .select(complaints::id)
        .first::<i64>(conn)?;
    let complaint = load(conn, id)?;
    if sees(&complaint, actor) {
        Ok(complaint)
    } else {
        Err(StorageError::NotFound)
    }
}

/// The same complaint by id, for those who act without a person's eyes: jobs and the command line.
///
/// # Errors
/// `NotFound` when there is none.
pub fn get(conn: &mut Connection, id: ComplaintId) -> Result<Complaint> {
    load(conn, id.0)
}

fn load(conn: &mut Connection, id: i64) -> Result<Complaint> {
    let (head, received, triage, detail, who) = complaints::table
        .inner_join(complainants::table)
        .filter(complaints::id.eq(id))
        .select((
            rows::HeadRow::as_select(),
            rows::ReceivedRow::as_select(),
            rows::TriageRow::as_select(),
            rows::DetailRow::as_select(),
            rows::ComplainantRow::as_select(),
        ))
        .first::<(
            rows::HeadRow,
            rows::ReceivedRow,
            rows::TriageRow,
            rows::DetailRow,
            rows::ComplainantRow,
        )>(conn)?;
    let stage = head.stage()?;
    Ok(Complaint {
        id: ComplaintId(id),
        reference: Reference::parse(&head.reference)
            .ok_or_else(|| StorageError::Corrupt(head.reference.clone()))?,
        version: Version(head.version),
        stage,
        closure: head.closure()?,
        details: rows::details(detail, who)?,
        received: received.into_domain()?,
        triage: triage.into_domain()?,
        complainant_id: ComplainantId(head.complainant_id),
        owner: head.owner_id.map(PersonId),
        area: head
            .area_id
            .map(|area| super::areas::get(conn, area))
            .transpose()?,
        assignee: head.assignee_id.map(PersonId),
        decider: head.decider_id.map(PersonId),
        allegations: parts::allegations(conn, id)?,
        subjects: parts::subjects(conn, id)?,
        involved: parts::involved(conn, id)?,
        clocks: parts::clocks(conn, id)?,
        pauses: parts::pauses(conn, id)?,
        timescales: parts::timescales(conn, id)?,
        assignments: parts::assignments(conn, id)?,
        refusals: parts::refusals(conn, id)?,
        escalation: stage_2::escalation(conn, id)?,
        list_agreed: parts::list_agreed(conn, id)?,
        findings: stage_2::findings(conn, id)?,
        remedies: stage_2::remedies(conn, id)?,
        referral: stage_2::referral(conn, id)?,
        deliveries: super::deliveries::of_complaint(conn, ComplaintId(id))?,
        acknowledged_at: head.acknowledged_at.map(|at| at.and_utc()),
        answered_at: head.answered_at.map(|at| at.and_utc()),
        final_at: head.final_at.map(|at| at.and_utc()),
        closed_at: head.closed_at.map(|at| at.and_utc()),
        assessor_last_date: head.assessor_last_date,
        on_the_spot_tried: head.tried_on_the_spot,
    })
}
