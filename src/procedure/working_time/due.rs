//! Due and warning times. A due date is always computed from its start, its span and its pauses; nothing here
//! sets one by hand.
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::calendar::{Calendar, instant};
use super::model::{Model, Span};
use super::months_after;
use super::pause::{Pause, merged};
use super::timeline::Timeline;
use super::uk_time;

/// Model C counts each started 24 working hours as one working day.
const HOURS_OF_A_DAY: u32 = 24;
const HOUR: i64 = 3_600_000_000;

impl Calendar {
    /// When a promise falls due: met up to and including this instant.
    ///
    /// In: when the clock started (UTC; outside opening hours it starts at the next opening), what was promised,
    /// and the pauses. Out: UTC, to the microsecond. What "24 working hours" means is the calendar's [`Model`]
    /// (reading (e)1). A pause pushes the due date by exactly what it took from the running clock: by opening
    /// hours, or by clock hours on working days under model B; so a promise in days may then end within a day.
    pub fn due(&self, start: DateTime<Utc>, span: Span, pauses: &[Pause]) -> DateTime<Utc> {
        self.due_under(self.settings().model, start, span, pauses)
    }

    /// When to warn, never after the due date. It is kept with the clock; no page shows it: amber is the last
    /// working day, `TimeLeft::is_soon`.
    ///
    /// Working hours under model A: the due date under model B, what an ordinary reader expects of "24 working
    /// hours". Anything else, or where B gives no earlier time: when 80 % of the working time is used. A warning
    /// outside opening hours is put off to the next opening, at most until the due date.
    pub fn warn_at(&self, start: DateTime<Utc>, span: Span, pauses: &[Pause]) -> DateTime<Utc> {
        let due = self.due(start, span, pauses);
        if let (Span::WorkingHours(_), Model::OpeningHours) = (span, self.settings().model) {
            let expected = self.due_under(Model::WorkingDayHours, start, span, pauses);
            let expected = self.within_opening(expected);
            if expected < due {
                return expected;
            }
        }
        self.warn_before(start, due, pauses)
    }

    /// When to warn of a due date that was agreed rather than worked out: when 80 % of the opening time from
    /// `start` to `due`, without the pauses, is used. With no opening time between them it is the due date.
    pub fn warn_before(
        &self,
        start: DateTime<Utc>,
        due: DateTime<Utc>,
        pauses: &[Pause],
    ) -> DateTime<Utc> {
        let (from, to) = (start.timestamp_micros(), due.timestamp_micros());
        let pauses = merged(pauses);
        let allowed = self.opening().run_unpaused(from, to, &pauses);
        if allowed == 0 {
            return due;
        }
        instant(self.opening().advance(from, allowed / 5 * 4, &pauses)).min(due)
    }

    /// The instant this many opening minutes after another; how an agreed date moves on after a pause.
    pub fn add_minutes(&self, at: DateTime<Utc>, minutes: i64) -> DateTime<Utc> {
        instant(
            self.opening()
                .advance(at.timestamp_micros(), minutes * 60_000_000, &[]),
        )
    }

    /// The clock on which this span runs.
    pub(super) fn clock_for(&self, span: Span) -> &Timeline {
        match span {
            Span::WorkingHours(_) => self.clock_of(self.settings().model),
            Span::WorkingDays(_) | Span::Months(_) | Span::Days(_) => self.opening(),
        }
    }

    /// A span in working hours that model C reads as days, or the span itself.
    pub(super) fn read_as(&self, span: Span) -> Span {
        read_under(self.settings().model, span)
    }

    fn due_under(
        &self,
        model: Model,
        start: DateTime<Utc>,
        span: Span,
        pauses: &[Pause],
    ) -> DateTime<Utc> {
        let from = start.timestamp_micros();
        let pauses = merged(pauses);
        let (clock, amount) = match read_under(model, span) {
            Span::WorkingHours(hours) => (self.clock_of(model), i64::from(hours) * HOUR),
            days => {
                let unpaused = self.close_after(start, days);
                if pauses.is_empty() {
                    return unpaused;
                }
                let to = unpaused.timestamp_micros();
                (self.opening(), self.opening().run_between(from, to))
            }
        };
        instant(clock.advance(from, amount, &pauses))
    }

    /// Close of business at the end of a span of days or months, pauses not looked at.
    fn close_after(&self, start: DateTime<Utc>, span: Span) -> DateTime<Utc> {
        let first = uk_time::local_date(start);
        let last = match span {
            Span::Months(n) => self.working_day_from(months_after(first, n)),
            Span::Days(n) => {
                let last = first.checked_add_days(Days::new(n.into()));
                self.working_day_from(last.unwrap_or(NaiveDate::MAX))
            }
            Span::WorkingDays(0) | Span::WorkingHours(_) => self.working_day_from(first),
            Span::WorkingDays(n) => (0..n).fold(first, |date, _| self.next_working_day(date)),
        };
        self.close_of_business(last)
    }

    /// `at` while the office is open or just closing, else the next opening.
    fn within_opening(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let just_before = instant(at.timestamp_micros() - 1);
        if self.open_at(just_before).is_some() {
            at
        } else {
            self.next_opening(at)
        }
    }
}

fn read_under(model: Model, span: Span) -> Span {
    match (span, model) {
        (Span::WorkingHours(hours), Model::NextWorkingDay) => {
            Span::WorkingDays(hours.div_ceil(HOURS_OF_A_DAY))
        }
        _ => span,
    }
}

#[cfg(test)]
#[path = "due_tests.rs"]
mod tests;
