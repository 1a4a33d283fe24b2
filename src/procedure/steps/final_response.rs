//! "The second stage of the process ends our complaints procedure and if you're still unhappy, you may
//! refer your complaint to the Independent Assessor. Our final response will explain how to do this."
use super::response::{DraftFinding, finding_gaps, settled};
use super::{Step, StepKind};
use crate::allegation;
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::dispatch::Dispatch;
use crate::effects::Effects;
use crate::event::Event;
use crate::ids::PersonId;
use crate::person::Actor;
use crate::visible::says_something;
use crate::vocabulary::{LetterKind, Outcome, Promise, Stage};
use crate::working_time::assessor_last_date;

pub struct IssueFinalResponse {
    pub findings: Vec<DraftFinding>,
    pub dispatch: Dispatch,
    /// The letter's own sections that are still empty, as (field, message).
    pub letter_gaps: Vec<(String, String)>,
    /// The version of the locked closing the letter carries.
    pub closing_version: u32,
}

/// Rule 57, by full history: whether this person had a hand in stage 1, so that somebody else must answer now.
pub fn took_part_in_stage_1(complaint: &Complaint, who: PersonId) -> bool {
    complaint.involved.contains(&who)
        || complaint
            .assignments
            .iter()
            .any(|a| a.to == who || a.by == who)
}

/// Rule 59: whether the Independent Assessor can be reached by these lines of an address or this email. What nobody
/// can see is no address.
pub fn is_assessor_known(address: &[String], email: &str) -> bool {
    address.iter().any(|line| says_something(line)) || says_something(email)
}

impl Step for IssueFinalResponse {
    const KIND: StepKind = StepKind::FinalResponse;
    fn decide(
        self,
        complaint: &Complaint,
        actor: &Actor,
        ctx: &Context,
    ) -> Result<Effects, Denied> {
        let mut gaps = self.letter_gaps;
        gaps.extend(finding_gaps(complaint, &self.findings, 2));
        // Rule 59: how to contact the Independent Assessor is held in settings; blank, it cannot be issued.
        if !ctx.assessor_known {
            let why = "How to contact the Independent Assessor is not filled in. An administrator can add it under Organisation";
            gaps.push(("assessor".to_owned(), why.to_owned()));
        }
        gaps.extend(self.dispatch.gaps(complaint, ctx.today()));
        Denied::unless_empty(gaps)?;
        if took_part_in_stage_1(complaint, actor.id) {
            return Err(Denied::not_yours(
                "You took part in stage 1, so somebody else must issue the final response",
            ));
        }
        let (findings, remedies) = settled(complaint, &self.findings, 2, actor);
        let outcome =
            allegation::overall(findings.iter().map(|f| f.outcome)).unwrap_or(Outcome::Withdrawn);
        let by_post = self.dispatch.goes_by_post();
        let last_date = assessor_last_date(ctx.calendar, ctx.today(), by_post);
        let event = Event::FinalResponseIssued {
            outcome,
            findings,
            remedies,
            closing_version: self.closing_version,
            last_date,
        };
        let mut effects = Effects::of(event)
            .to(Stage::FinalResponse)
            .letter(LetterKind::FinalResponse);
        for promise in [
            Promise::FinalResponse,
            Promise::Update,
            Promise::AcknowledgeEscalation,
        ] {
            effects.clocks.push(ctx.stop(promise));
        }
        Ok(effects)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::{World, upheld};

    fn issue(c: &Complaint) -> IssueFinalResponse {
        let finding = DraftFinding {
            changed: Some(true),
            ..upheld(1)
        };
        IssueFinalResponse {
            findings: vec![finding],
            dispatch: Dispatch::preferred(c),
            letter_gaps: vec![],
            closing_version: 1,
        }
    }

    #[test]
    fn only_the_person_it_was_escalated_to_issues_it() {
        let world = World::new();
        let c = world.in_final_review();
        for other in [world.relations(), world.leader(), world.executive()] {
            let refusal = decide(&c, issue(&c), &other, &world.ctx()).unwrap_err();
            assert_eq!(
                refusal.why,
                "Only the person it was escalated to can issue the final response"
            );
        }
        let decision = decide(&c, issue(&c), &world.leader2(), &world.ctx()).unwrap();
        assert_eq!(decision.effects().stage, Some(Stage::FinalResponse));
    }

    /// Rule 59, HARD: blank assessor details, or any gap, and it cannot be issued.
    #[test]
    fn it_cannot_be_issued_with_a_gap() {
        let mut world = World::new();
        let c = world.in_final_review();
        let mut bare = issue(&c);
        bare.findings.clear();
        assert_eq!(
            decide(&c, bare, &world.leader2(), &world.ctx())
                .unwrap_err()
                .fields[0]
                .0,
            "outcome_1"
        );
        let mut unsaid = issue(&c);
        unsaid.findings[0].changed = None;
        assert_eq!(
            decide(&c, unsaid, &world.leader2(), &world.ctx())
                .unwrap_err()
                .fields[0]
                .0,
            "changed_1"
        );
        world.assessor_known = false;
        assert_eq!(
            decide(&c, issue(&c), &world.leader2(), &world.ctx())
                .unwrap_err()
                .fields[0]
                .0,
            "assessor"
        );
    }

    /// Rule 57 by full history: even somebody chosen wrongly, or involved since, is refused.
    #[test]
    fn somebody_from_stage_1_is_refused_at_the_last_moment_too() {
        let world = World::new();
        let mut c = world.in_final_review();
        c.involved.push(world.leader2().id);
        assert!(
            decide(&c, issue(&c), &world.leader2(), &world.ctx())
                .unwrap_err()
                .why
                .contains("stage 1")
        );
    }

    #[test]
    fn the_assessor_is_known_by_an_address_or_an_email_that_can_be_seen() {
        let lines = |words: &str| vec![words.to_owned(), String::new()];
        assert!(is_assessor_known(&lines("PO Box 12"), ""));
        assert!(is_assessor_known(&[], "assessor@example.org"));
        for nothing in ["", " \t", "\u{202E}", "\u{200B}\u{FEFF} ", "\u{7}"] {
            assert!(!is_assessor_known(&lines(nothing), nothing), "{nothing:?}");
        }
    }
}
