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
use crate::vocabulary::{LetterKind, Outcome, Stage};
use crate::working_time::assessor_last_date;

pub struct IssueFinalResponse {
    pub findings: Vec<DraftFinding>,
    pub dispatch: Dispatch,
    /// The letter's own sections that are still empty, as (field, message).
    pub letter_gaps: Vec<(String, String)>,
    /// The version of the locked closing the letter carries.
    pub closing_version: u32,
}

/// Rule 59: whether the Independent Assessor can be reached by these lines of an address or this email. What nobody
/// can see is no address.
pub fn is_assessor_known(address: &[String], email: &str) -> bool {
    address.iter().any(|line| says_something(line)) || says_something(email)
}

/// Rule 57, asked again when it is issued: whoever took part in stage 1 since being chosen does not decide. Somebody
/// who was appointed because nobody else was free may have taken part, and must not have answered it.
///
/// # Errors
/// `NotYours`, with what they did.
pub fn may_decide(complaint: &Complaint, who: PersonId) -> Result<(), Denied> {
    let bars = if complaint.is_appointed(who) {
        complaint.answered_stage_1(who)
    } else {
        complaint.part_words(who)
    };
    match bars {
        None => Ok(()),
        Some(did) => Err(Denied::not_yours(format!(
            "You took part in stage 1, so somebody else must issue the final response: you {did}"
        ))),
    }
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
        may_decide(complaint, actor.id)?;
        let (findings, remedies) = settled(complaint, &self.findings, 2, actor);
        let outcome =
            allegation::overall(findings.iter().map(|f| f.outcome)).unwrap_or(Outcome::Withdrawn);
        // As it would be if it left today; it counts from the day on which the letter leaves.
        let by_post = self.dispatch.goes_by_post();
        let last_date = assessor_last_date(ctx.calendar, ctx.today(), by_post);
        let event = Event::FinalResponseIssued {
            outcome,
            findings,
            remedies,
            closing_version: self.closing_version,
            last_date,
        };
        Ok(Effects::of(event)
            .to(Stage::FinalResponse)
            .letter(LetterKind::FinalResponse))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allegation::OwnView;
    use crate::decide;
    use crate::part::{Involvement, Part};
    use crate::steps::testing::{World, found_at_stage_1, upheld};

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
        // Stage 1 answered it: their own view comes first, and then what became of stage 1's.
        let mut compared = c.clone();
        found_at_stage_1(&mut compared, Outcome::NotUpheld);
        let mut unsaid = issue(&c);
        unsaid.findings[0].changed = None;
        let early = decide(&compared, issue(&c), &world.leader2(), &world.ctx()).unwrap_err();
        assert!(early.why.contains("Record your own view"), "{early}");
        compared.own_views = vec![OwnView {
            allegation: c.allegations[0].id,
            by: world.leader2().id,
            at: world.now,
            view: Outcome::Upheld,
            reasons: "The call log shows four calls".into(),
        }];
        let refused = decide(&compared, unsaid, &world.leader2(), &world.ctx()).unwrap_err();
        assert_eq!(refused.fields[0].0, "changed_1");
        // It never answered: there is nothing to compare with.
        let mut unsaid = issue(&c);
        unsaid.findings[0].changed = None;
        assert!(decide(&c, unsaid, &world.leader2(), &world.ctx()).is_ok());
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
        c.parts.push(Part {
            who: world.leader2().id,
            what: Involvement::Noted,
            at: world.now,
        });
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
