//! What tests of letters share: hostile words, and how to look for words in a letter.
use super::tree::Letter;

pub use super::example::{
    acknowledgement, assessor, common, conduct, day, escalation_acknowledgement, final_response,
    not_accepted, procedure_complete, response, timescale,
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
