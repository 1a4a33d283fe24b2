//! What hangs on a complaint in stage 1: one indexed query for each table.
use super::words::{Refused, ScopeWord};
use crate::schema::{
    allegations, assignments, clocks, complaints, contacts, hand_backs, involvements, pauses,
    refusals, subjects, timescales,
};
use crate::unreadable::Listed;
use crate::{Connection, Key, Result, StorageError, Word};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use procedure::clocks::{Clock, Pause};
use procedure::complaint::{Assignment, Earlier, HandedBack, ListAgreed, RefusalRecord, Timescale};
use procedure::part::{Involvement, Part};
use procedure::vocabulary::{Channel, Exclusion, Ground, Promise};
use procedure::working_time::{Span, WorkingSpan};
use procedure::{
    Allegation, AllegationId, AreaId, ComplaintId, PersonId, Reference, Scope, Subject,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = allegations)]
struct AllegationRow {
    id: Key<AllegationId>,
    number: i32,
    ground: Option<Word<Ground>>,
    alleged: String,
    scope: Listed<ScopeWord>,
    exclusion: Listed<Exclusion>,
    scope_reason: String,
}

pub(super) fn allegations(
    conn: &mut Connection,
    complaint: ComplaintId,
) -> Result<Vec<Allegation>> {
    allegations::table
        .filter(allegations::complaint_id.eq(Key(complaint)))
        .order(allegations::number)
        .select(AllegationRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| {
            Ok(Allegation {
                id: row.id.0,
                number: row.number,
                ground: row.ground.map(|ground| ground.0),
                alleged: row.alleged,
                scope: match (row.scope, row.exclusion) {
                    (Listed::Is(ScopeWord::In), _) => Scope::CanInvestigate,
                    (Listed::Is(ScopeWord::Out), Listed::Is(exclusion)) => Scope::Outside {
                        exclusion,
                        reason: row.scope_reason,
                    },
                    (Listed::Is(ScopeWord::Out), Listed::Unreadable) => {
                        return Err(StorageError::Corrupt("exclusion".to_owned()));
                    }
                    _ => Scope::Undecided,
                },
            })
        })
        .collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = subjects)]
struct SubjectRow {
    person_id: Option<Key<PersonId>>,
    name: String,
    allegation_number: Option<i32>,
}

pub(super) fn subjects(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<Subject>> {
    Ok(subjects::table
        .filter(subjects::complaint_id.eq(Key(complaint)))
        .order(subjects::id)
        .select(SubjectRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| Subject {
            person: row.person_id.map(|person| person.0),
            name: row.name,
            allegation: row.allegation_number,
        })
        .collect())
}

/// Who did what at stage 1, the earliest first.
pub(super) fn parts(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<Part>> {
    let rows = involvements::table
        .filter(involvements::complaint_id.eq(Key(complaint)))
        .select((
            involvements::person_id,
            involvements::what,
            involvements::at,
        ))
        .load::<(Key<PersonId>, Word<Involvement>, NaiveDateTime)>(conn)?;
    let mut parts: Vec<Part> = rows
        .into_iter()
        .map(|(who, what, at)| Part {
            who: who.0,
            what: what.0,
            at: at.and_utc(),
        })
        .collect();
    parts.sort_by_key(Part::order);
    Ok(parts)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = clocks)]
struct ClockRow {
    promise: Word<Promise>,
    started_at: NaiveDateTime,
    due_at: NaiveDateTime,
    warn_at: NaiveDateTime,
    span_unit: Option<String>,
    span_amount: Option<i64>,
    calendar_version: i64,
    stopped_at: Option<NaiveDateTime>,
    kept: bool,
}

pub(super) fn clocks(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<Clock>> {
    Ok(clocks::table
        .filter(clocks::complaint_id.eq(Key(complaint)))
        .order(clocks::id)
        .select(ClockRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| {
            let span = match (row.span_unit, row.span_amount) {
                (Some(unit), Some(amount)) => {
                    Span::from_parts(&unit, u32::try_from(amount).unwrap_or_default())
                }
                _ => None,
            };
            Clock {
                promise: row.promise.0,
                started_at: row.started_at.and_utc(),
                due_at: row.due_at.and_utc(),
                warn_at: row.warn_at.and_utc(),
                span,
                calendar_version: row.calendar_version,
                stopped_at: row.stopped_at.map(|at| at.and_utc()),
                kept: row.kept,
            }
        })
        .collect())
}

/// The contact in which they last agreed the list of allegations.
pub(super) fn list_agreed(
    conn: &mut Connection,
    complaint: ComplaintId,
) -> Result<Option<ListAgreed>> {
    let last = contacts::table
        .filter(contacts::complaint_id.eq(Key(complaint)))
        .filter(contacts::agreed_allegations.is_not_null())
        .order((contacts::happened_at.desc(), contacts::id.desc()))
        .select((
            contacts::happened_at,
            contacts::agreed_allegations.assume_not_null(),
        ))
        .first::<(NaiveDateTime, i32)>(conn)
        .optional()?;
    Ok(last.map(|(at, allegations)| ListAgreed {
        at: at.and_utc(),
        allegations,
    }))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = pauses)]
struct PauseRow {
    reason: String,
    stops_the_clock: bool,
    from_at: NaiveDateTime,
    until_at: Option<NaiveDateTime>,
    review_on: NaiveDate,
    by_id: Key<PersonId>,
}

pub(super) fn pauses(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<Pause>> {
    Ok(pauses::table
        .filter(pauses::complaint_id.eq(Key(complaint)))
        .order(pauses::id)
        .select(PauseRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| Pause {
            reason: row.reason,
            stops_the_clock: row.stops_the_clock,
            from: row.from_at.and_utc(),
            until: row.until_at.map(|at| at.and_utc()),
            review_on: row.review_on,
            by: row.by_id.0,
        })
        .collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = timescales)]
struct TimescaleRow {
    promise: Word<Promise>,
    old_due: NaiveDateTime,
    new_due: NaiveDateTime,
    contacted_at: NaiveDateTime,
    channel: Word<Channel>,
    reason: String,
    agreed: bool,
    late: bool,
    by_id: Key<PersonId>,
    at: NaiveDateTime,
}

pub(super) fn timescales(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<Timescale>> {
    Ok(timescales::table
        .filter(timescales::complaint_id.eq(Key(complaint)))
        .order(timescales::id)
        .select(TimescaleRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| Timescale {
            promise: row.promise.0,
            old_due: row.old_due.and_utc(),
            new_due: row.new_due.and_utc(),
            contacted_at: row.contacted_at.and_utc(),
            channel: row.channel.0,
            reason: row.reason,
            agreed: row.agreed,
            late: row.late,
            by: row.by_id.0,
            at: row.at.and_utc(),
        })
        .collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = assignments)]
struct AssignmentRow {
    to_id: Key<PersonId>,
    by_id: Key<PersonId>,
    at: NaiveDateTime,
    reason: String,
    ended_at: Option<NaiveDateTime>,
}

pub(super) fn assignments(
    conn: &mut Connection,
    complaint: ComplaintId,
) -> Result<Vec<Assignment>> {
    Ok(assignments::table
        .filter(assignments::complaint_id.eq(Key(complaint)))
        .order(assignments::id)
        .select(AssignmentRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| Assignment {
            to: row.to_id.0,
            by: row.by_id.0,
            at: row.at.and_utc(),
            reason: row.reason,
            ended_at: row.ended_at.map(|at| at.and_utc()),
        })
        .collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = hand_backs)]
struct HandBackRow {
    area_id: Key<AreaId>,
    area_name: String,
    by_id: Key<PersonId>,
    at: NaiveDateTime,
    held_minutes: Option<i64>,
    day_minutes: Option<i64>,
    reason: String,
}

/// The areas that handed it back, the earliest first.
pub(super) fn hand_backs(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<HandedBack>> {
    Ok(hand_backs::table
        .filter(hand_backs::complaint_id.eq(Key(complaint)))
        .order(hand_backs::id)
        .select(HandBackRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| HandedBack {
            area: row.area_id.0,
            area_name: row.area_name,
            by: row.by_id.0,
            at: row.at.and_utc(),
            held: row
                .held_minutes
                .zip(row.day_minutes)
                .map(|(minutes, day_minutes)| WorkingSpan {
                    minutes,
                    day_minutes,
                }),
            reason: row.reason,
        })
        .collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = refusals)]
struct RefusalRow {
    of_what: Word<Refused>,
    reason: String,
    evidence: String,
    belongs: String,
    proposed_by: Key<PersonId>,
    proposed_at: NaiveDateTime,
    decided_by: Option<Key<PersonId>>,
    approved: Option<bool>,
    decision_reason: String,
    repeats_id: Option<Key<ComplaintId>>,
    repeats_completed_on: Option<NaiveDate>,
    repeats_last_date: Option<NaiveDate>,
}

pub(super) fn refusals(
    conn: &mut Connection,
    complaint: ComplaintId,
) -> Result<Vec<RefusalRecord>> {
    let rows = refusals::table
        .filter(refusals::complaint_id.eq(Key(complaint)))
        .order(refusals::id)
        .select(RefusalRow::as_select())
        .load(conn)?;
    let earlier: Vec<_> = rows.iter().filter_map(|row| row.repeats_id).collect();
    let named: Vec<(Key<ComplaintId>, String)> = if earlier.is_empty() {
        Vec::new()
    } else {
        complaints::table
            .filter(complaints::id.eq_any(earlier))
            .select((complaints::id, complaints::reference))
            .load(conn)?
    };
    let repeats = |row: &RefusalRow| {
        let found = named.iter().find(|(id, _)| Some(*id) == row.repeats_id)?;
        Some(Earlier {
            id: found.0.0,
            reference: Reference::as_stored(found.1.clone()),
            completed_on: row.repeats_completed_on?,
            last_date: row.repeats_last_date,
        })
    };
    Ok(rows
        .into_iter()
        .map(|row| RefusalRecord {
            repeats: repeats(&row),
            of: row.of_what.0.into(),
            reason: row.reason,
            evidence: row.evidence,
            belongs: row.belongs,
            proposed_by: row.proposed_by.0,
            proposed_at: row.proposed_at.and_utc(),
            decided_by: row.decided_by.map(|person| person.0),
            approved: row.approved,
            decision_reason: row.decision_reason,
        })
        .collect())
}
