//! The last act on a complaint, while it can be undone: what it was, and how things stood before it.
use super::clocks::{Clock, ClockChange};
use super::complaint::{Complaint, Escalation};
use super::context::Context;
use super::effects::Effects;
use super::event::{Event, Triaged, TriagedAllegation};
use super::ids::{DeliveryId, PersonId, Version};
use super::person::Area;
use super::steps::StepKind;
use super::vocabulary::{Closure, Promise, Stage};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// An act that can be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undoable {
    pub step: StepKind,
    /// The complaint's version that the act made.
    pub version: Version,
    pub by: PersonId,
    pub at: DateTime<Utc>,
    /// The letter that went with it; while it can be stopped, the act can be undone.
    pub delivery: Option<DeliveryId>,
    pub before: Before,
}

/// How a complaint stood before an act, as far as acts that can be undone change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    pub stage: Stage,
    pub closure: Option<Closure>,
    pub owner: Option<PersonId>,
    pub area: Option<Area>,
    #[serde(default)]
    pub routed_at: Option<DateTime<Utc>>,
    pub assignee: Option<PersonId>,
    pub decider: Option<PersonId>,
    pub acknowledged_at: Option<DateTime<Utc>>,
    pub answered_at: Option<DateTime<Utc>>,
    pub final_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub assessor_last_date: Option<NaiveDate>,
    pub escalation: Option<Escalation>,
    /// Triage, when the act changed it.
    pub triaged: Option<Triaged>,
    /// A refusal waited for a second person.
    pub refusal_open: bool,
    /// The clocks that the act changed.
    pub clocks: Vec<Touched>,
}

/// The clocks of one promise before an act and after it. They are put back only if they are still as the act left them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touched {
    pub promise: Promise,
    pub before: Vec<Clock>,
    pub after: Vec<Clock>,
}

/// What an act leaves of the possibility to undo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaves {
    /// Nothing that can be undone.
    Nothing,
    /// What could be undone before it still can.
    AsItWas,
    /// The act itself.
    Itself(Box<Undoable>),
}

/// What an act of this kind leaves. Acts that only add something take nothing away; any other ends it, because undoing
/// the earlier one would undo half of it.
pub(super) fn leaves(
    kind: StepKind,
    effects: &Effects,
    (before, after): (&Complaint, &Complaint),
    by: PersonId,
    at: DateTime<Utc>,
) -> Leaves {
    let undoable = match kind {
        StepKind::Acknowledgement
        | StepKind::HandBack
        | StepKind::Assignment
        | StepKind::Taking
        | StepKind::Timescale
        | StepKind::Response
        | StepKind::Closure
        | StepKind::Withdrawal
        | StepKind::Escalation
        | StepKind::Reviewer
        | StepKind::Appointment
        | StepKind::FinalResponse => true,
        // Agreed, not proposed or sent back.
        StepKind::Refusal => effects.letter.is_some(),
        // Resolved; to take it to stage 1 is not put back.
        StepKind::OnTheSpot => effects.stage == Some(Stage::Closed),
        StepKind::Note
        | StepKind::Contact
        | StepKind::Evidence
        | StepKind::Plan
        | StepKind::Details
        | StepKind::Correction
        | StepKind::OwnView
        | StepKind::Lateness
        | StepKind::Delivery => return Leaves::AsItWas,
        StepKind::Scope
        | StepKind::Facts
        // Taken apart again instead, at any time.
        | StepKind::Joining
        | StepKind::Reopening
        | StepKind::Remedy
        | StepKind::Pause
        | StepKind::DataProtection
        | StepKind::HumanResources
        | StepKind::AssessorReferral
        | StepKind::Undo => false,
    };
    if !undoable {
        return Leaves::Nothing;
    }
    Leaves::Itself(Box::new(Undoable {
        step: kind,
        version: Version(before.version.0 + 1),
        by,
        at,
        delivery: None,
        before: Before::of(before, after, effects),
    }))
}

impl Before {
    fn of(before: &Complaint, after: &Complaint, effects: &Effects) -> Self {
        let of = |c: &Complaint, promise: Promise| -> Vec<Clock> {
            let of_it = c.clocks.iter().filter(|k| k.promise == promise);
            of_it.cloned().collect()
        };
        let clocks = Promise::ALL.iter().map(|promise| Touched {
            promise: *promise,
            before: of(before, *promise),
            after: of(after, *promise),
        });
        let triages = |e: &Event| matches!(e, Event::Triaged { .. });
        Self {
            stage: before.stage,
            closure: before.closure,
            owner: before.owner,
            area: before.area.clone(),
            routed_at: before.routed_at,
            assignee: before.assignee,
            decider: before.decider,
            acknowledged_at: before.acknowledged_at,
            answered_at: before.answered_at,
            final_at: before.final_at,
            closed_at: before.closed_at,
            assessor_last_date: before.assessor_last_date,
            escalation: before.escalation.clone(),
            triaged: effects
                .events
                .iter()
                .any(triages)
                .then(|| triage_of(before)),
            refusal_open: before.open_refusal().is_some(),
            clocks: clocks.filter(|t| t.before != t.after).collect(),
        }
    }
}

fn triage_of(c: &Complaint) -> Triaged {
    Triaged {
        urgent: c.triage.urgent,
        urgent_why: c.triage.urgent_why.clone(),
        assessed: c.triage.assessed,
        needs_asked: c.triage.needs_asked,
        six_month: c.triage.six_month.clone(),
        likely_area: c.triage.likely_area,
        allegations: c
            .allegations
            .iter()
            .map(|a| TriagedAllegation {
                number: a.number,
                ground: a.ground,
                alleged: a.alleged.clone(),
                scope: a.scope.clone(),
            })
            .collect(),
        subjects: c.subjects.clone(),
        changes: Vec::new(),
    }
}

impl Complaint {
    /// The act that can be undone now, by anybody who may: its letter has not left; without a letter, the time for it
    /// is not over.
    pub fn can_be_undone(&self, ctx: &Context) -> Option<&Undoable> {
        let last = self.undoable.as_deref()?;
        let in_time = match last.delivery {
            None => ctx.now <= last.at + ctx.undo,
            Some(id) => {
                let mut all = self.deliveries.iter();
                let letter = all.find(|d| d.id == id)?;
                letter.state.may_become(super::delivery::State::TakenBack)
            }
        };
        in_time.then_some(last)
    }

    /// The clocks as they were before the last act, of each promise whose clocks are as that act left them.
    pub(super) fn clocks_before(&self) -> Vec<ClockChange> {
        let Some(last) = self.undoable.as_deref() else {
            return Vec::new();
        };
        let as_left = |touched: &&Touched| {
            let mut now = self.clocks.iter().filter(|c| c.promise == touched.promise);
            touched.after.iter().eq(now.by_ref())
        };
        let touched = last.before.clocks.iter().filter(as_left);
        touched
            .map(|t| ClockChange::Restore {
                promise: t.promise,
                clocks: t.before.clone(),
            })
            .collect()
    }

    /// The facts as they were before the last act. Stage and clocks go with the decision.
    pub(super) fn put_back(&mut self) {
        let Some(last) = self.undoable.take() else {
            return;
        };
        let (at, before) = (last.at, last.before);
        self.owner = before.owner;
        self.area = before.area;
        self.routed_at = before.routed_at;
        self.assignee = before.assignee;
        self.decider = before.decider;
        self.acknowledged_at = before.acknowledged_at;
        self.answered_at = before.answered_at;
        self.final_at = before.final_at;
        self.closed_at = before.closed_at;
        self.assessor_last_date = before.assessor_last_date;
        self.escalation = before.escalation;
        if let Some(triaged) = &before.triaged {
            self.triage_as(triaged);
        }
        if before.refusal_open
            && let Some(refusal) = self.refusals.last_mut()
        {
            refusal.approved = None;
            refusal.decided_by = None;
            refusal.decision_reason.clear();
        }
        self.timescales.retain(|t| t.at != at);
        self.hand_backs.retain(|h| h.at != at);
        self.assignments.retain(|a| a.at != at);
        for assignment in &mut self.assignments {
            assignment.ended_at = assignment.ended_at.filter(|ended| *ended != at);
        }
        if let Some(stage) = answered_by(last.step) {
            self.findings.retain(|f| f.stage != stage);
            self.remedies.retain(|r| r.stage != stage);
        }
    }
}

/// The stage whose findings and remedies a step writes.
pub fn answered_by(step: StepKind) -> Option<u8> {
    match step {
        StepKind::Response => Some(1),
        StepKind::FinalResponse => Some(2),
        _ => None,
    }
}
