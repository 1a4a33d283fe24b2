//! What the responses of both stages found and promised.
use crate::schema::{findings, remedies};
use crate::{Connection, Result, word};
use chrono::NaiveDate;
use diesel::prelude::*;
use procedure::vocabulary::{Outcome, RemedyKind, RootCause};
use procedure::{AllegationId, Finding, PersonId, Remedy, RemedyId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = findings)]
struct FindingRow {
    allegation_id: i64,
    stage: i32,
    outcome: String,
    reasons: String,
    standard: String,
    impact: String,
    root_cause: Option<String>,
    learning: String,
    learning_none: bool,
    changed: Option<bool>,
}

pub(super) fn findings(conn: &mut Connection, complaint: i64) -> Result<Vec<Finding>> {
    let rows = findings::table
        .filter(findings::complaint_id.eq(complaint))
        .order(findings::id)
        .select(FindingRow::as_select())
        .load(conn)?;
    rows.into_iter()
        .map(|row| {
            Ok(Finding {
                allegation: AllegationId(row.allegation_id),
                stage: stage(row.stage),
                outcome: word(Outcome::parse, &row.outcome)?,
                reasons: row.reasons,
                standard: row.standard,
                impact: row.impact,
                root_cause: row
                    .root_cause
                    .map(|w| word(RootCause::parse, &w))
                    .transpose()?,
                learning: row.learning,
                learning_none: row.learning_none,
                changed: row.changed,
            })
        })
        .collect()
}

fn stage(number: i32) -> u8 {
    if number == 2 { 2 } else { 1 }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = remedies)]
struct RemedyRow {
    id: i64,
    allegation_id: i64,
    stage: i32,
    kind: String,
    detail: String,
    amount_pence: Option<i64>,
    owner_id: Option<i64>,
    due_on: Option<NaiveDate>,
    done_on: Option<NaiveDate>,
    done_by: Option<i64>,
    evidence: String,
}

pub(super) fn remedies(conn: &mut Connection, complaint: i64) -> Result<Vec<Remedy>> {
    let rows = remedies::table
        .filter(remedies::complaint_id.eq(complaint))
        .order(remedies::id)
        .select(RemedyRow::as_select())
        .load(conn)?;
    rows.into_iter()
        .map(|row| {
            Ok(Remedy {
                id: RemedyId(row.id),
                allegation: AllegationId(row.allegation_id),
                stage: stage(row.stage),
                kind: word(RemedyKind::parse, &row.kind)?,
                detail: row.detail,
                amount: row.amount_pence,
                owner: row.owner_id.map(PersonId),
                due: row.due_on,
                done_on: row.done_on,
                done_by: row.done_by.map(PersonId),
                evidence: row.evidence,
            })
        })
        .collect()
}
