//! "If no resolution can be agreed at the first stage, the customer can escalate their complaint."
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::dates::{self, What};
use crate::delivery::State;
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;
use crate::vocabulary::{Channel, Stage};
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
        let wrong = self
            .requested_at
            .and_then(|at| dates::impossible_at(What::EscalationRequested, at, complaint, ctx));
        gaps.extend(wrong.map(|why| ("requested_at".to_owned(), why)));
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
        let mut events = refuses_no_more(complaint);
        events.push(Event::EscalationRequested {
            requested_at,
            channel,
            unhappy_about: self.unhappy_about,
            wanted: self.wanted,
            no_response: !complaint.is_answered(),
            late_reason: self.late_reason,
        });
        let effects = Effects {
            events,
            ..Effects::default()
        };
        Ok(effects.to(Stage::Escalated))
    }
}

/// What ends a refusal of the whole complaint that waits, or whose letter has not arrived: stage 2 answers them now, and
/// nobody is kept from it by a refusal that they have not had.
fn refuses_no_more(c: &Complaint) -> Vec<Event> {
    let why = || "They asked for stage 2, which is open because stage 1 is overdue".to_owned();
    let mut events = Vec::new();
    if let Some(open) = c.open_refusal() {
        events.push(Event::RefusalReturned {
            of: open.of,
            reason: why(),
        });
    }
    let Some(refusal) = c.refusal_agreed() else {
        return events;
    };
    for letter in c
        .deliveries
        .iter()
        .filter(|d| d.kind == refusal.of.letter())
    {
        let (delivery, kind, to) = (letter.id, letter.kind, letter.to().to_owned());
        if letter.state.may_become(State::TakenBack) {
            events.push(Event::LetterTakenBack {
                delivery,
                letter: kind,
                to,
                reason: why(),
            });
        } else if letter.state.may_become(State::ClosedWithout) {
            events.push(Event::LetterClosedWithout {
                delivery,
                letter: kind,
                to,
                reason: why(),
            });
        }
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::dispatch::Dispatch;
    use crate::permission::permits;
    use crate::steps::refusal::DecideRefusal;
    use crate::steps::testing::{World, a_complaint, refused_by};
    use crate::vocabulary::LetterKind;
    use crate::vocabulary::{Closure, Promise};

    fn request(world: &World) -> RequestEscalation {
        RequestEscalation {
            requested_at: Some(world.now),
            channel: Some(Channel::Phone),
            unhappy_about: String::new(),
            wanted: String::new(),
            late_reason: String::new(),
        }
    }

    /// B9, F6: nobody asks for stage 2 of a complaint that has not been received.
    #[test]
    fn not_before_the_complaint_was_received() {
        let world = World::new();
        let early = RequestEscalation {
            requested_at: Some(world.now - chrono::Duration::days(2)),
            ..request(&world)
        };
        let refused = decide(&world.answered(), early, &world.relations(), &world.ctx());
        let refused = refused.unwrap_err();
        assert_eq!(refused.fields[0].0, "requested_at");
        assert!(refused.why.contains("before 24 November 2026"), "{refused}");
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

    /// B4: "do not trap": overdue is overdue wherever the complaint is (reading (e)11), also back at Customer
    /// Relations, and also while a response is written and has not left.
    #[test]
    fn it_opens_when_stage_1_is_overdue_wherever_the_complaint_is() {
        let mut world = World::new();
        let mut back = world.investigated();
        back.stage = Stage::Triage;
        let mut written = world.investigated();
        written.stage = Stage::Answered;
        written.answered_at = Some(world.now);
        written.written(LetterKind::Response, world.staff().id, world.now);
        let ask = |at| RequestEscalation {
            requested_at: Some(at),
            channel: Some(Channel::Email),
            unhappy_about: String::new(),
            wanted: String::new(),
            late_reason: String::new(),
        };
        let early = decide(&back, ask(world.now), &world.relations(), &world.ctx());
        assert!(early.is_err());
        world.now += chrono::Duration::days(30);
        for complaint in [&back, &written] {
            let late = decide(complaint, ask(world.now), &world.relations(), &world.ctx());
            let after = late.unwrap();
            assert_eq!(after.after().stage, Stage::Escalated);
            // It was never answered, and stays late.
            let respond = after
                .after()
                .clocks
                .iter()
                .find(|k| k.promise == Promise::Respond);
            assert_eq!(respond.and_then(|k| k.in_time()), Some(false));
        }
    }

    /// A complaint that nobody acknowledged is overdue when the response would be that followed a last-minute
    /// acknowledgement.
    #[test]
    fn it_opens_for_one_that_was_never_acknowledged() {
        let mut world = World::new();
        let forgotten = a_complaint(&world);
        let ask = |c: &Complaint, w: &World| decide(c, request(w), &w.relations(), &w.ctx());
        world.now += chrono::Duration::days(14);
        assert!(ask(&forgotten, &world).is_err());
        world.now += chrono::Duration::days(14);
        let asked = ask(&forgotten, &world).unwrap();
        assert_eq!(asked.after().stage, Stage::Escalated);
    }

    /// A refusal that waits ends, and one whose letter has not arrived: its letter is taken back or closed, and stage 2
    /// goes on.
    #[test]
    fn a_refusal_that_they_have_not_had_keeps_nobody_from_it() {
        let mut world = World::new();
        let waits = refused_by(&world, world.relations().id);
        let approve = DecideRefusal::Approve {
            reason: String::new(),
            dispatch: Dispatch::preferred(&waits),
        };
        let agreed = decide(&waits, approve, &world.executive(), &world.ctx()).unwrap();
        let agreed = agreed.after().clone();
        let mut back = agreed.clone();
        back.deliveries[0].state = State::Bounced;
        world.now += chrono::Duration::days(30);
        for (c, state) in [
            (&waits, None),
            (&agreed, Some(State::TakenBack)),
            (&back, Some(State::ClosedWithout)),
        ] {
            let asked = decide(c, request(&world), &world.relations(), &world.ctx()).unwrap();
            let after = asked.after();
            assert_eq!(after.stage, Stage::Escalated);
            assert!(after.open_refusal().is_none() && after.refusal_agreed().is_none());
            assert_eq!(after.deliveries.first().map(|d| d.state), state);
            let reviewer = crate::StepKind::Reviewer;
            permits(reviewer, after, &world.relations(), &world.ctx()).unwrap();
        }
        // One that leaves all the same closes nothing any more.
        let mut leaving = agreed;
        leaving.deliveries[0].state = State::Waiting;
        let asked = decide(&leaving, request(&world), &world.relations(), &world.ctx()).unwrap();
        let gone = world.left(asked.after(), LetterKind::NotAccepted);
        assert_eq!(gone.stage, Stage::Escalated);
    }
}
