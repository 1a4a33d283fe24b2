//! The letter tree as the data that `letter.typ` sets: only strings, each already showable.
use super::Print;
use super::glyphs::{Fonts, shown};
use super::window;
use letters::{Block, Inline, Letter};
use procedure::working_time::uk_time::date_long;
use serde_json::{Value, json};

/// How the letter is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub print: Print,
    pub proof: bool,
    pub fonts: Fonts,
}

/// Quotes deeper than this stand at this depth: Typst gives up on about sixty, and no reader follows eight.
const DEEPEST: usize = 8;
/// A word longer than a line may be parted; in the narrow column of the address a line is shorter.
const WIDE: usize = 40;
const NARROW: usize = 20;
/// Characters between two places where such a word may be parted.
const BETWEEN: usize = 10;
/// A last paragraph up to this length stays on the page of the signature.
const SHORT: usize = 600;

/// Everything that `letter.typ` reads.
pub(super) fn sheet(letter: &Letter, look: Look) -> Value {
    let line = |words: &String| seamed(&shown(words, false, look.fonts), WIDE);
    let lines = |rows: &[String]| rows.iter().map(line).collect::<Vec<_>>();
    let narrow = |words: &String| seamed(&shown(words, false, look.fonts), NARROW);
    let mut set = Setter {
        look,
        out: Vec::new(),
    };
    set.blocks(&letter.blocks, 0);
    set.keep_end_together();
    json!({
        "large": look.print == Print::Large,
        "proof": look.proof,
        "one_font": look.fonts == Fonts::Liberation,
        "letterhead": lines(&letter.letterhead),
        "addressee": window::lines(&letter.addressee).iter().map(narrow).collect::<Vec<_>>(),
        "reference": line(&letter.reference),
        "date": date_long(letter.date),
        "salutation": line(&letter.salutation),
        "subject": seamed(&title(letter, look.fonts), WIDE),
        "blocks": set.out,
        "valediction": line(&letter.valediction),
        "signatory": lines(&letter.signatory),
    })
}

/// The subject as it is shown; a letter without one is a "Letter": PDF/UA refuses an empty title.
pub(super) fn title(letter: &Letter, fonts: Fonts) -> String {
    let subject = shown(&letter.subject, false, fonts);
    if subject.trim().is_empty() {
        "Letter".to_owned()
    } else {
        subject
    }
}

/// Blocks on their own, for papers that hold more than a letter.
pub(super) fn blocks(all: &[Block], look: Look) -> Vec<Value> {
    let mut set = Setter {
        look,
        out: Vec::new(),
    };
    set.blocks(all, 0);
    set.out
}

struct Setter {
    look: Look,
    out: Vec<Value>,
}

impl Setter {
    /// Adds each block that has something to show; `depth` counts the quotes around it.
    fn blocks(&mut self, all: &[Block], depth: usize) {
        for (at, block) in all.iter().enumerate() {
            match block {
                // Joiners and variation selectors have no shape: a heading of these has no title.
                Block::Heading(words) if shown(words, false, self.look.fonts).trim().is_empty() => {
                }
                // A heading of somebody else's words is none of ours: it must not be in the outline.
                Block::Heading(words) if depth > 0 => {
                    let run = [Inline::Strong(words.clone())];
                    self.paragraph(&run, depth, true);
                }
                Block::Heading(words) => {
                    let words = seamed(&shown(words, false, self.look.fonts), WIDE);
                    self.out.push(json!({ "kind": "heading", "text": words }));
                }
                Block::Paragraph(run) => {
                    let leads =
                        matches!(all.get(at + 1), Some(Block::List { .. } | Block::Quote(_)));
                    self.paragraph(run, depth, leads && ends_in_colon(run));
                }
                Block::List { ordered, items } => self.list(*ordered, items, depth),
                Block::Quote(inner) if depth < DEEPEST => self.quote(inner, depth + 1),
                Block::Quote(inner) => self.blocks(inner, depth),
                Block::Locked { blocks, .. } => self.blocks(blocks, depth),
                Block::Gap(gap) => {
                    let words = seamed(&shown(&gap.words(), false, self.look.fonts), WIDE);
                    self.out.push(json!({ "kind": "gap", "text": words }));
                }
            }
        }
    }

    fn paragraph(&mut self, run: &[Inline], depth: usize, keep: bool) {
        let run = self.run(run, depth);
        if !run.is_empty() {
            self.out
                .push(json!({ "kind": "paragraph", "run": run, "keep": keep }));
        }
    }

    fn list(&mut self, ordered: bool, items: &[Vec<Inline>], depth: usize) {
        let items: Vec<Value> = items
            .iter()
            .map(|item| json!(self.run(item, depth)))
            .collect();
        if !items.is_empty() {
            self.out
                .push(json!({ "kind": "list", "ordered": ordered, "items": items }));
        }
    }

    fn quote(&mut self, inner: &[Block], depth: usize) {
        let mut within = Setter {
            look: self.look,
            out: Vec::new(),
        };
        within.blocks(inner, depth);
        if !within.out.is_empty() {
            self.out
                .push(json!({ "kind": "quote", "blocks": within.out }));
        }
    }

    fn run(&self, run: &[Inline], depth: usize) -> Vec<Value> {
        run.iter()
            .flat_map(|inline| match inline {
                Inline::Text(text) => self.words("text", text, depth),
                Inline::Strong(text) => self.words("strong", text, depth),
                Inline::Emphasis(text) => self.words("emphasis", text, depth),
                Inline::Break => vec![json!({ "kind": "break" })],
                Inline::Day { strong: true, .. } => self.words("strong", &inline.words(""), depth),
                Inline::Day { strong: false, .. } => self.words("text", &inline.words(""), depth),
            })
            .collect()
    }

    /// The words, and each reference and address of mail by itself: a line never ends within one.
    fn words(&self, kind: &str, text: &str, depth: usize) -> Vec<Value> {
        let text = shown(text, depth > 0, self.look.fonts);
        let mut out = Vec::new();
        let mut add = |text: &str, whole: bool| {
            if !text.is_empty() {
                let text = if whole {
                    json!(text)
                } else {
                    seamed(text, WIDE)
                };
                out.push(json!({ "kind": kind, "text": text, "whole": whole }));
            }
        };
        let mut open = 0;
        let mut at = 0;
        for word in text.split_inclusive(' ') {
            let bare = word.trim_end_matches(' ');
            if stays_whole(bare) {
                add(text.get(open..at).unwrap_or_default(), false);
                add(bare, true);
                open = at + bare.len();
            }
            at += word.len();
        }
        add(text.get(open..).unwrap_or_default(), false);
        out
    }

    /// A signature alone on a page belongs to nothing: the last short paragraph goes with it.
    fn keep_end_together(&mut self) {
        if let Some(last) = self.out.last_mut()
            && last["kind"] == "paragraph"
            && last["run"].to_string().len() <= SHORT
        {
            last["keep"] = json!(true);
        }
    }
}

/// A word that is longer than its line would run off the paper, and one of 16,384 characters is refused by PDF/A: it
/// may be parted at every [`BETWEEN`] characters, and the text comes as an array of pieces. Other text is a string.
pub(super) fn seamed(text: &str, longest: usize) -> Value {
    let pieces = pieces(text, longest);
    match pieces.as_slice() {
        [] => json!(""),
        [whole] => json!(whole),
        parts => json!(parts),
    }
}

fn pieces(text: &str, longest: usize) -> Vec<&str> {
    let is_long = |word: &str| word.len() > longest && word.chars().count() > longest;
    let (mut out, mut open, mut at) = (Vec::new(), 0, 0);
    for word in text.split_inclusive(' ') {
        let begins = at;
        at += word.len();
        if !is_long(word.trim_end_matches(' ')) {
            continue;
        }
        let mut nth = 0;
        for (inside, c) in word.char_indices() {
            // Never between a letter and its accent.
            if nth >= BETWEEN && !is_accent(c) && c != ' ' {
                out.extend(text.get(open..begins + inside));
                open = begins + inside;
                nth = 0;
            }
            nth += 1;
        }
    }
    out.extend(text.get(open..).filter(|rest| !rest.is_empty()));
    out
}

fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5C7}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// `SC-2026-000123` and `customer-relations@redress.example`, not a word with a hyphen, and nothing as long as a line.
fn stays_whole(word: &str) -> bool {
    let code = word.contains(|c: char| c.is_ascii_digit()) || word.contains('@');
    word.contains('-') && code && word.chars().count() <= 45
}

fn ends_in_colon(run: &[Inline]) -> bool {
    match run.last() {
        Some(Inline::Text(words) | Inline::Strong(words) | Inline::Emphasis(words)) => {
            words.ends_with(':')
        }
        _ => false,
    }
}
