//! What follows from a step once it is allowed.
use super::clocks::ClockChange;
use super::complaint::Complaint;
use super::event::Event;
use super::vocabulary::{LetterKind, Promise, Stage};
use chrono::{DateTime, Utc};

/// What a step does: its history, what it has kept, where the complaint goes, the letter it owes. Which clocks start
/// and end follows from that (`clocks::settle`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effects {
    pub events: Vec<Event>,
    /// Promises that are kept by it, and when.
    pub kept: Vec<(Promise, DateTime<Utc>)>,
    /// Dates that it moves.
    pub moved: Vec<ClockChange>,
    /// The stage afterwards, when it changes.
    pub stage: Option<Stage>,
    /// Storage refuses to record the decision without this letter.
    pub letter: Option<LetterKind>,
    /// Another complaint that changes with it, and how.
    pub also: Option<Box<(Complaint, Effects)>>,
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
    /// This was promised, and is done.
    #[must_use]
    pub fn keeps(mut self, promise: Promise, at: DateTime<Utc>) -> Self {
        self.kept.push((promise, at));
        self
    }
    #[must_use]
    pub fn moves(mut self, change: ClockChange) -> Self {
        self.moved.push(change);
        self
    }
    /// What this does as well, in the same complaint.
    #[must_use]
    pub fn and(mut self, more: Self) -> Self {
        self.events.extend(more.events);
        self.kept.extend(more.kept);
        self.moved.extend(more.moved);
        self.stage = more.stage.or(self.stage);
        self.letter = more.letter.or(self.letter);
        self.also = more.also.or(self.also);
        self
    }
    /// Another complaint changes in the same act.
    #[must_use]
    pub fn with(mut self, other: Box<Complaint>, effects: Self) -> Self {
        self.also = Some(Box::new((*other, effects)));
        self
    }
    /// It puts back how things stood before the last act.
    pub fn undoes(&self) -> bool {
        self.events
            .iter()
            .any(|e| matches!(e, Event::Undone { .. }))
    }
    #[must_use]
    pub fn letter(mut self, kind: LetterKind) -> Self {
        self.letter = Some(kind);
        self
    }
}
