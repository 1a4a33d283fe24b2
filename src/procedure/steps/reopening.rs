//! Reopening a closed complaint, with the reason; never after the final response (rule 60).
//!
//! A refusal is looked at again when the complainant asks. There is no way outside from a refusal (reading (e)12), so it is
//! put before a senior complaint executive who took no part in it, and the time for the answer, 10 working days and
//! internal, runs from the day they asked.
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;
use crate::vocabulary::{Channel, Closure, Promise, Stage};
use crate::working_time::{months_after, uk_time};
use chrono::NaiveDate;

pub struct Reopen {
    pub reason: String,
}

/// They ask us to look again at the refusal of their complaint.
pub struct LookAgain {
    pub asked_on: Option<NaiveDate>,
    pub channel: Option<Channel>,
    /// What they say; they need say nothing.
    pub words: String,
}

impl Step for LookAgain {
    const KIND: StepKind = StepKind::Reopening;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let refused = complaint.refusals.last();
        let refused = refused.filter(|r| complaint.closure == Some(r.of.closure()));
        let refused = refused.filter(|r| r.of.is_of_the_whole());
        let refused = refused.ok_or_else(|| Denied::not_now("It was not refused"))?;
        let closed_on = complaint.closed_at.map(uk_time::local_date);
        let mut gaps = Vec::new();
        let mut gap = |field: &str, why: &str| gaps.push((field.to_owned(), why.to_owned()));
        match self.asked_on {
            None => gap("asked_on", "Enter the day they asked"),
            Some(day) if day > ctx.today() => gap("asked_on", "The day is in the future"),
            Some(day) if closed_on.is_some_and(|closed| day < closed) => {
                gap(
                    "asked_on",
                    "The complaint had not been refused yet on that day",
                );
            }
            Some(_) => {}
        }
        if self.channel.is_none() {
            gap("channel", "Say how they asked");
        }
        Denied::unless_empty(gaps)?;
        let (Some(on), Some(channel)) = (self.asked_on, self.channel) else {
            return Err(Denied::invalid("asked_on", "Enter the day they asked"));
        };
        let from = if on < ctx.today() {
            uk_time::midnight(on)
        } else {
            ctx.now
        };
        let effects = Effects {
            events: vec![
                Event::SecondLookAsked {
                    on,
                    channel,
                    words: self.words,
                },
                Event::Reopened {
                    to: Stage::Triage,
                    reason: String::new(),
                },
                // The same question for somebody else: agreed, the complaint is refused again, and that letter goes.
                Event::RefusalProposed {
                    of: refused.of,
                    reason: refused.reason.clone(),
                    evidence: refused.evidence.clone(),
                    belongs: refused.belongs.clone(),
                    repeats: refused.repeats.clone(),
                },
            ],
            ..Effects::default()
        };
        Ok(effects
            .to(Stage::Triage)
            .moves(ctx.start(Promise::Respond, from)))
    }
}

impl Step for Reopen {
    const KIND: StepKind = StepKind::Reopening;
    fn decide(self, complaint: &Complaint, _: &Actor, _: &Context) -> Result<Effects, Denied> {
        if is_refused(complaint) {
            return Err(Denied::not_now(
                "It was refused. Record that they ask us to look at it again",
            ));
        }
        if self.reason.trim().is_empty() {
            return Err(Denied::invalid("reason", "Say why it is reopened"));
        }
        let to = back_to(complaint);
        let event = Event::Reopened {
            to,
            reason: self.reason,
        };
        // What it owed when it closed runs on (`clocks::settle`).
        Ok(Effects::of(event).to(to))
    }
}

/// It was closed as refused, so that what they can ask for is a second look.
pub fn is_refused(c: &Complaint) -> bool {
    match c.closure {
        Some(Closure::NotAccepted | Closure::AlreadyAnswered) => true,
        Some(
            Closure::OnTheSpot
            | Closure::Accepted
            | Closure::NoFurtherContact
            | Closure::Withdrawn
            | Closure::Joined
            | Closure::EscalationRefused
            | Closure::Complete,
        )
        | None => false,
    }
}

/// The last day on which whoever works on it can reopen it; after that a senior complaint executive can. None of one that
/// is open, and of one that is never reopened or is looked at again instead.
pub fn reopens_until(c: &Complaint, ctx: &Context) -> Option<NaiveDate> {
    match c.closure? {
        Closure::Accepted | Closure::NoFurtherContact | Closure::Withdrawn => {}
        Closure::OnTheSpot
        | Closure::NotAccepted
        | Closure::AlreadyAnswered
        | Closure::Joined
        | Closure::EscalationRefused
        | Closure::Complete => return None,
    }
    let closed_on = uk_time::local_date(c.closed_at?);
    Some(months_after(closed_on, ctx.promises.reopen_months))
}

/// Where it was before it closed. Handed back to Customer Relations it is with no area, and waits there for one.
pub(super) fn back_to(c: &Complaint) -> Stage {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clocks::Clock;
    use crate::decide;
    use crate::dispatch::Dispatch;
    use crate::steps::refusal::DecideRefusal;
    use crate::steps::testing::{World, refused_by};
    use crate::steps::withdrawal::Withdraw;
    use crate::vocabulary::LetterKind;
    use chrono::Days;

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

    fn withdrawn(c: &Complaint, world: &World) -> Complaint {
        let withdraw = Withdraw {
            told_on: Some(world.ctx().today()),
            how: Some(Channel::Phone),
            reason: String::new(),
            dispatch: Dispatch::preferred(c),
        };
        let decided = decide(c, withdraw, &world.relations(), &world.ctx()).unwrap();
        decided.after().clone()
    }

    fn reopened(c: &Complaint, world: &World) -> Complaint {
        let reopen = Reopen {
            reason: "They changed their mind".into(),
        };
        let decided = decide(c, reopen, &world.relations(), &world.ctx()).unwrap();
        decided.after().clone()
    }

    /// B5 and F4: withdrawn and reopened, a complaint owes what it owed, by the dates it had.
    #[test]
    fn every_clock_it_had_runs_on_with_its_date() {
        let mut world = World::new();
        for before in [
            world.acknowledged(),
            world.investigated(),
            world.escalated(),
        ] {
            let closed = withdrawn(&before, &world);
            assert!(closed.clocks.iter().all(|k| k.stopped_at.is_some()));
            // Nothing was kept, so nothing counts as kept in time.
            assert!(closed.clocks.iter().all(|k| k.in_time().is_none()));
            world.now += chrono::Duration::minutes(30);
            let again = reopened(&closed, &world);
            assert_eq!(again.stage, before.stage);
            let owed = |k: &&Clock| {
                k.promise != Promise::Update && crate::clocks::owes(&before, k.promise)
            };
            for clock in before.clocks.iter().filter(owed) {
                let runs = again.running(clock.promise);
                assert_eq!(
                    runs.map(|k| k.due_at),
                    Some(clock.due_at),
                    "{:?}",
                    clock.promise
                );
            }
            assert!(again.running(Promise::Update).is_some());
        }
    }

    /// Nothing was owed while it was closed: what was left of the time counts from the reopening. What was late before
    /// stays late.
    #[test]
    fn a_date_that_passed_meanwhile_is_not_missed() {
        let mut world = World::new();
        let before = world.investigated();
        let closed = withdrawn(&before, &world);
        world.now += chrono::Duration::days(60);
        let again = reopened(&closed, &world);
        let due = again.running(Promise::Respond).unwrap().due_at;
        let left = |from, until| world.calendar.minutes_between(from, until);
        let first = before.running(Promise::Respond).unwrap();
        let had = left(first.started_at, first.due_at);
        assert_eq!(left(world.now, due), had);
        let mut world = World::new();
        world.now += chrono::Duration::days(30);
        let late = withdrawn(&before, &world);
        let respond = late.clocks.iter().find(|k| k.promise == Promise::Respond);
        assert_eq!(respond.and_then(Clock::in_time), Some(false));
        let again = reopened(&late, &world);
        assert!(again.running(Promise::Respond).unwrap().is_late(world.now));
    }

    /// For a time whoever works on it reopens it; after that a senior complaint executive does, with a reason.
    #[test]
    fn the_time_to_reopen_ends_on_its_day() {
        let mut world = World::new();
        let closed = withdrawn(&world.investigated(), &world);
        let last = reopens_until(&closed, &world.ctx()).unwrap();
        assert_eq!(last.to_string(), "2027-05-24");
        let reopen = |who: &crate::Actor, world: &World| {
            let reason = "A letter of May was found".into();
            decide(&closed, Reopen { reason }, who, &world.ctx()).map(|_| ())
        };
        world.now = uk_time::midnight(last) + chrono::Duration::hours(23);
        assert!(reopen(&world.relations(), &world).is_ok());
        world.now += chrono::Duration::hours(1);
        for who in [world.relations(), world.leader()] {
            let late = reopen(&who, &world).unwrap_err();
            assert!(late.why.contains("ended on 24 May 2027"), "{late}");
            assert!(late.why.contains("new complaint"), "{late}");
        }
        assert!(reopen(&world.executive(), &world).is_ok());
        let no_reason = Reopen {
            reason: String::new(),
        };
        assert!(decide(&closed, no_reason, &world.executive(), &world.ctx()).is_err());
        // A setting.
        world.promises.reopen_months = 7;
        assert!(reopen(&world.relations(), &world).is_ok());
    }

    /// Proposed by Customer Relations, agreed by the executive, and its letter has left.
    fn refused(world: &World) -> Complaint {
        let c = refused_by(world, world.relations().id);
        let approve = DecideRefusal::Approve {
            reason: String::new(),
            dispatch: Dispatch::preferred(&c),
        };
        let agreed = decide(&c, approve, &world.executive(), &world.ctx()).unwrap();
        let closed = world.left(agreed.after(), LetterKind::NotAccepted);
        assert_eq!(closed.closure, Some(Closure::NotAccepted));
        closed
    }

    fn ask(on: Option<NaiveDate>) -> LookAgain {
        LookAgain {
            asked_on: on,
            channel: Some(Channel::Phone),
            words: "The call is what I complain about".into(),
        }
    }

    /// It has the day they asked, a clock of 10 working days from then, and somebody who took no part decides.
    #[test]
    fn a_refusal_is_looked_at_again_by_somebody_else_in_ten_working_days() {
        let mut world = World::new();
        let closed = refused(&world);
        let who = world.relations();
        world.now += chrono::Duration::days(14);
        let (today, ctx) = (world.ctx().today(), world.ctx());
        let wrong = [
            None,
            Some(today + Days::new(1)),
            Some(today - Days::new(20)),
        ];
        for day in wrong {
            let denied = decide(&closed, ask(day), &who, &ctx).unwrap_err();
            assert_eq!(denied.fields[0].0, "asked_on", "{day:?}");
        }
        let reason = "They rang".to_owned();
        assert!(decide(&closed, Reopen { reason }, &who, &ctx).is_err());
        let asked_on = today - Days::new(1);
        let asked = decide(&closed, ask(Some(asked_on)), &who, &ctx).unwrap();
        let again = asked.after();
        assert_eq!(again.stage, Stage::Triage);
        assert!(again.open_refusal().is_some() && again.looked_at_again().is_some());
        let respond = again.running(Promise::Respond).unwrap();
        let from = uk_time::midnight(asked_on);
        let due = ctx.calendar.due(from, ctx.promises.respond, &[]);
        assert_eq!((respond.started_at, respond.due_at), (from, due));
        let approve = || DecideRefusal::Approve {
            reason: String::new(),
            dispatch: Dispatch::preferred(again),
        };
        let same = decide(again, approve(), &world.executive(), &ctx).unwrap_err();
        assert!(same.why.contains("took no part in the refusal"), "{same}");
        let stands = decide(again, approve(), &world.executive2(), &ctx).unwrap();
        let stands = world.left(stands.after(), LetterKind::NotAccepted);
        assert_eq!(stands.closure, Some(Closure::NotAccepted));
        assert!(stands.clocks.iter().all(|k| k.stopped_at.is_some()));
        let reason = "The call is service".to_owned();
        let covered = DecideRefusal::Return { reason };
        let covered = decide(again, covered, &world.executive2(), &ctx).unwrap();
        assert!(covered.after().is_being_decided() && covered.after().open_refusal().is_none());
    }
}
