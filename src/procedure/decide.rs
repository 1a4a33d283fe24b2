//! The one way from wanting to do something to having permission to record it.
use super::by::By;
use super::clocks::{ClockChange, Closures, MovedDate, settle};
use super::complaint::Complaint;
use super::context::Context;
use super::delivery::{Delivery, State};
use super::denied::Denied;
use super::effects::Effects;
use super::event::Event;
use super::ids::{ComplaintId, PersonId, Version};
use super::letter_moves;
use super::part::Part;
use super::permission::{permits, permits_itself};
use super::person::Actor;
use super::steps::{AnyStep, Step, StepKind};
use super::undo::{self, Leaves};
use super::vocabulary::LetterKind;
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
    clocks: Vec<ClockChange>,
    leaves: Leaves,
    after: Box<Complaint>,
    parts: Vec<Part>,
    letter_by: DateTime<Utc>,
    also: Option<Box<Decision>>,
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
    /// What happens to another complaint in the same act: recorded with it, or neither is.
    pub fn also(&self) -> Option<&Decision> {
        self.also.as_deref()
    }
    /// What happens to the clocks.
    pub fn clocks(&self) -> &[ClockChange] {
        &self.clocks
    }
    /// What of it, or of what was done before it, can be undone afterwards.
    pub fn leaves(&self) -> &Leaves {
        &self.leaves
    }
    /// The complaint as it stands once this is recorded: the procedure run in memory. New rows are numbered on from
    /// those that are there, and a letter that goes with it is addressed as the complainant prefers.
    pub fn after(&self) -> &Complaint {
        &self.after
    }
    /// Who takes part in stage 1 by it, and did not in this way before (rule 57).
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }
    /// By when a letter of this kind is owed that goes with it: by the date of the promise it keeps; one that keeps
    /// none, within the time of an acknowledgement.
    pub fn letter_owed_by(&self, kind: LetterKind) -> DateTime<Utc> {
        let mut with = letter_moves::owed_with(kind).iter();
        let clock = with.find_map(|promise| self.after.running(*promise));
        clock.map_or(self.letter_by, |clock| clock.due_at)
    }
    /// It only records that a letter left, or that a closed day moved dates, so nobody who looked before has missed an
    /// act of a person.
    pub fn only_tells_of_a_letter(&self) -> bool {
        let tells =
            |event: &Event| matches!(event, Event::LetterLeft { .. } | Event::ClocksMoved { .. });
        self.effects.stage.is_none() && self.effects.events.iter().all(tells)
    }

    fn of(
        complaint: &Complaint,
        (by, ctx): (PersonId, &Context),
        mut effects: Effects,
        leaves: impl FnOnce(&Effects, &Complaint) -> Leaves,
    ) -> Self {
        // Neither of two complaints that changed in one act is undone alone.
        let nothing: fn(&Effects, &Complaint) -> Leaves = |_, _| Leaves::Nothing;
        let also = effects.also.take();
        let also = also.map(|both| Box::new(Self::of(&both.0, (by, ctx), both.1, nothing)));
        let mut after = complaint.clone();
        // Before the facts are put back, which forgets what they are put back from.
        let mut clocks = if effects.undoes() {
            complaint.clocks_before()
        } else {
            Vec::new()
        };
        for event in &effects.events {
            after.take_part(event, by, ctx.now);
            after.apply(event, by, ctx.now);
        }
        if let Some(stage) = effects.stage {
            let closes = effects.events.iter().find_map(|e| e.nature().closes_as);
            let before = complaint.undoable.as_ref().and_then(|u| u.before.closure);
            let undone = before.filter(|_| effects.undoes());
            after.enter(stage, closes.or(undone));
        }
        if let Some(kind) = effects.letter {
            after.written(kind, by, ctx.now);
            after.corrects(&effects.events);
        }
        clocks.extend(effects.moved.iter().cloned());
        for change in &clocks {
            change.apply(&mut after.clocks);
        }
        // What cannot be read in full is only added to: no clock of it is known well enough to be changed.
        if complaint.unreadable.is_empty() {
            let settled = settle(&after, &effects.kept, ctx);
            for change in &settled {
                change.apply(&mut after.clocks);
            }
            clocks.extend(settled);
        }
        let leaves = leaves(&effects, &after);
        match &leaves {
            Leaves::Nothing => after.undoable = None,
            Leaves::AsItWas => {}
            Leaves::Itself(undoable) => {
                let mut undoable = undoable.clone();
                let newest = after.deliveries.first().map(|d| d.id);
                undoable.delivery = newest.filter(|_| effects.letter.is_some());
                after.undoable = Some(undoable);
            }
        }
        after.version = Version(complaint.version.0 + 1);
        let new = |part: &&Part| !complaint.parts.contains(part);
        let parts = after.parts.iter().filter(new).copied().collect();
        let decision = Self {
            parts,
            complaint: complaint.id,
            seen: complaint.version,
            by,
            at: ctx.now,
            effects,
            clocks,
            leaves,
            after: Box::new(after),
            letter_by: ctx.calendar.due(ctx.now, ctx.promises.acknowledge, &[]),
            also,
        };
        decision.acted()
    }
    fn acted(mut self) -> Self {
        if !self.only_tells_of_a_letter() {
            self.after.acted = self.after.version;
        }
        self
    }
}

/// What follows for a complaint when one of its letters has moved on: it left, was given up or came back. None when
/// nothing follows, as for a letter that was only printed. `left_at`: when it happened, if that was earlier than now.
///
/// `by` is who recorded it; where nobody did, whoever the complaint is with stands for it.
///
/// # Errors
/// `NotNow` when what it has become meanwhile cannot be followed by this.
pub fn on_its_way(
    complaint: &Complaint,
    delivery: &Delivery,
    to: State,
    (by, left_at, why): (Option<PersonId>, DateTime<Utc>, &str),
    ctx: &Context,
) -> Result<Option<Decision>, Denied> {
    if !delivery.state.may_become(to) {
        return Err(Denied::not_now("It has moved on since"));
    }
    let effects = letter_moves::effects(complaint, delivery, to, (left_at, why), ctx);
    let by = by.unwrap_or_else(|| complaint.is_with());
    let leaves = |_: &Effects, _: &Complaint| {
        let its = complaint.undoable.as_ref();
        let gone = its.is_some_and(|u| u.delivery == Some(delivery.id)) && to.has_left();
        if gone {
            Leaves::Nothing
        } else {
            Leaves::AsItWas
        }
    };
    Ok(effects.map(|effects| Decision::of(complaint, (by, ctx), effects, leaves)))
}

/// What days that are newly closed do to a complaint: its running clocks are due the same working time later, with a
/// line in its history. None when they move none.
pub fn closed_days(complaint: &Complaint, closures: &Closures, ctx: &Context) -> Option<Decision> {
    // What cannot be read in full is only added to.
    if !complaint.unreadable.is_empty() {
        return None;
    }
    let moved = closures.moved(complaint, ctx.now);
    if moved.is_empty() {
        return None;
    }
    let days = closures.days().iter();
    let dates = moved.iter().map(|(was, is)| MovedDate {
        promise: was.promise,
        was_due: was.due_at,
        due: is.due_at,
    });
    let mut effects = Effects::of(Event::ClocksMoved {
        closed: days.map(|(day, name)| (*day, name.clone())).collect(),
        moved: dates.collect(),
    });
    for (was, is) in moved {
        effects = effects.moves(ClockChange::Correct { was, is });
    }
    // Undoing puts clocks back as they were, which knew nothing of the closed day.
    let leaves = |_: &Effects, _: &Complaint| Leaves::Nothing;
    let by = complaint.is_with();
    Some(Decision::of(complaint, (by, ctx), effects, leaves))
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
    let kind = step.kind();
    let effects = step.decide(complaint, by, ctx)?;
    // Something that nobody does stands in the name of whoever the complaint is with, and its event says so.
    let person = by.person().unwrap_or_else(|| complaint.is_with());
    let leaves = |effects: &Effects, after: &Complaint| {
        if effects.undoes() {
            return Leaves::Nothing;
        }
        undo::leaves(kind, effects, (complaint, after), person, ctx.now)
    };
    Ok(Decision::of(complaint, (person, ctx), effects, leaves))
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
