//! The letter that confirms what was agreed, and still shows the next stage (rule 47).
use super::block::Day;
use super::closing::escalation_paragraph;
use super::common::Common;
use super::draft::rows;
use super::facts::Facts;
use super::frame;
use super::gap::FactGap;
use super::tree::Letter;
use super::words;
use chrono::NaiveDate;
use procedure::vocabulary::{Channel, LetterKind};

/// What the letter is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedByAgreementFacts {
    pub common: Common,
    /// When and how the person accepted.
    pub accepted: Option<(NaiveDate, Channel)>,
    /// What was agreed. Markdown.
    pub agreed: Option<String>,
    /// What is still to be done, as sentences with who and when; empty when all is done.
    pub still_to_do: Vec<String>,
    /// Only a suggestion (rule 54).
    pub escalate_by: Option<NaiveDate>,
}

/// The letter; complete when it has no gaps.
pub fn resolved_by_agreement(facts: &ResolvedByAgreementFacts) -> Letter {
    let mut told = Facts::default();
    let accepted = facts.accepted.map(|(day, how)| {
        format!(
            "You told us {} on {} that your complaint is resolved.",
            words::by_channel(how),
            words::date(day)
        )
    });
    told.words("accepted", accepted, FactGap::Accepted);
    told.typed("agreed", facts.agreed.as_ref(), FactGap::Agreed);
    let open: Vec<String> = rows(&facts.still_to_do)
        .iter()
        .map(|one| words::sentence(one))
        .collect();
    told.part("still_to_do", |part| {
        if !open.is_empty() {
            part.numbered(&open);
        }
    });
    told.part("second_stage", |part| {
        // Its clock runs already, whenever this letter leaves.
        let ask_by = facts.escalate_by.map(Day::Fixed);
        part.block(escalation_paragraph(&facts.common, ask_by));
    });
    frame::letter(LetterKind::ResolvedByAgreement, told, &facts.common)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closing::ESCALATION_VERSION;
    use crate::sample::{self, day, has};

    fn facts() -> ResolvedByAgreementFacts {
        ResolvedByAgreementFacts {
            common: sample::common(),
            accepted: Some((day("2026-11-20"), Channel::Phone)),
            agreed: Some("We send **£75.00**.".into()),
            still_to_do: vec!["Finance will pay you by 4 December 2026".into(), " ".into()],
            escalate_by: None,
        }
    }

    #[test]
    fn it_confirms_the_agreement_and_the_next_stage() {
        let letter = resolved_by_agreement(&facts());
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        assert_eq!(letter.locked_versions(), [ESCALATION_VERSION]);
        has(
            &letter,
            &[
                "You told us by phone on 20 November 2026 that your complaint is resolved.",
                "We send £75.00.",
                "1. Finance will pay you by 4 December 2026. We will tell you",
                "take your complaint to the second stage",
            ],
        );
    }

    #[test]
    fn what_is_missing_shows_as_gaps() {
        let facts = ResolvedByAgreementFacts {
            accepted: None,
            agreed: None,
            still_to_do: Vec::new(),
            ..facts()
        };
        let letter = resolved_by_agreement(&facts);
        assert_eq!(
            letter.gaps(),
            [
                "When and how this was accepted is not known yet",
                "Nothing written yet on what was agreed"
            ]
        );
        has(&letter, &["There are no actions left open"]);
    }
}
