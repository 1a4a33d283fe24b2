//! Who a late promise was late with is split by the history (`lateness.rs`). Somebody who leads the area, or Customer
//! Relations, can correct that with a reason, and never about themselves. Both stay visible.
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::lateness::Holder;
use crate::person::Actor;
use crate::vocabulary::Promise;

pub struct CorrectLateness {
    pub promise: Option<Promise>,
    /// Who it was late with.
    pub to: Option<Holder>,
    pub reason: String,
}

impl Step for CorrectLateness {
    const KIND: StepKind = StepKind::Lateness;
    fn decide(self, c: &Complaint, actor: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let mut late = c.clocks.iter().rev();
        let late = late.find(|k| Some(k.promise) == self.promise && k.we_are_late(ctx.now));
        let mut gaps = Vec::new();
        let mut gap = |field: &str, why: &str| gaps.push((field.to_owned(), why.to_owned()));
        if late.is_none() {
            gap("promise", "Choose a promise that was late");
        }
        match &self.to {
            None => gap("to", "Choose who it was late with"),
            Some(Holder::Person { id }) if *id == actor.id => {
                gap("to", "Somebody else must decide that about you");
            }
            Some(holder) if !may_have_had_it(c, holder) => {
                gap("to", "Choose an area or a person that had it");
            }
            Some(_) => {}
        }
        if self.reason.trim().is_empty() {
            gap("reason", "Say why");
        }
        Denied::unless_empty(gaps)?;
        let (Some(clock), Some(to)) = (late, self.to) else {
            return Err(Denied::invalid("to", "Choose who it was late with"));
        };
        if clock.promise == Promise::Assign && c.area.as_ref().is_some_and(|a| actor.leads(a.id)) {
            return Err(Denied::not_yours(
                "You lead the area that was to assign somebody. Only Customer Relations can correct who that was late with",
            ));
        }
        Ok(Effects::of(Event::LatenessCorrected {
            promise: clock.promise,
            due: clock.due_at,
            to,
            reason: self.reason,
        }))
    }
}

/// They had it at some time, as far as the record knows.
fn may_have_had_it(c: &Complaint, holder: &Holder) -> bool {
    match holder {
        Holder::Unlogged | Holder::CustomerRelations | Holder::Outside => true,
        Holder::Area { id, .. } => {
            c.area.as_ref().is_some_and(|a| a.id == *id)
                || c.hand_backs.iter().any(|back| back.area == *id)
        }
        Holder::Person { id } => {
            c.had_it(*id) || c.received.entered_by == *id || c.took_part_in_stage_1(*id)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::World;
    use chrono::Duration;

    /// The time to ask for stage 2 is theirs: that it is over makes nobody here late.
    #[test]
    fn nobody_is_late_with_the_time_to_escalate() {
        let mut world = World::new();
        let mut c = world.answered();
        c.clocks.retain(|clock| clock.promise == Promise::Escalate);
        assert!(c.running(Promise::Escalate).is_some());
        world.now += Duration::days(60);
        let step = CorrectLateness {
            promise: Some(Promise::Escalate),
            to: Some(Holder::Outside),
            reason: "They never asked".into(),
        };
        let denied = decide(&c, step, &world.relations(), &world.ctx()).unwrap_err();
        assert!(denied.why.contains("No promise was late"), "{denied}");
    }

    #[test]
    fn a_late_promise_is_corrected_with_a_reason_and_never_about_oneself() {
        let mut world = World::new();
        let c = world.investigated();
        let staff = world.staff().id;
        let step = |to, reason: &str| CorrectLateness {
            promise: Some(Promise::Respond),
            to: Some(to),
            reason: reason.into(),
        };
        let of_staff = || {
            step(
                Holder::Person { id: staff },
                "She had the file all the time",
            )
        };
        let early = decide(&c, of_staff(), &world.leader(), &world.ctx()).unwrap_err();
        assert!(early.why.contains("No promise was late"), "{early}");
        world.now += Duration::days(20);
        assert!(decide(&c, of_staff(), &world.leader(), &world.ctx()).is_ok());
        assert!(
            decide(
                &c,
                step(Holder::Outside, " "),
                &world.leader(),
                &world.ctx()
            )
            .is_err()
        );
        let stranger = Holder::Person {
            id: world.staff2().id,
        };
        let wrong = decide(&c, step(stranger, "Hers"), &world.leader(), &world.ctx()).unwrap_err();
        assert_eq!(wrong.fields[0].0, "to");
        // Whoever had it says nothing about it, and nor does a Leader about their own promise to assign somebody.
        let by = |who: &Actor| decide(&c, step(Holder::Outside, "The post"), who, &world.ctx());
        assert!(by(&world.staff()).is_err());
        assert!(by(&world.relations()).is_ok());
        let mut own = c.clone();
        own.owner = Some(world.relations().id);
        let on_own = decide(
            &own,
            step(Holder::Outside, "The post"),
            &world.relations(),
            &world.ctx(),
        );
        assert!(on_own.unwrap_err().why.contains("did not have it"));
        let waiting = world.acknowledged();
        let mut assign = step(Holder::Outside, "The post");
        assign.promise = Some(Promise::Assign);
        let mut late = waiting.clone();
        for clock in &mut late.clocks {
            clock.due_at = world.now - Duration::days(1);
        }
        assert!(decide(&late, assign, &world.leader(), &world.ctx()).is_err());
    }
}
