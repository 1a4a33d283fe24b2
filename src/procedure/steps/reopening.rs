//! Reopening a closed complaint, with the reason; never after the final response (rule 60).
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;
use crate::vocabulary::{Promise, Stage};

pub struct Reopen {
    pub reason: String,
}

impl Step for Reopen {
    const KIND: StepKind = StepKind::Reopening;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        if self.reason.trim().is_empty() {
            return Err(Denied::invalid("reason", "Say why it is reopened"));
        }
        let to = back_to(complaint);
        let event = Event::Reopened {
            to,
            reason: self.reason,
        };
        let mut effects = Effects::of(event).to(to);
        for promise in owed_again(complaint, to) {
            // The published clock never starts again: it runs from when the complaint was received.
            let start = if *promise == Promise::Acknowledge {
                complaint.received.at
            } else {
                ctx.now
            };
            if complaint.running(*promise).is_none() {
                effects = effects.clock(ctx.start(*promise, start));
            }
        }
        Ok(effects.clock(ctx.start(Promise::Update, ctx.now)))
    }
}

/// Where it was before it closed. Handed back to Customer Relations it is with no area, and waits there for one.
fn back_to(c: &Complaint) -> Stage {
    if c.escalation.is_some() && c.decider.is_some() {
        Stage::FinalReview
    } else if c.escalation.is_some() {
        Stage::Escalated
    } else if c.answered_at.is_some() {
        Stage::Answered
    } else if c.assignee.is_some() {
        Stage::Investigation
    } else if c.acknowledged_at.is_some() && c.area.is_some() {
        Stage::Assignment
    } else {
        Stage::Triage
    }
}

/// Everything that is promised at a stage and stopped when the complaint closed.
fn owed_again(c: &Complaint, stage: Stage) -> &'static [Promise] {
    match stage {
        Stage::FinalReview => &[Promise::FinalResponse],
        Stage::Escalated => &[Promise::AcknowledgeEscalation, Promise::FinalResponse],
        Stage::Answered => &[Promise::Escalate],
        Stage::Investigation => &[Promise::Respond],
        Stage::Assignment => &[Promise::Assign, Promise::Respond],
        Stage::OnTheSpot | Stage::Triage | Stage::FinalResponse | Stage::Closed
            if c.acknowledged_at.is_some() =>
        {
            &[Promise::Assign, Promise::Respond]
        }
        Stage::OnTheSpot | Stage::Triage | Stage::FinalResponse | Stage::Closed => {
            &[Promise::Acknowledge]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::World;
    use crate::vocabulary::Closure;

    #[test]
    fn it_goes_back_to_where_it_was_with_a_reason() {
        let world = World::new();
        let mut c = world.answered();
        c.stage = Stage::Closed;
        c.closure = Some(Closure::NoFurtherContact);
        let reopen = |reason: &str| Reopen {
            reason: reason.into(),
        };
        assert!(decide(&c, reopen(" "), &world.relations(), &world.ctx()).is_err());
        let decision = decide(
            &c,
            reopen("Her letter was in the post"),
            &world.relations(),
            &world.ctx(),
        )
        .unwrap();
        assert_eq!(decision.effects().stage, Some(Stage::Answered));
    }

    /// Rule 60: the final response ends the procedure.
    #[test]
    fn a_complete_procedure_is_not_reopened() {
        let world = World::new();
        let mut c = world.answered();
        c.stage = Stage::Closed;
        c.closure = Some(Closure::Complete);
        let refusal = decide(
            &c,
            Reopen {
                reason: "Typing error".into(),
            },
            &world.executive(),
            &world.ctx(),
        )
        .unwrap_err();
        assert!(refusal.why.contains("procedure is complete"), "{refusal}");
    }
}
