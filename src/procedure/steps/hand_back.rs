//! The wrong area: the Leader returns it to Customer Relations with a reason. No clock starts anew (rule 29). How long
//! the area had it is kept. After a second hand-back a senior complaint executive decides which area answers
//! (`Asking::acknowledgement`).
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;
use crate::vocabulary::Stage;
use crate::working_time::WorkingSpan;

pub struct HandBack {
    pub reason: String,
}

impl Step for HandBack {
    const KIND: StepKind = StepKind::HandBack;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        if self.reason.trim().is_empty() {
            return Err(Denied::invalid(
                "reason",
                "Say why another area is better placed, so that it goes to the right one",
            ));
        }
        let area = complaint
            .area
            .as_ref()
            .ok_or_else(|| Denied::not_now("It is not with an area"))?;
        let event = Event::HandedBack {
            area: area.id,
            area_name: area.name.clone(),
            reason: self.reason,
            held: complaint
                .routed_at
                .map(|from| WorkingSpan::between(ctx.calendar, from, ctx.now)),
        };
        // The complainant was told that an individual of the right area would be assigned, and nobody there has been:
        // that promise runs on from the first routing, with its first date. The time to respond and to make the first
        // contact never stopped.
        Ok(Effects::of(event).to(Stage::Triage))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clocks::Pause;
    use crate::decide;
    use crate::dispatch::Dispatch;
    use crate::ids::PersonId;
    use crate::steps::acknowledgement::Acknowledge;
    use crate::steps::testing::World;
    use crate::vocabulary::Promise;
    use chrono::Duration;

    fn back(reason: &str) -> HandBack {
        HandBack {
            reason: reason.into(),
        }
    }

    /// Assigned by the Leader, so the clock to assign has stopped.
    fn assigned(world: &World) -> Complaint {
        let mut c = world.investigated();
        let assign = c.clocks.iter_mut().find(|k| k.promise == Promise::Assign);
        if let Some(assign) = assign {
            (assign.stopped_at, assign.kept) = (Some(world.now + Duration::hours(1)), true);
        }
        c
    }

    #[test]
    fn the_leader_gives_a_reason_and_a_running_clock_runs_on() {
        let world = World::new();
        let complaint = world.acknowledged();
        let why = "Contact centre took the call";
        assert!(decide(&complaint, back(""), &world.leader(), &world.ctx()).is_err());
        assert!(decide(&complaint, back(why), &world.leader2(), &world.ctx()).is_err());
        let decision = decide(&complaint, back(why), &world.leader(), &world.ctx()).unwrap();
        assert_eq!(decision.effects().stage, Some(Stage::Triage));
        assert!(decision.clocks().is_empty());
    }

    #[test]
    fn once_assigned_the_promise_to_assign_runs_on_from_the_first_routing() {
        let mut world = World::new();
        let complaint = assigned(&world);
        let first = complaint.clocks[0].clone();
        world.now += Duration::days(20);
        let why = "Contact centre took the call";
        let decision = decide(&complaint, back(why), &world.leader(), &world.ctx()).unwrap();
        // The first date, long past: late, and said to be.
        let same = (Promise::Assign, first.started_at, first.due_at, first.span);
        let again = decision.after().running(Promise::Assign).unwrap();
        assert_eq!(
            (again.promise, again.started_at, again.due_at, again.span),
            same
        );
        assert!(again.stopped_at.is_none() && again.is_late(world.now));
    }

    /// Row 16: timed in working time, and counted; the second goes to a senior complaint executive.
    #[test]
    fn it_is_timed_and_after_the_second_an_executive_decides_which_area_answers() {
        let mut world = World::new();
        let mut complaint = world.acknowledged();
        let clock = complaint.running(Promise::Assign).cloned();
        // Tuesday 10:00 to Wednesday 13:00: a day of opening hours and three hours.
        for (turn, who) in [world.leader(), world.leader()].iter().enumerate() {
            complaint.owner = Some(world.relations().id);
            world.now += Duration::hours(27);
            let decision = decide(&complaint, back("Not ours"), who, &world.ctx()).unwrap();
            complaint = decision.after().clone();
            let held = complaint.hand_backs[turn].held.unwrap();
            assert_eq!(held.words(), "1 d 3 h");
            assert_eq!(complaint.executive_routes(), turn == 1);
            // Nobody in Customer Relations has it any more: it waits for an executive.
            assert_eq!(complaint.owner.is_none(), turn == 1);
            let on = |actor: &Actor| {
                let step = Acknowledge {
                    area: Some(world.energy()),
                    dispatch: Dispatch::preferred(&complaint),
                    triaged: None,
                };
                decide(&complaint, step, actor, &world.ctx())
            };
            assert_eq!(on(&world.relations()).is_ok(), turn == 0);
            let sent = on(&world.executive()).unwrap();
            complaint = sent.after().clone();
            assert_eq!(complaint.routed_at, Some(world.now));
            // Rule 29: the promise to assign somebody keeps its first dates.
            let running = complaint.running(Promise::Assign).cloned();
            assert_eq!(running, clock);
        }
    }

    /// Rule 38: only a hold that the Independent Assessor requires moves the date.
    #[test]
    fn a_hold_since_then_counts_as_it_does_for_every_clock() {
        let mut world = World::new();
        let mut complaint = assigned(&world);
        let first = complaint.clocks[0].clone();
        let hold = |stops_the_clock| Pause {
            reason: "The Assessor asks".into(),
            stops_the_clock,
            from: world.now + Duration::days(2),
            until: Some(world.now + Duration::days(6)),
            review_on: world.ctx().today(),
            by: PersonId(6),
        };
        let holds = [hold(false), hold(true)];
        world.now += Duration::days(20);
        let mut dues = Vec::new();
        for hold in holds {
            complaint.pauses = vec![hold];
            let step = back("Not ours");
            let decision = decide(&complaint, step, &world.leader(), &world.ctx()).unwrap();
            dues.push(decision.after().running(Promise::Assign).unwrap().due_at);
        }
        assert_eq!(dues[0], first.due_at);
        // The hold took four days of which the weekend, 28 and 29 November, never counted.
        assert!(dues[1] > first.due_at, "{} {}", dues[1], first.due_at);
    }
}
