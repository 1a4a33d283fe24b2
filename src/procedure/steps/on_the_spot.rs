//! "We recommend you contact the person who dealt with your complaint or their manager initially.
//! They'll try to resolve any problems for you on-the-spot."
//!
//! A recommendation, not a stage: it never blocks stage 1 (rule 3).
use super::{Step, StepKind};
use crate::procedure::clocks::Context;
use crate::procedure::complaint::Complaint;
use crate::procedure::decide::Effects;
use crate::procedure::event::Event;
use crate::procedure::person::Actor;
use crate::procedure::refusal::Refusal;
use crate::procedure::vocabulary::{Closure, LetterKind, Promise, Stage};

pub enum OnTheSpotOutcome {
    /// Put right; confirmed in writing with the right to go formal (rules 3 and 47).
    Resolved { outcome: String },
    /// To stage 1 in one act: nothing retyped, the first date kept.
    Promoted { reason: String },
}

impl Step for OnTheSpotOutcome {
    const KIND: StepKind = StepKind::OnTheSpot;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Refusal> {
        match self {
            Self::Resolved { outcome } => {
                if complaint.closure == Some(Closure::OnTheSpot) {
                    return Err(Refusal::not_now(
                        "It is already recorded as resolved on the spot",
                    ));
                }
                if outcome.trim().is_empty() {
                    return Err(Refusal::invalid("outcome", "Say how it was put right"));
                }
                Ok(Effects::of(Event::OnTheSpotResolved { outcome })
                    .to(Stage::Closed)
                    .letter(LetterKind::OnTheSpot)
                    .clock(ctx.stop(Promise::Acknowledge))
                    .clock(ctx.stop(Promise::Update)))
            }
            Self::Promoted { reason } => {
                let effects = Effects::of(Event::Promoted { reason }).to(Stage::Triage);
                if complaint.running(Promise::Acknowledge).is_some() {
                    return Ok(effects);
                }
                // The first date is kept: the published clock runs from when they first told us.
                Ok(effects
                    .clock(ctx.start(Promise::Acknowledge, complaint.received.at))
                    .clock(ctx.start(Promise::Update, ctx.now)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedure::clocks::ClockChange;
    use crate::procedure::decide;
    use crate::procedure::steps::testing::{World, a_complaint};

    #[test]
    fn promoted_in_one_act_with_the_first_date_kept() {
        let world = World::new();
        let mut complaint = a_complaint(&world);
        complaint.stage = Stage::Closed;
        complaint.closure = Some(Closure::OnTheSpot);
        complaint.clocks.clear();
        let step = OnTheSpotOutcome::Promoted {
            reason: String::new(),
        };
        let decision = decide(&complaint, step, &world.relations(), &world.ctx()).unwrap();
        assert_eq!(decision.effects().stage, Some(Stage::Triage));
        let ClockChange::Start(clock) = &decision.effects().clocks[0] else {
            panic!()
        };
        assert_eq!(clock.started_at, complaint.received.at);
    }

    #[test]
    fn another_member_of_staff_cannot_end_it() {
        let world = World::new();
        let mut complaint = a_complaint(&world);
        complaint.stage = Stage::OnTheSpot;
        complaint.received.entered_by = world.leader().id;
        let step = OnTheSpotOutcome::Resolved {
            outcome: "Rang back".into(),
        };
        assert!(decide(&complaint, step, &world.staff(), &world.ctx()).is_err());
        let nothing = OnTheSpotOutcome::Resolved {
            outcome: " ".into(),
        };
        let refusal = decide(&complaint, nothing, &world.leader(), &world.ctx()).unwrap_err();
        assert_eq!(refusal.fields[0].0, "outcome");
    }
}
