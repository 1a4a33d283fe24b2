//! Every promise on a clock: what starts it, what stops it, and which one a stage owes.
use super::ids::PersonId;
use super::vocabulary::{Promise, Stage};
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
}

impl Clock {
    /// Exactly on time is in time (reading (e)1).
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        self.stopped_at.unwrap_or(now) > self.due_at
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
        }
    }
}

/// What a decision does to clocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClockChange {
    Start(Clock),
    /// Nothing happens when the promise is not running.
    Stop {
        promise: Promise,
        at: DateTime<Utc>,
    },
    /// A new date: agreed with the complainant, or recomputed after a pause.
    Move {
        promise: Promise,
        due_at: DateTime<Utc>,
        warn_at: DateTime<Utc>,
        agreed: bool,
    },
}

/// The promise a stage owes next; its clock stands in every list.
///
/// In: whether the complaint has been acknowledged. Back from an area it is at triage again, and what it owes is no
/// second acknowledgement but the assignment that the first one promised (rule 29).
pub fn owed(stage: Stage, acknowledged: bool) -> Option<Promise> {
    match stage {
        Stage::Triage if acknowledged => Some(Promise::Assign),
        Stage::OnTheSpot | Stage::Triage => Some(Promise::Acknowledge),
        Stage::Assignment => Some(Promise::Assign),
        Stage::Investigation => Some(Promise::Respond),
        Stage::Answered => Some(Promise::Escalate),
        Stage::Escalated => Some(Promise::AcknowledgeEscalation),
        Stage::FinalReview => Some(Promise::FinalResponse),
        Stage::FinalResponse | Stage::Closed => None,
    }
}

/// Whether a complaint at this stage is owed regular news of it; once it has its answer, it is not.
pub fn owes_updates(stage: Stage) -> bool {
    match stage {
        Stage::OnTheSpot
        | Stage::Triage
        | Stage::Assignment
        | Stage::Investigation
        | Stage::Escalated
        | Stage::FinalReview => true,
        Stage::Answered | Stage::FinalResponse | Stage::Closed => false,
    }
}
