//! The responses of both stages: the outcome, what was found on each allegation, and what was promised.
use super::{Acting, remedy};
use crate::schema::{complaints, drafts, final_responses, findings, own_views, stages};
use crate::{Connection, Key, Result, Word, stored};
use chrono::NaiveDate;
use diesel::prelude::*;
use procedure::event::PromisedRemedy;
use procedure::vocabulary::Outcome;
use procedure::{AllegationId, Finding, StepKind};

/// The facts of `Event::FinalResponseIssued`.
pub(super) struct Final<'a> {
    pub outcome: Outcome,
    pub findings: &'a [Finding],
    pub remedies: &'a [PromisedRemedy],
    pub closing_version: u32,
    pub last_date: NaiveDate,
}

/// The response of stage 1.
pub(super) fn responded(
    conn: &mut Connection,
    acting: Acting,
    outcome: Outcome,
    found: &[Finding],
    promised: &[PromisedRemedy],
) -> Result<()> {
    diesel::update(complaints::table.find(Key(acting.complaint)))
        .set(complaints::answered_at.eq(stored(acting.at)))
        .execute(conn)?;
    answered(conn, acting, 1, outcome)?;
    drop_draft(conn, acting, StepKind::Response)?;
    keep_findings(conn, acting, found, promised)
}

/// What the decider thought of a point before reading what stage 1 found.
pub(super) fn own_view(
    conn: &mut Connection,
    acting: Acting,
    allegation: AllegationId,
    (view, reasons): (Outcome, &str),
) -> Result<()> {
    diesel::insert_into(own_views::table)
        .values((
            own_views::complaint_id.eq(Key(acting.complaint)),
            own_views::allegation_id.eq(Key(allegation)),
            own_views::by_id.eq(Key(acting.by)),
            own_views::at.eq(stored(acting.at)),
            own_views::outcome.eq(Word(view)),
            own_views::reasons.eq(reasons),
        ))
        .execute(conn)?;
    Ok(())
}

/// The response of stage 2, which starts the three months to go to the Independent Assessor.
pub(super) fn final_response_issued(
    conn: &mut Connection,
    acting: Acting,
    issued: &Final,
) -> Result<()> {
    let id = Key(acting.complaint);
    let at = stored(acting.at);
    diesel::update(complaints::table.find(id))
        .set(complaints::final_at.eq(at))
        .execute(conn)?;
    answered(conn, acting, 2, issued.outcome)?;
    drop_draft(conn, acting, StepKind::FinalResponse)?;
    keep_findings(conn, acting, issued.findings, issued.remedies)?;
    diesel::insert_into(final_responses::table)
        .values((
            final_responses::complaint_id.eq(id),
            final_responses::issued_at.eq(at),
            final_responses::by_id.eq(Key(acting.by)),
            final_responses::outcome.eq(Word(issued.outcome)),
            final_responses::closing_version
                .eq(i32::try_from(issued.closing_version).unwrap_or(i32::MAX)),
            final_responses::assessor_last_date.eq(issued.last_date),
        ))
        .execute(conn)?;
    Ok(())
}

fn answered(conn: &mut Connection, acting: Acting, stage: i32, outcome: Outcome) -> Result<()> {
    let id = Key(acting.complaint);
    diesel::update(complaints::table.find(id))
        .set(complaints::outcome.eq(Word(outcome)))
        .execute(conn)?;
    diesel::update(
        stages::table
            .filter(stages::complaint_id.eq(id))
            .filter(stages::number.eq(stage)),
    )
    .set((
        stages::answered_at.eq(stored(acting.at)),
        stages::outcome.eq(Word(outcome)),
        stages::responder_id.eq(Key(acting.by)),
    ))
    .execute(conn)?;
    Ok(())
}

/// What was being written is in the letter now.
fn drop_draft(conn: &mut Connection, acting: Acting, step: StepKind) -> Result<()> {
    diesel::delete(
        drafts::table
            .filter(drafts::complaint_id.eq(Key(acting.complaint)))
            .filter(drafts::step.eq(step.noun())),
    )
    .execute(conn)?;
    Ok(())
}

fn keep_findings(
    conn: &mut Connection,
    acting: Acting,
    found: &[Finding],
    promised: &[PromisedRemedy],
) -> Result<()> {
    let stage = found.first().map_or(1, |f| i32::from(f.stage));
    for finding in found {
        diesel::insert_into(findings::table)
            .values((
                (
                    findings::complaint_id.eq(Key(acting.complaint)),
                    findings::allegation_id.eq(Key(finding.allegation)),
                ),
                (
                    findings::stage.eq(stage),
                    findings::outcome.eq(Word(finding.outcome)),
                ),
                findings::reasons.eq(&finding.reasons),
                findings::standard.eq(&finding.standard),
                findings::impact.eq(&finding.impact),
                findings::root_cause.eq(finding.root_cause.map(Word)),
                findings::learning.eq(&finding.learning),
                findings::learning_none.eq(finding.learning_none),
                findings::changed.eq(finding.changed),
            ))
            .execute(conn)?;
    }
    for promised in promised {
        remedy::promised(conn, acting, stage, promised)?;
    }
    Ok(())
}
