//! The acknowledgement of a request for the second stage (rule 55). Blocks: (c)5.
use super::clean;
use super::common::{Adjustments, Common, Wanted};
use super::draft::Draft;
use super::tree::Letter;
use super::words;
use crate::procedure::vocabulary::{Ground, LetterKind};
use chrono::NaiveDate;

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
    let mut draft = Draft::default();
    draft.say_fact(facts.requested_on, "The date of the request is not known yet", |day| {
        format!("You asked us on {} to take your complaint to the second stage of our complaints procedure. Thank you. We have done that.", words::date(day))
    });
    outstanding(&mut draft, facts);
    draft.heading("What you would like to happen");
    draft.outcome_wanted(&facts.outcome_wanted);
    draft.heading("Who will decide");
    draft.say_fact(clean::given(facts.decider.as_ref()), "Nobody chosen yet to decide the second stage", |who| {
        format!("{who} will look at your complaint and issue our final response. They took no part in the first stage, and your complaint is not about them.")
    });
    draft.heading("When you will hear from us");
    draft.say_fact(facts.answer_by, "No date yet for the final response", |day| {
        let on = words::date(day);
        if day < facts.common.date {
            return format!("You should have had our final response by {on}. You did not, and we are sorry. We will contact you to agree a new date.");
        }
        format!("We aim to send you our final response by {on}. This is our own target. If we need longer, we will contact you to agree how long.")
    });
    draft.say_fact(
        facts.next_update,
        "No date yet for the next update",
        |day| format!("We will update you by {}.", words::date(day)),
    );
    draft.heading("What would make this easier for you");
    draft.adjustments(&facts.adjustments);
    draft.finish(
        LetterKind::EscalationAcknowledgement,
        "Your complaint is now at the second stage",
        &facts.common,
    )
}

fn outstanding(draft: &mut Draft, facts: &EscalationAcknowledgementFacts) {
    draft.heading("What we will look at again");
    if facts.outstanding.is_empty() {
        draft.gap("No outstanding allegation written down yet");
    }
    for issue in &facts.outstanding {
        super::scope::say_alleged(draft, issue.number, issue.alleged.as_ref(), issue.ground);
    }
    if clean::given(facts.still_unhappy.as_ref()).is_some() {
        draft.heading("What you are still unhappy about");
        draft.quote(facts.still_unhappy.as_ref(), "");
    } else {
        draft.say("You do not have to tell us why you are still unhappy. If you would like to, we will read it.");
    }
    draft.say("If we have understood any of this wrongly, please tell us.");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters::sample::{self, has};

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
