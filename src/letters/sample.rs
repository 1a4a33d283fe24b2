//! What tests of letters share: hostile words, and how to look for words in a letter.
use super::block::Place;
use super::dated::Days;
use super::template::Templates;
use super::tree::Letter;
use procedure::vocabulary::LetterKind;

pub use super::example::{
    acknowledgement, already_answered, assessor, common, conduct, day, escalation_acknowledgement,
    final_response, not_accepted, procedure_complete, response, timescale,
};

/// Text no letter may act on: markup, templates, escapes, links, and marks that turn text round.
pub const HOSTILE: &str = "<script>alert(1)</script> ![x](javascript:alert(1)) {{ 7*7 }} ** [a](javascript:b) \
    </div></article> &lt;b&gt; \u{0}\u{7}\u{1b}[31m\u{202E}evil\u{2066} </blockquote> C:\\x0041 \"'";

/// The letter's text on one line, so that wrapping does not matter.
pub fn flat(letter: &Letter) -> String {
    letter
        .text()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Every piece is in the text, and in this order or any other.
#[track_caller]
pub fn has(letter: &Letter, pieces: &[&str]) {
    let text = flat(letter).replace(" > ", " ");
    for piece in pieces {
        let wanted = piece.trim_start_matches("> ").replace(" > ", " ");
        assert!(text.contains(&wanted), "missing: {piece}\nin: {text}");
    }
}

/// The examples whose words depend on the day they leave.
pub fn all_with_places() -> Vec<Letter> {
    let of = |kind: &LetterKind| super::example::letters(*kind, &Templates::default());
    let all = LetterKind::ALL.iter().flat_map(of);
    all.filter(|letter| !letter.places().is_empty()).collect()
}

/// Other days than those of the examples.
pub fn other_days() -> Days {
    Days {
        leaving: day("2026-12-01"),
        assessor_last_day: Some(day("2027-03-01")),
        escalate_by: Some(day("2027-01-04")),
    }
}

/// The days of an example with places, before and after [`Letter::dated`] with [`other_days`].
pub fn dates(letter: &Letter) -> (Vec<String>, Vec<String>) {
    let mut both = vec![("24 November 2026", "1 December 2026")];
    both.extend(letter.places().into_iter().map(|place| match place {
        Place::Leaving => ("24 November 2026", "1 December 2026"),
        Place::AssessorLastDay => ("24 February 2027", "1 March 2027"),
        Place::EscalateBy => ("24 December 2026", "4 January 2027"),
    }));
    let owned = |(old, new): (&str, &str)| (old.to_owned(), new.to_owned());
    both.into_iter().map(owned).unzip()
}
