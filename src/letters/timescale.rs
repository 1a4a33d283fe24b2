//! The letter that confirms a new date.
//!
//! "If the issue is complex, they may need additional time to investigate but they will contact you to agree
//! timescales." Blocks: (c)3.
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
pub struct TimescaleFacts {
    pub common: Common,
    pub stage: LetterStage,
    /// The date promised before, and the new one.
    pub old_date: Option<NaiveDate>,
    pub new_date: Option<NaiveDate>,
    /// What we have done so far; why we need more time. Markdown.
    pub done: Option<String>,
    pub why: Option<String>,
    pub agreement: Agreement,
    pub next_update: Option<NaiveDate>,
}

/// Which stage the complaint is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterStage {
    First,
    Second,
}

/// Whether the person agreed to the date; when and how they were contacted (rule 39).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    NotContacted,
    Agreed { on: NaiveDate, how: Channel },
    NotAgreed { on: NaiveDate, how: Channel },
}

/// The letter; complete when it has no gaps.
pub fn timescale(facts: &TimescaleFacts) -> Letter {
    let mut told = Facts::default();
    told.words(
        "old_date",
        facts.old_date.map(words::date),
        FactGap::OldDate,
    );
    let missed = facts.old_date.is_some_and(|old| facts.common.date > old);
    told.flag("date_is_missed", missed);
    told.typed("done_so_far", facts.done.as_ref(), FactGap::DoneSoFar);
    told.typed("why_more_time", facts.why.as_ref(), FactGap::WhyMoreTime);
    told.words(
        "new_date",
        facts.new_date.map(words::date),
        FactGap::NewDate,
    );
    told.words("agreement", agreement(facts.agreement), FactGap::Agreement);
    told.words(
        "next_update",
        facts.next_update.map(words::date),
        FactGap::NextUpdate,
    );
    told.flag("at_second_stage", facts.stage == LetterStage::Second);
    frame::letter(LetterKind::Timescale, told, &facts.common)
}

fn agreement(agreement: Agreement) -> Option<String> {
    let told = |on, how| format!("{} on {}", words::by_channel(how), words::date(on));
    match agreement {
        Agreement::NotContacted => None,
        Agreement::Agreed { on, how } => Some(format!(
            "You agreed to this date with us {}.",
            told(on, how)
        )),
        Agreement::NotAgreed { on, how } => Some(format!(
            "We told you about this date {}. You did not agree to it, and you have the right to object. If you \
             tell us what date would work for you, we will look at it again.",
            told(on, how)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, day, has};

    #[test]
    fn the_seven_blocks_are_there() {
        let letter = timescale(&sample::timescale());
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "We are sorry that we missed that date",
                "We have read the whole case file.",
                "Two call recordings are still to come.",
                "You will have our response by 8 December 2026.",
                "You agreed to this date with us by phone on 23 November 2026.",
                "you will hear from us by 1 December 2026",
                "How to contact us",
                "Your contact for this letter is Officer A.",
                "You can ask to go to the second stage",
            ],
        );
    }

    #[test]
    fn a_date_not_yet_missed_is_not_called_missed() {
        let mut facts = sample::timescale();
        facts.old_date = Some(facts.common.date);
        let text = sample::flat(&timescale(&facts));
        assert!(!text.contains("missed") && text.contains("We need more time"));
    }

    #[test]
    fn no_agreement_leaves_the_right_to_object() {
        let mut facts = sample::timescale();
        facts.agreement = Agreement::NotAgreed {
            on: day("2026-11-20"),
            how: Channel::Email,
        };
        has(
            &timescale(&facts),
            &[
                "by email on 20 November 2026. You did not agree to it, and you have the right to object",
            ],
        );
    }

    #[test]
    fn at_the_second_stage_no_second_stage_is_offered() {
        let mut facts = sample::timescale();
        facts.stage = LetterStage::Second;
        assert!(!sample::flat(&timescale(&facts)).contains("You can ask to go to"));
    }

    #[test]
    fn what_is_missing_shows_as_gaps() {
        let facts = TimescaleFacts {
            old_date: None,
            new_date: None,
            done: None,
            why: None,
            agreement: Agreement::NotContacted,
            next_update: None,
            ..sample::timescale()
        };
        assert_eq!(
            timescale(&facts).gaps(),
            [
                "The date promised before is not known",
                "Nothing written yet on what we have done",
                "Nothing written yet on why we need more time",
                "No new date yet",
                "Nobody has contacted the complainant yet to agree the new date",
                "No date yet for the next update",
            ]
        );
    }
}
