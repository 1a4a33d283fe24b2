//! What follows from a step once it is allowed.
use super::clocks::ClockChange;
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
