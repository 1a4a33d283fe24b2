//! Lines of Braille on pages of 25 lines of 40 cells, the page's number at the lower right.
use super::ueb;

pub(super) const CELLS: usize = 40;
pub(super) const LINES: usize = 25;
/// The last line is the page number's.
const TEXT: usize = LINES - 1;
/// Says that a word goes on in the next line.
const GOES_ON: char = '"';

/// How a piece stands: its first line and the rest, in cells from the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Indent {
    pub first: usize,
    pub rest: usize,
}

/// A line of Braille.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub cells: String,
    /// Stays on the page of the next line.
    pub keep: bool,
}

/// The signs of a piece in lines of at most [`CELLS`]; a longer word is split with a sign that it goes on.
pub(super) fn wrap(signs: &str, indent: Indent) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = " ".repeat(indent.first);
    let mut empty = true;
    for word in signs.split(' ').filter(|word| !word.is_empty()) {
        let mut word = word;
        let room = |line: &str, empty: bool| CELLS.saturating_sub(line.len() + usize::from(!empty));
        if word.len() > room(&line, empty) && !empty {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent.rest)));
            empty = true;
        }
        while word.len() > room(&line, true) && empty {
            let (now, later) = split(word, room(&line, true));
            line.push_str(now);
            line.push(GOES_ON);
            lines.push(std::mem::replace(&mut line, " ".repeat(indent.rest)));
            word = later;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    if !empty {
        lines.push(line);
    }
    lines
}

/// Leaves a cell for the sign, and never parts what belongs to the next cell from it.
fn split(word: &str, room: usize) -> (&str, &str) {
    let most = room.saturating_sub(1).max(1);
    let leads = |at: usize| {
        word.as_bytes()
            .get(at - 1)
            .is_some_and(|b| b"\",;^@_.#'".contains(b))
    };
    let at = (1..=most)
        .rev()
        .take(6)
        .find(|&at| !leads(at))
        .unwrap_or(most);
    word.split_at_checked(at).unwrap_or((word, ""))
}

/// The pages, each of exactly [`LINES`] lines.
pub(super) fn pages(lines: &[Line]) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut rest = lines;
    while let Some(start) = rest.iter().position(|line| !line.cells.is_empty()) {
        rest = rest.get(start..).unwrap_or_default();
        let (page, later) = rest.split_at(end_of_page(rest));
        let mut cells: Vec<String> = page.iter().map(|line| line.cells.clone()).collect();
        cells.resize(TEXT, String::new());
        let number = ueb::uncontracted(&(pages.len() + 1).to_string());
        cells.push(format!("{number:>CELLS$}"));
        pages.push(cells);
        rest = later;
    }
    pages
}

/// How many of the lines fill a page, a heading never its last.
fn end_of_page(lines: &[Line]) -> usize {
    if lines.len() <= TEXT {
        return lines.len();
    }
    let stays = |at: &usize| lines.get(at - 1).is_some_and(|line| !line.keep);
    (TEXT / 2..=TEXT).rev().find(stays).unwrap_or(TEXT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAGRAPH: Indent = Indent { first: 2, rest: 0 };

    #[test]
    fn words_wrap_and_long_ones_go_on() {
        let lines = wrap(&"AB ".repeat(30), PARAGRAPH);
        assert!(
            lines
                .iter()
                .all(|line| line.len() <= CELLS && !line.ends_with(' '))
        );
        assert!(lines[0].starts_with("  AB") && lines[1].starts_with("AB"));
        let long = wrap(&format!("A {} B", "X".repeat(100)), PARAGRAPH);
        assert_eq!(long[0], "  A");
        assert_eq!(long[1], format!("{}\"", "X".repeat(39)));
        assert_eq!(long[3], format!("{} B", "X".repeat(22)));
        assert_eq!(wrap("", PARAGRAPH), Vec::<String>::new());
        let led = wrap(
            &format!("{}_/Y", "X".repeat(38)),
            Indent { first: 0, rest: 0 },
        );
        assert_eq!(led[1], "_/Y");
        assert!(
            wrap(&"^".repeat(500), PARAGRAPH)
                .iter()
                .all(|line| line.len() <= CELLS)
        );
    }

    #[test]
    fn a_page_has_its_lines_and_number_and_no_heading_ends_it() {
        let line = |keep| Line {
            cells: "X".into(),
            keep,
        };
        let mut lines: Vec<Line> = (0..23).map(|_| line(false)).collect();
        lines.extend([line(true), line(false)]);
        let pages = pages(&lines);
        assert_eq!(pages.len(), 2);
        assert!(pages.iter().all(|page| page.len() == LINES));
        assert_eq!(pages[0][23], "");
        assert_eq!(pages[0][24], format!("{:>40}", "#A"));
        assert_eq!((pages[1][0].as_str(), pages[1][1].as_str()), ("X", "X"));
    }
}
