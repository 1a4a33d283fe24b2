//! The letter that a repeat of a finished complaint is answered already (reading (e)18): the original final date and the last
//! date for the Independent Assessor, that the matter is not looked at again, and that what is new will be.
use super::common::Common;
use super::draft::routes;
use super::facts::Facts;
use super::frame;
use super::gap::{FactGap, FrameGap};
use super::tree::Letter;
use super::words;
use chrono::NaiveDate;
use procedure::vocabulary::LetterKind;

/// What the letter is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlreadyAnsweredFacts {
    pub common: Common,
    pub received_on: Option<NaiveDate>,
    /// The reference of the finished complaint, and the day on which its last letter left.
    pub earlier: Option<String>,
    pub completed_on: Option<NaiveDate>,
    /// The last day to go to the Independent Assessor about it.
    pub assessor_last_date: Option<NaiveDate>,
    /// Which facts are the same. Markdown.
    pub same: Option<String>,
    /// Role of the second person who checked it.
    pub checked_by: Option<String>,
    pub look_again_by: Option<NaiveDate>,
    /// They asked us to look again, and this is what came of it.
    pub is_second_look: bool,
}

/// The letter; complete when it has no gaps.
pub fn already_answered(facts: &AlreadyAnsweredFacts) -> Letter {
    let mut told = Facts::default();
    told.words(
        "received_on",
        facts.received_on.map(words::date),
        FactGap::ReceivedOn,
    );
    told.words("earlier", facts.earlier.as_ref(), FactGap::AnsweredBefore);
    told.words(
        "completed_on",
        facts.completed_on.map(words::date),
        FactGap::CompletedOn,
    );
    told.words(
        "last_date",
        facts.assessor_last_date.map(words::date),
        FactGap::ThreeMonths,
    );
    let runs = facts
        .assessor_last_date
        .is_some_and(|last| facts.common.date <= last);
    told.flag("time_runs", runs);
    told.typed("same", facts.same.as_ref(), FactGap::SameFacts);
    told.words("checked_by", facts.checked_by.as_ref(), FactGap::CheckedBy);
    told.flag("is_second_look", facts.is_second_look);
    told.words(
        "look_again_by",
        facts.look_again_by.map(words::date),
        FactGap::LookAgainBy,
    );
    told.part("new_matter", |part| match routes(&facts.common.organisation) {
        Some(routes) => part.say(&format!(
            "If you have something new to tell us, {routes}. New facts, or something that has happened since, are a new \
             complaint, and we will look at it on its own merits. You do not have to use any special words."
        )),
        None => part.gap(FrameGap::Routes),
    });
    frame::letter(LetterKind::AlreadyAnswered, told, &facts.common)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, has};

    #[test]
    fn it_gives_the_final_date_and_says_what_is_looked_at() {
        let letter = already_answered(&sample::already_answered());
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "which we received on 20 November 2026",
                "your complaint SC-2026-000071",
                "Our complaints procedure was complete on 2 November 2026",
                "The same nine weeks without an update.",
                "We will not look at the same matter again.",
                "A second person (senior complaint executive), who did not propose this decision, has checked it",
                "The last date for that is 2 February 2027.",
                "New facts, or something that has happened since, are a new complaint",
                "Please tell us by 24 December 2026",
            ],
        );
    }

    /// "Is" while the time runs, "was" after it.
    #[test]
    fn the_last_date_was_when_it_is_over() {
        let mut facts = sample::already_answered();
        facts.assessor_last_date = Some(facts.common.date);
        has(&already_answered(&facts), &["The last date for that is "]);
        facts.assessor_last_date = facts.common.date.pred_opt();
        let letter = already_answered(&facts);
        has(&letter, &["The last date for that was 23 November 2026."]);
        assert!(!sample::flat(&letter).contains("You can still"));
    }

    /// It refuses nothing by the four exclusions (rule 13), and names none of them.
    #[test]
    fn it_is_no_exclusion() {
        let text = sample::flat(&already_answered(&sample::already_answered()));
        for exclusion in procedure::vocabulary::Exclusion::ALL {
            assert!(!text.contains(exclusion.factsheet()), "{exclusion:?}");
        }
        assert!(!text.contains("doesn't cover"));
    }

    #[test]
    fn what_is_missing_shows_as_gaps() {
        let facts = AlreadyAnsweredFacts {
            common: sample::common(),
            received_on: None,
            earlier: None,
            completed_on: None,
            assessor_last_date: None,
            same: None,
            checked_by: None,
            look_again_by: None,
            is_second_look: false,
        };
        assert_eq!(
            already_answered(&facts).gaps(),
            [
                "The date we received the complaint is not known yet",
                "No finished complaint chosen yet that has answered this",
                "No letter has completed the internal procedure yet",
                "Nothing written yet on which facts are the same",
                "No second person has checked this refusal yet",
                "No letter has completed the internal procedure yet",
                "No finished complaint chosen yet that has answered this",
                "The last date for the Independent Assessor is not known: no letter has started the three months",
                "No date chosen yet for asking us to look again",
            ]
        );
    }
}
