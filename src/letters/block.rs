//! What letters are made of: blocks, and the runs of text in them.
use super::gap::Gap;
use serde::{Deserialize, Serialize};

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
}

/// The words of a run on one line.
pub(super) fn plain(run: &[Inline]) -> String {
    run.iter()
        .map(|one| match one {
            Inline::Text(words) | Inline::Strong(words) | Inline::Emphasis(words) => words,
            Inline::Break => " ",
        })
        .collect()
}
