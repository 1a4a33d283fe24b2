//! What each event of stage 1 changes in the tables.
use super::{Acting, create, delivery, stage_2};
use crate::procedure::event::{Triaged, TriagedAllegation};
use crate::procedure::vocabulary::{NeedsAsked, Stage};
use crate::procedure::{Event, Scope};
use crate::storage::schema::{
    allegations, assignments, complaints, contacts, evidence, pauses, stages, subjects, timescales,
};
use crate::storage::{Connection, Result, complainants, stored};
use diesel::prelude::*;

pub(super) fn apply(conn: &mut Connection, acting: Acting, event: &Event) -> Result<()> {
    let row = complaints::table.find(acting.complaint.0);
    let at = stored(acting.at);
    match event {
        Event::OnTheSpotResolved { .. } | Event::Closed { .. } => {
            diesel::update(row)
                .set(complaints::closed_at.eq(at))
                .execute(conn)?;
        }
        Event::Promoted { .. } | Event::Reopened { .. } => {
            diesel::update(row)
                .set(complaints::closed_at.eq(None::<chrono::NaiveDateTime>))
                .execute(conn)?;
        }
        Event::Taken { owner } => {
            diesel::update(row)
                .set(complaints::owner_id.eq(owner.0))
                .execute(conn)?;
        }
        Event::DetailsChanged { details, .. } => {
            let who = row.select(complaints::complainant_id).first::<i64>(conn)?;
            complainants::update(conn, crate::procedure::ComplainantId(who), details)?;
            diesel::update(row)
                .set(create::details(details))
                .execute(conn)?;
        }
        Event::Triaged { triaged } => triage(conn, acting, triaged)?,
        Event::AllegationAdded {
            allegation,
            subjects,
        } => {
            insert_allegation(conn, acting, allegation)?;
            create::add_subjects(conn, acting.complaint, subjects)?;
        }
        Event::Acknowledged { area, .. } => {
            diesel::update(row)
                .set((
                    complaints::area_id.eq(area.0),
                    complaints::owner_id.eq(acting.by.0),
                ))
                .execute(conn)?;
            diesel::update(row.filter(complaints::acknowledged_at.is_null()))
                .set(complaints::acknowledged_at.eq(at))
                .execute(conn)?;
        }
        Event::HandedBack { .. } => {
            // At once with the stage: a complaint being investigated always has an assignee.
            diesel::update(row)
                .set((
                    complaints::stage.eq(Stage::Triage.as_str()),
                    complaints::area_id.eq(None::<i64>),
                    complaints::assignee_id.eq(None::<i64>),
                    complaints::hand_backs.eq(complaints::hand_backs + 1),
                ))
                .execute(conn)?;
            end_assignment(conn, acting)?;
        }
        Event::Assigned { to, reason, .. } => {
            end_assignment(conn, acting)?;
            diesel::insert_into(assignments::table)
                .values((
                    assignments::complaint_id.eq(acting.complaint.0),
                    assignments::to_id.eq(to.0),
                    assignments::by_id.eq(acting.by.0),
                    assignments::at.eq(at),
                    assignments::reason.eq(reason),
                ))
                .execute(conn)?;
            diesel::update(row)
                .set(complaints::assignee_id.eq(to.0))
                .execute(conn)?;
            let stage = stages::table
                .filter(stages::complaint_id.eq(acting.complaint.0))
                .filter(stages::number.eq(1));
            diesel::update(stage)
                .set(stages::responder_id.eq(to.0))
                .execute(conn)?;
        }
        Event::TimescaleAgreed { .. }
        | Event::Contacted { .. }
        | Event::EvidenceAdded { .. }
        | Event::Paused { .. }
        | Event::Resumed { .. } => {
            investigation(conn, acting, event)?;
        }
        Event::LetterStopped { .. }
        | Event::LetterCameBack { .. }
        | Event::LetterSentAgain { .. }
        | Event::LetterClosedWithout { .. } => delivery::apply(conn, acting, event)?,
        // Nothing but history: the intake wrote the facts, or the event is the fact.
        Event::Received { .. }
        | Event::OnTheSpotTried { .. }
        | Event::Noted { .. }
        | Event::LetterSent { .. } => {}
        _ => stage_2::apply(conn, acting, event)?,
    }
    Ok(())
}

fn end_assignment(conn: &mut Connection, acting: Acting) -> Result<()> {
    let current = assignments::table
        .filter(assignments::complaint_id.eq(acting.complaint.0))
        .filter(assignments::ended_at.is_null());
    diesel::update(current)
        .set(assignments::ended_at.eq(stored(acting.at)))
        .execute(conn)?;
    Ok(())
}

fn triage(conn: &mut Connection, acting: Acting, triaged: &Triaged) -> Result<()> {
    let id = acting.complaint;
    diesel::update(complaints::table.find(id.0))
        .set((
            complaints::priority.eq(i32::from(!triaged.urgent)),
            complaints::urgent_why.eq(&triaged.urgent_why),
            complaints::needs_asked.eq(triaged.needs_asked.map(NeedsAsked::as_str)),
            complaints::six_month.eq(triaged
                .six_month
                .as_ref()
                .map(|s| if s.applied { "applied" } else { "waived" })),
            complaints::six_month_reason.eq(triaged.six_month.as_ref().map_or("", |s| &s.reason)),
            complaints::likely_area_id.eq(triaged.likely_area.map(|a| a.0)),
        ))
        .execute(conn)?;
    // Only triage replaces the list: nothing hangs on an allegation before an area has it.
    let numbers: Vec<i32> = triaged.allegations.iter().map(|a| a.number).collect();
    diesel::delete(
        allegations::table
            .filter(allegations::complaint_id.eq(id.0))
            .filter(allegations::number.ne_all(numbers)),
    )
    .execute(conn)?;
    for allegation in &triaged.allegations {
        let (scope, exclusion, reason) = scope_columns(&allegation.scope);
        let known = allegations::table
            .filter(allegations::complaint_id.eq(id.0))
            .filter(allegations::number.eq(allegation.number));
        let changed = diesel::update(known)
            .set((
                allegations::ground.eq(allegation
                    .ground
                    .map(crate::procedure::vocabulary::Ground::as_str)),
                allegations::alleged.eq(&allegation.alleged),
                allegations::scope.eq(scope),
                allegations::exclusion.eq(exclusion),
                allegations::scope_reason.eq(reason),
            ))
            .execute(conn)?;
        if changed == 0 {
            insert_allegation(conn, acting, allegation)?;
        }
    }
    diesel::delete(subjects::table.filter(subjects::complaint_id.eq(id.0))).execute(conn)?;
    create::add_subjects(conn, id, &triaged.subjects)
}

fn scope_columns(scope: &Scope) -> (&'static str, Option<&'static str>, &str) {
    match scope {
        Scope::Undecided => ("undecided", None, ""),
        Scope::CanInvestigate => ("in", None, ""),
        Scope::Outside { exclusion, reason } => ("out", Some(exclusion.as_str()), reason),
    }
}

fn insert_allegation(conn: &mut Connection, acting: Acting, a: &TriagedAllegation) -> Result<()> {
    let (scope, exclusion, reason) = scope_columns(&a.scope);
    diesel::insert_into(allegations::table)
        .values((
            allegations::complaint_id.eq(acting.complaint.0),
            allegations::number.eq(a.number),
            allegations::ground.eq(a.ground.map(crate::procedure::vocabulary::Ground::as_str)),
            allegations::alleged.eq(&a.alleged),
            allegations::scope.eq(scope),
            allegations::exclusion.eq(exclusion),
            allegations::scope_reason.eq(reason),
        ))
        .execute(conn)?;
    Ok(())
}

#[expect(
    clippy::too_many_lines,
    reason = "one arm an event, each a single insert"
)]
fn investigation(conn: &mut Connection, acting: Acting, event: &Event) -> Result<()> {
    let id = acting.complaint.0;
    let at = stored(acting.at);
    match event {
        Event::TimescaleAgreed {
            promise,
            old_due,
            new_due,
            contacted_at,
            channel,
            reason,
            agreed,
            late,
        } => {
            diesel::insert_into(timescales::table)
                .values((
                    (
                        timescales::complaint_id.eq(id),
                        timescales::by_id.eq(acting.by.0),
                        timescales::at.eq(at),
                    ),
                    timescales::promise.eq(promise.as_str()),
                    timescales::old_due.eq(stored(*old_due)),
                    timescales::new_due.eq(stored(*new_due)),
                    timescales::contacted_at.eq(stored(*contacted_at)),
                    timescales::channel.eq(channel.as_str()),
                    timescales::reason.eq(reason),
                    timescales::agreed.eq(agreed),
                    timescales::late.eq(late),
                ))
                .execute(conn)?;
        }
        Event::Contacted {
            happened_at,
            from_us,
            channel,
            note,
            reply_due,
            answers,
            mail,
            agreed_allegations,
            by_itself,
        } => {
            diesel::insert_into(contacts::table)
                .values((
                    (
                        contacts::complaint_id.eq(id),
                        contacts::by_id.eq(acting.by.0),
                        contacts::entered_at.eq(at),
                    ),
                    contacts::from_us.eq(from_us),
                    contacts::channel.eq(channel.as_str()),
                    contacts::happened_at.eq(stored(*happened_at)),
                    contacts::note.eq(note),
                    contacts::reply_due_at.eq(reply_due.map(stored)),
                    contacts::mail_id.eq(mail.map(|m| m.0)),
                    contacts::agreed_allegations.eq(agreed_allegations),
                    contacts::by_itself.eq(by_itself),
                ))
                .execute(conn)?;
            let answered: Vec<i64> = answers.iter().map(|c| c.0).collect();
            diesel::update(
                contacts::table
                    .filter(contacts::complaint_id.eq(id))
                    .filter(contacts::id.eq_any(answered)),
            )
            .set(contacts::replied_at.eq(stored(*happened_at)))
            .execute(conn)?;
        }
        Event::EvidenceAdded {
            allegation,
            what,
            source,
            dated,
            ..
        } => {
            diesel::insert_into(evidence::table)
                .values((
                    (
                        evidence::complaint_id.eq(id),
                        evidence::by_id.eq(acting.by.0),
                        evidence::at.eq(at),
                    ),
                    evidence::allegation_id.eq(allegation.0),
                    evidence::what.eq(what),
                    evidence::source.eq(source),
                    evidence::dated.eq(dated),
                ))
                .execute(conn)?;
        }
        Event::Paused {
            reason,
            stops_the_clock,
            review_on,
        } => {
            diesel::insert_into(pauses::table)
                .values((
                    (
                        pauses::complaint_id.eq(id),
                        pauses::by_id.eq(acting.by.0),
                        pauses::from_at.eq(at),
                    ),
                    pauses::reason.eq(reason),
                    pauses::stops_the_clock.eq(stops_the_clock),
                    pauses::review_on.eq(review_on),
                ))
                .execute(conn)?;
        }
        Event::Resumed { .. } => {
            diesel::update(
                pauses::table
                    .filter(pauses::complaint_id.eq(id))
                    .filter(pauses::until_at.is_null()),
            )
            .set(pauses::until_at.eq(at))
            .execute(conn)?;
        }
        _ => {}
    }
    Ok(())
}
