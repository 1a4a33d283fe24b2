//! What the Independent Assessor asks for and finds. Everything after a referral is about the latest one.
use super::Acting;
use crate::schema::{assessor_findings, assessor_referrals as r, recommendations};
use crate::{Connection, Key, Result, StorageError, Word};
use chrono::NaiveDate;
use diesel::prelude::*;
use procedure::vocabulary::{AssessorOutcome, ReferralTiming};
use procedure::{AllegationId, RecommendationId, ReferralId};

/// The facts of `Event::ReferredToAssessor`.
pub(super) struct Referred<'a> {
    pub received_on: NaiveDate,
    pub timing: ReferralTiming,
    pub about: &'a str,
    pub repeat: bool,
}

pub(super) fn referred(conn: &mut Connection, acting: Acting, new: &Referred) -> Result<()> {
    diesel::insert_into(r::table)
        .values((
            r::complaint_id.eq(Key(acting.complaint)),
            r::received_on.eq(new.received_on),
            r::timing.eq(Word(new.timing)),
            r::about.eq(new.about),
            r::is_repeat.eq(new.repeat),
        ))
        .execute(conn)?;
    Ok(())
}

/// # Errors
/// `NotFound` when it was never referred.
pub(super) fn papers_asked(conn: &mut Connection, acting: Acting, on: NaiveDate) -> Result<()> {
    let referral = latest(conn, acting)?;
    diesel::update(r::table.find(referral))
        .set((
            r::papers_asked_on.eq(on),
            // Asked once more: they are owed again.
            r::papers_sent_on.eq(None::<NaiveDate>),
        ))
        .execute(conn)?;
    Ok(())
}

/// # Errors
/// `NotFound` when it was never referred.
pub(super) fn papers_sent(
    conn: &mut Connection,
    acting: Acting,
    on: NaiveDate,
    report_due: Option<NaiveDate>,
) -> Result<()> {
    let referral = latest(conn, acting)?;
    diesel::update(r::table.find(referral))
        .set((
            r::papers_sent_on.eq(on),
            r::report_due.eq(report_due),
            r::chase_on.eq(None::<NaiveDate>),
        ))
        .execute(conn)?;
    Ok(())
}

/// The report is expected on another day, which is the day to ask about it.
///
/// # Errors
/// `NotFound` when it was never referred.
pub(super) fn report_moved(conn: &mut Connection, acting: Acting, due: NaiveDate) -> Result<()> {
    let referral = latest(conn, acting)?;
    diesel::update(r::table.find(referral))
        .set((r::report_due.eq(due), r::chase_on.eq(None::<NaiveDate>)))
        .execute(conn)?;
    Ok(())
}

/// # Errors
/// `NotFound` when it was never referred.
pub(super) fn chased(
    conn: &mut Connection,
    acting: Acting,
    on: NaiveDate,
    again_on: NaiveDate,
) -> Result<()> {
    let referral = latest(conn, acting)?;
    diesel::update(r::table.find(referral))
        .set((r::chased_on.eq(on), r::chase_on.eq(again_on)))
        .execute(conn)?;
    Ok(())
}

/// What was found on each allegation replaces what was found before; recommendations are added.
///
/// # Errors
/// `NotFound` when it was never referred.
pub(super) fn concluded(
    conn: &mut Connection,
    acting: Acting,
    on: NaiveDate,
    outcomes: &[(AllegationId, AssessorOutcome, String)],
    recommended: &[String],
) -> Result<()> {
    let referral = latest(conn, acting)?;
    diesel::update(r::table.find(referral))
        .set(r::concluded_on.eq(on))
        .execute(conn)?;
    diesel::delete(assessor_findings::table.filter(assessor_findings::referral_id.eq(referral)))
        .execute(conn)?;
    for (allegation, outcome, comment) in outcomes {
        diesel::insert_into(assessor_findings::table)
            .values((
                assessor_findings::referral_id.eq(referral),
                assessor_findings::allegation_id.eq(Key(*allegation)),
                assessor_findings::outcome.eq(Word(*outcome)),
                assessor_findings::comment.eq(comment),
            ))
            .execute(conn)?;
    }
    for text in recommended {
        diesel::insert_into(recommendations::table)
            .values((
                recommendations::referral_id.eq(referral),
                recommendations::recommendation.eq(text),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Accepted with the day it is due, or not with the reason.
pub(super) struct Answer<'a> {
    pub accepted: bool,
    pub reason: &'a str,
    pub due: Option<NaiveDate>,
}

/// # Errors
/// `NotFound` when it was never referred.
pub(super) fn recommendation_answered(
    conn: &mut Connection,
    acting: Acting,
    recommendation: RecommendationId,
    answer: &Answer,
) -> Result<()> {
    let referral = latest(conn, acting)?;
    diesel::update(
        recommendations::table
            .find(Key(recommendation))
            .filter(recommendations::referral_id.eq(referral)),
    )
    .set((
        recommendations::accepted.eq(answer.accepted),
        recommendations::reason.eq(answer.reason),
        recommendations::due_on.eq(answer.due),
    ))
    .execute(conn)?;
    Ok(())
}

/// # Errors
/// `NotFound` when it was never referred.
pub(super) fn recommendation_done(
    conn: &mut Connection,
    acting: Acting,
    recommendation: RecommendationId,
    on: NaiveDate,
    evidence: &str,
) -> Result<()> {
    let referral = latest(conn, acting)?;
    diesel::update(
        recommendations::table
            .find(Key(recommendation))
            .filter(recommendations::referral_id.eq(referral)),
    )
    .set((
        recommendations::done_on.eq(on),
        recommendations::evidence.eq(evidence),
    ))
    .execute(conn)?;
    Ok(())
}

/// The referral that is spoken of now.
fn latest(conn: &mut Connection, acting: Acting) -> Result<Key<ReferralId>> {
    r::table
        .filter(r::complaint_id.eq(Key(acting.complaint)))
        .order(r::id.desc())
        .select(r::id)
        .first(conn)
        .optional()?
        .ok_or(StorageError::NotFound)
}
