//! The letter that somebody else now deals with the complaint (rule 31).
use super::clean;
use super::common::Common;
use super::draft::Draft;
use super::facts::Facts;
use super::frame;
use super::gap::FactGap;
use super::scope::{Extent, InScope, Refusal, say_in_scope, say_refusal};
use super::tree::Letter;
use super::words;
use chrono::NaiveDate;
use procedure::vocabulary::LetterKind;

/// What the letter is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeOfContactFacts {
    pub common: Common,
    /// Name or role of the new contact.
    pub new_contact: Option<String>,
    pub from: Option<NaiveDate>,
    /// Why, in words fit for the person; nothing is said when there is none. Markdown.
    pub why: Option<String>,
    /// What our procedure covers, once that was decided; none when it was never in doubt.
    pub covered: Option<Covered>,
    /// When the response is due; a change of contact does not move it.
    pub answer_by: Option<NaiveDate>,
    pub next_update: Option<NaiveDate>,
}

/// What was decided about a complaint that did not seem to be covered: at least a part of it is (reading (e)17).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    pub in_scope: Vec<InScope>,
    /// The part we cannot look at, when there is one (rule 14).
    pub refusal: Option<Refusal>,
}

fn say_covered(part: &mut Draft, covered: &Covered) {
    let what = match covered.refusal {
        Some(_) => {
            "We have decided that our complaints procedure covers a part of your complaint. We will look at this:"
        }
        None => {
            "We have decided that our complaints procedure covers your complaint. We will look at all of it:"
        }
    };
    part.say(what);
    say_in_scope(part, &covered.in_scope);
    if let Some(refusal) = &covered.refusal {
        say_refusal(part, refusal, Extent::Part);
    }
}

/// The letter; complete when it has no gaps.
pub fn change_of_contact(facts: &ChangeOfContactFacts) -> Letter {
    let mut told = Facts::default();
    let contact = clean::given(facts.new_contact.as_ref())
        .zip(facts.from)
        .map(|(who, day)| {
            format!(
                "From {} {who} is dealing with your complaint.",
                words::date(day)
            )
        });
    told.words("new_contact", contact, FactGap::NewContact);
    told.part("why", |part| {
        part.typed_if_any(facts.why.as_ref());
        if let Some(covered) = &facts.covered {
            say_covered(part, covered);
        }
    });
    told.words(
        "answer_by",
        facts.answer_by.map(words::date),
        FactGap::ResponseOn,
    );
    let missed = facts.answer_by.is_some_and(|day| day < facts.common.date);
    told.flag("date_is_missed", missed);
    told.words(
        "next_update",
        facts.next_update.map(words::date),
        FactGap::NextUpdate,
    );
    frame::letter(LetterKind::ChangeOfContact, told, &facts.common)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, day, has};

    fn facts() -> ChangeOfContactFacts {
        ChangeOfContactFacts {
            common: sample::common(),
            new_contact: Some("Officer B, complaint handler,".into()),
            from: Some(day("2026-11-25")),
            why: Some("Officer A is away.".into()),
            covered: None,
            answer_by: Some(day("2026-12-04")),
            next_update: Some(day("2026-12-01")),
        }
    }

    #[test]
    fn the_new_contact_and_the_unmoved_dates_are_told() {
        let letter = change_of_contact(&facts());
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "From 25 November 2026 Officer B, complaint handler, is dealing with your complaint.",
                "Officer A is away.",
                "You should still have our response by 4 December 2026.",
                "You will hear from us again by 1 December 2026.",
            ],
        );
    }

    #[test]
    fn what_is_missing_shows_as_gaps() {
        let facts = ChangeOfContactFacts {
            new_contact: None,
            why: None,
            answer_by: None,
            next_update: None,
            ..facts()
        };
        assert_eq!(
            change_of_contact(&facts).gaps(),
            [
                "The new contact, or the date they start, is not known yet",
                "The date of our response is not known yet",
                "No date yet for the next update",
            ]
        );
    }
}
