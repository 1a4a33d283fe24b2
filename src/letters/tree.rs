//! The letter tree: the one thing that is stored with a letter and read by every format.
use super::block::Block;
use super::facts::Source;
use super::gap::Gap;
use chrono::NaiveDate;
use procedure::vocabulary::{LetterFormat, LetterKind};
use serde::{Deserialize, Serialize};

/// One letter, complete but for its gaps. Stored as JSON; nothing else is read downstream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub kind: LetterKind,
    pub subject: String,
    /// Our reference, `SC-2026-000418`.
    pub reference: String,
    /// The date on the letter, as in London.
    pub date: NaiveDate,
    /// Who writes: the organisation's name, then its address lines.
    pub letterhead: Vec<String>,
    /// Who it is for: name, then address lines.
    pub addressee: Vec<String>,
    /// "Dear Ms Rahman".
    pub salutation: String,
    pub blocks: Vec<Block>,
    /// "Yours sincerely" or "Yours faithfully".
    pub valediction: String,
    /// Name or role ("Officer A"), job title, contact line. Empty while nobody signs.
    pub signatory: Vec<String>,
    pub format: LetterFormat,
    /// What it was made from; letters sent before templates could be changed have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

impl Letter {
    /// What is still missing, in reading order, locked parts and quotes included.
    pub fn gaps(&self) -> Vec<&Gap> {
        let mut found = Vec::new();
        collect_gaps(&self.blocks, &mut found);
        found
    }

    /// The same as staff read it.
    pub fn gap_words(&self) -> Vec<String> {
        let words = |gap: &Gap| gap.words().into_owned();
        self.gaps().into_iter().map(words).collect()
    }

    /// The letter without its gaps, for whoever looks at what it does say.
    #[must_use]
    pub fn without_gaps(&self) -> Self {
        Self {
            blocks: without_gaps(&self.blocks),
            ..self.clone()
        }
    }

    /// The versions of the locked parts, in reading order.
    pub fn locked_versions(&self) -> Vec<u32> {
        let version = |block: &Block| match block {
            Block::Locked { version, .. } => Some(*version),
            _ => None,
        };
        self.blocks.iter().filter_map(version).collect()
    }
}

fn without_gaps(blocks: &[Block]) -> Vec<Block> {
    let kept = |block: &Block| match block {
        Block::Gap(_) => None,
        Block::Quote(inner) => Some(Block::Quote(without_gaps(inner))),
        Block::Locked { version, blocks } => Some(Block::Locked {
            version: *version,
            blocks: without_gaps(blocks),
        }),
        Block::Heading(_) | Block::Paragraph(_) | Block::List { .. } => Some(block.clone()),
    };
    blocks.iter().filter_map(kept).collect()
}

fn collect_gaps<'a>(blocks: &'a [Block], found: &mut Vec<&'a Gap>) {
    for block in blocks {
        match block {
            Block::Gap(missing) => found.push(missing),
            Block::Quote(inner) | Block::Locked { blocks: inner, .. } => collect_gaps(inner, found),
            Block::Heading(_) | Block::Paragraph(_) | Block::List { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gap::{FactGap, FrameGap};
    use crate::{acknowledgement, sample};

    #[test]
    fn the_stored_tree_comes_back_as_it_was() {
        let letter = acknowledgement(&sample::acknowledgement());
        let json = serde_json::to_string(&letter).unwrap();
        assert_eq!(serde_json::from_str::<Letter>(&json).unwrap(), letter);
    }

    #[test]
    fn gaps_are_found_inside_quotes_and_locked_parts() {
        let mut letter = acknowledgement(&sample::acknowledgement());
        letter.blocks = vec![
            Block::Gap(FactGap::Area.into()),
            Block::Quote(vec![Block::Gap(FactGap::NewDate.into())]),
            Block::Locked {
                version: 3,
                blocks: vec![Block::Gap(FrameGap::Routes.into())],
            },
        ];
        let words = [
            "No business area chosen yet",
            "No new date yet",
            "No email or postal address for replies in the settings yet",
        ];
        assert_eq!(letter.gaps(), words);
        assert_eq!(letter.gap_words(), words);
        assert_eq!(letter.without_gaps().gaps(), Vec::<&str>::new());
        assert_eq!(letter.without_gaps().blocks.len(), 2);
        assert_eq!(letter.locked_versions(), [3]);
        let json = serde_json::to_string(&letter).unwrap();
        assert_eq!(serde_json::from_str::<Letter>(&json).unwrap(), letter);
    }
}
