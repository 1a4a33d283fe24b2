//! "If the issue is complex, they may need additional time to investigate but they will contact you
//! to agree timescales."
use super::{Step, StepKind};
use crate::clocks::{Clock, ClockChange};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::dates::{self, What};
use crate::denied::Denied;
use crate::dispatch::Dispatch;
use crate::effects::Effects;
use crate::event::Event;
use crate::new_date;
use crate::person::Actor;
use crate::vocabulary::{Channel, LetterKind, Promise, Stage};
use crate::working_time::Span;
use chrono::{DateTime, NaiveDate, Utc};

/// A new date is nothing without when, how and why they were contacted, and whether they agreed (rule 39).
pub struct AgreeTimescale {
    pub until: Option<NaiveDate>,
    pub contacted_at: Option<DateTime<Utc>>,
    pub channel: Option<Channel>,
    pub reason: String,
    pub agreed: Option<bool>,
    pub dispatch: Dispatch,
}

const NO_DATE: &str = "Enter the new date";

impl AgreeTimescale {
    /// What is missing or wrong, in the order of the page.
    fn gaps(
        &self,
        (complaint, clock): (&Complaint, &Clock),
        actor: &Actor,
        ctx: &Context,
    ) -> Vec<(String, String)> {
        let until = match self.until {
            None => Some(NO_DATE.to_owned()),
            Some(day) => {
                let why = new_date::why_not(day, (complaint, clock), actor, ctx);
                why.map(|why| why.words())
            }
        };
        let contacted = match self.contacted_at {
            None => Some("Say when you contacted them".to_owned()),
            Some(at) => dates::impossible_at(What::ToldOfTimescale, at, complaint, ctx),
        };
        let missing = |missing: bool, why: &str| missing.then(|| why.to_owned());
        let reason = self.reason.trim().is_empty();
        let all = [
            ("until", until),
            ("reason", missing(reason, "Say why more time is needed")),
            ("contacted_at", contacted),
            (
                "channel_used",
                missing(self.channel.is_none(), "Say how you contacted them"),
            ),
            (
                "agreed",
                missing(self.agreed.is_none(), "Say whether they agreed"),
            ),
        ];
        let gaps = all
            .into_iter()
            .filter_map(|(field, why)| Some((field.to_owned(), why?)));
        gaps.chain(self.dispatch.gaps(complaint, ctx.today()))
            .collect()
    }
}

/// The answer whose date is moved.
pub fn promised(stage: Stage) -> Promise {
    match stage {
        Stage::FinalReview => Promise::FinalResponse,
        Stage::OnTheSpot
        | Stage::Triage
        | Stage::Assignment
        | Stage::Investigation
        | Stage::Answered
        | Stage::Escalated
        | Stage::FinalResponse
        | Stage::Closed => Promise::Respond,
    }
}

impl Step for AgreeTimescale {
    const KIND: StepKind = StepKind::Timescale;
    fn decide(
        self,
        complaint: &Complaint,
        actor: &Actor,
        ctx: &Context,
    ) -> Result<Effects, Denied> {
        let promise = promised(complaint.stage);
        let clock = complaint
            .running(promise)
            .ok_or_else(|| Denied::not_now("There is no running date to move"))?;
        Denied::unless_empty(self.gaps((complaint, clock), actor, ctx))?;
        let (Some(until), Some(contacted_at), Some(channel), Some(agreed)) =
            (self.until, self.contacted_at, self.channel, self.agreed)
        else {
            return Err(Denied::invalid("until", NO_DATE));
        };
        let new_due = ctx.calendar.close_of_business(until);
        // Late is late: what is told after the date has passed, or without their agreement, is told and shown, and the
        // promise is judged by the date that was promised (rule 41).
        let late = clock.is_late(ctx.now) || clock.is_late(contacted_at);
        let event = Event::TimescaleAgreed {
            promise,
            old_due: clock.due_at,
            new_due,
            contacted_at,
            channel,
            reason: self.reason,
            agreed,
            late,
        };
        let mut effects = Effects::of(event)
            .keeps(Promise::Update, contacted_at)
            .keeps(Promise::FirstContact, contacted_at)
            .letter(LetterKind::Timescale);
        if agreed && !late {
            effects = effects.moves(ClockChange::Move {
                promise,
                due_at: new_due,
                warn_at: ctx.calendar.warn_before(ctx.now, new_due, &[]),
                agreed: true,
            });
        }
        Ok(effects)
    }
}

/// The date that the complainant was last told for a promise which is late by the date that counts, or to which they
/// did not agree. It is shown, and does not count.
pub fn told_instead(c: &Complaint, promise: Promise) -> Option<DateTime<Utc>> {
    let last = c.timescales.iter().rfind(|t| t.promise == promise)?;
    (!last.agreed || last.late).then_some(last.new_due)
}

/// What date somebody may agree (rule 40).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Any: they lead, and it is not theirs to answer.
    Leads,
    /// None: it was moved before, and nobody agrees a second move for themselves.
    Moved,
    /// Until then: ten working days later.
    Until(DateTime<Utc>),
    /// No date is running.
    NotRunning,
}

/// Rule 40: a second move, or more than 10 working days, is for somebody who leads and does not answer it themselves:
/// at stage 1 the area's Leader, at both stages a senior leader or senior complaint executive.
pub fn limit(c: &Complaint, actor: &Actor, ctx: &Context) -> Limit {
    let promise = promised(c.stage);
    let answers = match promise {
        Promise::FinalResponse => c.decider,
        _ => c.assignee,
    };
    let leads_area = c.area.as_ref().is_some_and(|a| actor.leads(a.id));
    let leads = actor.sees_every_area() || (leads_area && promise == Promise::Respond);
    if leads && answers != Some(actor.id) {
        return Limit::Leads;
    }
    if c.timescales.iter().any(|t| t.promise == promise) {
        return Limit::Moved;
    }
    c.running(promise).map_or(Limit::NotRunning, |clock| {
        Limit::Until(ctx.calendar.due(clock.due_at, Span::WorkingDays(10), &[]))
    })
}

/// Who can agree what this person cannot.
pub fn who_agrees(c: &Complaint, actor: &Actor) -> String {
    match c.area.as_ref().filter(|a| !actor.leads(a.id)) {
        Some(area) if promised(c.stage) == Promise::Respond => {
            format!("the Leader of {}", area.name)
        }
        Some(_) | None => {
            "a senior leader or senior complaint executive who does not answer it".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::{World, a_timescale};
    use crate::working_time::uk_time;
    use chrono::Days;

    fn ask(world: &World, c: &Complaint, days: u64) -> AgreeTimescale {
        let due = uk_time::local(c.running(Promise::Respond).unwrap().due_at).date();
        AgreeTimescale {
            until: due.checked_add_days(Days::new(days)),
            contacted_at: Some(world.now),
            channel: Some(Channel::Phone),
            reason: "Call recordings are with the telephony supplier".into(),
            agreed: Some(true),
            dispatch: Dispatch::preferred(c),
        }
    }

    /// Rule 39, HARD: when, how, why, and agreed yes or no.
    #[test]
    fn a_date_alone_is_not_an_agreed_timescale() {
        let world = World::new();
        let c = world.investigated();
        let bare = AgreeTimescale {
            contacted_at: None,
            channel: None,
            agreed: None,
            reason: String::new(),
            ..ask(&world, &c, 7)
        };
        let refusal = decide(&c, bare, &world.staff(), &world.ctx()).unwrap_err();
        let fields: Vec<&str> = refusal.fields.iter().map(|f| f.0.as_str()).collect();
        assert_eq!(fields, ["reason", "contacted_at", "channel_used", "agreed"]);
    }

    #[test]
    fn the_new_date_replaces_the_target_and_the_letter_goes() {
        let world = World::new();
        let c = world.investigated();
        let decision = decide(&c, ask(&world, &c, 7), &world.staff(), &world.ctx()).unwrap();
        assert_eq!(decision.effects().letter, Some(LetterKind::Timescale));
        assert!(matches!(
            decision.events(),
            [Event::TimescaleAgreed {
                late: false,
                agreed: true,
                ..
            }]
        ));
    }

    /// Rule 41: allowed after the date has passed, and counted as late.
    #[test]
    fn a_late_extension_counts_as_late() {
        let mut world = World::new();
        let c = world.investigated();
        world.now = c.running(Promise::Respond).unwrap().due_at + chrono::Duration::hours(1);
        let decision = decide(&c, ask(&world, &c, 14), &world.leader(), &world.ctx()).unwrap();
        assert!(matches!(
            decision.events(),
            [Event::TimescaleAgreed { late: true, .. }]
        ));
    }

    /// Rule 40: a second one, or more than 10 working days, needs the Leader.
    #[test]
    fn a_second_or_long_extension_is_the_leaders() {
        let world = World::new();
        let mut c = world.investigated();
        let long = decide(&c, ask(&world, &c, 28), &world.staff(), &world.ctx()).unwrap_err();
        assert!(long.why.contains("Only the Leader of Energy"), "{long}");
        assert!(decide(&c, ask(&world, &c, 28), &world.leader(), &world.ctx()).is_ok());
        c.timescales.push(a_timescale(&world));
        let second = decide(&c, ask(&world, &c, 7), &world.staff(), &world.ctx()).unwrap_err();
        assert!(second.why.contains("second move"), "{second}");
    }

    /// B6: a date told after the first had passed, or without their agreement, is told and kept, and the complaint is
    /// late by the first.
    #[test]
    fn a_late_or_unagreed_date_does_not_make_a_missed_one_kept() {
        let start = World::new();
        let c = start.investigated();
        let first = c.running(Promise::Respond).unwrap().due_at;
        for (days, agreed) in [(0, false), (30, true), (30, false)] {
            let mut world = World::new();
            world.now += chrono::Duration::days(days);
            let mut step = ask(&world, &c, 28);
            step.agreed = Some(agreed);
            let told = decide(&c, step, &world.leader(), &world.ctx()).unwrap();
            let told = told.after();
            assert_eq!(told.running(Promise::Respond).unwrap().due_at, first);
            assert!(told_instead(told, Promise::Respond).is_some_and(|new| new > first));
            world.now = first + chrono::Duration::hours(1);
            assert!(told.running(Promise::Respond).unwrap().is_late(world.now));
        }
        // Agreed before it passed, it is the promise.
        let world = World::new();
        let agreed = decide(&c, ask(&world, &c, 7), &world.staff(), &world.ctx()).unwrap();
        assert!(agreed.after().running(Promise::Respond).unwrap().due_at > first);
        assert_eq!(told_instead(agreed.after(), Promise::Respond), None);
    }

    /// B17: nobody agrees a second date, or a long one, for themselves: not a Leader who handles it, nor whoever
    /// decides stage 2.
    #[test]
    fn nobody_agrees_a_second_date_for_themselves() {
        let world = World::new();
        let mut own = world.investigated();
        own.assignee = Some(world.leader().id);
        let refused =
            |c: &Complaint, who: &Actor, step| decide(c, step, who, &world.ctx()).unwrap_err().why;
        let long = refused(&own, &world.leader(), ask(&world, &own, 28));
        assert!(long.contains("who does not answer it"), "{long}");
        let once = decide(&own, ask(&world, &own, 7), &world.leader(), &world.ctx()).unwrap();
        let twice = refused(once.after(), &world.leader(), ask(&world, once.after(), 21));
        assert!(twice.contains("second move"), "{twice}");
        let by_another = ask(&world, once.after(), 21);
        assert!(decide(once.after(), by_another, &world.executive(), &world.ctx()).is_ok());

        let second = world.in_final_review();
        let due = uk_time::local(second.running(Promise::FinalResponse).unwrap().due_at).date();
        let later = |days| AgreeTimescale {
            until: due.checked_add_days(Days::new(days)),
            ..ask(&world, &own, 7)
        };
        let long = refused(&second, &world.leader2(), later(42));
        assert!(long.contains("10 working days"), "{long}");
        assert!(decide(&second, later(42), &world.executive(), &world.ctx()).is_ok());
        assert!(decide(&second, later(7), &world.leader2(), &world.ctx()).is_ok());
    }
}
