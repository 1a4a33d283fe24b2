//! What may not travel in a letter's text: controls and marks that turn text round.
use super::block::{Block, Inline};
use procedure::visible::is_hidden;

/// The text with line breaks made uniform and controls, bidi and invisible marks dropped.
pub(super) fn lines(raw: &str) -> String {
    let unified = raw.replace("\r\n", "\n");
    unified.chars().filter_map(kept).collect()
}

/// The same on one line, without blanks at its ends.
pub(super) fn line(raw: &str) -> String {
    lines(raw).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The fact on one line, or none when nothing visible was given.
pub(super) fn given(fact: Option<&String>) -> Option<String> {
    fact.map(|raw| line(raw)).filter(|words| !words.is_empty())
}

/// Somebody's words exactly as typed: a blank line parts paragraphs, a line break stays one.
pub fn paragraphs(raw: &str) -> Vec<Block> {
    let cleaned = lines(raw);
    let mut blocks = Vec::new();
    let mut open: Vec<Inline> = Vec::new();
    for row in cleaned.lines().map(str::trim) {
        if row.is_empty() {
            close(&mut open, &mut blocks);
            continue;
        }
        if !open.is_empty() {
            open.push(Inline::Break);
        }
        open.push(Inline::Text(row.to_owned()));
    }
    close(&mut open, &mut blocks);
    blocks
}

fn close(open: &mut Vec<Inline>, blocks: &mut Vec<Block>) {
    if !open.is_empty() {
        blocks.push(Block::Paragraph(std::mem::take(open)));
    }
}

fn kept(c: char) -> Option<char> {
    match c {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some(' '),
        c if c.is_control() || is_hidden(c) => None,
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_bidi_marks_are_dropped_and_letters_stay() {
        let raw = "a\u{0}b\u{7}\u{202E}c\u{2066}d\u{FEFF} \u{85}Ŵ é 中 👩\u{200D}💻\te";
        assert_eq!(line(raw), "abcd Ŵ é 中 👩\u{200D}💻 e");
    }

    #[test]
    fn a_blank_line_parts_paragraphs_and_markup_stays_as_typed() {
        let blocks = paragraphs("**one**\r\ntwo\n\n\n# three\n");
        let text = |s: &str| Inline::Text(s.to_owned());
        let first = Block::Paragraph(vec![text("**one**"), Inline::Break, text("two")]);
        assert_eq!(blocks, vec![first, Block::Paragraph(vec![text("# three")])]);
    }

    #[test]
    fn nothing_visible_is_nothing_given() {
        assert_eq!(given(Some(&" \u{202E}\u{200B}\n".to_owned())), None);
        assert_eq!(given(None), None);
    }
}
