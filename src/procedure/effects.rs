//! What follows from a step once it is allowed.
use super::clocks::ClockChange;
use super::event::Event;
use super::vocabulary::{LetterKind, Stage};

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
