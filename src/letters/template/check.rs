//! Looking at a template before it is kept.
use super::{Template, engine, resolve};
use crate::block::{Block, plain};
use crate::facts::{Fact, Facts};
use crate::gap::Gap;

/// What is wrong with a template, for the administrator who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(pub String);

/// A fact a template may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFact {
    pub name: String,
    /// How it is said in the example: its words, the first of its paragraphs, or nothing.
    pub example: String,
    pub is_flag: bool,
}

/// Whether a template says all it must with each of these sets of facts.
///
/// # Errors
/// Every fault, as sentences: a mistake in the template, a fact it leaves out.
pub fn check(template: &Template, examples: &[Facts]) -> Result<(), Vec<Fault>> {
    let mut faults: Vec<Fault> = Vec::new();
    for facts in examples {
        for fault in of(template, facts) {
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

fn of(template: &Template, facts: &Facts) -> Vec<Fault> {
    let rendered = match engine::render(&template.source, facts) {
        Ok(rendered) => rendered,
        Err(why) => return vec![Fault(why)],
    };
    let written = resolve::resolve(&rendered, facts);
    let known = gaps_of(facts);
    let gap = |block: Block| match block {
        Block::Gap(gap) if !known.contains(&gap) => Some(Fault(gap.words().into_owned())),
        _ => None,
    };
    written.blocks.into_iter().filter_map(gap).collect()
}

/// Gaps that are the facts' own and no fault of the template.
fn gaps_of(facts: &Facts) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for (_, fact) in facts.iter() {
        match fact {
            Fact::Missing(gap) => gaps.push(gap.clone()),
            Fact::Part(blocks) => gaps.extend(blocks.iter().filter_map(|block| match block {
                Block::Gap(gap) => Some(gap.clone()),
                _ => None,
            })),
            Fact::Words(_) | Fact::None | Fact::Flag(_) => {}
        }
    }
    gaps
}

/// The facts of these examples, by name: where one has none, the next is asked.
pub fn known_facts(examples: &[Facts]) -> Vec<KnownFact> {
    let Some(first) = examples.first() else {
        return Vec::new();
    };
    let example = |name: &str| {
        let of_name = examples
            .iter()
            .flat_map(|facts| facts.iter())
            .filter(|(known, _)| *known == name);
        of_name
            .map(|(_, fact)| said(fact))
            .find(|words| !words.is_empty())
            .unwrap_or_default()
    };
    first
        .iter()
        .map(|(name, fact)| KnownFact {
            name: name.to_owned(),
            example: example(name),
            is_flag: matches!(fact, Fact::Flag(_)),
        })
        .collect()
}

fn said(fact: &Fact) -> String {
    match fact {
        Fact::Words(words) => words.clone(),
        Fact::Part(blocks) => blocks
            .iter()
            .map(first_words)
            .find(|w| !w.is_empty())
            .unwrap_or_default(),
        Fact::Missing(_) | Fact::None | Fact::Flag(_) => String::new(),
    }
}

fn first_words(block: &Block) -> String {
    match block {
        Block::Heading(words) => words.clone(),
        Block::Paragraph(run) => plain(run),
        Block::List { items, .. } => items.first().map(|run| plain(run)).unwrap_or_default(),
        Block::Quote(inner) | Block::Locked { blocks: inner, .. } => inner
            .iter()
            .map(first_words)
            .find(|w| !w.is_empty())
            .unwrap_or_default(),
        Block::Gap(_) => String::new(),
    }
}
