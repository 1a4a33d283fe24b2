//! How large a letter is, whether it can be made, and as much of it as can be.
use super::block::{Block, Inline};
use super::clean;
use super::gap::{Counted, FramePart, Gap, TooLong};
use super::limits::{BLOCKS, CHARACTERS, DEPTH, PAGES, ROW, ROWS, RUNS};
use super::tree::Letter;

/// A line of large print, in characters, and a page of it, in lines.
const COLUMNS: usize = 54;
const LINES: usize = 31;
/// A character that print cannot show becomes a note such as "[character U+4E2D]".
const NOTE: usize = 18;
/// Every place counts as this, so that a letter is no larger on the day it leaves.
const LONGEST_DAY: &str = "30 September 2026";

/// What a letter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    pub characters: usize,
    pub blocks: usize,
    pub runs: usize,
    /// Lines of large print.
    lines: usize,
    pub depth: usize,
}

impl Size {
    /// Of the whole letter.
    pub fn of(letter: &Letter) -> Self {
        let mut size = Self::default();
        for row in frame(letter) {
            size.words(row, false);
        }
        size.all(&letter.blocks);
        size
    }

    /// Of these blocks alone.
    pub(super) fn of_blocks(blocks: &[Block]) -> Self {
        let mut size = Self::default();
        size.all(blocks);
        size
    }

    fn all(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block, 0);
        }
    }

    /// About so many pages in large print; a page may be left half empty before a heading.
    pub fn pages(&self) -> usize {
        self.lines.div_ceil(LINES)
    }

    /// What there is too much of; none when the letter can be made.
    pub fn wrong(&self) -> Option<TooLong> {
        let counts = [
            (self.characters, CHARACTERS, Counted::Characters),
            (self.blocks, BLOCKS, Counted::Blocks),
            (self.runs, RUNS, Counted::Runs),
            (self.pages(), PAGES, Counted::Pages),
            (self.depth, DEPTH, Counted::Depth),
        ];
        let over = counts.into_iter().find(|(there, most, _)| there > most);
        over.map(|(there, most, counted)| TooLong::Whole {
            counted,
            there,
            most,
        })
    }

    fn block(&mut self, block: &Block, depth: usize) {
        self.depth = self.depth.max(depth);
        let quoted = depth > 0;
        match block {
            Block::Heading(words) => {
                self.blocks += 1;
                self.lines += 2;
                self.words(words, quoted);
            }
            Block::Gap(gap) => {
                self.blocks += 1;
                // It stands in a box.
                self.lines += 2;
                self.words(&gap.words(), quoted);
            }
            Block::Paragraph(run) => self.run(run, quoted),
            Block::List { items, .. } => items.iter().for_each(|item| self.run(item, quoted)),
            Block::Quote(inner) => {
                self.blocks += 1;
                self.lines += 1;
                // What nests deeper than can be made is not looked into.
                if depth <= DEPTH {
                    for block in inner {
                        self.block(block, depth + 1);
                    }
                }
            }
            Block::Locked { blocks, .. } if depth <= DEPTH => {
                for block in blocks {
                    self.block(block, depth);
                }
            }
            Block::Locked { .. } => {}
        }
    }

    /// A paragraph or an item: its lines, and the space below it.
    fn run(&mut self, run: &[Inline], quoted: bool) {
        self.blocks += 1;
        self.runs += run.len();
        self.lines += 1;
        let words = plain_lines(run);
        words.split('\n').for_each(|row| self.words(row, quoted));
    }

    fn words(&mut self, words: &str, quoted: bool) {
        let wide = |c: char| if quoted && is_rare(c) { NOTE } else { 1 };
        let columns: usize = words.chars().map(wide).sum();
        self.characters += words.chars().count();
        self.lines += columns.div_ceil(COLUMNS).max(1);
    }
}

/// Not in a font of ours, at a guess: Latin, Greek, Cyrillic and Hebrew are, and signs of usual texts.
fn is_rare(c: char) -> bool {
    !matches!(c, '\0'..='\u{05FF}' | '\u{1E00}'..='\u{22FF}')
}

fn plain_lines(run: &[Inline]) -> String {
    let mut out = String::new();
    for inline in run {
        match inline {
            Inline::Break => out.push('\n'),
            Inline::Day { .. } => out.push_str(LONGEST_DAY),
            Inline::Text(words) | Inline::Strong(words) | Inline::Emphasis(words) => {
                out.push_str(words);
            }
        }
    }
    out
}

fn frame(letter: &Letter) -> impl Iterator<Item = &String> {
    let single = [&letter.subject, &letter.salutation, &letter.valediction];
    let rows = letter.letterhead.iter().chain(&letter.addressee);
    rows.chain(&letter.signatory).chain(single)
}

/// Why this letter cannot be made in every format; none when it can.
pub fn wrong(letter: &Letter) -> Option<String> {
    let said = letter.gaps().into_iter().find(|gap| gap.is_too_long());
    said.cloned()
        .or_else(|| frame_wrong(letter).map(Gap::from))
        .or_else(|| Size::of(letter).wrong().map(Gap::from))
        .map(|gap| gap.words().into_owned())
}

fn frame_wrong(letter: &Letter) -> Option<TooLong> {
    let rows = [
        (&letter.letterhead, FramePart::Letterhead),
        (&letter.addressee, FramePart::Addressee),
        (&letter.signatory, FramePart::Signature),
    ];
    let single = [
        (&letter.subject, FramePart::Subject),
        (&letter.salutation, FramePart::Greeting),
    ];
    let long = |words: &String| words.chars().count() > ROW;
    let in_rows = rows
        .into_iter()
        .find(|(rows, _)| rows.len() > ROWS || rows.iter().any(long))
        .map(|(_, part)| part);
    let in_single = single
        .into_iter()
        .find(|(words, _)| long(words))
        .map(|(_, part)| part);
    in_rows.or(in_single).map(TooLong::Frame)
}

/// The letter, or as much of it as can be made, with a gap that says so: whatever a letter is previewed as, no format
/// is asked for more. Its gaps and locked parts all stay.
pub(super) fn bounded(mut letter: Letter) -> Letter {
    let frame = frame_wrong(&letter);
    if frame.is_some() {
        for rows in [
            &mut letter.letterhead,
            &mut letter.addressee,
            &mut letter.signatory,
        ] {
            rows.truncate(ROWS);
            rows.iter_mut().for_each(cut);
        }
        cut(&mut letter.subject);
        cut(&mut letter.salutation);
    }
    let size = Size::of(&letter).wrong();
    if size.is_some() {
        letter.blocks = first(letter.blocks);
    }
    letter.blocks.extend(
        frame
            .into_iter()
            .chain(size)
            .map(|gap| Block::Gap(gap.into())),
    );
    letter
}

fn cut(words: &mut String) {
    if let Some((end, _)) = words.char_indices().nth(ROW) {
        words.truncate(end);
        *words = clean::line(words);
    }
}

/// The first blocks that can be made together.
fn first(blocks: Vec<Block>) -> Vec<Block> {
    let mut size = Size::default();
    let mut full = false;
    let mut kept = Vec::new();
    for block in blocks {
        let mut with = size;
        with.block(&block, 0);
        full = full || with.wrong().is_some();
        if !full {
            size = with;
        }
        if !full || matches!(block, Block::Gap(_) | Block::Locked { .. }) {
            kept.push(block);
        }
    }
    kept
}
