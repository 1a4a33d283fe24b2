//! The letter after something was put right on the spot; the way to a formal complaint stays open (rule 3).
//!
//! "If you've been unable to resolve things with the member of staff concerned or their manager, our service
//! complaints procedure is here to help."
use super::common::Common;
use super::facts::Facts;
use super::frame;
use super::gap::FactGap;
use super::tree::Letter;
use super::words;
use chrono::NaiveDate;
use procedure::vocabulary::{Channel, LetterKind};

/// What the letter is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnTheSpotFacts {
    pub common: Common,
    /// When and how the person told us.
    pub told: Option<(NaiveDate, Channel)>,
    /// What they told us; shown as typed.
    pub what: Option<String>,
    /// What we did about it. Markdown.
    pub done: Option<String>,
    pub resolved_on: Option<NaiveDate>,
}

/// The letter; complete when it has no gaps.
pub fn on_the_spot(facts: &OnTheSpotFacts) -> Letter {
    let mut told = Facts::default();
    let thanks = facts.told.map(|(day, how)| {
        format!(
            "Thank you for telling us {} on {} that something had gone wrong.",
            words::by_channel(how),
            words::date(day)
        )
    });
    told.words("told", thanks, FactGap::Told);
    told.part("what_you_told_us", |part| {
        part.quote(facts.what.as_ref(), FactGap::ToldWhat);
    });
    told.typed("what_we_did", facts.done.as_ref(), FactGap::PutRight);
    told.words(
        "resolved_on",
        facts.resolved_on.map(words::date),
        FactGap::PutRightOn,
    );
    frame::letter(LetterKind::OnTheSpot, told, &facts.common)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, day, has};

    #[test]
    fn what_was_done_and_the_formal_way_are_told() {
        let facts = OnTheSpotFacts {
            common: sample::common(),
            told: Some((day("2026-11-19"), Channel::Phone)),
            what: Some("Nobody called me back.".into()),
            done: Some("We called you back **the same day**.".into()),
            resolved_on: Some(day("2026-11-20")),
        };
        let letter = on_the_spot(&facts);
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "by phone on 19 November 2026",
                "> Nobody called me back.",
                "We called you back the same day.",
                "on 20 November 2026 that this put things right",
                "You can make this a formal complaint at any time.",
            ],
        );
        let missing = OnTheSpotFacts {
            told: None,
            what: None,
            done: None,
            resolved_on: None,
            ..facts
        };
        assert_eq!(on_the_spot(&missing).gaps().len(), 4);
    }
}
