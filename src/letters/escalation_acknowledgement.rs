//! The acknowledgement of a request for the second stage (rule 55). Blocks: (c)5.
use super::common::{Adjustments, Common, Wanted};
use super::facts::Facts;
use super::frame;
use super::gap::FactGap;
use super::independence::independence;
use super::scope::say_alleged;
use super::tree::Letter;
use super::words;
use chrono::NaiveDate;
use procedure::vocabulary::{Ground, LetterKind};

/// What the letter is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscalationAcknowledgementFacts {
    pub common: Common,
    pub requested_on: Option<NaiveDate>,
    pub outstanding: Vec<OutstandingIssue>,
    /// What the person said they are still unhappy about, if they chose to (rule 51); shown as typed.
    pub still_unhappy: Option<String>,
    pub outcome_wanted: Wanted,
    /// Name or role and title of who will decide (rules 56 and 57).
    pub decider: Option<String>,
    /// What they did at the first stage, each in words; empty when they took no part.
    pub earlier_parts: Vec<String>,
    pub answer_by: Option<NaiveDate>,
    pub next_update: Option<NaiveDate>,
    pub adjustments: Adjustments,
}

/// An allegation that goes to the second stage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OutstandingIssue {
    /// As the complaint numbers it.
    pub number: i32,
    /// Shown as typed.
    pub alleged: Option<String>,
    pub ground: Option<Ground>,
}

/// The letter; complete when it has no gaps.
pub fn escalation_acknowledgement(facts: &EscalationAcknowledgementFacts) -> Letter {
    let mut told = Facts::default();
    told.words(
        "requested_on",
        facts.requested_on.map(words::date),
        FactGap::RequestedOn,
    );
    told.part("allegations", |part| {
        if facts.outstanding.is_empty() {
            part.gap(FactGap::Outstanding);
        }
        for issue in &facts.outstanding {
            say_alleged(part, issue.number, issue.alleged.as_ref(), issue.ground);
        }
    });
    told.part("still_unhappy", |part| {
        part.quote_if_any(facts.still_unhappy.as_ref());
    });
    told.part("outcome_wanted", |part| {
        part.outcome_wanted(&facts.outcome_wanted);
    });
    told.words("decider", facts.decider.as_ref(), FactGap::Decider);
    let independent = Some(independence(&facts.earlier_parts));
    told.words("independence", independent, FactGap::Decider);
    dates(&mut told, facts);
    told.part("adjustments", |part| part.adjustments(&facts.adjustments));
    frame::letter(LetterKind::EscalationAcknowledgement, told, &facts.common)
}

fn dates(told: &mut Facts, facts: &EscalationAcknowledgementFacts) {
    told.words(
        "answer_by",
        facts.answer_by.map(words::date),
        FactGap::FinalResponseBy,
    );
    let missed = facts.answer_by.is_some_and(|day| day < facts.common.date);
    told.flag("date_is_missed", missed);
    told.words(
        "next_update",
        facts.next_update.map(words::date),
        FactGap::NextUpdate,
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, has};

    #[test]
    fn the_six_blocks_are_there() {
        let letter = escalation_acknowledgement(&sample::escalation_acknowledgement());
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "You asked us on 23 November 2026",
                "1. Delay",
                "You told us that we caused unnecessary delays:",
                "The apology came too late.",
                "You told us you would like this to happen: > An apology",
                "If we have understood any of this wrongly, please tell us.",
                "Ruth Adeyemi, senior complaint executive, will look at your complaint and issue our final response. They took no part in the first stage",
                "by 21 December 2026. This is our own target.",
                "We will update you by 30 November 2026.",
                "Phone after 4pm",
            ],
        );
    }

    #[test]
    fn no_reasons_are_demanded() {
        let mut facts = sample::escalation_acknowledgement();
        facts.still_unhappy = None;
        let letter = escalation_acknowledgement(&facts);
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &["You do not have to tell us why you are still unhappy."],
        );
    }

    #[test]
    fn what_is_missing_shows_as_gaps() {
        let facts = EscalationAcknowledgementFacts {
            common: sample::common(),
            requested_on: None,
            outstanding: Vec::new(),
            still_unhappy: None,
            outcome_wanted: Wanted::NotAsked,
            decider: Some("\u{202E}".into()),
            earlier_parts: Vec::new(),
            answer_by: None,
            next_update: None,
            adjustments: Adjustments::NotAsked,
        };
        assert_eq!(
            escalation_acknowledgement(&facts).gaps(),
            [
                "The date of the request is not known yet",
                "No outstanding allegation written down yet",
                "The outcome wanted has not been asked about yet",
                "Nobody chosen yet to decide the second stage",
                "No date yet for the final response",
                "No date yet for the next update",
                "Nobody has asked about adjustments yet",
            ]
        );
    }
}
