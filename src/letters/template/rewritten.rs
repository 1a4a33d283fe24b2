//! A letter in other words than it was written in.
use super::{Source, Template, write};
use crate::frame;
use crate::size;
use crate::tree::Letter;

/// The same letter in the words of another template: how an administrator sees what a change would do.
pub fn rewritten(letter: &Letter, template: &Template) -> Option<Letter> {
    let source = letter.source.as_ref()?;
    let written = write(template, &source.facts);
    Some(size::bounded(Letter {
        subject: written.subject,
        blocks: frame::framed(letter, written.blocks),
        source: Some(Source {
            template: template.version,
            facts: source.facts.clone(),
        }),
        ..letter.clone()
    }))
}
