//! The closed lists of restricting somebody, and what happened.
use super::{Example, Terms};
use crate::closed_list;
use crate::ids::{RestrictionId, WarningId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

closed_list! {
    /// "The number or nature of service complaints raised by a particular consumer" (rule 77).
    RestrictionGround {
        Number = "number", "The number of complaints";
        Nature = "nature", "The nature of complaints, or how they are made";
    }
}

closed_list! {
    /// What is restricted: chosen for this person, with exact words beside it (rule 81).
    Measure {
        NamedContact = "named_contact", "One named contact";
        WritingOnly = "writing_only", "In writing only";
        SetDays = "set_days", "Calls on set days only";
        SameMatter = "same_matter", "No new formal complaint on the same matter";
        Other = "other", "Something else";
    }
}

closed_list! {
    /// What can be done on the page of a complainant's restriction.
    RestrictionStep {
        Warn = "warn", "Warn them";
        Propose = "propose", "Propose a restriction";
        Decide = "decide", "Decide the proposal";
        Lift = "lift", "Lift it early";
        Appeal = "appeal", "Record their appeal";
        DecideAppeal = "decide_appeal", "Decide the appeal";
    }
}

/// What happened, in the past tense; stored for ever, so only ever added to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RestrictionEvent {
    Warned {
        formal: bool,
        on: NaiveDate,
        behaviour: String,
        effect: String,
        change: String,
        needs: String,
        examples: Vec<Example>,
    },
    Proposed {
        extends: Option<RestrictionId>,
        terms: Terms,
        /// The formal warning it follows.
        warning: Option<WarningId>,
    },
    Approved {
        restriction: RestrictionId,
        reason: String,
        /// The day of the decision, when the one proposed had passed.
        starts_on: NaiveDate,
    },
    TurnedDown {
        restriction: RestrictionId,
        reason: String,
    },
    LiftedEarly {
        restrictions: Vec<RestrictionId>,
        on: NaiveDate,
        reason: String,
    },
    Appealed {
        restriction: RestrictionId,
        received_on: NaiveDate,
        words: String,
    },
    AppealDecided {
        restriction: RestrictionId,
        upheld: bool,
        reason: String,
        on: NaiveDate,
    },
}

impl RestrictionEvent {
    /// Its stored kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Warned { .. } => "warned",
            Self::Proposed { .. } => "proposed",
            Self::Approved { .. } => "approved",
            Self::TurnedDown { .. } => "turned_down",
            Self::LiftedEarly { .. } => "lifted_early",
            Self::Appealed { .. } => "appealed",
            Self::AppealDecided { .. } => "appeal_decided",
        }
    }
}
