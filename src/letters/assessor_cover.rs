//! What lies on top of the papers for the Independent Assessor (rule 64).
use super::closing::AssessorContact;
use super::common::Common;
use super::facts::Facts;
use super::frame;
use super::gap::{FactGap, FrameGap};
use super::tree::Letter;
use super::words;
use chrono::NaiveDate;
use procedure::vocabulary::LetterKind;

/// What the cover is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessorCoverFacts {
    /// Addressed to the Assessor: see [`addressed`].
    pub common: Common,
    pub complainant: Option<String>,
    pub referred_on: Option<NaiveDate>,
    /// What the complainant told the Assessor; shown as typed.
    pub about: Option<String>,
    pub completed_on: Option<NaiveDate>,
    pub last_date: Option<NaiveDate>,
    /// A line each: "Letters: 5".
    pub contents: Vec<String>,
    /// What is not there, with why.
    pub left_out: Vec<String>,
}

/// The frame with the Assessor as its addressee.
pub fn addressed(common: Common, assessor: &AssessorContact) -> Common {
    let name = if assessor.name.trim().is_empty() {
        "The Independent Assessor"
    } else {
        assessor.name.trim()
    };
    let mut addressee = vec![name.to_owned()];
    addressee.extend(assessor.address.iter().cloned());
    if assessor.address.is_empty() {
        addressee.push(assessor.email.clone());
    }
    Common {
        addressee,
        salutation: "Dear Independent Assessor".to_owned(),
        ..common
    }
}

/// The letter; complete when it has no gaps.
pub fn assessor_cover(facts: &AssessorCoverFacts) -> Letter {
    let mut told = Facts::default();
    told.words(
        "our_reference",
        Some(&facts.common.reference),
        FrameGap::Reference,
    );
    told.words(
        "complainant",
        facts.complainant.as_ref(),
        FactGap::Complainant,
    );
    told.words_if_any("referred_on", facts.referred_on.map(words::date));
    told.part("about", |part| part.quote_if_any(facts.about.as_ref()));
    told.words(
        "completed_on",
        facts.completed_on.map(words::date),
        FactGap::CompletedOn,
    );
    told.words(
        "last_date",
        facts.last_date.map(words::date),
        FactGap::ThreeMonths,
    );
    told.part("contents", |part| part.bullets(&facts.contents));
    told.part("left_out", |part| {
        if facts.left_out.is_empty() {
            part.say("Nothing we hold on how we handled this complaint is left out.");
        } else {
            part.bullets(&facts.left_out);
        }
    });
    frame::letter(LetterKind::AssessorCover, told, &facts.common)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;
    use crate::sample::has;

    #[test]
    fn it_says_what_is_there_and_what_is_not() {
        let letter = assessor_cover(&example::assessor_cover());
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "Papers about complaint SC-2026-000341",
                "You told us on 2 March 2027 that Ms Aisha Rahman has referred",
                "completed on 24 November 2026",
                "- Letters: 5",
                "Left out by rule",
                "Independent Assessor PO Box 12",
            ],
        );
        let early = AssessorCoverFacts {
            referred_on: None,
            completed_on: None,
            last_date: None,
            ..example::assessor_cover()
        };
        assert_eq!(assessor_cover(&early).gaps().len(), 2);
    }
}
