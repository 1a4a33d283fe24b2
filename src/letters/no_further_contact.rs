//! The letter that a complaint is closed because we heard no more. Silence is not agreement, and a late request is
//! still accepted (rule 54, (e)8).
use super::closing::escalation_paragraph;
use super::common::Common;
use super::draft::rows;
use super::facts::Facts;
use super::frame;
use super::gap::FactGap;
use super::tree::Letter;
use super::words;
use chrono::NaiveDate;
use procedure::vocabulary::LetterKind;

/// What the letter is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoFurtherContactFacts {
    pub common: Common,
    pub answered_on: Option<NaiveDate>,
    /// What is still to be done, as sentences with who and when.
    pub still_to_do: Vec<String>,
}

/// The letter; complete when it has no gaps.
pub fn no_further_contact(facts: &NoFurtherContactFacts) -> Letter {
    let mut told = Facts::default();
    told.words(
        "answered_on",
        facts.answered_on.map(words::date),
        FactGap::ResponseOn,
    );
    let open = rows(&facts.still_to_do);
    told.part("still_to_do", |part| {
        if !open.is_empty() {
            part.numbered(&open);
        }
    });
    told.part("second_stage", |part| {
        part.block(escalation_paragraph(&facts.common, None));
    });
    frame::letter(LetterKind::NoFurtherContact, told, &facts.common)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closing::ESCALATION_VERSION;
    use crate::sample::{self, day, has};

    #[test]
    fn silence_is_not_agreement_and_the_next_stage_stays_open() {
        let facts = NoFurtherContactFacts {
            common: sample::common(),
            answered_on: Some(day("2026-10-23")),
            still_to_do: vec!["Finance will pay you £75.00 by 4 December 2026.".into()],
        };
        let letter = no_further_contact(&facts);
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        assert_eq!(letter.locked_versions(), [ESCALATION_VERSION]);
        has(
            &letter,
            &[
                "response to your complaint on 23 October 2026",
                "We do not take this to mean that you agree",
                "1. Finance will pay",
                "to the second stage",
            ],
        );
        let missing = NoFurtherContactFacts {
            answered_on: None,
            ..facts
        };
        assert_eq!(
            no_further_contact(&missing).gaps(),
            ["The date of our response is not known yet"]
        );
    }
}
