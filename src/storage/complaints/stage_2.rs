//! Escalation, findings, remedies and the Independent Assessor.
use crate::procedure::complaint::{AssessorFinding, Escalation, Recommendation, Referral};
use crate::procedure::vocabulary::{
    AssessorOutcome, Channel, Circumstance, Outcome, ReferralTiming, RemedyKind, RootCause,
};
use crate::procedure::{
    AllegationId, Finding, PersonId, RecommendationId, ReferralId, Remedy, RemedyId,
};
use crate::storage::schema::{
    assessor_findings, assessor_referrals, escalations, findings, recommendations, remedies,
};
use crate::storage::{Connection, Result, StorageError, word};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

#[derive(Queryable, Selectable)]
#[diesel(table_name = escalations)]
struct EscalationRow {
    requested_at: NaiveDateTime,
    channel: String,
    unhappy_about: String,
    wanted: String,
    no_response: bool,
    late_reason: String,
    circumstances: String,
    chosen_reason: String,
    chosen_by: Option<i64>,
    chosen_at: Option<NaiveDateTime>,
}

pub(super) fn escalation(conn: &mut Connection, complaint: i64) -> Result<Option<Escalation>> {
    let row = escalations::table
        .filter(escalations::complaint_id.eq(complaint))
        .select(EscalationRow::as_select())
        .first(conn)
        .optional()?;
    row.map(|row| {
        let circumstances: Vec<Circumstance> = serde_json::from_str(&row.circumstances)
            .map_err(|e| StorageError::Corrupt(e.to_string()))?;
        Ok(Escalation {
            requested_at: row.requested_at.and_utc(),
            channel: word(Channel::parse, &row.channel)?,
            unhappy_about: row.unhappy_about,
            wanted: row.wanted,
            no_response: row.no_response,
            late_reason: row.late_reason,
            circumstances,
            chosen_reason: row.chosen_reason,
            chosen_by: row.chosen_by.map(PersonId),
            chosen_at: row.chosen_at.map(|at| at.and_utc()),
        })
    })
    .transpose()
}

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

type ReferralRow = (
    i64,
    NaiveDate,
    String,
    String,
    Option<NaiveDate>,
    Option<NaiveDate>,
    Option<NaiveDate>,
);

/// The latest referral; earlier ones stand in the history.
pub(super) fn referral(conn: &mut Connection, complaint: i64) -> Result<Option<Referral>> {
    use assessor_referrals as r;
    let row = r::table
        .filter(r::complaint_id.eq(complaint))
        .order(r::id.desc())
        .select((
            r::id,
            r::received_on,
            r::timing,
            r::about,
            r::papers_asked_on,
            r::papers_sent_on,
            r::concluded_on,
        ))
        .first::<ReferralRow>(conn)
        .optional()?;
    let Some((id, received_on, timing, about, papers_asked_on, papers_sent_on, concluded_on)) = row
    else {
        return Ok(None);
    };
    Ok(Some(Referral {
        id: ReferralId(id),
        received_on,
        timing: word(ReferralTiming::parse, &timing)?,
        about,
        papers_asked_on,
        papers_sent_on,
        concluded_on,
        outcomes: assessor_outcomes(conn, id)?,
        recommendations: recommendations(conn, id)?,
    }))
}

fn assessor_outcomes(conn: &mut Connection, referral: i64) -> Result<Vec<AssessorFinding>> {
    use assessor_findings as f;
    f::table
        .filter(f::referral_id.eq(referral))
        .order(f::id)
        .select((f::allegation_id, f::outcome, f::comment))
        .load::<(i64, String, String)>(conn)?
        .into_iter()
        .map(|(allegation, outcome, comment)| {
            Ok(AssessorFinding {
                allegation: AllegationId(allegation),
                outcome: word(AssessorOutcome::parse, &outcome)?,
                comment,
            })
        })
        .collect()
}

type RecommendationRow = (
    i64,
    String,
    Option<bool>,
    String,
    Option<NaiveDate>,
    Option<NaiveDate>,
    String,
);

fn recommendations(conn: &mut Connection, referral: i64) -> Result<Vec<Recommendation>> {
    use recommendations as r;
    Ok(r::table
        .filter(r::referral_id.eq(referral))
        .order(r::id)
        .select((
            r::id,
            r::recommendation,
            r::accepted,
            r::reason,
            r::due_on,
            r::done_on,
            r::evidence,
        ))
        .load::<RecommendationRow>(conn)?
        .into_iter()
        .map(
            |(id, text, accepted, reason, due, done_on, evidence)| Recommendation {
                id: RecommendationId(id),
                text,
                accepted,
                reason,
                due,
                done_on,
                evidence,
            },
        )
        .collect())
}
