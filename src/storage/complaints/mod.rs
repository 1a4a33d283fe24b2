//! A complaint, whole, as one person may see it.
mod assessor;
mod data_protection;
mod escalation;
mod human_resources;
mod joined;
mod parts;
mod responses;
mod rows;
mod words;

pub use words::{Refused, ScopeWord, SixMonthWord};

use super::schema::{complainants, complaints};
use super::unreadable::{Marks, Unreadable};
use super::{Connection, Key, Result, StorageError, people};
use chrono::NaiveDate;
use diesel::prelude::*;
use procedure::steps::appointment::is_theirs_to_appoint;
use procedure::tally::{Once, count};
use procedure::{Actor, Complaint, ComplaintId, Reference, sees};

/// The complaint with this reference, if it exists for this person.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs to see.
pub fn find(conn: &mut Connection, reference: &Reference, actor: &Actor) -> Result<Complaint> {
    let id = complaints::table
        .filter(complaints::reference.eq(reference.as_str()))
        .select(complaints::id)
        .first::<Key<ComplaintId>>(conn)?;
    let complaint = load(conn, id.0)?;
    if sees(&complaint, actor) {
        Ok(complaint)
    } else {
        Err(StorageError::NotFound)
    }
}

/// The same for whoever took the last step on it, while that can be undone and the complaint is not about them.
///
/// # Errors
/// As [`find`].
pub fn find_to_undo(
    conn: &mut Connection,
    reference: &Reference,
    actor: &Actor,
) -> Result<Complaint> {
    let id = complaints::table
        .filter(complaints::reference.eq(reference.as_str()))
        .select(complaints::id)
        .first::<Key<ComplaintId>>(conn)?;
    let complaint = load(conn, id.0)?;
    let own = complaint
        .undoable
        .as_ref()
        .is_some_and(|u| u.by == actor.id);
    if sees(&complaint, actor) || (own && !complaint.is_about(actor.id)) {
        Ok(complaint)
    } else {
        Err(StorageError::NotFound)
    }
}

/// The same for an administrator, when it is theirs to appoint who decides stage 2.
///
/// # Errors
/// As [`find`].
pub fn find_to_appoint(
    conn: &mut Connection,
    reference: &Reference,
    actor: &Actor,
) -> Result<Complaint> {
    let id = id_of(conn, reference)?.ok_or(StorageError::NotFound)?;
    let complaint = load(conn, id)?;
    if sees(&complaint, actor) {
        return Ok(complaint);
    }
    // Whether somebody is away does not matter here, so no day is asked about.
    let everybody = people::candidates(conn, None, NaiveDate::default())?;
    if is_theirs_to_appoint(&complaint, actor, &everybody) {
        Ok(complaint)
    } else {
        Err(StorageError::NotFound)
    }
}

/// The number of a complaint; none when there is none.
pub fn id_of(conn: &mut Connection, reference: &Reference) -> Result<Option<ComplaintId>> {
    let id = complaints::table
        .filter(complaints::reference.eq(reference.as_str()))
        .select(complaints::id)
        .first::<Key<ComplaintId>>(conn)
        .optional()?;
    Ok(id.map(|id| id.0))
}

/// The same complaint by id, for those who act without a person's eyes: jobs and the command line.
///
/// # Errors
/// `NotFound` when there is none.
pub fn get(conn: &mut Connection, id: ComplaintId) -> Result<Complaint> {
    load(conn, id)
}

fn load(conn: &mut Connection, id: ComplaintId) -> Result<Complaint> {
    count(Once::Load);
    let mut unreadable = Unreadable::default();
    let Row {
        head,
        received,
        triage,
        detail,
        complainant,
        joined: joined_row,
    } = row(conn, id)?;
    let mut marks = Marks::of("complaints", id.0);
    let routed_at = marks.instant("when it went to its area", head.routed_at);
    let acknowledged_at = marks.instant("when it was acknowledged", head.acknowledged_at);
    let answered_at = marks.instant("when it was answered", head.answered_at);
    let final_at = marks.instant("when the final response was issued", head.final_at);
    let closed_at = marks.instant("when it closed", head.closed_at);
    let assessor_last_date = marks.day("the last day for the Assessor", head.assessor_last_date);
    let office_told_on = marks.day("when the office was told", head.office_told_on);
    let stage = head.stage(&mut marks);
    let closure = head.closure(&mut marks);
    let received = received.into_domain(&mut marks);
    let triage = triage.into_domain(&mut marks);
    let details = rows::details(detail, complainant, &mut marks);
    joined_row.mark(&mut marks);
    for what in marks.done() {
        unreadable.note(what);
    }
    let area = head
        .area_id
        .map(|area| match super::areas::get(conn, area.0) {
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
        id,
        reference: Reference::as_stored(head.reference),
        version: head.version.0,
        acted: head.acted_version.0,
        stage,
        closure,
        details,
        received,
        triage,
        complainant_id: head.complainant_id.0,
        owner: head.owner_id.map(|owner| owner.0),
        area,
        routed_at,
        hand_backs: part.of("the areas that handed it back", parts::hand_backs)?,
        assignee: head.assignee_id.map(|assignee| assignee.0),
        decider: head.decider_id.map(|decider| decider.0),
        subjects,
        allegations: part.of("its allegations", parts::allegations)?,
        parts: part.of("who took part", parts::parts)?,
        clocks: part.of("its clocks", parts::clocks)?,
        pauses: part.of("its holds", parts::pauses)?,
        timescales: part.of("its agreed dates", parts::timescales)?,
        assignments: part.of("who it was assigned to", parts::assignments)?,
        refusals: part.of("its refusals", parts::refusals)?,
        escalation: part.of("its escalation", escalation::escalation)?,
        list_agreed: part.of("the agreed list of allegations", parts::list_agreed)?,
        findings: part.of("its findings", responses::findings)?,
        plan: part.of("the plan of the investigation", responses::plan)?,
        own_views: part.of("the views of its deciders", responses::own_views)?,
        remedies: part.of("its remedies", responses::remedies)?,
        referral: part.of("its referral to the Assessor", assessor::referral)?,
        data_protection: part.of("what is about personal data", data_protection::marked)?,
        human_resources: part.of("what went to human resources", human_resources::passed_on)?,
        deliveries: part.of("how its letters fared", super::deliveries::of_complaint)?,
        acknowledged_at,
        answered_at,
        final_at,
        closed_at,
        assessor_last_date,
        office_told_on,
        undoable: part
            .of("what can be undone", crate::undoables::of)?
            .map(Box::new),
        joined: part.of("the records it is joined with", |conn, id| {
            joined::joined(conn, id, &joined_row)
        })?,
        on_the_spot_tried: head.tried_on_the_spot,
        unreadable: unreadable.into_words(),
    })
}

/// What hangs on a complaint, read a table at a time: what one of them cannot give is noted.
struct Parts<'a> {
    conn: &'a mut Connection,
    id: ComplaintId,
    unreadable: &'a mut Unreadable,
}

impl Parts<'_> {
    fn of<T: Default>(
        &mut self,
        what: &str,
        read: impl FnOnce(&mut Connection, ComplaintId) -> Result<T>,
    ) -> Result<T> {
        let read = read(self.conn, self.id);
        self.unreadable.part(what, read)
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = complaints)]
struct Row {
    #[diesel(embed)]
    head: rows::HeadRow,
    #[diesel(embed)]
    received: rows::ReceivedRow,
    #[diesel(embed)]
    triage: rows::TriageRow,
    #[diesel(embed)]
    detail: rows::DetailRow,
    #[diesel(embed)]
    joined: rows::JoinedRow,
    /// None when whoever complained cannot be found.
    #[diesel(embed)]
    complainant: Option<rows::ComplainantRow>,
}

fn row(conn: &mut Connection, id: ComplaintId) -> Result<Row> {
    Ok(complaints::table
        .left_join(complainants::table)
        .filter(complaints::id.eq(Key(id)))
        .select(Row::as_select())
        .first(conn)?)
}
