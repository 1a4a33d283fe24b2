//! The one way from wanting to do something to having permission to record it.
use super::by::By;
use super::complaint::Complaint;
use super::context::Context;
use super::denied::Denied;
use super::effects::Effects;
use super::event::Event;
use super::ids::{ComplaintId, PersonId, Version};
use super::permission::{permits, permits_itself};
use super::person::Actor;
use super::steps::{AnyStep, Step, StepKind};
use chrono::{DateTime, Utc};

/// Proof that the procedure allowed something. Only this file can make one, and storage
/// accepts nothing else, so no handler can write around the procedure.
#[derive(Debug, Clone)]
pub struct Decision {
    complaint: ComplaintId,
    seen: Version,
    by: PersonId,
    at: DateTime<Utc>,
    effects: Effects,
}

impl Decision {
    pub fn complaint(&self) -> ComplaintId {
        self.complaint
    }
    /// The version the decision was made on; recording on any other is a conflict.
    pub fn seen(&self) -> Version {
        self.seen
    }
    pub fn by(&self) -> PersonId {
        self.by
    }
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }
    pub fn effects(&self) -> &Effects {
        &self.effects
    }
    pub fn events(&self) -> &[Event] {
        &self.effects.events
    }
}

/// Asks who may, and then the step's own rule. `step` is called only once the person is known to be allowed: whose it
/// is to do comes before what is missing from it. `kind` is what the page asks for; a step of another kind that the
/// page makes is asked about as itself.
///
/// # Errors
/// A [`Denied`] with the sentence that says why and who can.
pub fn decide_lazily<E: From<Denied>>(
    complaint: &Complaint,
    kind: StepKind,
    (by, ctx): (By, &Context),
    step: impl FnOnce() -> Result<AnyStep, E>,
) -> Result<Decision, E> {
    let may = |kind| match by {
        By::Person(actor) => permits(kind, complaint, actor, ctx),
        By::Itself(cause) => permits_itself(kind, cause),
    };
    may(kind)?;
    let step = step()?;
    if step.kind() != kind {
        may(step.kind())?;
    }
    Ok(Decision {
        complaint: complaint.id,
        seen: complaint.version,
        // Something that nobody does stands in the name of whoever the complaint is with, and its event says so.
        by: by.person().unwrap_or_else(|| complaint.is_with()),
        at: ctx.now,
        effects: step.decide(complaint, by, ctx)?,
    })
}

/// [`decide_lazily`] for one step of a person that is known already.
pub fn decide<S: Step + Send + 'static>(
    complaint: &Complaint,
    step: S,
    actor: &Actor,
    ctx: &Context,
) -> Result<Decision, Denied> {
    decide_lazily(complaint, S::KIND, (By::Person(actor), ctx), || {
        Ok(AnyStep::from(step))
    })
}
