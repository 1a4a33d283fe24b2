//! Which days can be a new date for an answer, and why the others cannot: the page offers only the first kind, and the
//! step refuses the second in the same words (rules 39 to 41).
use super::clocks::Clock;
use super::complaint::Complaint;
use super::context::Context;
use super::person::Actor;
use super::steps::timescale::{Limit, limit, promised, told_instead, who_agrees};
use super::working_time::uk_time;
use chrono::{DateTime, Days, NaiveDate, Utc, Weekday};

/// How far ahead days are listed for somebody without a limit: a quarter.
const SHOWN_DAYS: u64 = 91;
/// How many days beyond a limit are listed with the reason.
const BEYOND_DAYS: u64 = 7;

/// Why a day is not offered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotOffered {
    /// Its closing time has passed, or it is today's.
    Passed,
    /// They have a date that is as late already.
    NotLater(NaiveDate),
    Weekend,
    /// A bank holiday or another day on which we are closed; its name.
    Closed(String),
    /// More than 10 working days after the date they have.
    TooFar {
        last: NaiveDate,
        who: String,
    },
    /// The date was moved before.
    Moved {
        who: String,
    },
}

impl NotOffered {
    /// Where there is room for a word or two.
    pub fn short(&self) -> &str {
        match self {
            Self::Passed => "passed",
            Self::NotLater(_) => "not later",
            Self::Weekend => "weekend",
            Self::Closed(_) => "closed",
            Self::TooFar { .. } => "too far",
            Self::Moved { .. } => "moved before",
        }
    }
    pub fn words(&self) -> String {
        match self {
            Self::Passed => {
                "The new date must be in the future. That day is over, or about to be".to_owned()
            }
            Self::NotLater(present) => format!(
                "The new date must be later than the present one, {}",
                uk_time::date_long(*present)
            ),
            Self::Weekend => {
                "We are closed on that day of the week. Choose a working day".to_owned()
            }
            Self::Closed(name) => {
                format!("We are closed on that day ({name}). Choose a working day")
            }
            Self::TooFar { last, who } => format!(
                "That is more than 10 working days later (up to {}). Only {who} can agree it",
                last.format("%-d %B")
            ),
            Self::Moved { who } => {
                format!("The date has been moved before. Only {who} can agree a second move")
            }
        }
    }
}

/// A day, and why it cannot be chosen; none when it can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedDay {
    pub day: NaiveDate,
    pub why_not: Option<NotOffered>,
}

/// Why this day cannot be the new date of a running clock; none when it can.
pub fn why_not(
    day: NaiveDate,
    (c, clock): (&Complaint, &Clock),
    actor: &Actor,
    ctx: &Context,
) -> Option<NotOffered> {
    let due = ctx.calendar.close_of_business(day);
    if due <= ctx.now {
        return Some(NotOffered::Passed);
    }
    let present = present(c, clock);
    if due <= present {
        return Some(NotOffered::NotLater(uk_time::local_date(present)));
    }
    if !ctx.calendar.is_working_day(day) {
        let name = ctx.calendar.settings().closed.get(&day);
        return Some(name.map_or(NotOffered::Weekend, |n| NotOffered::Closed(n.clone())));
    }
    let who = || who_agrees(c, actor);
    match limit(c, actor, ctx) {
        Limit::Moved => Some(NotOffered::Moved { who: who() }),
        Limit::Until(last) if due > last => Some(NotOffered::TooFar {
            last: uk_time::local_date(last),
            who: who(),
        }),
        Limit::Leads | Limit::Until(_) | Limit::NotRunning => None,
    }
}

/// The date they have now: the last they were told, if that was later than the one that counts.
fn present(c: &Complaint, clock: &Clock) -> DateTime<Utc> {
    let told = told_instead(c, clock.promise);
    told.map_or(clock.due_at, |told| told.max(clock.due_at))
}

/// Whole weeks of days, from the Monday of this week: those that can be chosen and, up to some days beyond them, those
/// that cannot. Empty when no date is running, or when no day of it is this person's to agree.
pub fn offered(c: &Complaint, actor: &Actor, ctx: &Context) -> Vec<OfferedDay> {
    let Some(clock) = c.running(promised(c.stage)) else {
        return Vec::new();
    };
    let today = ctx.today();
    let last = match limit(c, actor, ctx) {
        Limit::Moved | Limit::NotRunning => return Vec::new(),
        Limit::Until(last) => uk_time::local_date(last) + Days::new(BEYOND_DAYS),
        Limit::Leads => today.max(uk_time::local_date(present(c, clock))) + Days::new(SHOWN_DAYS),
    };
    let monday = today.week(Weekday::Mon).first_day();
    let sunday = last.week(Weekday::Mon).last_day();
    let days = monday.iter_days().take_while(|day| *day <= sunday);
    days.map(|day| OfferedDay {
        day,
        why_not: why_not(day, (c, clock), actor, ctx),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::dispatch::Dispatch;
    use crate::steps::testing::{World, a_timescale};
    use crate::steps::timescale::AgreeTimescale;
    use crate::vocabulary::Channel;
    use crate::working_time::{Calendar, Settings};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn closed_at_christmas() -> World {
        let mut settings = Settings::default();
        let christmas = (day("2026-12-11"), "Office move".to_owned());
        settings.closed.insert(christmas.0, christmas.1);
        World {
            calendar: Calendar::new(settings),
            ..World::new()
        }
    }

    /// Row 32: what is offered is what the step takes, and what is not is refused with that reason.
    #[test]
    fn only_days_that_the_step_takes_are_offered_and_the_others_say_why() {
        let world = closed_at_christmas();
        let c = world.investigated();
        for actor in [world.staff(), world.leader()] {
            let all = offered(&c, &actor, &world.ctx());
            assert_eq!(all.len() % 7, 0);
            let (mut taken, mut refused) = (0, 0);
            for one in &all {
                let step = AgreeTimescale {
                    until: Some(one.day),
                    contacted_at: Some(world.now),
                    channel: Some(Channel::Phone),
                    reason: "Recordings".into(),
                    agreed: Some(true),
                    dispatch: Dispatch::preferred(&c),
                };
                let decided = decide(&c, step, &actor, &world.ctx());
                match &one.why_not {
                    None => {
                        taken += 1;
                        assert!(decided.is_ok(), "{}", one.day);
                    }
                    Some(why) => {
                        refused += 1;
                        let said = decided.unwrap_err();
                        assert_eq!(said.fields[0], ("until".to_owned(), why.words()));
                    }
                }
            }
            assert!(taken > 5 && refused > 5, "{taken} {refused}");
        }
    }

    #[test]
    fn each_reason_is_said() {
        let world = closed_at_christmas();
        let mut c = world.investigated();
        let clock = c.running(promised(c.stage)).unwrap().clone();
        let short = |c: &Complaint, actor: &Actor, on: &str| {
            let why = why_not(day(on), (c, &clock), actor, &world.ctx());
            why.map(|why| why.short().to_owned()).unwrap_or_default()
        };
        let (staff, leader) = (world.staff(), world.leader());
        // Tuesday 24 November; the response is due on Tuesday 8 December.
        assert_eq!(short(&c, &staff, "2026-11-23"), "passed");
        assert_eq!(short(&c, &staff, "2026-12-08"), "not later");
        assert_eq!(short(&c, &staff, "2026-12-11"), "closed");
        assert_eq!(short(&c, &staff, "2026-12-12"), "weekend");
        assert_eq!(short(&c, &staff, "2026-12-15"), "");
        assert_eq!(short(&c, &staff, "2026-12-31"), "too far");
        assert_eq!(short(&c, &leader, "2026-12-31"), "");
        c.timescales.push(a_timescale(&world));
        assert_eq!(short(&c, &staff, "2026-12-15"), "moved before");
        assert!(offered(&c, &staff, &world.ctx()).is_empty());
        assert_eq!(short(&c, &leader, "2026-12-15"), "");
    }
}
