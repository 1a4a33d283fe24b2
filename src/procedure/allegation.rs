//! One thing the complainant says went wrong, and what was found.
//!
//! Scope, outcome, remedy and learning belong to an allegation, not only to a complaint:
//! outside reviewers decide point by point.
use super::ids::{AllegationId, PersonId, RemedyId};
use super::vocabulary::{Exclusion, Ground, Outcome, RemedyKind, RootCause};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Whether the procedure covers an allegation (rules 12 to 14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Undecided,
    CanInvestigate,
    /// One of the four exclusions, with the reason on this complaint.
    Outside {
        exclusion: Exclusion,
        reason: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allegation {
    pub id: AllegationId,
    /// 1, 2, 3 … as the letters number them.
    pub number: i32,
    pub ground: Option<Ground>,
    pub alleged: String,
    pub scope: Scope,
}

impl Allegation {
    pub fn is_in_scope(&self) -> bool {
        self.scope == Scope::CanInvestigate
    }
}

/// Somebody complained about: a member of staff we know, or only a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    pub person: Option<PersonId>,
    pub name: String,
    /// The allegation's number, when the person is named in one only.
    pub allegation: Option<i32>,
}

/// What a decider of stage 2 thought of an allegation, from the complaint and the evidence alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnView {
    pub allegation: AllegationId,
    pub by: PersonId,
    pub at: DateTime<Utc>,
    pub view: Outcome,
    pub reasons: String,
}

/// What was found on one allegation at one stage (rules 33, 43, 68, 73, 74).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub allegation: AllegationId,
    /// 1 or 2.
    pub stage: u8,
    pub outcome: Outcome,
    /// What happened, what should have, and why: goes into the letter.
    pub reasons: String,
    /// The standard it was held against.
    pub standard: String,
    pub impact: String,
    pub root_cause: Option<RootCause>,
    /// What will change; or, with `learning_none`, why nothing needs to.
    pub learning: String,
    pub learning_none: bool,
    /// Stage 2 only: the stage 1 view was kept, or changed.
    pub changed: Option<bool>,
}

/// A promise to put something right: what, who, by when (rule 69).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    pub id: RemedyId,
    pub allegation: AllegationId,
    pub stage: u8,
    pub kind: RemedyKind,
    pub detail: String,
    /// Pence; only for a payment.
    pub amount: Option<i64>,
    pub owner: Option<PersonId>,
    pub due: Option<NaiveDate>,
    pub done_on: Option<NaiveDate>,
    pub done_by: Option<PersonId>,
    pub evidence: String,
}

/// Evidence held about one allegation; added to, never changed (rule 33).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub allegation: AllegationId,
    pub what: String,
    pub source: String,
    pub dated: Option<NaiveDate>,
    pub by: PersonId,
    pub at: DateTime<Utc>,
}

/// One outcome for several: upheld if all that were decided are, partly if any is.
pub fn overall(outcomes: impl Iterator<Item = Outcome>) -> Option<Outcome> {
    let all: Vec<Outcome> = outcomes.collect();
    let decided: Vec<Outcome> = all.iter().copied().filter(|o| o.is_decided()).collect();
    let upheld = decided.iter().any(|o| o.is_upheld());
    Some(match (decided.is_empty(), upheld) {
        (true, _) if all.is_empty() => return None,
        (true, _) if all.contains(&Outcome::Resolved) => Outcome::Resolved,
        (true, _) => Outcome::Withdrawn,
        (_, false) => Outcome::NotUpheld,
        _ if decided.iter().all(|o| *o == Outcome::Upheld) => Outcome::Upheld,
        _ => Outcome::PartlyUpheld,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Outcome::{NotUpheld, PartlyUpheld, Resolved, Upheld, Withdrawn};

    #[test]
    fn the_complaints_outcome_is_computed_from_its_allegations() {
        let of = |list: &[Outcome]| overall(list.iter().copied());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[Upheld, Upheld]), Some(Upheld));
        assert_eq!(of(&[Upheld, NotUpheld]), Some(PartlyUpheld));
        assert_eq!(of(&[PartlyUpheld]), Some(PartlyUpheld));
        assert_eq!(of(&[NotUpheld, Withdrawn]), Some(NotUpheld));
        assert_eq!(of(&[Upheld, Withdrawn]), Some(Upheld));
        assert_eq!(of(&[Resolved, Withdrawn]), Some(Resolved));
        assert_eq!(of(&[Withdrawn]), Some(Withdrawn));
    }
}
