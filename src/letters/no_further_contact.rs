//! The letter that a complaint is closed because we heard no more. Silence is not agreement, and a late request is
//! still accepted (rule 54, (e)8).
use super::closing::escalation_paragraph;
use super::common::Common;
use super::draft::Draft;
use super::tree::Letter;
use super::words;
use crate::procedure::vocabulary::LetterKind;
use chrono::NaiveDate;

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
    let mut draft = Draft::default();
    draft.say_fact(facts.answered_on, "The date of our response is not known yet", |day| {
        format!("We sent you our response to your complaint on {}. We have not heard from you since, so we have closed your complaint for now.", words::date(day))
    });
    draft.say("We do not take this to mean that you agree with us. If you wrote or called and had no answer, please tell us: that would be our mistake.");
    let open = super::draft::rows(&facts.still_to_do);
    if !open.is_empty() {
        draft.heading("What we still have to do");
        draft.say("We will still do what we promised:");
        draft.numbered(&open);
    }
    draft.block(escalation_paragraph(&facts.common, None));
    draft.finish(
        LetterKind::NoFurtherContact,
        "We have closed your complaint for now",
        &facts.common,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters::closing::ESCALATION_VERSION;
    use crate::letters::sample::{self, day, has};

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
