//! What a letter is made from: named facts that its template says, each with the gap it leaves while it is missing.
use super::block::Block;
use super::clean;
use super::draft::Draft;
use super::gap::Gap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One fact of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Words within a sentence: a date, a name.
    Words(String),
    /// Still missing, with the gap it leaves.
    Missing(Gap),
    /// Paragraphs that stand for themselves: what was typed, findings, standard wording.
    Part(Vec<Block>),
    /// There is none in this letter, and that is all right.
    None,
    /// Whether something is so: chooses between sentences and is never said itself.
    Flag(bool),
}

impl Fact {
    /// Whether `{% if fact %}` holds.
    pub(super) fn is_there(&self) -> bool {
        match self {
            Self::Words(_) => true,
            Self::Part(blocks) => !blocks.is_empty(),
            Self::Flag(so) => *so,
            Self::Missing(_) | Self::None => false,
        }
    }

    /// Whether a letter that does not say it leaves something out.
    pub(super) fn is_owed(&self) -> bool {
        matches!(self, Self::Missing(_)) || (self.is_there() && !matches!(self, Self::Flag(_)))
    }
}

/// The facts of one letter, by the names a template uses.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(BTreeMap<String, Fact>);

impl Facts {
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Fact)> {
        self.0.iter().map(|(name, fact)| (name.as_str(), fact))
    }

    /// The blocks of every part.
    pub(super) fn parts_mut(&mut self) -> impl Iterator<Item = &mut Vec<Block>> {
        self.0.values_mut().filter_map(|fact| match fact {
            Fact::Part(blocks) => Some(blocks),
            Fact::Words(_) | Fact::Missing(_) | Fact::None | Fact::Flag(_) => None,
        })
    }

    /// In the order of [`Facts::iter`].
    pub(super) fn nth(&self, nth: usize) -> Option<(&str, &Fact)> {
        self.iter().nth(nth)
    }

    /// Words that must be known before the letter can go.
    pub(super) fn words(
        &mut self,
        name: &str,
        words: Option<impl AsRef<str>>,
        missing: impl Into<Gap>,
    ) {
        let fact = match words.map(|raw| clean::line(raw.as_ref())) {
            Some(line) if !line.is_empty() => Fact::Words(line),
            _ => Fact::Missing(missing.into()),
        };
        self.put(name, fact);
    }

    /// Words that may well not be there.
    pub(super) fn words_if_any(&mut self, name: &str, words: Option<impl AsRef<str>>) {
        let line = words.map(|raw| clean::line(raw.as_ref()));
        let fact = line
            .filter(|line| !line.is_empty())
            .map_or(Fact::None, Fact::Words);
        self.put(name, fact);
    }

    /// Paragraphs, written as `write` writes them; nothing written is nothing to say.
    pub(super) fn part(&mut self, name: &str, write: impl FnOnce(&mut Draft)) {
        let mut draft = Draft::default();
        write(&mut draft);
        self.put(name, Fact::Part(draft.into_blocks()));
    }

    /// What staff typed, or a gap.
    pub(super) fn typed(&mut self, name: &str, section: Option<&String>, missing: impl Into<Gap>) {
        self.part(name, |part| part.typed(section, missing));
    }

    pub(super) fn flag(&mut self, name: &str, so: bool) {
        self.put(name, Fact::Flag(so));
    }

    fn put(&mut self, name: &str, fact: Fact) {
        self.0.insert(name.to_owned(), fact);
    }
}

/// What a letter was made from, kept with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The version of its template.
    pub template: i32,
    pub facts: Facts,
}
