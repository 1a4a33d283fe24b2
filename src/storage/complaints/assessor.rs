//! What the Independent Assessor asked for and found.
use crate::schema::{assessor_findings, assessor_referrals, recommendations};
use crate::{Connection, Key, Result, Word};
use chrono::NaiveDate;
use diesel::prelude::*;
use procedure::complaint::{AssessorFinding, Recommendation, Referral};
use procedure::vocabulary::{AssessorOutcome, ReferralTiming};
use procedure::{AllegationId, ComplaintId, RecommendationId, ReferralId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = assessor_referrals)]
struct ReferralRow {
    id: Key<ReferralId>,
    received_on: NaiveDate,
    timing: Word<ReferralTiming>,
    about: String,
    papers_asked_on: Option<NaiveDate>,
    papers_sent_on: Option<NaiveDate>,
    concluded_on: Option<NaiveDate>,
    report_due: Option<NaiveDate>,
    chased_on: Option<NaiveDate>,
    chase_on: Option<NaiveDate>,
    is_repeat: bool,
}

/// The latest referral; earlier ones stand in the history.
pub(super) fn referral(conn: &mut Connection, complaint: ComplaintId) -> Result<Option<Referral>> {
    use assessor_referrals as r;
    let row = r::table
        .filter(r::complaint_id.eq(Key(complaint)))
        .order(r::id.desc())
        .select(ReferralRow::as_select())
        .first(conn)
        .optional()?;
    row.map(|row| {
        Ok(Referral {
            id: row.id.0,
            received_on: row.received_on,
            timing: row.timing.0,
            about: row.about,
            papers_asked_on: row.papers_asked_on,
            papers_sent_on: row.papers_sent_on,
            concluded_on: row.concluded_on,
            report_due: row.report_due,
            chased_on: row.chased_on,
            chase_on: row.chase_on,
            repeat: row.is_repeat,
            outcomes: assessor_outcomes(conn, row.id)?,
            recommendations: recommendations(conn, row.id)?,
        })
    })
    .transpose()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = assessor_findings)]
struct FindingRow {
    allegation_id: Key<AllegationId>,
    outcome: Word<AssessorOutcome>,
    comment: String,
}

fn assessor_outcomes(
    conn: &mut Connection,
    referral: Key<ReferralId>,
) -> Result<Vec<AssessorFinding>> {
    use assessor_findings as f;
    Ok(f::table
        .filter(f::referral_id.eq(referral))
        .order(f::id)
        .select(FindingRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| AssessorFinding {
            allegation: row.allegation_id.0,
            outcome: row.outcome.0,
            comment: row.comment,
        })
        .collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = recommendations)]
struct RecommendationRow {
    id: Key<RecommendationId>,
    recommendation: String,
    accepted: Option<bool>,
    reason: String,
    due_on: Option<NaiveDate>,
    done_on: Option<NaiveDate>,
    evidence: String,
}

fn recommendations(
    conn: &mut Connection,
    referral: Key<ReferralId>,
) -> Result<Vec<Recommendation>> {
    use recommendations as r;
    Ok(r::table
        .filter(r::referral_id.eq(referral))
        .order(r::id)
        .select(RecommendationRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| Recommendation {
            id: row.id.0,
            text: row.recommendation,
            accepted: row.accepted,
            reason: row.reason,
            due: row.due_on,
            done_on: row.done_on,
            evidence: row.evidence,
        })
        .collect())
}
