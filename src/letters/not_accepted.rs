//! The letter that a complaint is not accepted (rule 18). Blocks: (c)2.
//!
//! The Independent Assessor does not "consider our decision not to accept a complaint for investigation", so this
//! letter never offers them; the way to have a refusal looked at again is with us.
use super::closing::{tell_data_protection, tell_human_resources};
use super::common::Common;
use super::facts::Facts;
use super::frame;
use super::gap::FactGap;
use super::scope::{Extent, Refusal, say_refusal};
use super::tree::Letter;
use super::words;
use chrono::NaiveDate;
use procedure::vocabulary::LetterKind;

/// What the letter is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAcceptedFacts {
    pub common: Common,
    pub received_on: Option<NaiveDate>,
    pub refusal: Refusal,
}

/// The letter; complete when it has no gaps.
pub fn not_accepted(facts: &NotAcceptedFacts) -> Letter {
    let mut told = Facts::default();
    told.words(
        "received_on",
        facts.received_on.map(words::date),
        FactGap::ReceivedOn,
    );
    told.part("refusal", |part| {
        say_refusal(part, &facts.refusal, Extent::Whole);
    });
    tell_data_protection(&mut told, &facts.common);
    tell_human_resources(&mut told, &facts.common);
    frame::letter(LetterKind::NotAccepted, told, &facts.common)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Excluded;
    use crate::gap::FactGap;
    use crate::sample::{self, has};
    use procedure::vocabulary::Exclusion;

    #[test]
    fn the_eight_blocks_are_there() {
        let letter = not_accepted(&sample::not_accepted());
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "We read your letter of 2 November",
                "our complaints procedure doesn't cover the decision made by the case handler",
                "our complaints procedure doesn't cover complaints that are over 6 months old",
                "Your letter says the decision is wrong.",
                "We saw no reason to make an exception",
                "The latest event you complain about was on 3 February 2026. You first told us about it on 2 November 2026.",
                "- The decision of 20 October 2026",
                "A second person (senior complaint executive), who did not propose this decision, has checked it",
                "use the review route for that dispute",
                "quote your dispute reference, D-991",
                "Please tell us by 24 December 2026 what you think we missed",
                "does not consider our decisions not to accept a complaint for investigation, so they cannot look at this",
            ],
        );
    }

    #[test]
    fn the_assessor_is_never_offered() {
        let text = sample::flat(&not_accepted(&sample::not_accepted()));
        assert!(!text.contains("refer your complaint") && !text.contains("final response"));
        assert!(!text.contains("If you're still unhappy"));
    }

    #[test]
    fn the_supplier_remedy_goes_to_the_compliance_team() {
        let mut facts = sample::not_accepted();
        facts.refusal.excluded[0].exclusion = Some(Exclusion::SupplierRemedy);
        let letter = not_accepted(&facts);
        has(
            &letter,
            &[
                "the failure of your supplier to implement the remedy",
                "our compliance team",
            ],
        );
        assert!(!sample::flat(&letter).contains("review route"));
    }

    #[test]
    fn what_is_missing_shows_as_gaps() {
        let mut facts = sample::not_accepted();
        facts.received_on = None;
        facts.refusal = Refusal {
            excluded: vec![facts.refusal.excluded.remove(1), Excluded::default()],
            ..Refusal::default()
        };
        facts.refusal.excluded[0].latest_event = None;
        facts.refusal.excluded[0].no_discretion = Some(" ".into());
        assert_eq!(
            not_accepted(&facts).gaps(),
            [
                "The date we received the complaint is not known yet",
                "Nothing written yet on what we considered",
                "Excluded allegation 1: the dates of the six-month test are not known yet",
                "Excluded allegation 1: nothing written yet on why no exception is made",
                "Excluded allegation 2: nothing written yet",
                "Excluded allegation 2: no exclusion chosen yet",
                "Excluded allegation 2: no reason written yet",
                "No evidence listed yet for not accepting this",
                "No second person has checked this refusal yet",
                "No date chosen yet for asking us to look again",
            ]
        );
        facts.refusal.excluded.clear();
        assert!(
            not_accepted(&facts)
                .gaps()
                .contains(&&FactGap::Excluded.into())
        );
    }
}
