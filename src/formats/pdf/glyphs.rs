//! Which characters the embedded fonts can show, and what stands for those they cannot.
//!
//! PDF/UA forbids a sign without a shape, so one missing glyph would refuse the whole letter. What a person wrote to
//! us is quoted and must not stop our letter: there a note names the character. In our own words it is for the writer
//! to choose others: [`unshowable_in_our_words`] tells, and `dispatch` refuses.
use super::typeset::{ATKINSON, FONTS};
use letters::{Block, Inline, Letter};
use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

/// Stands for a character that cannot be shown. Liberation Sans has it.
pub(super) const MARK: char = '\u{25A1}';

/// Which fonts the text is set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fonts {
    Both,
    /// Where a sign of several characters must come from one font.
    Liberation,
}

/// What every face of a family covers; a bold letter must not go missing where the plain one is there.
static ATKINSON_COVERS: LazyLock<HashSet<char>> =
    LazyLock::new(|| covered(FONTS.get(..ATKINSON).unwrap_or_default()));
static LIBERATION_COVERS: LazyLock<HashSet<char>> =
    LazyLock::new(|| covered(FONTS.get(ATKINSON..).unwrap_or_default()));

fn covered(faces: &[typst::text::Font]) -> HashSet<char> {
    let of = |face: &typst::text::Font| -> HashSet<char> {
        let points = face.info().coverage.iter();
        points.filter_map(char::from_u32).collect()
    };
    let mut sets = faces.iter().map(of);
    let first = sets.next().unwrap_or_default();
    sets.fold(first, |all, face| {
        all.intersection(&face).copied().collect()
    })
}

/// The characters of the letter that print cannot show, sorted, each once.
pub fn unshowable(letter: &Letter) -> Vec<char> {
    let mut found = outside_blocks(letter);
    blocks(&letter.blocks, true, &mut found);
    found.into_iter().collect()
}

/// The same, but for what is quoted from somebody else.
pub fn unshowable_in_our_words(letter: &Letter) -> Vec<char> {
    let mut found = outside_blocks(letter);
    blocks(&letter.blocks, false, &mut found);
    found.into_iter().collect()
}

/// For the writer: `中 (U+4E2D)`, and only the number of what a screen could not show either.
pub fn name(c: char) -> String {
    let number = format!("U+{:04X}", u32::from(c));
    let unseen = c.is_control()
        || matches!(kept(c, Fonts::Both), Kept::Lost) && !c.is_alphanumeric() && !is_emoji(c);
    if unseen {
        number
    } else {
        format!("{c} ({number})")
    }
}

fn outside_blocks(letter: &Letter) -> BTreeSet<char> {
    let lines = letter
        .letterhead
        .iter()
        .chain(&letter.addressee)
        .chain(&letter.signatory);
    let single = [
        &letter.subject,
        &letter.reference,
        &letter.salutation,
        &letter.valediction,
    ];
    let mut found = BTreeSet::new();
    for words in lines.chain(single) {
        text(words, &mut found);
    }
    found
}

fn blocks(all: &[Block], quotes_too: bool, found: &mut BTreeSet<char>) {
    for block in all {
        match block {
            Block::Heading(words) => text(words, found),
            Block::Gap(gap) => text(&gap.words(), found),
            Block::Paragraph(run) => inlines(run, found),
            Block::List { items, .. } => items.iter().for_each(|item| inlines(item, found)),
            Block::Quote(inner) if quotes_too => blocks(inner, true, found),
            Block::Quote(_) => {}
            Block::Locked { blocks: inner, .. } => blocks(inner, quotes_too, found),
        }
    }
}

fn inlines(run: &[Inline], found: &mut BTreeSet<char>) {
    for inline in run {
        match inline {
            Inline::Text(words) | Inline::Strong(words) | Inline::Emphasis(words) => {
                text(words, found)
            }
            Inline::Break | Inline::Day { .. } => {}
        }
    }
}

fn text(words: &str, found: &mut BTreeSet<char>) {
    let lost = |c: char| matches!(kept(c, Fonts::Both), Kept::Lost);
    found.extend(words.chars().filter(|&c| lost(c)));
}

/// The text as print can show it: in a quotation a note names what is lost, elsewhere a box stands for it.
pub(super) fn shown(words: &str, quoted: bool, fonts: Fonts) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match kept(c, fonts) {
            Kept::As(c) => out.push(c),
            Kept::Unseen => {}
            Kept::Lost if quoted => out.push_str(&note(c)),
            Kept::Lost => out.push(MARK),
        }
    }
    out
}

/// "[emoji U+1F600]".
fn note(c: char) -> String {
    let what = if is_emoji(c) { "emoji" } else { "character" };
    format!("[{what} U+{:04X}]", u32::from(c))
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}')
}

enum Kept {
    As(char),
    /// Joins or parts signs and has no shape of its own.
    Unseen,
    Lost,
}

fn kept(c: char, fonts: Fonts) -> Kept {
    let covers = |c: char| match fonts {
        Fonts::Both => ATKINSON_COVERS.contains(&c) || LIBERATION_COVERS.contains(&c),
        Fonts::Liberation => LIBERATION_COVERS.contains(&c),
    };
    match c {
        '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' => {
            Kept::Unseen
        }
        // A reader sees the same; these are in few fonts.
        '\u{2010}' | '\u{2011}' => Kept::As('-'),
        '\n' | '\t' | '\r' | '\u{2000}'..='\u{200A}' => Kept::As(' '),
        '\u{202F}' => Kept::As('\u{A0}'),
        // Archives forbid private meanings, replacement signs and marks that turn text round.
        '\u{E000}'..='\u{F8FF}'
        | '\u{FFF0}'..='\u{FFFF}'
        | '\u{F0000}'..
        | '\u{2028}'..='\u{202E}'
        | '\u{2061}'..='\u{206F}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{61C}' => Kept::Lost,
        c if c.is_control() => Kept::Lost,
        c if covers(c) => Kept::As(c),
        _ => Kept::Lost,
    }
}
