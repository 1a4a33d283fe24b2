//! A day on which the office will be closed, announced while clocks run: what is due later is due one working day
//! later, because a day that is closed is no working time. The working time promised stays the same, so this is no
//! extension, and a clock that has stopped is never judged again by it (reading (e)1).
use super::{Clock, Pause as Hold};
use crate::complaint::Complaint;
use crate::vocabulary::Promise;
use crate::working_time::{Calendar, Pause, Settings, Span};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

/// Days that are newly closed, and the calendars that running clocks were worked out with, before and with them.
#[derive(Debug, Clone)]
pub struct Closures {
    days: BTreeMap<NaiveDate, String>,
    versions: BTreeMap<i64, (Calendar, Calendar)>,
    current: Calendar,
}

impl Closures {
    /// `days` are those that the new calendar closes and the one before it does not; `made_by` the calendars of the
    /// clocks that run; `current` the new one.
    pub fn new(
        days: BTreeMap<NaiveDate, String>,
        made_by: impl IntoIterator<Item = Settings>,
        current: Settings,
    ) -> Self {
        let with = |mut settings: Settings| {
            settings.closed.extend(days.clone());
            Calendar::new(settings)
        };
        let versions = made_by
            .into_iter()
            .map(|made| (made.version, (Calendar::new(made.clone()), with(made))))
            .collect();
        Self {
            versions,
            current: Calendar::new(current),
            days,
        }
    }
    pub fn days(&self) -> &BTreeMap<NaiveDate, String> {
        &self.days
    }
    /// The running clocks of a complaint that they move, as they were and as they are.
    pub fn moved(&self, c: &Complaint, now: DateTime<Utc>) -> Vec<(Clock, Clock)> {
        let running = c.clocks.iter().filter(|k| k.stopped_at.is_none());
        running
            .filter_map(|was| Some((was.clone(), self.one(was, &c.pauses, now)?)))
            .collect()
    }
    /// None of one that was agreed with the complainant, that is overdue, or that ends before the first closed day.
    fn one(&self, was: &Clock, holds: &[Hold], now: DateTime<Utc>) -> Option<Clock> {
        let span = was.span?;
        if was.is_late(now) {
            return None;
        }
        let (before, after) = self.versions.get(&was.calendar_version)?;
        let ended = holds
            .iter()
            .filter(|p| p.stops_the_clock && p.until.is_some());
        let holds: Vec<Pause> = ended.map(|p| Pause::so_far(p.from, p.until, now)).collect();
        let exact = before.due(was.started_at, span, &holds) == was.due_at;
        let (due_at, warn_at) = match span {
            _ if exact => (
                after.due(was.started_at, span, &holds),
                after.warn_at(was.started_at, span, &holds),
            ),
            // Months and days are counted on the wall calendar.
            Span::Months(_) | Span::Days(_) => return None,
            // It ran on after the complaint was closed for a while: what is left of it counts from now.
            Span::WorkingHours(_) | Span::WorkingDays(_) => {
                let later = |until| {
                    let left = before.minutes_between(now, until);
                    if left > 0 {
                        after.add_minutes(now, left)
                    } else {
                        until
                    }
                };
                (later(was.due_at), later(was.warn_at))
            }
        };
        if due_at <= was.due_at {
            return None;
        }
        // The clock's page explains the date by a calendar that gives it.
        let by_current = self.current.due(was.started_at, span, &holds) == due_at;
        let current = self.current.settings().version;
        Some(Clock {
            due_at,
            warn_at,
            calendar_version: if by_current {
                current
            } else {
                was.calendar_version
            },
            ..was.clone()
        })
    }
}

/// One date that a closure moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct MovedDate {
    pub promise: Promise,
    pub was_due: DateTime<Utc>,
    pub due: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::closed_days;
    use crate::event::Event;
    use crate::steps::testing::World;

    fn closures(day: &str) -> Closures {
        let days = BTreeMap::from([(day.parse().unwrap(), "Storm".to_owned())]);
        let made = Settings::default();
        let mut current = Settings {
            version: made.version + 1,
            ..made.clone()
        };
        current.closed.extend(days.clone());
        Closures::new(days, [made], current)
    }

    #[test]
    fn a_closed_day_moves_what_is_due_after_it_and_nothing_else() {
        let world = World::new();
        let mut c = world.investigated();
        // Acknowledged on time, before: its result stays.
        for clock in c
            .clocks
            .iter_mut()
            .filter(|k| k.promise == Promise::Acknowledge)
        {
            clock.stopped_at = Some(clock.due_at);
            clock.kept = true;
        }
        let stopped = c.clocks.clone();
        let due = |c: &Complaint, promise| c.running(promise).unwrap().due_at.to_rfc3339();
        assert_eq!(due(&c, Promise::Respond), "2026-12-08T17:00:00+00:00");
        let decision = closed_days(&c, &closures("2026-12-02"), &world.ctx()).unwrap();
        let after = decision.after();
        assert_eq!(due(after, Promise::Respond), "2026-12-09T17:00:00+00:00");
        // Five working days from 24 November end before it.
        assert_eq!(due(after, Promise::Update), due(&c, Promise::Update));
        let is = |c: &Complaint| c.running(Promise::Respond).unwrap().clone();
        assert_eq!(is(after).span, is(&c).span);
        assert_eq!(is(after).calendar_version, is(&c).calendar_version + 1);
        assert!(after.timescales.is_empty(), "no extension");
        for was in stopped.iter().filter(|k| k.stopped_at.is_some()) {
            assert!(after.clocks.contains(was));
        }
        assert!(matches!(
            decision.events(),
            [Event::ClocksMoved { moved, .. }] if moved.len() == 1
        ));
        assert!(closed_days(&c, &closures("2026-12-24"), &world.ctx()).is_none());
    }

    #[test]
    fn what_was_agreed_or_is_late_stays() {
        let mut world = World::new();
        let mut c = world.investigated();
        for clock in &mut c.clocks {
            clock.span = None;
        }
        assert!(closed_days(&c, &closures("2026-11-25"), &world.ctx()).is_none());
        let c = world.investigated();
        world.now += chrono::Duration::days(40);
        assert!(closed_days(&c, &closures("2027-01-04"), &world.ctx()).is_none());
    }
}
