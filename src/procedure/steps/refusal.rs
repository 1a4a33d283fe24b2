//! "Our complaints procedure doesn't cover ..." - and refusing a second stage.
//!
//! The Independent Assessor does not consider "our decision not to accept a complaint", so a second
//! person's check is the only fairness control (rules 17, 18 and 52).
use super::{Step, StepKind};
use crate::allegation::Scope;
use crate::complaint::{Complaint, RefusalOf};
use crate::context::Context;
use crate::denied::Denied;
use crate::dispatch::Dispatch;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;
use crate::vocabulary::{Closure, LetterKind, Promise, Stage};
use crate::working_time::assessor_last_date;

pub struct ProposeRefusal {
    /// Why, on this complaint, and why no discretion.
    pub reason: String,
    /// The evidence and dates relied on.
    pub evidence: String,
    /// Where the matter belongs instead.
    pub belongs: String,
}

pub enum DecideRefusal {
    /// Agreed: the letter goes and the complaint closes, in one act (rule 18).
    Approve { reason: String, dispatch: Dispatch },
    /// Not agreed: back to Customer Relations with the reason.
    Return { reason: String },
}

/// What a refusal of this complaint would refuse now.
pub fn refuses(complaint: &Complaint) -> RefusalOf {
    if complaint.stage == Stage::Escalated {
        RefusalOf::Escalation
    } else {
        RefusalOf::Complaint
    }
}

impl Step for ProposeRefusal {
    const KIND: StepKind = StepKind::Refusal;
    fn decide(self, complaint: &Complaint, _: &Actor, _: &Context) -> Result<Effects, Denied> {
        if complaint.open_refusal().is_some() {
            return Err(Denied::not_now(
                "A refusal is already waiting for a second person",
            ));
        }
        let of = refuses(complaint);
        let mut gaps = Vec::new();
        if self.reason.trim().is_empty() {
            gaps.push((
                "reason".to_owned(),
                "Give the reasons in this case".to_owned(),
            ));
        }
        if self.evidence.trim().is_empty() {
            gaps.push((
                "evidence".to_owned(),
                "Say what evidence and dates you relied on".to_owned(),
            ));
        }
        let outside = |a: &crate::Allegation| matches!(a.scope, Scope::Outside { .. });
        if of == RefusalOf::Complaint
            && (complaint.allegations.is_empty() || !complaint.allegations.iter().all(outside))
        {
            let why = "Only a complaint with every allegation outside the procedure can be refused. Accept a mixed one for the part that is in";
            gaps.push(("allegations".to_owned(), why.to_owned()));
        }
        Denied::unless_empty(gaps)?;
        Ok(Effects::of(Event::RefusalProposed {
            of,
            reason: self.reason,
            evidence: self.evidence,
            belongs: self.belongs,
        }))
    }
}

impl Step for DecideRefusal {
    const KIND: StepKind = StepKind::Refusal;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let proposal = complaint
            .open_refusal()
            .ok_or_else(|| Denied::not_now("No refusal has been proposed"))?;
        let of = proposal.of;
        match self {
            Self::Return { reason } if reason.trim().is_empty() => Err(Denied::invalid(
                "decision_reason",
                "Say why you do not agree, so that they can act on it",
            )),
            Self::Return { reason } => Ok(Effects::of(Event::RefusalReturned { of, reason })),
            Self::Approve { reason, dispatch } => {
                dispatch.check(complaint, ctx.today())?;
                let last_date = (of == RefusalOf::Escalation).then(|| {
                    assessor_last_date(ctx.calendar, ctx.today(), dispatch.goes_by_post())
                });
                let (closure, letter) = match of {
                    RefusalOf::Complaint => (Closure::NotAccepted, LetterKind::NotAccepted),
                    RefusalOf::Escalation => {
                        (Closure::EscalationRefused, LetterKind::ProcedureComplete)
                    }
                };
                let mut effects = Effects::of(Event::RefusalApproved {
                    of,
                    reason: reason.clone(),
                    last_date,
                })
                .letter(letter);
                // Rule 69: the letter goes, and the complaint stays open until what stage 1 promised is done.
                if super::closure::nothing_is_promised(complaint).is_err() {
                    effects = effects.to(Stage::FinalResponse);
                } else {
                    effects = effects.to(Stage::Closed);
                    effects.events.push(Event::Closed {
                        closure,
                        told_on: None,
                        how: None,
                        reason,
                    });
                }
                // Whatever was promised ends here, also of a complaint that an area had handed back.
                let ends = |p: &&Promise| **p != Promise::SendToAssessor;
                for promise in Promise::ALL.iter().filter(ends) {
                    effects.clocks.push(ctx.stop(*promise));
                }
                Ok(effects)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::closure::Close;
    use crate::steps::testing::{World, a_complaint, a_remedy, refused_by};

    fn proposal() -> ProposeRefusal {
        ProposeRefusal {
            reason: "About the decision".into(),
            evidence: "Letter of 3 March".into(),
            belongs: String::new(),
        }
    }

    /// Rule 14: a mixed complaint is accepted for the part in scope.
    #[test]
    fn a_mixed_complaint_cannot_be_refused_whole() {
        let world = World::new();
        let refusal = decide(
            &a_complaint(&world),
            proposal(),
            &world.relations(),
            &world.ctx(),
        )
        .unwrap_err();
        assert_eq!(refusal.fields[0].0, "allegations");
    }

    /// Rule 17: the second approver is not the proposer; rule 18: the letter goes with it.
    #[test]
    fn a_second_person_approves_and_the_letter_is_owed() {
        let world = World::new();
        let approve = || DecideRefusal::Approve {
            reason: String::new(),
            dispatch: Dispatch::preferred(&a_complaint(&world)),
        };
        let complaint = refused_by(&world, world.executive().id);
        let own = decide(&complaint, approve(), &world.executive(), &world.ctx()).unwrap_err();
        assert!(own.why.contains("who did not propose it"), "{own}");
        let colleague =
            decide(&complaint, approve(), &world.relations(), &world.ctx()).unwrap_err();
        assert!(
            colleague.why.contains("senior complaint executive"),
            "{colleague}"
        );
        let decision = decide(&complaint, approve(), &world.executive2(), &world.ctx()).unwrap();
        assert_eq!(decision.effects().letter, Some(LetterKind::NotAccepted));
        assert_eq!(decision.effects().stage, Some(Stage::Closed));
    }

    #[test]
    fn a_complaint_with_a_proposed_refusal_waits() {
        let world = World::new();
        let complaint = refused_by(&world, world.relations().id);
        let step = crate::steps::acknowledgement::Acknowledge {
            area: Some(world.energy()),
            dispatch: Dispatch::preferred(&complaint),
            triaged: None,
        };
        let refusal = decide(&complaint, step, &world.relations(), &world.ctx()).unwrap_err();
        assert!(refusal.why.contains("second person"), "{refusal}");
    }

    /// Rules 52 and 69: the letter is not kept back by a remedy, and the complaint does not close over it.
    #[test]
    fn a_refused_second_stage_waits_open_for_what_was_promised() {
        let world = World::new();
        let mut c = world.escalated();
        c.refusals = refused_by(&world, world.relations().id).refusals;
        c.refusals[0].of = RefusalOf::Escalation;
        let approve = |c: &Complaint| DecideRefusal::Approve {
            reason: String::new(),
            dispatch: Dispatch::preferred(c),
        };
        let decide_it =
            |c: &Complaint| decide(c, approve(c), &world.executive(), &world.ctx()).unwrap();
        assert_eq!(decide_it(&c).effects().stage, Some(Stage::Closed));
        c.remedies.push(a_remedy(None));
        let waits = decide_it(&c);
        assert_eq!(waits.effects().stage, Some(Stage::FinalResponse));
        assert_eq!(waits.effects().letter, Some(LetterKind::ProcedureComplete));
        assert!(matches!(waits.events(), [Event::RefusalApproved { .. }]));
        // Done, it closes as what it was.
        c.stage = Stage::FinalResponse;
        c.refusals[0].approved = Some(true);
        c.remedies[0].done_on = Some(world.ctx().today());
        let closed = decide(&c, Close::Complete, &world.relations(), &world.ctx()).unwrap();
        assert!(matches!(
            closed.events(),
            [Event::Closed {
                closure: Closure::EscalationRefused,
                ..
            }]
        ));
    }
}
