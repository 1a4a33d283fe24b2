//! What the responses of both stages found and promised.
use crate::schema::{findings, own_views, plans, remedies};
use crate::{Connection, Key, Result, Word};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use procedure::allegation::OwnView;
use procedure::complaint::Planned;
use procedure::vocabulary::{Outcome, RemedyKind, RootCause};
use procedure::{AllegationId, ComplaintId, Finding, PersonId, Remedy, RemedyId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = findings)]
struct FindingRow {
    allegation_id: Key<AllegationId>,
    stage: i32,
    outcome: Word<Outcome>,
    reasons: String,
    standard: String,
    impact: String,
    root_cause: Option<Word<RootCause>>,
    learning: String,
    learning_none: bool,
    changed: Option<bool>,
}

pub(super) fn findings(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<Finding>> {
    Ok(findings::table
        .filter(findings::complaint_id.eq(Key(complaint)))
        .order(findings::id)
        .select(FindingRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| Finding {
            allegation: row.allegation_id.0,
            stage: stage(row.stage),
            outcome: row.outcome.0,
            reasons: row.reasons,
            standard: row.standard,
            impact: row.impact,
            root_cause: row.root_cause.map(|cause| cause.0),
            learning: row.learning,
            learning_none: row.learning_none,
            changed: row.changed,
        })
        .collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = own_views)]
struct OwnViewRow {
    allegation_id: Key<AllegationId>,
    by_id: Key<PersonId>,
    at: NaiveDateTime,
    outcome: Word<Outcome>,
    reasons: String,
}

/// What deciders thought of each point before they read what stage 1 found.
pub(super) fn own_views(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<OwnView>> {
    Ok(own_views::table
        .filter(own_views::complaint_id.eq(Key(complaint)))
        .order(own_views::id)
        .select(OwnViewRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| OwnView {
            allegation: row.allegation_id.0,
            by: row.by_id.0,
            at: row.at.and_utc(),
            view: row.outcome.0,
            reasons: row.reasons,
        })
        .collect())
}

fn stage(number: i32) -> u8 {
    if number == 2 { 2 } else { 1 }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = remedies)]
struct RemedyRow {
    id: Key<RemedyId>,
    allegation_id: Key<AllegationId>,
    stage: i32,
    kind: Word<RemedyKind>,
    detail: String,
    amount_pence: Option<i64>,
    owner_id: Option<Key<PersonId>>,
    due_on: Option<NaiveDate>,
    done_on: Option<NaiveDate>,
    done_by: Option<Key<PersonId>>,
    evidence: String,
}

pub(super) fn remedies(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<Remedy>> {
    Ok(remedies::table
        .filter(remedies::complaint_id.eq(Key(complaint)))
        .order(remedies::id)
        .select(RemedyRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| Remedy {
            id: row.id.0,
            allegation: row.allegation_id.0,
            stage: stage(row.stage),
            kind: row.kind.0,
            detail: row.detail,
            amount: row.amount_pence,
            owner: row.owner_id.map(|owner| owner.0),
            due: row.due_on,
            done_on: row.done_on,
            done_by: row.done_by.map(|person| person.0),
            evidence: row.evidence,
        })
        .collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = plans)]
struct PlanRow {
    allegation_id: Key<AllegationId>,
    standard: String,
    evidence: String,
    due_on: Option<NaiveDate>,
}

/// The plan of the investigation, in the order of the allegations.
pub(super) fn plan(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<Planned>> {
    Ok(plans::table
        .filter(plans::complaint_id.eq(Key(complaint)))
        .order(plans::id)
        .select(PlanRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| Planned {
            allegation: row.allegation_id.0,
            standard: row.standard,
            evidence: row.evidence,
            by: row.due_on,
        })
        .collect())
}
