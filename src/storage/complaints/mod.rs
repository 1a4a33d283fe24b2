//! A complaint, whole, as one person may see it.
mod assessor;
mod escalation;
mod parts;
mod responses;
mod rows;

use super::schema::{complainants, complaints};
use super::unreadable::{Marks, Unreadable};
use super::{Connection, Result, StorageError};
use diesel::prelude::*;
use procedure::tally::{Once, count};
use procedure::{Actor, ComplainantId, Complaint, ComplaintId, PersonId, Reference, Version, sees};

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
    count(Once::Load);
    let mut unreadable = Unreadable::default();
    let (head, received, triage, detail, who) = columns(conn, id)?;
    let mut marks = Marks::of("complaints", id);
    let acknowledged_at = marks.instant("when it was acknowledged", head.acknowledged_at);
    let answered_at = marks.instant("when it was answered", head.answered_at);
    let final_at = marks.instant("when the final response was issued", head.final_at);
    let closed_at = marks.instant("when it closed", head.closed_at);
    let assessor_last_date = marks.day("the last day for the Assessor", head.assessor_last_date);
    let stage = head.stage(&mut marks);
    let closure = head.closure(&mut marks);
    let received = received.into_domain(&mut marks);
    let triage = triage.into_domain(&mut marks);
    let details = rows::details(detail, who, &mut marks);
    for what in marks.done() {
        unreadable.note(what);
    }
    let area = head
        .area_id
        .map(|area| match super::areas::get(conn, area) {
            Err(StorageError::NotFound) => Err(StorageError::Corrupt("area".to_owned())),
            other => other,
        });
    let area = unreadable.part("its area", area.transpose())?;
    // Whoever is complained about sees nothing of it: without knowing who that is, nobody does.
    let subjects = parts::subjects(conn, id)?;
    let mut part = Parts {
        conn,
        id,
        unreadable: &mut unreadable,
    };
    Ok(Complaint {
        id: ComplaintId(id),
        reference: Reference::as_stored(head.reference),
        version: Version(head.version),
        stage,
        closure,
        details,
        received,
        triage,
        complainant_id: ComplainantId(head.complainant_id),
        owner: head.owner_id.map(PersonId),
        area,
        assignee: head.assignee_id.map(PersonId),
        decider: head.decider_id.map(PersonId),
        subjects,
        allegations: part.of("its allegations", parts::allegations)?,
        involved: part.of("who took part", parts::involved)?,
        clocks: part.of("its clocks", parts::clocks)?,
        pauses: part.of("its holds", parts::pauses)?,
        timescales: part.of("its agreed dates", parts::timescales)?,
        assignments: part.of("who it was assigned to", parts::assignments)?,
        refusals: part.of("its refusals", parts::refusals)?,
        escalation: part.of("its escalation", escalation::escalation)?,
        list_agreed: part.of("the agreed list of allegations", parts::list_agreed)?,
        findings: part.of("its findings", responses::findings)?,
        remedies: part.of("its remedies", responses::remedies)?,
        referral: part.of("its referral to the Assessor", assessor::referral)?,
        deliveries: part.of("how its letters fared", |conn, id| {
            super::deliveries::of_complaint(conn, ComplaintId(id))
        })?,
        acknowledged_at,
        answered_at,
        final_at,
        closed_at,
        assessor_last_date,
        on_the_spot_tried: head.tried_on_the_spot,
        unreadable: unreadable.into_words(),
    })
}

/// What hangs on a complaint, read a table at a time: what one of them cannot give is noted.
struct Parts<'a> {
    conn: &'a mut Connection,
    id: i64,
    unreadable: &'a mut Unreadable,
}

impl Parts<'_> {
    fn of<T: Default>(
        &mut self,
        what: &str,
        read: impl FnOnce(&mut Connection, i64) -> Result<T>,
    ) -> Result<T> {
        let read = read(self.conn, self.id);
        self.unreadable.part(what, read)
    }
}

type Columns = (
    rows::HeadRow,
    rows::ReceivedRow,
    rows::TriageRow,
    rows::DetailRow,
    Option<rows::ComplainantRow>,
);

fn columns(conn: &mut Connection, id: i64) -> Result<Columns> {
    Ok(complaints::table
        .left_join(complainants::table)
        .filter(complaints::id.eq(id))
        .select((
            rows::HeadRow::as_select(),
            rows::ReceivedRow::as_select(),
            rows::TriageRow::as_select(),
            rows::DetailRow::as_select(),
            Option::<rows::ComplainantRow>::as_select(),
        ))
        .first::<Columns>(conn)?)
}
