//! The letters before and after a restriction: the formal warning (rule 79), the decision on an appeal (rule 82),
//! and that it is lifted.
use super::common::Common;
use super::facts::Facts;
use super::frame;
use super::gap::{FactGap, RestrictionGap};
use super::restriction::Conduct;
use super::tree::Letter;
use super::words;
use chrono::NaiveDate;
use procedure::vocabulary::LetterKind;

/// (c)7: blocks 1, 2 and 4, what must change and what may follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarningFacts {
    pub common: Common,
    pub conduct: Conduct,
    pub change: Option<String>,
    /// When they were told before; oldest first.
    pub told_on: Vec<NaiveDate>,
}

/// The formal warning; complete when it has no gaps.
pub fn restriction_warning(facts: &WarningFacts) -> Letter {
    let mut told = Facts::default();
    told.part("conduct", |part| facts.conduct.say(part));
    let days: Vec<String> = facts.told_on.iter().map(|on| words::date(*on)).collect();
    told.words_if_any("told_before_on", Some(days.join(" and ")));
    told.part("needs", |part| facts.conduct.say_needs(part));
    told.typed(
        "what_must_change",
        facts.change.as_ref(),
        RestrictionGap::Change,
    );
    frame::letter(LetterKind::RestrictionWarning, told, &facts.common)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestrictionAppealFacts {
    pub common: Common,
    pub received_on: NaiveDate,
    /// What they said; shown as typed.
    pub said: String,
    pub upheld: Option<bool>,
    pub reasons: Option<String>,
    /// The last day of the restriction.
    pub ends_on: NaiveDate,
    /// Who decides the appeal, by role.
    pub decided_by: String,
}

/// The decision on an appeal; complete when it has no gaps.
pub fn restriction_appeal(facts: &RestrictionAppealFacts) -> Letter {
    let mut told = Facts::default();
    told.words_if_any("received_on", Some(words::date(facts.received_on)));
    told.part("what_you_said", |part| {
        part.quote(Some(&facts.said), RestrictionGap::Appeal);
    });
    let decision = facts.upheld.map(|upheld| {
        if upheld {
            "We uphold your appeal. The restriction is lifted from today.".to_owned()
        } else {
            format!(
                "We do not uphold your appeal. The restriction stays as it is. Its last day is {}, and it then ends by itself unless we write to you with a new decision.",
                words::date(facts.ends_on)
            )
        }
    });
    told.words("decision", decision, RestrictionGap::Decision);
    told.typed("reasons", facts.reasons.as_ref(), FactGap::Reasons);
    told.words(
        "decided_by",
        Some(&facts.decided_by),
        RestrictionGap::DecidedBy,
    );
    frame::letter(LetterKind::RestrictionAppeal, told, &facts.common)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestrictionLiftedFacts {
    pub common: Common,
    /// The last day it would have had.
    pub ends_on: Option<NaiveDate>,
    pub reasons: Option<String>,
}

/// That it is lifted early; complete when it has no gaps.
pub fn restriction_lifted(facts: &RestrictionLiftedFacts) -> Letter {
    let mut told = Facts::default();
    told.words(
        "last_day",
        facts.ends_on.map(words::date),
        RestrictionGap::InForce,
    );
    told.typed("reasons", facts.reasons.as_ref(), FactGap::Reasons);
    frame::letter(LetterKind::RestrictionLifted, told, &facts.common)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, day, has};

    #[test]
    fn the_warning_says_what_must_change_and_what_may_follow() {
        let mut facts = WarningFacts {
            common: sample::common(),
            conduct: sample::conduct(),
            change: Some("Please write, and do not shout.".into()),
            told_on: vec![day("2026-09-01")],
        };
        let letter = restriction_warning(&facts);
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        insta::assert_snapshot!("restriction_warning", letter.text());
        facts.change = None;
        let gap = ["Nothing written yet on what must change"];
        assert_eq!(restriction_warning(&facts).gaps(), gap);
    }

    #[test]
    fn an_appeal_is_answered_with_reasons() {
        let mut facts = RestrictionAppealFacts {
            common: sample::common(),
            received_on: day("2026-11-26"),
            said: "I **never** shouted.".into(),
            upheld: Some(false),
            reasons: Some("We listened to the calls.".into()),
            ends_on: day("2027-05-24"),
            decided_by: "senior leader".into(),
        };
        has(
            &restriction_appeal(&facts),
            &[
                "> I **never** shouted.",
                "We do not uphold your appeal",
                "24 May 2027",
                "We listened to the calls.",
                "decided by a senior leader who neither",
            ],
        );
        facts.upheld = Some(true);
        has(&restriction_appeal(&facts), &["lifted from today"]);
        facts.upheld = None;
        facts.reasons = None;
        assert_eq!(
            restriction_appeal(&facts).gaps(),
            [
                "Not chosen yet whether the appeal is upheld",
                "No reasons written yet"
            ]
        );
    }

    #[test]
    fn lifting_says_why() {
        let facts = RestrictionLiftedFacts {
            common: sample::common(),
            ends_on: Some(day("2027-05-24")),
            reasons: Some("Nothing has happened since January.".into()),
        };
        let letter = restriction_lifted(&facts);
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &["until 24 May 2027", "Nothing has happened since January."],
        );
    }
}
