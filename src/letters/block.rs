//! What letters are made of: blocks, and the runs of text in them.
use super::gap::Gap;
use super::words;
use chrono::NaiveDate;
use procedure::closed_list;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A piece of a letter. Text in it is plain: each format escapes for itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    Heading(String),
    Paragraph(Vec<Inline>),
    List {
        ordered: bool,
        items: Vec<Vec<Inline>>,
    },
    /// Somebody else's words.
    Quote(Vec<Block>),
    /// Standard wording nobody may change in a letter (rules 46 and 59), and its version.
    Locked {
        version: u32,
        blocks: Vec<Block>,
    },
    /// What is still missing, as a note to staff: "No business area chosen yet".
    Gap(Gap),
}

/// A run of text within a paragraph or list item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    Text(String),
    Strong(String),
    Emphasis(String),
    Break,
    /// A day that is set again when the letter leaves; `day` holds until then.
    Day {
        place: Place,
        day: NaiveDate,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        strong: bool,
    },
}

closed_list! {
    /// Which day of a letter depends on the day it leaves. The label is the note beside it on screen.
    Place {
        Leaving = "leaving", "Set to the day the letter leaves";
        AssessorLastDay = "assessor_last_day", "Three months, counted from the day the letter leaves";
        EscalateBy = "escalate_by", "A suggestion, counted from the day the letter leaves";
    }
}

/// A day that a letter is about to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    Fixed(NaiveDate),
    /// Set again when the letter leaves; the day holds until then.
    Counted(Place, NaiveDate),
}

impl Inline {
    /// Its words, with `line_break` for a line break.
    pub fn words<'a>(&'a self, line_break: &'a str) -> Cow<'a, str> {
        match self {
            Self::Text(words) | Self::Strong(words) | Self::Emphasis(words) => Cow::Borrowed(words),
            Self::Break => Cow::Borrowed(line_break),
            Self::Day { day, .. } => Cow::Owned(words::date(*day)),
        }
    }
}

/// The words of a run on one line.
pub(super) fn plain(run: &[Inline]) -> String {
    run.iter().map(|one| one.words(" ")).collect()
}
