//! What every rule is asked in: the time, the calendar and the promises, and the clocks they start.
use super::clocks::{Clock, ClockChange, Promises};
use super::complaint::Complaint;
use super::vocabulary::Promise;
use super::working_time::{self, Calendar};
use chrono::{DateTime, NaiveDate, Utc};

/// What a rule may look at besides the complaint: the time, the calendar, the settings.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub now: DateTime<Utc>,
    pub calendar: &'a Calendar,
    pub promises: &'a Promises,
    /// The Independent Assessor's contact details are filled in (rule 59).
    pub assessor_known: bool,
}

impl Context<'_> {
    /// The date in Europe/London.
    pub fn today(&self) -> NaiveDate {
        working_time::uk_time::local(self.now).date()
    }
    /// Starts a promise at an instant.
    pub fn start(&self, promise: Promise, at: DateTime<Utc>) -> ClockChange {
        let span = self.promises.span(promise);
        ClockChange::Start(Clock {
            promise,
            started_at: at,
            due_at: self.calendar.due(at, span, &[]),
            warn_at: self.calendar.warn_at(at, span, &[]),
            span: Some(span),
            calendar_version: self.calendar.settings().version,
            stopped_at: None,
        })
    }
    pub fn stop(&self, promise: Promise) -> ClockChange {
        ClockChange::Stop {
            promise,
            at: self.now,
        }
    }
    /// A promise that is owed again, with the date it had: the clock that stopped runs on from its first start, so
    /// that the time already used stays used (rule 29). None while it runs.
    ///
    /// A hold that stopped the clocks meanwhile counts for it as for any other. A promise that never ran starts at
    /// `or_from`.
    pub fn run_on(
        &self,
        complaint: &Complaint,
        promise: Promise,
        or_from: DateTime<Utc>,
    ) -> Option<ClockChange> {
        if complaint.running(promise).is_some() {
            return None;
        }
        let last =
            complaint.clocks.iter().rev().find_map(|clock| {
                Some((clock, clock.stopped_at?)).filter(|c| c.0.promise == promise)
            });
        let Some((last, stopped_at)) = last else {
            return Some(self.start(promise, or_from));
        };
        let mut clock = Clock {
            stopped_at: None,
            ..last.clone()
        };
        let counted: Vec<_> = complaint
            .pauses
            .iter()
            .filter(|p| p.stops_the_clock)
            .map(|p| working_time::Pause::so_far(p.from, p.until, self.now))
            .collect();
        let held_since = counted.iter().any(|p| p.until > stopped_at);
        if let Some(span) = clock.span.filter(|_| held_since) {
            clock.due_at = self.calendar.due(clock.started_at, span, &counted);
            clock.warn_at = self.calendar.warn_at(clock.started_at, span, &counted);
            clock.calendar_version = self.calendar.settings().version;
        }
        Some(ClockChange::Start(clock))
    }
}
