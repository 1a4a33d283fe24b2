//! What the Independent Assessor asked for and found.
use crate::schema::{assessor_findings, assessor_referrals, recommendations};
use crate::{Connection, Result, word};
use chrono::NaiveDate;
use diesel::prelude::*;
use procedure::complaint::{AssessorFinding, Recommendation, Referral};
use procedure::vocabulary::{AssessorOutcome, ReferralTiming};
use procedure::{AllegationId, RecommendationId, ReferralId};

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
