//! The one way from wanting to do something to having permission to record it.
use super::clocks::{ClockChange, Context};
use super::complaint::Complaint;
use super::event::Event;
use super::ids::{ComplaintId, PersonId, Version};
use super::permission::permits;
use super::person::Actor;
use super::refusal::Refusal;
use super::steps::Step;
use super::steps::contact::RecordContact;
use super::vocabulary::{LetterKind, Stage};
use chrono::{DateTime, Utc};

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

/// Asks who may, then the step's own rule.
///
/// # Errors
/// A [`Refusal`] with the sentence that says why and who can.
pub fn decide<S: Step>(
    complaint: &Complaint,
    step: S,
    actor: &Actor,
    ctx: &Context,
) -> Result<Decision, Refusal> {
    permits(S::KIND, complaint, actor, ctx)?;
    let effects = step.decide(complaint, actor, ctx)?;
    Ok(Decision {
        complaint: complaint.id,
        seen: complaint.version,
        by: actor.id,
        at: ctx.now,
        effects,
    })
}

/// A message of theirs that belongs to the complaint by what it carries: nobody acts, so nobody is asked whether
/// they may. It stands in the name of whoever the complaint is with, and the event says that it came by itself.
///
/// # Errors
/// The step's own refusal.
pub fn decide_arrival(
    complaint: &Complaint,
    step: RecordContact,
    ctx: &Context,
) -> Result<Decision, Refusal> {
    Ok(Decision {
        complaint: complaint.id,
        seen: complaint.version,
        by: complaint.is_with(),
        at: ctx.now,
        effects: step.effects(complaint, ctx)?,
    })
}

/// Two steps as one act: both are asked, both are recorded, or neither.
///
/// # Errors
/// The first refusal.
pub fn decide_both<A: Step, B: Step>(
    complaint: &Complaint,
    (first, second): (A, B),
    actor: &Actor,
    ctx: &Context,
) -> Result<Decision, Refusal> {
    let mut decision = decide(complaint, first, actor, ctx)?;
    let after = decide(complaint, second, actor, ctx)?;
    decision.effects.events.extend(after.effects.events);
    decision.effects.clocks.extend(after.effects.clocks);
    decision.effects.stage = after.effects.stage.or(decision.effects.stage);
    decision.effects.letter = after.effects.letter.or(decision.effects.letter);
    Ok(decision)
}
