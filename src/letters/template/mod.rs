//! The words of a letter, as an administrator may change them.
//!
//! A template is minijinja that comes out as Markdown, with `# ` and the subject on its first line. Facts never
//! meet the Markdown: each prints a mark that is replaced by the fact once the Markdown has been read, so that
//! nothing typed can become markup. A template cannot leave out a fact: what it does not say is a gap, and a
//! letter with a gap does not go.
mod built_in;
mod check;
mod engine;
mod facts;
mod resolve;

pub use check::{Fault, KnownFact, check, known_facts};
pub use engine::LONGEST;
pub use facts::{Fact, Facts};

use super::gap::TemplateGap;
use super::tree::{Block, Letter};
use procedure::tally::{Once, count};
use procedure::vocabulary::LetterKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The words of one kind of letter, in one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub kind: LetterKind,
    /// 0 is what Redress came with; an administrator's are 1, 2, 3 …
    pub version: i32,
    pub source: String,
}

impl Template {
    /// The words Redress came with.
    pub fn built_in(kind: LetterKind) -> Self {
        Self {
            kind,
            version: 0,
            source: built_in::source(kind).to_owned(),
        }
    }
}

/// The templates in force: those an administrator changed, and else what Redress came with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Templates(Arc<BTreeMap<&'static str, Template>>);

impl Templates {
    /// From the changed ones, the newest version of each.
    pub fn of(changed: impl IntoIterator<Item = Template>) -> Self {
        let named = |one: Template| (one.kind.as_str(), one);
        Self(Arc::new(changed.into_iter().map(named).collect()))
    }

    pub fn get(&self, kind: LetterKind) -> Template {
        let changed = self.0.get(kind.as_str());
        changed.cloned().unwrap_or_else(|| Template::built_in(kind))
    }
}

/// What a letter was made from, kept with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The version of its template.
    pub template: i32,
    pub facts: Facts,
}

/// Subject and blocks of a letter.
pub(super) struct Written {
    pub subject: String,
    pub blocks: Vec<Block>,
}

/// The template with these facts. Never fails: what is wrong with the template is a gap, which says what to do.
pub(super) fn write(template: &Template, facts: &Facts) -> Written {
    count(Once::Letter);
    let rendered = match engine::render(&template.source, facts) {
        Ok(rendered) => rendered,
        Err(mistake) => {
            return Written {
                subject: template.kind.label().to_owned(),
                blocks: vec![Block::Gap(TemplateGap::Mistake(mistake).into())],
            };
        }
    };
    resolve::resolve(&rendered, facts)
}

/// The same letter in the words of another template: how an administrator sees what a change would do.
pub fn rewritten(letter: &Letter, template: &Template) -> Option<Letter> {
    let source = letter.source.as_ref()?;
    let written = write(template, &source.facts);
    Some(super::limits::bounded(Letter {
        subject: written.subject,
        blocks: super::frame::framed(letter, written.blocks),
        source: Some(Source {
            template: template.version,
            facts: source.facts.clone(),
        }),
        ..letter.clone()
    }))
}

#[cfg(test)]
mod tests;
