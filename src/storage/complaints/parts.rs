//! What hangs on a complaint in stage 1: one indexed query for each table.
use crate::schema::{
    allegations, assignments, clocks, contacts, involvements, pauses, refusals, subjects,
    timescales,
};
use crate::{Connection, Result, StorageError, word};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use procedure::clocks::{Clock, Pause};
use procedure::complaint::{Assignment, ListAgreed, RefusalOf, RefusalRecord, Timescale};
use procedure::vocabulary::{Channel, Exclusion, Ground, Promise};
use procedure::working_time::Span;
use procedure::{Allegation, AllegationId, PersonId, Scope, Subject};

type AllegationRow = (
    i64,
    i32,
    Option<String>,
    String,
    String,
    Option<String>,
    String,
);

pub(super) fn allegations(conn: &mut Connection, complaint: i64) -> Result<Vec<Allegation>> {
    allegations::table
        .filter(allegations::complaint_id.eq(complaint))
        .order(allegations::number)
        .select((
            allegations::id,
            allegations::number,
            allegations::ground,
            allegations::alleged,
            allegations::scope,
            allegations::exclusion,
            allegations::scope_reason,
        ))
        .load::<AllegationRow>(conn)?
        .into_iter()
        .map(|(id, number, ground, alleged, scope, exclusion, reason)| {
            Ok(Allegation {
                id: AllegationId(id),
                number,
                ground: ground.map(|w| word(Ground::parse, &w)).transpose()?,
                alleged,
                scope: match (scope.as_str(), exclusion) {
                    ("in", _) => Scope::CanInvestigate,
                    ("out", Some(e)) => Scope::Outside {
                        exclusion: word(Exclusion::parse, &e)?,
                        reason,
                    },
                    _ => Scope::Undecided,
                },
            })
        })
        .collect()
}

pub(super) fn subjects(conn: &mut Connection, complaint: i64) -> Result<Vec<Subject>> {
    Ok(subjects::table
        .filter(subjects::complaint_id.eq(complaint))
        .order(subjects::id)
        .select((
            subjects::person_id,
            subjects::name,
            subjects::allegation_number,
        ))
        .load::<(Option<i64>, String, Option<i32>)>(conn)?
        .into_iter()
        .map(|(person, name, allegation)| Subject {
            person: person.map(PersonId),
            name,
            allegation,
        })
        .collect())
}

pub(super) fn involved(conn: &mut Connection, complaint: i64) -> Result<Vec<PersonId>> {
    let ids = involvements::table
        .filter(involvements::complaint_id.eq(complaint))
        .select(involvements::person_id)
        .distinct()
        .load::<i64>(conn)?;
    Ok(ids.into_iter().map(PersonId).collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = clocks)]
struct ClockRow {
    promise: String,
    started_at: NaiveDateTime,
    due_at: NaiveDateTime,
    warn_at: NaiveDateTime,
    span_unit: Option<String>,
    span_amount: Option<i64>,
    calendar_version: i64,
    stopped_at: Option<NaiveDateTime>,
}

pub(super) fn clocks(conn: &mut Connection, complaint: i64) -> Result<Vec<Clock>> {
    let rows = clocks::table
        .filter(clocks::complaint_id.eq(complaint))
        .order(clocks::id)
        .select(ClockRow::as_select())
        .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let span = match (row.span_unit, row.span_amount) {
                (Some(unit), Some(amount)) => {
                    Span::from_parts(&unit, u32::try_from(amount).unwrap_or_default())
                }
                _ => None,
            };
            Ok(Clock {
                promise: word(Promise::parse, &row.promise)?,
                started_at: row.started_at.and_utc(),
                due_at: row.due_at.and_utc(),
                warn_at: row.warn_at.and_utc(),
                span,
                calendar_version: row.calendar_version,
                stopped_at: row.stopped_at.map(|at| at.and_utc()),
            })
        })
        .collect()
}

type PauseRow = (
    String,
    bool,
    NaiveDateTime,
    Option<NaiveDateTime>,
    NaiveDate,
    i64,
);

/// The contact in which they last agreed the list of allegations.
pub(super) fn list_agreed(conn: &mut Connection, complaint: i64) -> Result<Option<ListAgreed>> {
    let last = contacts::table
        .filter(contacts::complaint_id.eq(complaint))
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

pub(super) fn pauses(conn: &mut Connection, complaint: i64) -> Result<Vec<Pause>> {
    Ok(pauses::table
        .filter(pauses::complaint_id.eq(complaint))
        .order(pauses::id)
        .select((
            pauses::reason,
            pauses::stops_the_clock,
            pauses::from_at,
            pauses::until_at,
            pauses::review_on,
            pauses::by_id,
        ))
        .load::<PauseRow>(conn)?
        .into_iter()
        .map(
            |(reason, stops_the_clock, from, until, review_on, by)| Pause {
                reason,
                stops_the_clock,
                from: from.and_utc(),
                until: until.map(|at| at.and_utc()),
                review_on,
                by: PersonId(by),
            },
        )
        .collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = timescales)]
struct TimescaleRow {
    promise: String,
    old_due: NaiveDateTime,
    new_due: NaiveDateTime,
    contacted_at: NaiveDateTime,
    channel: String,
    reason: String,
    agreed: bool,
    late: bool,
    by_id: i64,
    at: NaiveDateTime,
}

pub(super) fn timescales(conn: &mut Connection, complaint: i64) -> Result<Vec<Timescale>> {
    let rows = timescales::table
        .filter(timescales::complaint_id.eq(complaint))
        .order(timescales::id)
        .select(TimescaleRow::as_select())
        .load(conn)?;
    rows.into_iter()
        .map(|row| {
            Ok(Timescale {
                promise: word(Promise::parse, &row.promise)?,
                old_due: row.old_due.and_utc(),
                new_due: row.new_due.and_utc(),
                contacted_at: row.contacted_at.and_utc(),
                channel: word(Channel::parse, &row.channel)?,
                reason: row.reason,
                agreed: row.agreed,
                late: row.late,
                by: PersonId(row.by_id),
                at: row.at.and_utc(),
            })
        })
        .collect()
}

type AssignmentRow = (i64, i64, NaiveDateTime, String, Option<NaiveDateTime>);

pub(super) fn assignments(conn: &mut Connection, complaint: i64) -> Result<Vec<Assignment>> {
    Ok(assignments::table
        .filter(assignments::complaint_id.eq(complaint))
        .order(assignments::id)
        .select((
            assignments::to_id,
            assignments::by_id,
            assignments::at,
            assignments::reason,
            assignments::ended_at,
        ))
        .load::<AssignmentRow>(conn)?
        .into_iter()
        .map(|(to, by, at, reason, ended_at)| Assignment {
            to: PersonId(to),
            by: PersonId(by),
            at: at.and_utc(),
            reason,
            ended_at: ended_at.map(|at| at.and_utc()),
        })
        .collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = refusals)]
struct RefusalRow {
    of_what: String,
    reason: String,
    evidence: String,
    belongs: String,
    proposed_by: i64,
    proposed_at: NaiveDateTime,
    decided_by: Option<i64>,
    approved: Option<bool>,
    decision_reason: String,
}

pub(super) fn refusals(conn: &mut Connection, complaint: i64) -> Result<Vec<RefusalRecord>> {
    let rows = refusals::table
        .filter(refusals::complaint_id.eq(complaint))
        .order(refusals::id)
        .select(RefusalRow::as_select())
        .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let of = match row.of_what.as_str() {
                "complaint" => RefusalOf::Complaint,
                "escalation" => RefusalOf::Escalation,
                other => return Err(StorageError::Corrupt(format!("refusal of {other}"))),
            };
            Ok(RefusalRecord {
                of,
                reason: row.reason,
                evidence: row.evidence,
                belongs: row.belongs,
                proposed_by: PersonId(row.proposed_by),
                proposed_at: row.proposed_at.and_utc(),
                decided_by: row.decided_by.map(PersonId),
                approved: row.approved,
                decision_reason: row.decision_reason,
            })
        })
        .collect()
}
