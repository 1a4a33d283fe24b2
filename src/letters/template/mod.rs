//! The words of a letter, as an administrator may change them.
//!
//! A template is minijinja that comes out as Markdown, with `# ` and the subject on its first line. Facts never
//! meet the Markdown: each prints a mark that is replaced by the fact once the Markdown has been read, so that
//! nothing typed can become markup. A template cannot leave out a fact: what it does not say is a gap, and a
//! letter with a gap does not go.
mod built_in;
mod check;
mod engine;
pub(super) mod in_force;
mod resolve;
mod rewritten;

pub use super::facts::{Fact, Facts, Source};
pub use check::{Fault, KnownFact, check, known_facts};
pub use engine::LONGEST;
pub use in_force::{Template, Templates};
pub use rewritten::rewritten;

use super::block::Block;
use super::gap::TemplateGap;
use procedure::tally::{Once, count};
use resolve::Written;

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

#[cfg(test)]
mod tests;
