//! What is asked when a complainant is warned, restricted or heard on appeal: as typed, gaps and all.
use super::{Example, Measure, RestrictionGround, RestrictionStep};
use crate::complaint::Complaint;
use crate::dispatch::Dispatch;
use chrono::NaiveDate;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warn {
    /// A letter goes; otherwise it is noted that they were told.
    pub formal: bool,
    /// Of an informal warning: the day they were told.
    pub told_on: Option<NaiveDate>,
    pub behaviour: String,
    pub effect: String,
    pub change: String,
    pub needs: String,
    pub examples: Vec<Example>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Propose {
    pub ground: Option<RestrictionGround>,
    pub behaviour: String,
    pub effect: String,
    /// Adjustments and unmet needs were looked at first (rule 80); None is not answered.
    pub needs_checked: Option<bool>,
    pub needs: String,
    pub immediate: String,
    pub measures: Vec<Measure>,
    pub exactly: String,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub examples: Vec<Example>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionAct {
    /// Agreed: the letter goes and it is in force from its first day.
    Approve {
        reason: String,
    },
    TurnDown {
        reason: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiftEarly {
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordAppeal {
    pub received_on: Option<NaiveDate>,
    pub words: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppealAct {
    /// None is not answered.
    pub upheld: Option<bool>,
    pub reason: String,
}

/// One act. Those that send a letter say how it leaves (rule 24), and about which complaint it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestrictionAct {
    Warn(Warn, Option<Leaving>),
    Propose(Propose),
    Decide(DecisionAct, Option<Leaving>),
    Lift(LiftEarly, Option<Leaving>),
    Appeal(RecordAppeal),
    DecideAppeal(AppealAct, Option<Leaving>),
}

/// The complaint a letter is filed under, and how it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    pub complaint: Complaint,
    pub dispatch: Dispatch,
}

impl RestrictionAct {
    /// How its letter leaves, when it may send one.
    pub fn leaving(&self) -> Option<&Leaving> {
        match self {
            Self::Warn(_, leaving)
            | Self::Decide(_, leaving)
            | Self::Lift(_, leaving)
            | Self::DecideAppeal(_, leaving) => leaving.as_ref(),
            Self::Propose(_) | Self::Appeal(_) => None,
        }
    }
    pub fn step(&self) -> RestrictionStep {
        match self {
            Self::Warn(..) => RestrictionStep::Warn,
            Self::Propose(_) => RestrictionStep::Propose,
            Self::Decide(..) => RestrictionStep::Decide,
            Self::Lift(..) => RestrictionStep::Lift,
            Self::Appeal(_) => RestrictionStep::Appeal,
            Self::DecideAppeal(..) => RestrictionStep::DecideAppeal,
        }
    }
}
