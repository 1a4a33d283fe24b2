//! The letter on paper: tagged PDF/UA-1 and PDF/A-2a, in 14 pt or in large print.
//!
//! The same letter gives the same bytes, always: nothing in the file depends on when or where it was made.
pub mod binding;
mod bundle;
mod glyphs;
mod sheet;
#[cfg(test)]
mod tests;
mod typeset;
mod window;

pub use bundle::{Bundle, Part, Section, bundle};

use super::Failed;
pub use glyphs::{name, unshowable, unshowable_in_our_words};
use letters::Letter;
use serde::{Deserialize, Serialize};
pub use typeset::{About, typeset};

const TEMPLATE: &str = include_str!("letter.typ");

/// The size of the print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Print {
    /// 14 pt, the least that rule 48 allows.
    Standard,
    /// 18 pt throughout, nothing in italics.
    Large,
}

/// The letter as it is sent on paper and attached to an email.
///
/// What no font of ours can show is marked in its place ([`unshowable`] names it beforehand); it never fails for that.
///
/// # Errors
/// When the typesetter refuses.
pub fn pdf(letter: &Letter, print: Print) -> Result<Vec<u8>, Failed> {
    made(letter, print, false)
}

/// The same for a letter that has not gone: every page says so.
pub fn proof(letter: &Letter, print: Print) -> Result<Vec<u8>, Failed> {
    made(letter, print, true)
}

fn made(letter: &Letter, print: Print, proof: bool) -> Result<Vec<u8>, Failed> {
    let about = |title: String| About {
        title,
        ident: format!(
            "{} {} {}",
            letter.reference,
            letter.kind.as_str(),
            letter.date
        ),
        date: letter.date,
    };
    let sheet = |fonts| {
        sheet::sheet(
            letter,
            sheet::Look {
                print,
                proof,
                fonts,
            },
        )
    };
    // A reader tells its window from another by the title.
    let subject = sheet::title(letter, glyphs::Fonts::Both);
    let title = if proof {
        format!("Preview, not sent: {subject}")
    } else {
        subject
    };
    typeset(TEMPLATE, &sheet(glyphs::Fonts::Both), &about(title.clone())).or_else(|_| {
        // A letter and its accent from two fonts cannot be one sign; one font that has both can.
        typeset(TEMPLATE, &sheet(glyphs::Fonts::Liberation), &about(title))
    })
}
