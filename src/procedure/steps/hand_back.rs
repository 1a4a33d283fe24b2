//! The wrong area: the Leader returns it to Customer Relations with a reason. No clock starts again (rule 29).
use super::{Step, StepKind};
use crate::procedure::clocks::Context;
use crate::procedure::complaint::Complaint;
use crate::procedure::decide::Effects;
use crate::procedure::event::Event;
use crate::procedure::person::Actor;
use crate::procedure::refusal::Refusal;
use crate::procedure::vocabulary::Stage;

pub struct HandBack {
    pub reason: String,
}

impl Step for HandBack {
    const KIND: StepKind = StepKind::HandBack;
    fn decide(self, complaint: &Complaint, _: &Actor, _: &Context) -> Result<Effects, Refusal> {
        if self.reason.trim().is_empty() {
            return Err(Refusal::invalid(
                "reason",
                "Say why another area is better placed, so that it goes to the right one",
            ));
        }
        let area = complaint
            .area
            .as_ref()
            .ok_or_else(|| Refusal::not_now("It is not with an area"))?;
        let event = Event::HandedBack {
            area: area.id,
            area_name: area.name.clone(),
            reason: self.reason,
        };
        Ok(Effects::of(event).to(Stage::Triage))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedure::decide;
    use crate::procedure::steps::testing::World;

    #[test]
    fn the_leader_gives_a_reason_and_no_clock_changes() {
        let world = World::new();
        let complaint = world.acknowledged();
        let back = |reason: &str| HandBack {
            reason: reason.into(),
        };
        assert!(decide(&complaint, back(""), &world.leader(), &world.ctx()).is_err());
        assert!(
            decide(
                &complaint,
                back("Contact centre took the call"),
                &world.leader2(),
                &world.ctx()
            )
            .is_err()
        );
        let decision = decide(
            &complaint,
            back("Contact centre took the call"),
            &world.leader(),
            &world.ctx(),
        )
        .unwrap();
        assert_eq!(decision.effects().stage, Some(Stage::Triage));
        assert!(decision.effects().clocks.is_empty());
    }
}
