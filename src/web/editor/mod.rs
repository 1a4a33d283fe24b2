//! The editors of the two responses: what is typed, what is still missing, the letter as it stands, its draft.
pub mod checklist;
pub mod closing;
pub mod conflict;
pub mod desk;
pub mod finding;
pub mod form;
pub mod gaps;
pub mod view;

use procedure::StepKind;
use procedure::vocabulary::Promise;

/// Which response is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The stage 1 response.
    First,
    /// The final response, which ends the procedure.
    Final,
}

impl Which {
    pub const ALL: [Self; 2] = [Self::First, Self::Final];

    /// From the step's noun in an address; none for a step that has no draft.
    pub fn of_noun(noun: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.step().noun() == noun)
    }
    pub fn step(self) -> StepKind {
        match self {
            Self::First => StepKind::Response,
            Self::Final => StepKind::FinalResponse,
        }
    }
    /// 1 or 2, as findings are kept.
    pub fn stage(self) -> u8 {
        match self {
            Self::First => 1,
            Self::Final => 2,
        }
    }
    /// The promise this letter keeps.
    pub fn promise(self) -> Promise {
        match self {
            Self::First => Promise::Respond,
            Self::Final => Promise::FinalResponse,
        }
    }
    pub fn title(self) -> &'static str {
        match self {
            Self::First => "Stage 1 response",
            Self::Final => "Final response",
        }
    }
    pub fn is_final(&self) -> bool {
        *self == Self::Final
    }
}
