//! "If the issue is complex, they may need additional time to investigate but they will contact you
//! to agree timescales."
use super::{Step, StepKind};
use crate::clocks::{Clock, ClockChange};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::dispatch::Dispatch;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;
use crate::vocabulary::{Channel, LetterKind, Promise, Stage};
use crate::working_time::{Span, uk_time};
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
    fn gaps(&self, complaint: &Complaint, clock: &Clock, ctx: &Context) -> Vec<(String, String)> {
        let until = match self.until {
            None => Some(NO_DATE),
            Some(day) => wrong_day(day, clock, ctx),
        };
        let contacted = match self.contacted_at {
            None => Some("Say when you contacted them"),
            Some(at) if at > ctx.now => Some("They cannot have been contacted in the future"),
            Some(_) => None,
        };
        let reason = self.reason.trim().is_empty();
        let missing = [
            ("until", until),
            ("reason", reason.then_some("Say why more time is needed")),
            ("contacted_at", contacted),
            (
                "channel_used",
                self.channel
                    .is_none()
                    .then_some("Say how you contacted them"),
            ),
            (
                "agreed",
                self.agreed.is_none().then_some("Say whether they agreed"),
            ),
        ];
        let gaps = missing
            .into_iter()
            .filter_map(|(field, why)| Some((field.to_owned(), why?.to_owned())));
        gaps.chain(self.dispatch.gaps(complaint, ctx.today()))
            .collect()
    }
}

fn wrong_day(until: NaiveDate, clock: &Clock, ctx: &Context) -> Option<&'static str> {
    let due = ctx.calendar.close_of_business(until);
    if due <= ctx.now || due <= clock.due_at {
        return Some("The new date must be later than the present one, and in the future");
    }
    let open = ctx.calendar.is_working_day(until);
    (!open).then_some("We are closed on that day. Choose a working day")
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
        Denied::unless_empty(self.gaps(complaint, clock, ctx))?;
        let (Some(until), Some(contacted_at), Some(channel), Some(agreed)) =
            (self.until, self.contacted_at, self.channel, self.agreed)
        else {
            return Err(Denied::invalid("until", NO_DATE));
        };
        let new_due = ctx.calendar.close_of_business(until);
        within_limit(complaint, new_due, actor, ctx)?;
        let late = clock.is_late(ctx.now);
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
        let warn_at = ctx.calendar.warn_before(ctx.now, new_due, &[]);
        Ok(Effects::of(event)
            .clock(ClockChange::Move {
                promise,
                due_at: new_due,
                warn_at,
                agreed: true,
            })
            .clock(ctx.stop(Promise::Update))
            .clock(ctx.start(Promise::Update, ctx.now))
            .clock(ctx.stop(Promise::FirstContact))
            .letter(LetterKind::Timescale))
    }
}

/// What date somebody may agree (rule 40).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Any: they decide this stage.
    Theirs,
    /// Any: they lead the area.
    Leads,
    /// None: it was moved before, and a second move is the Leader's to agree.
    Moved,
    /// Until then: ten working days later.
    Until(DateTime<Utc>),
    /// No date is running.
    NotRunning,
}

/// Rule 40: a second move, or more than 10 working days, is the Leader's to agree at stage 1.
pub fn limit(c: &Complaint, actor: &Actor, ctx: &Context) -> Limit {
    let promise = promised(c.stage);
    if promise == Promise::FinalResponse {
        return Limit::Theirs;
    }
    if c.area.as_ref().is_some_and(|a| actor.leads(a.id)) {
        return Limit::Leads;
    }
    if c.timescales.iter().any(|t| t.promise == promise) {
        return Limit::Moved;
    }
    c.running(promise).map_or(Limit::NotRunning, |clock| {
        Limit::Until(ctx.calendar.due(clock.due_at, Span::WorkingDays(10), &[]))
    })
}

fn within_limit(
    c: &Complaint,
    new_due: DateTime<Utc>,
    actor: &Actor,
    ctx: &Context,
) -> Result<(), Denied> {
    let area = c.area.as_ref().map_or("the area", |a| a.name.as_str());
    let why = match limit(c, actor, ctx) {
        Limit::Moved => format!(
            "The date has been moved before. Only the Leader of {area} can agree a second move"
        ),
        Limit::Until(last) if new_due > last => {
            let last = uk_time::local(last).format("%-d %B");
            format!(
                "That is more than 10 working days later (up to {last}). Only the Leader of {area} can agree it"
            )
        }
        Limit::Theirs | Limit::Leads | Limit::Until(_) | Limit::NotRunning => return Ok(()),
    };
    Err(Denied::invalid("until", why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::{World, a_timescale};
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
}
