//! What every rule is asked in: the time, the calendar and the promises, and the clocks they start.
use super::clocks::{Clock, ClockChange, Promises};
use super::vocabulary::Promise;
use super::working_time::{self, Calendar};
use chrono::{DateTime, Duration, NaiveDate, Utc};

/// What a rule may look at besides the complaint: the time, the calendar, the settings.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub now: DateTime<Utc>,
    pub calendar: &'a Calendar,
    pub promises: &'a Promises,
    /// The Independent Assessor's contact details are filled in (rule 59).
    pub assessor_known: bool,
    /// How long an act without a letter can be undone.
    pub undo: Duration,
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
            kept: false,
        })
    }
}
