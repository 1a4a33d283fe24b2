//! "We may restrict consumers from using the formal complaints procedure in exceptional cases."
//!
//! A restriction is of a complainant, not of a complaint: it changes how they are dealt with and never whether a
//! complaint is read, and it stops no clock (rule 84). Everything about one complainant is a [`RestrictionFile`]; an
//! act, an actor and a time go in, and a [`RestrictionDecision`] or a refusal comes out (rules 77 to 84).
mod acts;
#[cfg(test)]
mod appeal_tests;
mod decide;
mod effects;
mod permission;
mod proposal;
#[cfg(test)]
mod tests;
mod words;

pub use acts::{
    AppealAct, DecisionAct, Leaving, LiftEarly, Propose, RecordAppeal, RestrictionAct, Warn,
};
pub use decide::{RestrictionDecision, decide_restriction};
pub use permission::{Standing, decides_restrictions, permits_restriction, proposes_restrictions};
pub use words::{Measure, RestrictionEvent, RestrictionGround, RestrictionStep};

use super::ids::{
    ComplainantId, ComplaintId, LetterId, PersonId, RestrictionId, Version, WarningId,
};
use super::vocabulary::Role;
use super::working_time::months_after;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The longest a restriction may last, in calendar months (rule 81).
pub const MOST_MONTHS: u32 = 12;
/// How long it usually lasts, in calendar months (rule 81).
pub const USUAL_MONTHS: u32 = 6;
/// How long a complainant has to appeal, in calendar months; a later appeal is heard too.
pub const APPEAL_MONTHS: u32 = 1;

/// Something they did, on a day, in a complaint of theirs: a restriction is never built on a count (rule 77).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    pub complaint: ComplaintId,
    pub on: NaiveDate,
    pub what: String,
}

/// Told that it cannot go on like this (rule 79: informal warning, formal written warning, restriction).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    pub id: WarningId,
    /// A letter; otherwise somebody told them, and it is noted.
    pub formal: bool,
    /// When they were told; of a letter its date.
    pub on: NaiveDate,
    pub behaviour: String,
    pub effect: String,
    /// What must change.
    pub change: String,
    pub needs: String,
    pub examples: Vec<Example>,
    pub by: PersonId,
    pub letter: Option<LetterId>,
}

/// A restriction proposed by one person and decided by another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    pub id: RestrictionId,
    /// The one it extends, by a new decision.
    pub extends: Option<RestrictionId>,
    pub terms: Terms,
    /// The formal warning it follows, unless it could not wait for one.
    pub warned_on: Option<NaiveDate>,
    pub proposed_by: PersonId,
    /// Decides who may decide (rule 82).
    pub proposer_role: Role,
    pub proposed_at: DateTime<Utc>,
    pub decision: Option<Decided>,
    pub letter: Option<LetterId>,
    pub lifted: Option<Lifted>,
    pub appeal: Option<Appeal>,
}

/// What is proposed, in words that become the letter (letter (c)7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub ground: RestrictionGround,
    pub behaviour: String,
    /// How it affects this complaint, or those of other people.
    pub effect: String,
    /// Which needs and adjustments were looked at first, and what came of it (rule 80).
    pub needs: String,
    /// Why it cannot wait for a formal warning; empty when it follows one.
    pub immediate: String,
    pub measures: Vec<Measure>,
    /// Exactly what is restricted.
    pub exactly: String,
    pub starts_on: NaiveDate,
    /// The last day, and the day by which it is reviewed: it ends by itself (rule 81).
    pub ends_on: NaiveDate,
    pub examples: Vec<Example>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub by: PersonId,
    pub at: DateTime<Utc>,
    pub approved: bool,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    /// The first day without it.
    pub on: NaiveDate,
    pub by: PersonId,
    pub reason: String,
    pub letter: Option<LetterId>,
}

/// "Appeal to someone not involved" (rule 82).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    pub received_on: NaiveDate,
    pub words: String,
    pub recorded_by: PersonId,
    pub outcome: Option<AppealOutcome>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppealOutcome {
    pub by: PersonId,
    pub at: DateTime<Utc>,
    /// The complainant was right: the restriction is lifted.
    pub upheld: bool,
    pub reason: String,
    pub letter: Option<LetterId>,
}

/// Where a restriction stands on a day. Nothing has to run for one to begin or to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Waits for a second person.
    Waiting,
    TurnedDown,
    /// Agreed, not begun.
    Coming,
    Live,
    /// Past its last day.
    Ended,
    Lifted,
}

impl Phase {
    pub fn label(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting for a second person",
            Self::TurnedDown => "Not agreed",
            Self::Coming => "Agreed, not begun",
            Self::Live => "In force",
            Self::Ended => "Ended",
            Self::Lifted => "Lifted early",
        }
    }
}

impl Restriction {
    pub fn phase(&self, today: NaiveDate) -> Phase {
        match &self.decision {
            None => Phase::Waiting,
            Some(decided) if !decided.approved => Phase::TurnedDown,
            Some(_) if self.lifted.is_some() => Phase::Lifted,
            Some(_) if today < self.terms.starts_on => Phase::Coming,
            Some(_) if today > self.terms.ends_on => Phase::Ended,
            Some(_) => Phase::Live,
        }
    }
    pub fn is_live(&self, today: NaiveDate) -> bool {
        self.phase(today) == Phase::Live
    }
    /// In force, or agreed and still to begin.
    pub fn runs(&self, today: NaiveDate) -> bool {
        match self.phase(today) {
            Phase::Live | Phase::Coming => true,
            Phase::Waiting | Phase::TurnedDown | Phase::Ended | Phase::Lifted => false,
        }
    }
    /// An appeal that nobody has decided.
    pub fn open_appeal(&self) -> Option<&Appeal> {
        self.appeal.as_ref().filter(|a| a.outcome.is_none())
    }
}

/// Everything about restricting one complainant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestrictionFile {
    pub complainant: ComplainantId,
    /// How often it has changed; forms carry the one their reader saw.
    pub version: Version,
    /// Oldest first.
    pub warnings: Vec<Warning>,
    /// Oldest first.
    pub restrictions: Vec<Restriction>,
}

impl RestrictionFile {
    /// The one in force on a day; of one and its extension the later.
    pub fn live(&self, today: NaiveDate) -> Option<&Restriction> {
        self.restrictions.iter().rev().find(|r| r.is_live(today))
    }
    /// In force, or agreed and still to begin.
    pub fn running(&self, today: NaiveDate) -> impl Iterator<Item = &Restriction> {
        self.restrictions.iter().filter(move |r| r.runs(today))
    }
    /// The proposal that waits for a second person.
    pub fn waiting(&self) -> Option<&Restriction> {
        self.restrictions.iter().find(|r| r.decision.is_none())
    }
    /// The restriction whose appeal waits to be decided.
    pub fn appealed(&self) -> Option<&Restriction> {
        let open = |r: &&Restriction| r.open_appeal().is_some();
        self.restrictions.iter().rev().find(open)
    }
    /// The latest formal warning; a year later it no longer counts.
    pub fn formal_warning(&self, today: NaiveDate) -> Option<&Warning> {
        let fresh = |w: &&Warning| w.formal && months_after(w.on, MOST_MONTHS) >= today;
        self.warnings.iter().filter(fresh).max_by_key(|w| w.on)
    }
}
