//! From Markdown with marks to blocks with facts.
use super::engine::{CLOSE, OPEN};
use crate::block::{Block, Inline};
use crate::clean;
use crate::facts::{Fact, Facts};
use crate::gap::{Gap, TemplateGap, TooLong};
use crate::limits;
use crate::markdown;
use crate::size::Size;
use std::collections::BTreeSet;

/// Subject and blocks of a letter.
pub(crate) struct Written {
    pub subject: String,
    pub blocks: Vec<Block>,
}

/// What a run of text comes to once its marks are read.
enum Piece {
    Said(Inline),
    Gap(Gap),
    Part(Vec<Block>),
}

/// Subject and blocks; a fact that is owed and not said is a gap at the end.
pub(super) fn resolve(rendered: &str, facts: &Facts) -> Written {
    let mut reader = Reader {
        facts,
        said: BTreeSet::new(),
        left: limits::CHARACTERS * 2,
    };
    let (subject, body) = first_line(rendered);
    let mut blocks = Vec::new();
    let subject = match subject {
        Some(line) => reader.line(line, &mut blocks),
        None => {
            blocks.push(Block::Gap(TemplateGap::NoSubject.into()));
            String::new()
        }
    };
    let read = markdown::typed(body);
    let too_long = read.too_long();
    blocks.extend(reader.blocks(read.blocks));
    blocks.extend(too_long.into_iter().map(|gap| Block::Gap(gap.into())));
    blocks.extend(reader.left_out());
    Written { subject, blocks }
}

fn first_line(rendered: &str) -> (Option<&str>, &str) {
    let rendered = rendered.trim_start();
    let (first, rest) = rendered.split_once('\n').unwrap_or((rendered, ""));
    match first.strip_prefix("# ") {
        Some(subject) => (Some(subject), rest),
        None => (None, rendered),
    }
}

struct Reader<'a> {
    facts: &'a Facts,
    /// The facts that were said.
    said: BTreeSet<usize>,
    /// Characters that facts may still say: a template can say the longest of them thousands of times.
    left: usize,
}

impl<'a> Reader<'a> {
    fn blocks(&mut self, read: Vec<Block>) -> Vec<Block> {
        let mut out = Vec::new();
        for block in read {
            match block {
                Block::Heading(words) => {
                    let line = self.line(&words, &mut out);
                    if !line.is_empty() {
                        out.push(Block::Heading(line));
                    }
                }
                Block::Paragraph(run) => self.paragraph(&run, &mut out),
                Block::List { ordered, items } => self.list(ordered, &items, &mut out),
                Block::Quote(inner) => {
                    let inner = self.blocks(inner);
                    out.push(Block::Quote(inner));
                }
                whole @ (Block::Locked { .. } | Block::Gap(_)) => out.push(whole),
            }
        }
        out
    }

    /// Words on one line. A gap in it takes its place; a part is no words and stands after it.
    fn line(&mut self, words: &str, out: &mut Vec<Block>) -> String {
        let mut line = String::new();
        let mut whole = true;
        for piece in self.pieces(&[Inline::Text(words.to_owned())]) {
            match piece {
                Piece::Said(Inline::Text(text)) => line.push_str(&text),
                Piece::Said(_) => {}
                Piece::Gap(missing) => {
                    whole = false;
                    out.push(Block::Gap(missing));
                }
                Piece::Part(blocks) => out.extend(blocks),
            }
        }
        if whole {
            clean::line(&line)
        } else {
            String::new()
        }
    }

    /// A paragraph with a missing fact is the gap alone; a part in it parts it.
    fn paragraph(&mut self, run: &[Inline], out: &mut Vec<Block>) {
        let pieces = self.pieces(run);
        let gaps = pieces.iter().filter_map(|piece| match piece {
            Piece::Gap(missing) => Some(Block::Gap(missing.clone())),
            _ => None,
        });
        let gaps: Vec<Block> = gaps.collect();
        if !gaps.is_empty() {
            out.extend(gaps);
            return;
        }
        let mut open = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Said(inline) => open.push(inline),
                Piece::Part(blocks) => {
                    close(&mut open, out);
                    out.extend(blocks);
                }
                Piece::Gap(_) => {}
            }
        }
        close(&mut open, out);
    }

    /// The items as a list; gaps and parts stand after it.
    fn list(&mut self, ordered: bool, items: &[Vec<Inline>], out: &mut Vec<Block>) {
        let mut rows = Vec::new();
        let mut after = Vec::new();
        for item in items {
            let mut told = Vec::new();
            self.paragraph(item, &mut told);
            for block in told {
                match block {
                    Block::Paragraph(run) => rows.push(run),
                    other => after.push(other),
                }
            }
        }
        if !rows.is_empty() {
            out.push(Block::List {
                ordered,
                items: rows,
            });
        }
        out.append(&mut after);
    }

    fn pieces(&mut self, run: &[Inline]) -> Vec<Piece> {
        let mut out = Vec::new();
        for inline in run {
            match inline {
                Inline::Text(text) => self.split(text, &Inline::Text, &mut out),
                Inline::Strong(text) => self.split(text, &Inline::Strong, &mut out),
                Inline::Emphasis(text) => self.split(text, &Inline::Emphasis, &mut out),
                whole @ (Inline::Break | Inline::Day { .. }) => {
                    out.push(Piece::Said(whole.clone()));
                }
            }
        }
        merged(out)
    }

    fn split(&mut self, text: &str, kind: &dyn Fn(String) -> Inline, out: &mut Vec<Piece>) {
        let mut rest = text;
        while let Some((before, from)) = rest.split_once(OPEN) {
            said(before, kind, out);
            let Some((number, after)) = from.split_once(CLOSE) else {
                rest = from;
                continue;
            };
            rest = after;
            if let Some(fact) = number.parse().ok().and_then(|nth| self.say(nth)) {
                match fact {
                    _ if self.is_spent(fact) => {
                        out.push(Piece::Gap(TooLong::SaidTooOften.into()));
                    }
                    Fact::Words(words) => said(words, kind, out),
                    Fact::Missing(missing) => out.push(Piece::Gap(missing.clone())),
                    Fact::Part(blocks) => out.push(Piece::Part(blocks.clone())),
                    Fact::None | Fact::Flag(_) => {}
                }
            }
        }
        said(rest, kind, out);
    }

    fn say(&mut self, nth: usize) -> Option<&'a Fact> {
        let (_, fact) = self.facts.nth(nth)?;
        self.said.insert(nth);
        Some(fact)
    }

    /// Whether there is no room left for this fact; what has no room leaves none for others.
    fn is_spent(&mut self, fact: &Fact) -> bool {
        let room = match fact {
            _ if self.left == 0 => return true,
            Fact::Words(words) => words.len(),
            Fact::Part(blocks) => Size::of_blocks(blocks).characters,
            Fact::Missing(_) | Fact::None | Fact::Flag(_) => 0,
        };
        let spent = room >= self.left;
        self.left = self.left.saturating_sub(room.max(1));
        spent
    }

    fn left_out(&self) -> Vec<Block> {
        let unsaid = self.facts.iter().enumerate();
        unsaid
            .filter(|(nth, (_, fact))| fact.is_owed() && !self.said.contains(nth))
            .map(|(_, (name, fact))| match fact {
                Fact::Missing(missing) => Block::Gap(missing.clone()),
                _ => Block::Gap(TemplateGap::LeftOut(name.to_owned()).into()),
            })
            .collect()
    }
}

fn said(text: &str, kind: &dyn Fn(String) -> Inline, out: &mut Vec<Piece>) {
    if !text.is_empty() {
        out.push(Piece::Said(kind(text.to_owned())));
    }
}

/// Neighbours of one kind as one, so that a sentence is one run whatever facts are in it.
fn merged(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (out.last_mut(), piece) {
            (Some(Piece::Said(Inline::Text(last))), Piece::Said(Inline::Text(more)))
            | (Some(Piece::Said(Inline::Strong(last))), Piece::Said(Inline::Strong(more)))
            | (Some(Piece::Said(Inline::Emphasis(last))), Piece::Said(Inline::Emphasis(more))) => {
                last.push_str(&more);
            }
            (_, piece) => out.push(piece),
        }
    }
    out
}

fn close(open: &mut Vec<Inline>, out: &mut Vec<Block>) {
    let words = |inline: &Inline| match inline {
        Inline::Text(text) | Inline::Strong(text) | Inline::Emphasis(text) => {
            !text.trim().is_empty()
        }
        Inline::Break => false,
        Inline::Day { .. } => true,
    };
    let run = std::mem::take(open);
    if run.iter().any(words) {
        out.push(Block::Paragraph(run));
    }
}
