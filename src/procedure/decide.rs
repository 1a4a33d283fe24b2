//! The one way from wanting to do something to having permission to record it.
use super::clocks::{ClockChange, Context};
use super::complaint::Complaint;
use super::denied::Denied;
use super::event::Event;
use super::ids::{ComplaintId, PersonId, Version};
use super::permission::{permits, permits_itself};
use super::person::Actor;
use super::steps::{AnyStep, Step, StepKind};
use super::vocabulary::{LetterKind, Stage};
use chrono::{DateTime, Utc};

/// Who wants something done.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    Person(&'a Actor),
    /// Nobody: it follows from what came in or went out. `permits_itself` says what may happen so.
    Itself(Cause),
}

/// What makes something happen without anybody acting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A message carried what joins it to a complaint.
    MessageArrived,
    /// The outbox handed a letter over, or gave it up.
    LetterLeft,
    /// A mail server sent a letter back.
    LetterBounced,
}

impl By<'_> {
    /// The person; nobody, when it happens by itself.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person(actor) => Some(actor.id),
            Self::Itself(_) => None,
        }
    }
}

/// What a step does: its history, what it does to clocks, where the complaint goes, the letter it owes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effects {
    pub events: Vec<Event>,
    pub clocks: Vec<ClockChange>,
    /// The stage afterwards, when it changes.
    pub stage: Option<Stage>,
    /// Storage refuses to record the decision without this letter.
    pub letter: Option<LetterKind>,
}

impl Effects {
    pub fn of(event: Event) -> Self {
        Self {
            events: vec![event],
            ..Self::default()
        }
    }
    #[must_use]
    pub fn to(mut self, stage: Stage) -> Self {
        self.stage = Some(stage);
        self
    }
    #[must_use]
    pub fn clock(mut self, change: ClockChange) -> Self {
        self.clocks.push(change);
        self
    }
    #[must_use]
    pub fn letter(mut self, kind: LetterKind) -> Self {
        self.letter = Some(kind);
        self
    }
}

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
