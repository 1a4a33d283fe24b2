//! "You may refer your complaint to the Independent Assessor": recorded in time, late or too early,
//! the papers sent without delay, what was found, and each recommendation followed to done (rules 61 to 66).
use super::{Step, StepKind};
use crate::complaint::{Complaint, Referral};
use crate::context::Context;
use crate::dates::{self, What};
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::ids::{AllegationId, RecommendationId};
use crate::letter_moves::left_on;
use crate::person::Actor;
use crate::vocabulary::{AssessorOutcome, Closure, Promise, ReferralTiming, Stage};
use chrono::{Days, NaiveDate};

pub enum AssessorStep {
    Refer {
        received_on: Option<NaiveDate>,
        about: String,
    },
    PapersAsked {
        on: Option<NaiveDate>,
    },
    PapersSent {
        on: Option<NaiveDate>,
    },
    /// The report comes on another day than we expected.
    ReportMoved {
        due: Option<NaiveDate>,
        reason: String,
    },
    /// We asked the Assessor how the report goes.
    Chased {
        on: Option<NaiveDate>,
        said: String,
        again_on: Option<NaiveDate>,
    },
    Concluded {
        on: Option<NaiveDate>,
        outcomes: Vec<(AllegationId, Option<AssessorOutcome>, String)>,
        recommendations: Vec<String>,
    },
    Answer {
        recommendation: Option<RecommendationId>,
        accepted: Option<bool>,
        reason: String,
        due: Option<NaiveDate>,
    },
    Done {
        recommendation: Option<RecommendationId>,
        on: Option<NaiveDate>,
        evidence: String,
    },
}

/// Rules 61 and 63: while a stage is open it is too early; within three months it is in time; without a
/// letter that started the three months nobody can say. What counts is the day the Assessor wrote, and not the day on
/// which that is typed in: a referral of a day before the last letter left was too early.
pub fn timing(complaint: &Complaint, received_on: NaiveDate) -> ReferralTiming {
    let complete = complaint.stage == Stage::FinalResponse
        || complaint.closure.is_some_and(Closure::is_complete);
    match complaint.assessor_last_date {
        _ if !complete && !complaint.is_closed() => ReferralTiming::Premature,
        _ if dates::procedure_ended_on(complaint).is_some_and(|end| received_on < end) => {
            ReferralTiming::Premature
        }
        Some(last) if received_on <= last => ReferralTiming::InTime,
        Some(_) => ReferralTiming::Late,
        None => ReferralTiming::Unknown,
    }
}

impl Step for AssessorStep {
    const KIND: StepKind = StepKind::AssessorReferral;
    fn decide(
        self,
        complaint: &Complaint,
        actor: &Actor,
        ctx: &Context,
    ) -> Result<Effects, Denied> {
        if let Self::Refer { received_on, about } = self {
            let received_on = day(
                (received_on, What::Referred),
                ("received_on", "Enter the day the Assessor's letter came"),
                (complaint, ctx),
            )?;
            let timing = timing(complaint, received_on);
            let repeat = complaint.referral.is_some();
            return Ok(Effects::of(Event::ReferredToAssessor {
                received_on,
                timing,
                about,
                repeat,
            }));
        }
        let referral = complaint
            .referral
            .as_ref()
            .ok_or_else(|| Denied::not_now("No referral has been recorded"))?;
        match self {
            Self::Refer { .. } => Err(Denied::not_now("Recorded already")),
            Self::PapersAsked { on } => {
                let on = day(
                    (on, What::PapersAsked),
                    ("asked_on", "Enter the day the papers were asked for"),
                    (complaint, ctx),
                )?;
                // Asked once more while we owe them: the first date stands.
                Ok(Effects::of(Event::AssessorPapersAsked { on }))
            }
            Self::PapersSent { on } => {
                let on = day(
                    (on, What::PapersSent),
                    ("sent_on", "Enter the day the papers were sent"),
                    (complaint, ctx),
                )?;
                let weeks = Days::new(7 * u64::from(ctx.promises.report_weeks));
                let report_due = on.checked_add_days(weeks);
                Ok(Effects::of(Event::AssessorPapersSent { on, report_due })
                    .keeps(Promise::SendToAssessor, left_on(Some(on), ctx)))
            }
            Self::ReportMoved { due, reason } => {
                waits_for_the_report(referral)?;
                report_moved(due, reason, ctx)
            }
            Self::Chased { on, said, again_on } => {
                waits_for_the_report(referral)?;
                chased(complaint, (on, said, again_on), ctx)
            }
            Self::Concluded {
                on,
                outcomes,
                recommendations,
            } => {
                // Twice would write every recommendation down twice.
                if referral.concluded_on.is_some() {
                    return Err(Denied::not_now(
                        "What the Independent Assessor found has been recorded already",
                    ));
                }
                concluded(complaint, on, &outcomes, recommendations, ctx)
            }
            Self::Answer {
                recommendation,
                accepted,
                reason,
                due,
            } => {
                // Rule 66: whether a recommendation is accepted is a senior complaint executive's answer.
                if !actor.is_executive() {
                    return Err(Denied::not_yours(
                        "Only a senior complaint executive can accept or decline a recommendation",
                    ));
                }
                answer(referral, recommendation, accepted, reason, due)
            }
            Self::Done {
                recommendation,
                on,
                evidence,
            } => done((complaint, referral), recommendation, (on, evidence), ctx),
        }
    }
}

/// A day that is there and can be.
fn day(
    (on, what): (Option<NaiveDate>, What),
    (field, missing): (&str, &str),
    (c, ctx): (&Complaint, &Context),
) -> Result<NaiveDate, Denied> {
    let on = on.ok_or_else(|| Denied::invalid(field, missing))?;
    match dates::impossible(what, on, c, ctx) {
        Some(why) => Err(Denied::invalid(field, why)),
        None => Ok(on),
    }
}

fn done(
    (c, referral): (&Complaint, &Referral),
    recommendation: Option<RecommendationId>,
    (on, evidence): (Option<NaiveDate>, String),
    ctx: &Context,
) -> Result<Effects, Denied> {
    let found = referral
        .recommendations
        .iter()
        .find(|r| Some(r.id) == recommendation && r.accepted == Some(true));
    let found = found
        .ok_or_else(|| Denied::invalid("recommendation", "Choose an accepted recommendation"))?;
    let on = day(
        (on, What::Done),
        ("done_on", "Enter the day it was done"),
        (c, ctx),
    )?;
    if evidence.trim().is_empty() {
        return Err(Denied::invalid(
            "done_evidence",
            "Say what shows that it was done",
        ));
    }
    Ok(Effects::of(Event::RecommendationDone {
        recommendation: found.id,
        on,
        evidence,
    }))
}

/// Rule 65: from when the papers were sent until the report.
fn waits_for_the_report(referral: &Referral) -> Result<(), Denied> {
    if referral.papers_sent_on.is_some() && referral.concluded_on.is_none() {
        return Ok(());
    }
    Err(Denied::not_now(
        "The report is expected once the papers have been sent, and until it comes",
    ))
}

fn report_moved(due: Option<NaiveDate>, reason: String, ctx: &Context) -> Result<Effects, Denied> {
    let mut gaps = Vec::new();
    let mut gap = |field: &str, why: &str| gaps.push((field.to_owned(), why.to_owned()));
    match due {
        None => gap("report_due_on", "Enter the day the report is expected"),
        Some(day) if day <= ctx.today() => {
            gap("report_due_on", "The day must be in the future");
        }
        Some(_) => {}
    }
    if reason.trim().is_empty() {
        gap("report_reason", "Say what the Assessor gave as the reason");
    }
    Denied::unless_empty(gaps)?;
    let due = due.unwrap_or_else(|| ctx.today());
    Ok(Effects::of(Event::AssessorReportMoved { due, reason }))
}

fn chased(
    c: &Complaint,
    (on, said, again_on): (Option<NaiveDate>, String, Option<NaiveDate>),
    ctx: &Context,
) -> Result<Effects, Denied> {
    let mut gaps = Vec::new();
    let mut gap = |field: &str, why: String| gaps.push((field.to_owned(), why));
    match on {
        None => gap("chased_on", "Enter the day you asked the Assessor".into()),
        Some(day) => {
            if let Some(why) = dates::impossible(What::Chased, day, c, ctx) {
                gap("chased_on", why);
            }
        }
    }
    if said.trim().is_empty() {
        gap("chase_said", "Say what the Assessor answered".into());
    }
    match again_on {
        None => gap("chase_again_on", "Enter the day to ask again".into()),
        Some(day) if day <= ctx.today() => {
            gap("chase_again_on", "The day must be in the future".into());
        }
        Some(_) => {}
    }
    Denied::unless_empty(gaps)?;
    Ok(Effects::of(Event::AssessorChased {
        on: on.unwrap_or_else(|| ctx.today()),
        said,
        again_on: again_on.unwrap_or_else(|| ctx.today()),
    }))
}

type AssessorOutcomes = Vec<(AllegationId, Option<AssessorOutcome>, String)>;

fn concluded(
    c: &Complaint,
    on: Option<NaiveDate>,
    outcomes: &AssessorOutcomes,
    recommendations: Vec<String>,
    ctx: &Context,
) -> Result<Effects, Denied> {
    let on = day(
        (on, What::Concluded),
        ("concluded_on", "Enter the day of the Assessor's report"),
        (c, ctx),
    )?;
    let mut gaps = Vec::new();
    let mut found = Vec::new();
    for a in c.in_scope() {
        match outcomes.iter().find(|(id, ..)| *id == a.id) {
            Some((id, Some(outcome), comment)) => found.push((*id, *outcome, comment.clone())),
            _ => gaps.push((
                format!("assessor_outcome_{}", a.number),
                format!("Allegation {}: choose what the Assessor found", a.number),
            )),
        }
    }
    Denied::unless_empty(gaps)?;
    let recommendations = recommendations
        .into_iter()
        .filter(|r| !r.trim().is_empty())
        .collect();
    Ok(Effects::of(Event::AssessorConcluded {
        on,
        outcomes: found,
        recommendations,
    }))
}

fn answer(
    referral: &Referral,
    id: Option<RecommendationId>,
    accepted: Option<bool>,
    reason: String,
    due: Option<NaiveDate>,
) -> Result<Effects, Denied> {
    let found = referral.recommendations.iter().find(|r| Some(r.id) == id);
    let found =
        found.ok_or_else(|| Denied::invalid("recommendation", "Choose the recommendation"))?;
    match accepted {
        None => Err(Denied::invalid("accepted", "Say whether it is accepted")),
        Some(true) if due.is_none() => Err(Denied::invalid("due", "Say by when it will be done")),
        Some(false) if reason.trim().is_empty() => Err(Denied::invalid(
            "answer_reason",
            "Say why it is not accepted",
        )),
        Some(accepted) => Ok(Effects::of(Event::RecommendationAnswered {
            recommendation: found.id,
            accepted,
            reason,
            due,
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::World;
    use crate::vocabulary::LetterKind;

    /// Rules 61 and 63.
    #[test]
    fn a_referral_is_in_time_late_premature_or_unknown() {
        let world = World::new();
        let today = world.ctx().today();
        let mut c = world.in_final_review();
        assert_eq!(timing(&c, today), ReferralTiming::Premature);
        c.stage = Stage::FinalResponse;
        c.assessor_last_date = Some(today);
        assert_eq!(timing(&c, today), ReferralTiming::InTime);
        assert_eq!(timing(&c, today.succ_opt().unwrap()), ReferralTiming::Late);
        c.stage = Stage::Closed;
        c.closure = Some(Closure::NoFurtherContact);
        c.assessor_last_date = None;
        assert_eq!(timing(&c, today), ReferralTiming::Unknown);
    }

    /// B9: what was done earlier and is typed in later counts from when it was done.
    #[test]
    fn a_referral_before_the_final_response_left_was_too_early() {
        let mut world = World::new();
        let mut c = world.in_final_review();
        c.received.at -= chrono::Duration::days(40);
        c.stage = Stage::FinalResponse;
        c.final_at = Some(world.now);
        c.written(LetterKind::FinalResponse, world.leader2().id, world.now);
        let c = world.left(&c, LetterKind::FinalResponse);
        world.now += chrono::Duration::days(5);
        let refer = |days| {
            let step = AssessorStep::Refer {
                received_on: world
                    .ctx()
                    .today()
                    .checked_sub_days(chrono::Days::new(days)),
                about: String::new(),
            };
            let decided = decide(&c, step, &world.relations(), &world.ctx()).unwrap();
            decided.after().referral.as_ref().unwrap().timing
        };
        assert_eq!(refer(6), ReferralTiming::Premature);
        assert_eq!(refer(5), ReferralTiming::InTime);
        assert_eq!(refer(0), ReferralTiming::InTime);
    }

    #[test]
    fn papers_asked_for_count_from_the_day_they_were_asked_for() {
        let world = World::new();
        let mut c = world.in_final_review();
        c.received.at -= chrono::Duration::days(40);
        let mut referral = crate::steps::testing::a_referral(&world);
        referral.received_on = "2026-11-09".parse().unwrap();
        c.referral = Some(referral);
        let asked = AssessorStep::PapersAsked {
            on: "2026-11-10".parse().ok(),
        };
        let asked = decide(&c, asked, &world.relations(), &world.ctx()).unwrap();
        let clock = asked.after().running(Promise::SendToAssessor).unwrap();
        assert_eq!(clock.due_at.to_rfc3339(), "2026-11-17T17:00:00+00:00");
        let early = AssessorStep::PapersAsked {
            on: "2026-11-06".parse().ok(),
        };
        let refused = decide(&c, early, &world.relations(), &world.ctx()).unwrap_err();
        assert!(refused.why.contains("9 November 2026"), "{refused}");
    }

    /// Rule 65: six weeks after the papers were sent, moved with the reason they gave, and chased when it is late.
    #[test]
    fn the_report_has_a_day_that_moves_with_a_reason_and_is_chased() {
        let mut world = World::new();
        let mut c = world.in_final_review();
        c.stage = Stage::FinalResponse;
        c.final_at = Some(world.now);
        c.referral = Some(crate::steps::testing::a_referral(&world));
        let take = |c: &Complaint, step, world: &World| {
            let decided = decide(c, step, &world.relations(), &world.ctx());
            decided.map(|decided| decided.after().clone())
        };
        let today = world.ctx().today();
        let later = |weeks: u64| today.checked_add_days(Days::new(7 * weeks));
        let moved = |due, reason: &str| AssessorStep::ReportMoved {
            due,
            reason: reason.into(),
        };
        assert!(take(&c, moved(later(8), "Busy"), &world).is_err());
        assert!(c.is_with_the_assessor());
        let sent = take(&c, AssessorStep::PapersSent { on: Some(today) }, &world).unwrap();
        let expected = |c: &Complaint| c.referral.as_ref().and_then(|r| r.to_chase_on());
        assert_eq!(expected(&sent), later(6));
        let bare = take(&sent, moved(None, " "), &world).unwrap_err();
        assert_eq!(bare.fields.len(), 2);
        assert!(take(&sent, moved(Some(today), "Busy"), &world).is_err());
        let sent = take(&sent, moved(later(8), "Two of them are ill"), &world).unwrap();
        assert_eq!(expected(&sent), later(8));
        world.now += chrono::Duration::days(60);
        let next = crate::next_step::next_step(&sent, &world.calendar);
        assert!(next.by.is_some_and(|by| by < world.now) && next.what.contains("report"));
        let chased = |on, again_on| AssessorStep::Chased {
            on,
            said: "Next week".into(),
            again_on,
        };
        let bare = take(&sent, chased(None, None), &world).unwrap_err();
        assert_eq!(bare.fields.len(), 2);
        let sent = take(&sent, chased(Some(world.ctx().today()), later(10)), &world).unwrap();
        assert_eq!(expected(&sent), later(10));
        // Reported: nothing is expected any more.
        let mut reported = sent;
        reported.referral.as_mut().unwrap().concluded_on = later(9);
        assert_eq!(expected(&reported), None);
        assert!(!reported.is_with_the_assessor());
    }

    /// Rule 63: what came too early is with us, and says so; a second one is marked.
    #[test]
    fn a_referral_that_came_too_early_is_answered_first() {
        let world = World::new();
        let refer = |c: &Complaint| {
            let step = AssessorStep::Refer {
                received_on: Some(world.ctx().today()),
                about: String::new(),
            };
            let decided = decide(c, step, &world.relations(), &world.ctx()).unwrap();
            decided.after().clone()
        };
        let early = refer(&world.investigated());
        assert!(early.was_referred_too_early() && !early.is_with_the_assessor());
        assert!(!early.referral.as_ref().unwrap().repeat);
        let again = refer(&early);
        assert!(again.referral.as_ref().unwrap().repeat);
        let mut ended = again;
        ended.stage = Stage::FinalResponse;
        assert!(!ended.was_referred_too_early());
    }

    #[test]
    fn papers_wait_for_a_referral_and_recommendations_for_an_executive() {
        let world = World::new();
        let mut c = world.in_final_review();
        let sent = AssessorStep::PapersSent {
            on: Some(world.ctx().today()),
        };
        assert!(decide(&c, sent, &world.relations(), &world.ctx()).is_err());
        c.referral = Some(crate::steps::testing::a_referral(&world));
        let answer = || AssessorStep::Answer {
            recommendation: Some(RecommendationId(1)),
            accepted: Some(false),
            reason: "Done already".into(),
            due: None,
        };
        let refusal = decide(&c, answer(), &world.relations(), &world.ctx()).unwrap_err();
        assert!(
            refusal.why.contains("senior complaint executive"),
            "{refusal}"
        );
        assert!(decide(&c, answer(), &world.executive(), &world.ctx()).is_ok());
    }
}
