//! Every promise on a clock: which ones a complaint owes at its stage, and what starts, ends and moves them. The table
//! is `docs/clocks.md`.
mod closures;
mod owed;
pub(crate) mod settle;
#[cfg(test)]
mod table;

pub use closures::{Closures, MovedDate};
pub use owed::{always_owes, leading, owes};
pub(crate) use settle::from_true_start;
pub use settle::settle;

use super::ids::PersonId;
use super::vocabulary::Promise;
use super::working_time::Span;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A promise that runs or ran. The due time is kept with the rule and calendar that made it,
/// so that a later change of settings rewrites nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    pub promise: Promise,
    pub started_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub warn_at: DateTime<Utc>,
    /// None when the date was agreed with the complainant rather than computed.
    pub span: Option<Span>,
    pub calendar_version: i64,
    pub stopped_at: Option<DateTime<Utc>>,
    /// It stopped because what was promised was done, or its letter left; otherwise because it was owed no longer.
    pub kept: bool,
}

impl Clock {
    /// Exactly on time is in time (reading (e)1).
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        self.stopped_at.unwrap_or(now) > self.due_at
    }
    /// It is late, and it was ours to keep.
    pub fn we_are_late(&self, now: DateTime<Utc>) -> bool {
        !self.promise.is_theirs() && self.is_late(now)
    }
    /// Whether the promise was kept by the date that was promised. None while it runs, and when it lapsed before its
    /// date: then nothing was kept and nothing broken.
    pub fn in_time(&self) -> Option<bool> {
        let stopped_at = self.stopped_at?;
        let late = stopped_at > self.due_at;
        (self.kept || late).then_some(!late)
    }
    /// The same clock: what was promised, from when, and when it ended.
    fn is_same(&self, other: &Self) -> bool {
        let which = |c: &Self| (c.promise, c.started_at, c.stopped_at);
        which(self) == which(other)
    }
    fn stopped(&self, at: DateTime<Utc>, kept: bool) -> Self {
        Self {
            stopped_at: Some(at),
            kept,
            ..self.clone()
        }
    }
}

/// A time that does not count. Only the Independent Assessor can require one that stops a
/// published clock (rule 38); a hold for any other reason is recorded and stops nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub reason: String,
    pub stops_the_clock: bool,
    pub from: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
    pub review_on: NaiveDate,
    pub by: PersonId,
}

/// How long each promise is. Two are published; the rest are internal targets and said to be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Promises {
    pub acknowledge: Span,
    pub assign: Span,
    pub first_contact: Span,
    pub respond: Span,
    pub update: Span,
    pub acknowledge_escalation: Span,
    pub final_response: Span,
    pub escalate: Span,
    pub send_to_assessor: Span,
    pub data_protection: Span,
    /// Calendar months after it closed in which a complaint can be reopened by whoever works on it.
    pub reopen_months: u32,
    /// Weeks in which the Independent Assessor's report is expected, from when the papers were sent (rule 65).
    pub report_weeks: u32,
    /// Days before a restriction ends on which its review is asked for (rule 81).
    pub review_days: u32,
}

impl Default for Promises {
    fn default() -> Self {
        Self {
            acknowledge: Span::WorkingHours(24),
            assign: Span::WorkingHours(24),
            first_contact: Span::WorkingHours(24),
            respond: Span::WorkingDays(10),
            update: Span::WorkingDays(5),
            acknowledge_escalation: Span::WorkingHours(24),
            final_response: Span::WorkingDays(20),
            escalate: Span::Months(1),
            send_to_assessor: Span::WorkingDays(5),
            data_protection: Span::Days(30),
            reopen_months: 6,
            report_weeks: 6,
            review_days: 28,
        }
    }
}

impl Promises {
    pub fn span(&self, promise: Promise) -> Span {
        match promise {
            Promise::Acknowledge => self.acknowledge,
            Promise::Assign => self.assign,
            Promise::FirstContact => self.first_contact,
            Promise::Respond => self.respond,
            Promise::Update => self.update,
            Promise::AcknowledgeEscalation => self.acknowledge_escalation,
            Promise::FinalResponse => self.final_response,
            Promise::Escalate => self.escalate,
            Promise::SendToAssessor => self.send_to_assessor,
            Promise::DataProtection => self.data_protection,
        }
    }
}

/// What a decision does to clocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClockChange {
    Start(Clock),
    /// The running clock of a promise ends.
    Stop {
        promise: Promise,
        at: DateTime<Utc>,
        /// It was done, or its letter left; otherwise it is owed no longer.
        kept: bool,
    },
    /// A new date: agreed with the complainant, or worked out again after a hold.
    Move {
        promise: Promise,
        due_at: DateTime<Utc>,
        warn_at: DateTime<Utc>,
        agreed: bool,
    },
    /// The last clock of a promise runs again, as if it had not stopped.
    Resume {
        promise: Promise,
        due_at: DateTime<Utc>,
        warn_at: DateTime<Utc>,
    },
    /// A fact was put right, or came to light: the clock that started and stopped as `was` is `is`. Both are kept by
    /// the event that says so.
    Correct {
        was: Clock,
        is: Clock,
    },
    /// An act is undone: the clocks of a promise are these again.
    Restore {
        promise: Promise,
        clocks: Vec<Clock>,
    },
}

impl ClockChange {
    /// Does to a list of clocks, the earliest first, what storage does to the table.
    pub fn apply(&self, clocks: &mut Vec<Clock>) {
        let running = |clocks: &mut Vec<Clock>, promise: Promise| {
            clocks
                .iter()
                .rposition(|c| c.promise == promise && c.stopped_at.is_none())
        };
        match self {
            Self::Start(clock) => clocks.push(clock.clone()),
            Self::Stop { promise, at, kept } => {
                let found = running(clocks, *promise);
                if let Some(clock) = found.and_then(|at| clocks.get_mut(at)) {
                    *clock = clock.stopped(*at, *kept);
                }
            }
            Self::Move {
                promise,
                due_at,
                warn_at,
                agreed,
            } => {
                let found = running(clocks, *promise);
                if let Some(clock) = found.and_then(|at| clocks.get_mut(at)) {
                    (clock.due_at, clock.warn_at) = (*due_at, *warn_at);
                    clock.span = clock.span.filter(|_| !agreed);
                }
            }
            Self::Resume {
                promise,
                due_at,
                warn_at,
            } => {
                let last = clocks.iter_mut().rfind(|c| c.promise == *promise);
                if let Some(clock) = last {
                    (clock.due_at, clock.warn_at) = (*due_at, *warn_at);
                    (clock.stopped_at, clock.kept) = (None, false);
                }
            }
            Self::Correct { was, is } => {
                let found = clocks.iter_mut().rfind(|c| was.is_same(c));
                if let Some(clock) = found {
                    *clock = is.clone();
                }
            }
            Self::Restore {
                promise,
                clocks: before,
            } => {
                clocks.retain(|c| c.promise != *promise);
                clocks.extend(before.iter().cloned());
            }
        }
    }
}
