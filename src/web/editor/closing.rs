//! The locked end of the letter, as the editor shows it: hatched, with its version, and no field to change it.
use letters::{Block, Inline, Letter};

/// The locked end of the letter.
pub struct Closing {
    pub version: u32,
    /// Its first heading.
    pub title: String,
    pub parts: Vec<ClosingPart>,
}

pub enum ClosingPart {
    Heading(String),
    Words(String),
    List(Vec<String>),
}

/// The last locked part of the letter.
pub fn of(letter: &Letter) -> Closing {
    let nothing = Vec::new();
    let locked = letter.blocks.iter().rev().find_map(|block| match block {
        Block::Locked { version, blocks } => Some((*version, blocks)),
        _ => None,
    });
    let (version, blocks) = locked.unwrap_or((0, &nothing));
    let (title, blocks) = match blocks.split_first() {
        Some((Block::Heading(words), rest)) => (words.clone(), rest),
        _ => (String::new(), blocks.as_slice()),
    };
    let parts = blocks.iter().filter_map(|block| match block {
        Block::Heading(words) => Some(ClosingPart::Heading(words.clone())),
        Block::Paragraph(run) => Some(ClosingPart::Words(plain(run))),
        Block::Gap(gap) => Some(ClosingPart::Words(gap.words().into_owned())),
        Block::List { items, .. } => Some(ClosingPart::List(
            items.iter().map(|item| plain(item)).collect(),
        )),
        Block::Quote(_) | Block::Locked { .. } => None,
    });
    Closing {
        version,
        title,
        parts: parts.collect(),
    }
}

fn plain(run: &[Inline]) -> String {
    run.iter().map(|one| one.words(" ")).collect()
}
