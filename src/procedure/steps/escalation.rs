//! "If no resolution can be agreed at the first stage, the customer can escalate their complaint."
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;
use crate::vocabulary::{Channel, Promise, Stage};
use chrono::{DateTime, Utc};

/// The complainant's request, logged: staff cannot start stage 2 without one (rule 53).
pub struct RequestEscalation {
    pub requested_at: Option<DateTime<Utc>>,
    pub channel: Option<Channel>,
    /// Optional: no reasons may be demanded (rule 51).
    pub unhappy_about: String,
    pub wanted: String,
    /// Asked for when the soft close has passed (rule 54).
    pub late_reason: String,
}

impl Step for RequestEscalation {
    const KIND: StepKind = StepKind::Escalation;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let mut gaps = Vec::new();
        if self.requested_at.is_none() {
            gaps.push((
                "requested_at".to_owned(),
                "Enter when they asked".to_owned(),
            ));
        }
        if self.requested_at.is_some_and(|at| at > ctx.now) {
            gaps.push((
                "requested_at".to_owned(),
                "They cannot have asked in the future".to_owned(),
            ));
        }
        if self.channel.is_none() {
            gaps.push(("channel".to_owned(), "Say how they asked".to_owned()));
        }
        if complaint.is_closed() && self.late_reason.trim().is_empty() {
            gaps.push((
                "late_reason".to_owned(),
                "It was closed. Say why the late request is accepted".to_owned(),
            ));
        }
        Denied::unless_empty(gaps)?;
        let (Some(requested_at), Some(channel)) = (self.requested_at, self.channel) else {
            return Err(Denied::invalid("requested_at", "Enter when they asked"));
        };
        let event = Event::EscalationRequested {
            requested_at,
            channel,
            unhappy_about: self.unhappy_about,
            wanted: self.wanted,
            no_response: complaint.answered_at.is_none(),
            late_reason: self.late_reason,
        };
        let mut effects = Effects::of(event).to(Stage::Escalated);
        for over in [
            Promise::Escalate,
            Promise::Respond,
            Promise::Assign,
            Promise::FirstContact,
            Promise::Update,
        ] {
            effects.clocks.push(ctx.stop(over));
        }
        for begun in [
            Promise::AcknowledgeEscalation,
            Promise::FinalResponse,
            Promise::Update,
        ] {
            effects.clocks.push(ctx.start(begun, requested_at));
        }
        Ok(effects)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::World;
    use crate::vocabulary::Closure;

    fn request(world: &World) -> RequestEscalation {
        RequestEscalation {
            requested_at: Some(world.now),
            channel: Some(Channel::Phone),
            unhappy_about: String::new(),
            wanted: String::new(),
            late_reason: String::new(),
        }
    }

    /// Rule 51: no reasons may be demanded.
    #[test]
    fn they_need_give_no_reasons() {
        let world = World::new();
        let decision = decide(
            &world.answered(),
            request(&world),
            &world.relations(),
            &world.ctx(),
        )
        .unwrap();
        assert_eq!(decision.effects().stage, Some(Stage::Escalated));
    }

    /// Reading (e)11: nobody is trapped behind an overdue stage 1.
    #[test]
    fn it_opens_early_only_when_stage_1_is_overdue() {
        let mut world = World::new();
        let c = world.investigated();
        let refusal = decide(&c, request(&world), &world.relations(), &world.ctx()).unwrap_err();
        assert!(refusal.why.contains("overdue"), "{refusal}");
        world.now += chrono::Duration::days(60);
        let decision = decide(&c, request(&world), &world.relations(), &world.ctx()).unwrap();
        assert!(matches!(
            decision.events(),
            [Event::EscalationRequested {
                no_response: true,
                ..
            }]
        ));
    }

    /// Rule 54: a late request is taken, with the reason.
    #[test]
    fn a_late_request_is_accepted_with_a_reason() {
        let world = World::new();
        let mut c = world.answered();
        c.stage = Stage::Closed;
        c.closure = Some(Closure::NoFurtherContact);
        assert_eq!(
            decide(&c, request(&world), &world.relations(), &world.ctx())
                .unwrap_err()
                .fields[0]
                .0,
            "late_reason"
        );
        let late = RequestEscalation {
            late_reason: "She was in hospital".into(),
            ..request(&world)
        };
        assert!(decide(&c, late, &world.relations(), &world.ctx()).is_ok());
    }
}
