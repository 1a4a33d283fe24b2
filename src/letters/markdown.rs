//! What staff type in a section of a letter: a small Markdown, turned into blocks once.
//!
//! Paragraphs, strong, emphasis, lists, line breaks, quotes and headings. Everything else comes
//! out as visible text: nothing typed can become markup, close a locked part or load anything.
use super::block::{Block, Inline};
use super::clean;
use super::gap::TooLong;
use super::limits::SECTION_BLOCKS;
use procedure::limits::{self, thousands};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::borrow::Cow;

/// The most characters of one section that reach a letter.
pub const MOST_CHARACTERS: usize = limits::SECTION.characters;
/// The most lines of one section that are read: many more than its paragraphs and items can need.
const MOST_LINES: usize = 4 * SECTION_BLOCKS;
/// Quotes deeper than this are shown at this depth: print cannot nest without end.
const DEEPEST_QUOTE: usize = 4;

/// A typed section as blocks, and what became of it on the way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    pub blocks: Vec<Block>,
    pub notes: Vec<Note>,
}

/// What was left out of a section, or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// It is longer than [`MOST_CHARACTERS`].
    TooLong,
    /// It has more than [`SECTION_BLOCKS`] headings, paragraphs and items.
    TooMany,
    /// Of a picture only its description is kept.
    Pictures,
    /// HTML is shown as typed.
    Html,
    /// A link that is not http, https or mailto is shown as its text only.
    Links,
}

impl Typed {
    /// What is not in the letter because the section is too long, as gaps: words are never lost unseen.
    pub(super) fn too_long(&self) -> Vec<TooLong> {
        let of = |note: Note| match note {
            Note::TooLong => Some(TooLong::Section),
            Note::TooMany => Some(TooLong::SectionBlocks),
            Note::Pictures | Note::Html | Note::Links => None,
        };
        self.notes.iter().copied().filter_map(of).collect()
    }
}

/// Turns typed text into blocks. Never fails: whatever is not understood is text.
pub fn typed(raw: &str) -> Typed {
    let mut reader = Reader::default();
    let kept = match raw.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => {
            reader.note(Note::TooLong);
            raw.get(..end).unwrap_or_default()
        }
        None => raw,
    };
    let kept = match kept.match_indices('\n').nth(MOST_LINES) {
        Some((end, _)) => {
            reader.note(Note::TooMany);
            kept.get(..end).unwrap_or_default()
        }
        None => kept,
    };
    let source = with_definitions_visible(clean::lines(kept));
    for event in Parser::new_ext(&source, Options::empty()) {
        reader.read(event);
    }
    reader.end_paragraph();
    reader.shorten();
    reader.done
}

/// What is wrong with a typed section, for beside its field: its characters, or its paragraphs and items.
pub fn wrong(words: &str) -> Option<String> {
    limits::SECTION.wrong(words).or_else(|| {
        let read = typed(words);
        read.notes.contains(&Note::TooMany).then(|| {
            format!(
                "Use at most {} headings, paragraphs and list items in one section",
                thousands(SECTION_BLOCKS)
            )
        })
    })
}

/// `[note]: words` is a link definition to Markdown and would vanish; it is text to us.
fn with_definitions_visible(source: String) -> String {
    let defines = Parser::new(&source)
        .reference_definitions()
        .iter()
        .next()
        .is_some();
    if defines {
        source.replace("]:", "]\\:")
    } else {
        source
    }
}

#[derive(Default)]
struct Reader {
    done: Typed,
    /// For each quote tag that is open: the blocks around it, or none when it is not shown as one.
    quotes: Vec<Option<Vec<Block>>>,
    shown_quotes: usize,
    /// For each list that is open: the number of its next item, if it is numbered.
    lists: Vec<Option<u64>>,
    /// Items of the outermost list; deeper lists are laid flat into it.
    items: Vec<Vec<Inline>>,
    outer: Option<u64>,
    /// Written before the next text: the number of an item the list itself does not count.
    mark: Option<String>,
    run: Vec<Inline>,
    strong: usize,
    emphasis: usize,
    link: Option<(String, String)>,
}

impl Reader {
    fn read(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.text(&text),
            Event::Html(text) | Event::InlineHtml(text) => {
                self.note(Note::Html);
                self.text(&text);
            }
            Event::SoftBreak | Event::HardBreak => self.run.push(Inline::Break),
            Event::Rule => {
                self.start_block();
                self.text("---");
                self.end_paragraph();
            }
            // Footnotes, tasks and mathematics are switched off.
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.start_block();
            }
            Tag::BlockQuote(_) => self.start_quote(),
            Tag::List(first) => self.start_list(first),
            Tag::Item => self.start_item(),
            Tag::Strong => self.strong += 1,
            Tag::Emphasis => self.emphasis += 1,
            Tag::Link { dest_url, .. } => self.link = Some((clean::line(&dest_url), String::new())),
            Tag::Image { .. } => self.note(Note::Pictures),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::HtmlBlock => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(_) => self.end_quote(),
            TagEnd::List(_) => self.end_list(),
            TagEnd::Item => self.end_item(),
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Emphasis => self.emphasis = self.emphasis.saturating_sub(1),
            TagEnd::Link => self.end_link(),
            _ => {}
        }
    }

    /// Cleaned again here: `&#8238;` is a bidi mark only once Markdown has been read.
    fn text(&mut self, raw: &str) {
        let cleaned = clean::lines(raw);
        if let Some((_, seen)) = &mut self.link {
            seen.push_str(&cleaned);
        }
        if let Some(mark) = self.mark.take() {
            self.append(&mark);
        }
        for (i, row) in cleaned.split('\n').enumerate() {
            if i > 0 {
                self.run.push(Inline::Break);
            }
            self.append(row);
        }
    }

    fn append(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match (self.run.last_mut(), self.strong > 0, self.emphasis > 0) {
            (Some(Inline::Strong(last)), true, _)
            | (Some(Inline::Emphasis(last)), false, true)
            | (Some(Inline::Text(last)), false, false) => last.push_str(text),
            (_, true, _) => self.run.push(Inline::Strong(text.to_owned())),
            (_, false, true) => self.run.push(Inline::Emphasis(text.to_owned())),
            (_, false, false) => self.run.push(Inline::Text(text.to_owned())),
        }
    }

    fn start_block(&mut self) {
        if self.lists.is_empty() {
            self.end_paragraph();
        } else if self.run.last().is_some_and(|last| *last != Inline::Break) {
            self.run.push(Inline::Break);
        }
    }

    fn end_paragraph(&mut self) {
        if self.lists.is_empty() {
            let run = self.take_run();
            if !run.is_empty() {
                self.done.blocks.push(Block::Paragraph(run));
            }
        }
    }

    fn end_heading(&mut self) {
        if !self.lists.is_empty() {
            return;
        }
        let run = self.take_run();
        let words: String = run.iter().map(words_of).collect();
        if !words.trim().is_empty() {
            self.done.blocks.push(Block::Heading(clean::line(&words)));
        }
    }

    fn start_quote(&mut self) {
        self.start_block();
        let shown = self.lists.is_empty() && self.shown_quotes < DEEPEST_QUOTE;
        self.shown_quotes += usize::from(shown);
        self.quotes
            .push(shown.then(|| std::mem::take(&mut self.done.blocks)));
    }

    fn end_quote(&mut self) {
        self.end_paragraph();
        if let Some(around) = self.quotes.pop().flatten() {
            self.shown_quotes -= 1;
            let inner = std::mem::replace(&mut self.done.blocks, around);
            if !inner.is_empty() {
                self.done.blocks.push(Block::Quote(inner));
            }
        }
    }

    fn start_list(&mut self, first: Option<u64>) {
        if self.lists.is_empty() {
            self.end_paragraph();
            self.outer = first;
        }
        self.lists.push(first);
    }

    fn start_item(&mut self) {
        self.end_item();
        let counted = self.lists.len() == 1 && self.outer == Some(1);
        if let Some(Some(number)) = self.lists.last_mut() {
            // "1986. A good year." and a list within a list keep the numbers as typed.
            self.mark = (!counted).then(|| format!("{number}. "));
            *number += 1;
        }
    }

    fn end_item(&mut self) {
        let run = self.take_run();
        if !run.is_empty() {
            self.items.push(run);
        }
        self.mark = None;
    }

    fn end_list(&mut self) {
        self.end_item();
        self.lists.pop();
        if !self.lists.is_empty() || self.items.is_empty() {
            return;
        }
        let items = std::mem::take(&mut self.items);
        match self.outer {
            Some(first) if first != 1 => self
                .done
                .blocks
                .extend(items.into_iter().map(Block::Paragraph)),
            numbered => self.done.blocks.push(Block::List {
                ordered: numbered.is_some(),
                items,
            }),
        }
    }

    fn end_link(&mut self) {
        let Some((target, seen)) = self.link.take() else {
            return;
        };
        let lower = target.to_lowercase();
        let mail = lower.starts_with("mailto:");
        let shown = if mail {
            target.get(7..).unwrap_or_default()
        } else {
            &target
        };
        if mail || lower.starts_with("http://") || lower.starts_with("https://") {
            if seen != target && seen != shown {
                self.text(&format!(" ({shown})"));
            }
        } else if seen != target {
            self.note(Note::Links);
        }
    }

    /// The open run without breaks at its ends.
    fn take_run(&mut self) -> Vec<Inline> {
        let mut run = std::mem::take(&mut self.run);
        while run.last() == Some(&Inline::Break) {
            run.pop();
        }
        let lead = run
            .iter()
            .take_while(|inline| **inline == Inline::Break)
            .count();
        run.drain(..lead);
        if run.iter().all(|inline| words_of(inline).trim().is_empty()) {
            Vec::new()
        } else {
            run
        }
    }

    /// Keeps the first blocks, each item of a list counted as one.
    fn shorten(&mut self) {
        let mut left = SECTION_BLOCKS;
        if !keep_first(&mut self.done.blocks, &mut left) {
            self.note(Note::TooMany);
        }
    }

    fn note(&mut self, note: Note) {
        if !self.done.notes.contains(&note) {
            self.done.notes.push(note);
        }
    }
}

/// Whether all of them are among the blocks still `left`; what is not is dropped.
fn keep_first(blocks: &mut Vec<Block>, left: &mut usize) -> bool {
    let mut whole = true;
    blocks.retain_mut(|block| {
        if *left == 0 {
            whole = false;
            return false;
        }
        match block {
            Block::List { items, .. } => {
                whole &= items.len() <= *left;
                items.truncate(*left);
                *left -= items.len();
            }
            Block::Quote(inner) => {
                *left -= 1;
                whole &= keep_first(inner, left);
            }
            _ => *left -= 1,
        }
        true
    });
    whole
}

fn words_of(inline: &Inline) -> Cow<'_, str> {
    inline.words(" ")
}

#[cfg(test)]
mod tests;
