//! What responses, refusals, escalation and the Independent Assessor change in the tables.
use super::Acting;
use crate::procedure::complaint::RefusalOf;
use crate::procedure::event::PromisedRemedy;
use crate::procedure::vocabulary::{Outcome, RootCause};
use crate::procedure::{Event, Finding};
use crate::storage::schema::{
    assessor_findings, assessor_referrals, complaints, drafts, escalations, final_responses,
    findings, recommendations, refusals, remedies, stages,
};
use crate::storage::{Connection, Result, StorageError, stored};
use diesel::prelude::*;

pub(super) fn apply(conn: &mut Connection, acting: Acting, event: &Event) -> Result<()> {
    match event {
        Event::RefusalProposed { .. }
        | Event::RefusalApproved { .. }
        | Event::RefusalReturned { .. } => refusal(conn, acting, event),
        Event::Responded {
            outcome,
            findings,
            remedies,
            ..
        } => {
            answered(conn, acting, 1, *outcome)?;
            keep_findings(conn, acting, findings, remedies)
        }
        Event::FinalResponseIssued {
            outcome,
            findings,
            remedies,
            closing_version,
            last_date,
        } => {
            answered(conn, acting, 2, *outcome)?;
            keep_findings(conn, acting, findings, remedies)?;
            diesel::update(complaints::table.find(acting.complaint.0))
                .set(complaints::assessor_last_date.eq(last_date))
                .execute(conn)?;
            diesel::insert_into(final_responses::table)
                .values((
                    final_responses::complaint_id.eq(acting.complaint.0),
                    final_responses::issued_at.eq(stored(acting.at)),
                    final_responses::by_id.eq(acting.by.0),
                    final_responses::outcome.eq(outcome.as_str()),
                    final_responses::closing_version
                        .eq(i32::try_from(*closing_version).unwrap_or(i32::MAX)),
                    final_responses::assessor_last_date.eq(last_date),
                ))
                .execute(conn)?;
            Ok(())
        }
        Event::EscalationRequested { .. } | Event::ReviewerChosen { .. } => {
            escalation(conn, acting, event)
        }
        Event::RemedyDone { remedy, evidence } => {
            let day = crate::procedure::working_time::uk_time::local(acting.at).date();
            diesel::update(
                remedies::table
                    .find(remedy.0)
                    .filter(remedies::complaint_id.eq(acting.complaint.0)),
            )
            .set((
                remedies::done_on.eq(day),
                remedies::done_by.eq(acting.by.0),
                remedies::evidence.eq(evidence),
            ))
            .execute(conn)?;
            Ok(())
        }
        _ => assessor(conn, acting, event),
    }
}

fn refusal(conn: &mut Connection, acting: Acting, event: &Event) -> Result<()> {
    let decided = |conn: &mut Connection, approved: bool, reason: &str| -> Result<()> {
        let open = refusals::table
            .filter(refusals::complaint_id.eq(acting.complaint.0))
            .filter(refusals::approved.is_null());
        diesel::update(open)
            .set((
                refusals::approved.eq(approved),
                refusals::decided_by.eq(acting.by.0),
                refusals::decided_at.eq(stored(acting.at)),
                refusals::decision_reason.eq(reason),
            ))
            .execute(conn)?;
        Ok(())
    };
    match event {
        Event::RefusalProposed {
            of,
            reason,
            evidence,
            belongs,
        } => {
            let of = if *of == RefusalOf::Complaint {
                "complaint"
            } else {
                "escalation"
            };
            diesel::insert_into(refusals::table)
                .values((
                    (
                        refusals::complaint_id.eq(acting.complaint.0),
                        refusals::of_what.eq(of),
                    ),
                    refusals::reason.eq(reason),
                    refusals::evidence.eq(evidence),
                    refusals::belongs.eq(belongs),
                    refusals::proposed_by.eq(acting.by.0),
                    refusals::proposed_at.eq(stored(acting.at)),
                ))
                .execute(conn)?;
            Ok(())
        }
        Event::RefusalApproved {
            reason, last_date, ..
        } => {
            // Only a refused second stage has a last date. Whoever agreed to it ended the procedure.
            if last_date.is_some() {
                diesel::update(complaints::table.find(acting.complaint.0))
                    .set((
                        complaints::assessor_last_date.eq(last_date),
                        complaints::decider_id.eq(acting.by.0),
                    ))
                    .execute(conn)?;
            }
            decided(conn, true, reason)
        }
        Event::RefusalReturned { reason, .. } => decided(conn, false, reason),
        _ => Ok(()),
    }
}

fn answered(conn: &mut Connection, acting: Acting, stage: i32, outcome: Outcome) -> Result<()> {
    let at = stored(acting.at);
    let row = complaints::table.find(acting.complaint.0);
    diesel::update(row)
        .set(complaints::outcome.eq(outcome.as_str()))
        .execute(conn)?;
    if stage == 1 {
        diesel::update(row)
            .set(complaints::answered_at.eq(at))
            .execute(conn)?;
    } else {
        diesel::update(row)
            .set(complaints::final_at.eq(at))
            .execute(conn)?;
    }
    diesel::update(
        stages::table
            .filter(stages::complaint_id.eq(acting.complaint.0))
            .filter(stages::number.eq(stage)),
    )
    .set((
        stages::answered_at.eq(at),
        stages::outcome.eq(outcome.as_str()),
        stages::responder_id.eq(acting.by.0),
    ))
    .execute(conn)?;
    // What was being written is in the letter now.
    let step = if stage == 1 {
        "response"
    } else {
        "final-response"
    };
    diesel::delete(
        drafts::table
            .filter(drafts::complaint_id.eq(acting.complaint.0))
            .filter(drafts::step.eq(step)),
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
                    findings::complaint_id.eq(acting.complaint.0),
                    findings::allegation_id.eq(finding.allegation.0),
                ),
                (
                    findings::stage.eq(stage),
                    findings::outcome.eq(finding.outcome.as_str()),
                ),
                findings::reasons.eq(&finding.reasons),
                findings::standard.eq(&finding.standard),
                findings::impact.eq(&finding.impact),
                findings::root_cause.eq(finding.root_cause.map(RootCause::as_str)),
                findings::learning.eq(&finding.learning),
                findings::learning_none.eq(finding.learning_none),
                findings::changed.eq(finding.changed),
            ))
            .execute(conn)?;
    }
    for remedy in promised {
        diesel::insert_into(remedies::table)
            .values((
                (
                    remedies::complaint_id.eq(acting.complaint.0),
                    remedies::allegation_id.eq(remedy.allegation.0),
                ),
                remedies::stage.eq(stage),
                remedies::kind.eq(remedy.kind.as_str()),
                remedies::detail.eq(&remedy.detail),
                remedies::amount_pence.eq(remedy.amount),
                remedies::owner_id.eq(remedy.owner.map(|p| p.0)),
                remedies::due_on.eq(remedy.due),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn escalation(conn: &mut Connection, acting: Acting, event: &Event) -> Result<()> {
    let id = acting.complaint.0;
    match event {
        Event::EscalationRequested {
            requested_at,
            channel,
            unhappy_about,
            wanted,
            no_response,
            late_reason,
        } => {
            diesel::insert_into(escalations::table)
                .values((
                    escalations::complaint_id.eq(id),
                    escalations::requested_at.eq(stored(*requested_at)),
                    escalations::channel.eq(channel.as_str()),
                    escalations::unhappy_about.eq(unhappy_about),
                    escalations::wanted.eq(wanted),
                    escalations::no_response.eq(no_response),
                    escalations::late_reason.eq(late_reason),
                ))
                .execute(conn)?;
            diesel::update(complaints::table.find(id))
                .set(complaints::closed_at.eq(None::<chrono::NaiveDateTime>))
                .execute(conn)?;
            diesel::insert_into(stages::table)
                .values((
                    stages::complaint_id.eq(id),
                    stages::number.eq(2),
                    stages::opened_at.eq(stored(*requested_at)),
                ))
                .execute(conn)?;
        }
        Event::ReviewerChosen {
            decider,
            circumstances,
            reason,
            ..
        } => {
            let circumstances = serde_json::to_string(circumstances)
                .map_err(|e| StorageError::Corrupt(e.to_string()))?;
            diesel::update(escalations::table.filter(escalations::complaint_id.eq(id)))
                .set((
                    escalations::circumstances.eq(circumstances),
                    escalations::chosen_reason.eq(reason),
                    escalations::chosen_by.eq(acting.by.0),
                    escalations::chosen_at.eq(stored(acting.at)),
                ))
                .execute(conn)?;
            diesel::update(complaints::table.find(id))
                .set(complaints::decider_id.eq(decider.0))
                .execute(conn)?;
            diesel::update(
                stages::table
                    .filter(stages::complaint_id.eq(id))
                    .filter(stages::number.eq(2)),
            )
            .set(stages::responder_id.eq(decider.0))
            .execute(conn)?;
        }
        _ => {}
    }
    Ok(())
}

#[expect(
    clippy::too_many_lines,
    reason = "one arm an event, each a single insert"
)]
fn assessor(conn: &mut Connection, acting: Acting, event: &Event) -> Result<()> {
    use assessor_referrals as r;
    let latest = r::table
        .filter(r::complaint_id.eq(acting.complaint.0))
        .order(r::id.desc())
        .select(r::id)
        .first::<i64>(conn)
        .optional()?;
    if let Event::ReferredToAssessor {
        received_on,
        timing,
        about,
        repeat,
    } = event
    {
        diesel::insert_into(r::table)
            .values((
                r::complaint_id.eq(acting.complaint.0),
                r::received_on.eq(received_on),
                r::timing.eq(timing.as_str()),
                r::about.eq(about),
                r::is_repeat.eq(repeat),
            ))
            .execute(conn)?;
        return Ok(());
    }
    let referral = latest.ok_or(StorageError::NotFound)?;
    let row = r::table.find(referral);
    match event {
        Event::AssessorPapersAsked { on } => {
            diesel::update(row)
                .set(r::papers_asked_on.eq(on))
                .execute(conn)?;
        }
        Event::AssessorPapersSent { on } => {
            diesel::update(row)
                .set(r::papers_sent_on.eq(on))
                .execute(conn)?;
        }
        Event::AssessorConcluded {
            on,
            outcomes,
            recommendations,
        } => {
            diesel::update(row)
                .set(r::concluded_on.eq(on))
                .execute(conn)?;
            diesel::delete(
                assessor_findings::table.filter(assessor_findings::referral_id.eq(referral)),
            )
            .execute(conn)?;
            for (allegation, outcome, comment) in outcomes {
                diesel::insert_into(assessor_findings::table)
                    .values((
                        assessor_findings::referral_id.eq(referral),
                        assessor_findings::allegation_id.eq(allegation.0),
                        assessor_findings::outcome.eq(outcome.as_str()),
                        assessor_findings::comment.eq(comment),
                    ))
                    .execute(conn)?;
            }
            for text in recommendations {
                diesel::insert_into(recommendations::table)
                    .values((
                        recommendations::referral_id.eq(referral),
                        recommendations::recommendation.eq(text),
                    ))
                    .execute(conn)?;
            }
        }
        Event::RecommendationAnswered {
            recommendation,
            accepted,
            reason,
            due,
        } => {
            diesel::update(
                recommendations::table
                    .find(recommendation.0)
                    .filter(recommendations::referral_id.eq(referral)),
            )
            .set((
                recommendations::accepted.eq(accepted),
                recommendations::reason.eq(reason),
                recommendations::due_on.eq(due),
            ))
            .execute(conn)?;
        }
        Event::RecommendationDone {
            recommendation,
            on,
            evidence,
        } => {
            diesel::update(
                recommendations::table
                    .find(recommendation.0)
                    .filter(recommendations::referral_id.eq(referral)),
            )
            .set((
                recommendations::done_on.eq(on),
                recommendations::evidence.eq(evidence),
            ))
            .execute(conn)?;
        }
        _ => {}
    }
    Ok(())
}
