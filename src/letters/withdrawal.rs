//! The letter that confirms a withdrawal, so that nobody is withdrawn by mistake.
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
pub struct WithdrawalFacts {
    pub common: Common,
    /// When and how the person told us.
    pub withdrawn: Option<(NaiveDate, Channel)>,
    /// What they said, if anything; shown as typed.
    pub said: Option<String>,
}

/// The letter; complete when it has no gaps.
pub fn withdrawal(facts: &WithdrawalFacts) -> Letter {
    let mut told = Facts::default();
    let withdrawn = facts.withdrawn.map(|(day, how)| {
        format!(
            "You told us {} on {} that you want to withdraw your complaint.",
            words::by_channel(how),
            words::date(day)
        )
    });
    told.words("withdrawn", withdrawn, FactGap::Withdrawn);
    told.part("what_you_said", |part| {
        part.quote_if_any(facts.said.as_ref());
    });
    frame::letter(LetterKind::Withdrawal, told, &facts.common)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, day, has};

    #[test]
    fn the_way_back_is_told() {
        let facts = WithdrawalFacts {
            common: sample::common(),
            withdrawn: Some((day("2026-11-20"), Channel::Email)),
            said: Some("I have **moved** house.".into()),
        };
        let letter = withdrawal(&facts);
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "You told us by email on 20 November 2026",
                "> I have **moved** house.",
                "We can open your complaint again.",
            ],
        );
        let missing = WithdrawalFacts {
            withdrawn: None,
            said: None,
            ..facts
        };
        assert_eq!(
            withdrawal(&missing).gaps(),
            ["When and how the complaint was withdrawn is not known yet"]
        );
    }
}
