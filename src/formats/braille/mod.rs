//! The letter in Braille: a BRF file for an embosser, and the same in Unicode to look at.
//!
//! Contracted Unified English Braille where liblouis is installed, else uncontracted, which every reader of Braille
//! can read and which needs no other program. No layout standard was consulted and no Braille reader has proof-read
//! it: pages that offer it say so.
mod contracted;
mod page;
mod ueb;

use super::flat::{Piece, flat};
use letters::Letter;
use page::{Indent, Line};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Which Braille was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grade {
    /// Grade 2, as most readers of Braille read it.
    Contracted,
    /// Grade 1: letter by letter.
    Uncontracted,
}

impl Grade {
    pub fn label(self) -> &'static str {
        match self {
            Self::Contracted => "contracted (grade 2) Unified English Braille",
            Self::Uncontracted => "uncontracted (grade 1) Unified English Braille",
        }
    }
}

/// A letter in Braille.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Braille {
    pub grade: Grade,
    pages: Vec<Vec<String>>,
}

impl Braille {
    /// For an embosser: Braille ASCII, each page ended by a form feed.
    pub fn brf(&self) -> String {
        let mut out = String::new();
        for page in &self.pages {
            for line in page {
                out.push_str(line);
                out.push_str("\r\n");
            }
            out.push('\u{C}');
        }
        out
    }
    /// For a screen: the pages in the signs of Unicode, a line a line.
    pub fn unicode(&self) -> Vec<String> {
        let page = |page: &Vec<String>| {
            page.iter()
                .map(|line| shown(line))
                .collect::<Vec<_>>()
                .join("\n")
        };
        self.pages.iter().map(page).collect()
    }
}

/// The letter in Braille by `tool` (`lou_translate`, see [`super::tools::look_up`]). Without it, or when it
/// fails, in uncontracted Braille. `proof`: the letter has not gone, and says so first.
pub fn braille(letter: &Letter, tool: Option<&Path>, proof: bool) -> Braille {
    let pieces = flat(letter, proof);
    let words: Vec<String> = pieces.iter().map(words).collect();
    let lines: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|line| !line.is_empty())
        .collect();
    let by_tool = tool.and_then(|tool| {
        let made = contracted::contracted(tool, &lines);
        made.inspect_err(|error| tracing::warn!(%error, "no contracted Braille"))
            .ok()
    });
    let (grade, signs) = match by_tool {
        Some(signs) => (Grade::Contracted, signs),
        None => {
            let signs = lines.iter().map(|line| ueb::uncontracted(line)).collect();
            (Grade::Uncontracted, signs)
        }
    };
    let mut signs = signs.into_iter();
    let mut set = Vec::new();
    for piece in &pieces {
        match stands(piece) {
            None => apart(&mut set),
            Some(how) => {
                if how.apart {
                    apart(&mut set);
                }
                let signs = signs.next().unwrap_or_default();
                let lines = page::wrap(&signs, how.indent).into_iter();
                set.extend(lines.map(|cells| Line {
                    cells,
                    keep: how.keep,
                }));
            }
        }
    }
    Braille {
        grade,
        pages: page::pages(&set),
    }
}

/// What is read of a piece; nothing of a space.
fn words(piece: &Piece) -> String {
    match piece {
        Piece::Apart => String::new(),
        Piece::Item(Some(nth), words) => format!("{nth}. {words}"),
        Piece::Item(None, words) => format!("\u{2022} {words}"),
        Piece::Gap(words) => format!("[{words}]"),
        Piece::Row(words)
        | Piece::Title(words)
        | Piece::Heading(words)
        | Piece::Paragraph(words)
        | Piece::Quoted(words) => words.clone(),
    }
}

struct How {
    indent: Indent,
    /// After an empty line.
    apart: bool,
    keep: bool,
}

/// Headings at cell 5, paragraphs 3-1, lists and rows 1-3, quotations 5-3.
fn stands(piece: &Piece) -> Option<How> {
    let (first, rest, heading) = match piece {
        Piece::Apart => return None,
        Piece::Title(_) | Piece::Heading(_) => (4, 4, true),
        Piece::Paragraph(_) | Piece::Gap(_) => (2, 0, false),
        Piece::Item(..) | Piece::Row(_) => (0, 2, false),
        Piece::Quoted(_) => (4, 2, false),
    };
    Some(How {
        indent: Indent { first, rest },
        apart: heading,
        keep: heading,
    })
}

/// One empty line, never two, none at the very top; after a heading it stays with it.
fn apart(set: &mut Vec<Line>) {
    if let Some(last) = set.last().filter(|last| !last.cells.is_empty()) {
        let keep = last.keep;
        set.push(Line {
            cells: String::new(),
            keep,
        });
    }
}

/// Braille ASCII as Unicode Braille: in the order of the cells from U+2800.
const ASCII_OF_CELLS: &str = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)=";

fn shown(line: &str) -> String {
    let cell = |c: char| {
        let nth = ASCII_OF_CELLS.find(c).and_then(|at| u32::try_from(at).ok());
        nth.and_then(|nth| char::from_u32(0x2800 + nth))
            .unwrap_or('\u{2800}')
    };
    line.chars().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use letters::{Block, Inline, acknowledgement, final_response, sample};

    #[track_caller]
    fn is_brf(brf: &str) {
        assert!(
            brf.is_ascii()
                && brf
                    .bytes()
                    .all(|b| (32..=95).contains(&b) || b"\r\n\x0c".contains(&b))
        );
        let pages: Vec<&str> = brf.split_terminator('\u{C}').collect();
        for (page, nth) in pages.iter().zip(1..) {
            let lines: Vec<&str> = page.split_terminator("\r\n").collect();
            assert_eq!(lines.len(), 25);
            assert!(lines.iter().all(|line| line.len() <= 40));
            assert!(
                lines[24].ends_with(&ueb::uncontracted(&format!("{nth}"))) && lines[24].len() == 40
            );
        }
    }

    #[test]
    fn without_the_tool_it_is_uncontracted_and_whole() {
        let made = braille(&final_response(&sample::final_response()), None, true);
        assert_eq!(made.grade, Grade::Uncontracted);
        let brf = made.brf();
        is_brf(&brf);
        assert!(brf.starts_with(",PREVIEW3 NOT SENT\r\n\r\n,FLEXIBLE ,RESOLUTION ,SERVICES\r\n"));
        assert!(
            brf.contains(",,SC-#BJBF-#JJJCDA")
                && brf.contains("\r\n    ,WHAT YOU TOLD US\r\n  ,YOU TOLD")
        );
        assert!(made.unicode().concat().starts_with("⠠⠏⠗⠑⠧⠊⠑⠺⠒"));
    }

    #[test]
    fn a_tool_that_fails_or_is_not_there_leaves_uncontracted_braille() {
        let letter = acknowledgement(&sample::acknowledgement());
        let plain = braille(&letter, None, false);
        for tool in [
            "/bin/false",
            "/nonexistent/lou_translate",
            "/bin/cat",
            "/bin/true",
        ] {
            assert_eq!(
                braille(&letter, Some(Path::new(tool)), false),
                plain,
                "{tool}"
            );
        }
    }

    #[test]
    fn a_letter_that_leaves_on_another_day_is_brailled_with_that_day() {
        for letter in sample::all_with_places() {
            let dated = letter.dated(&sample::other_days());
            let brf = braille(&dated, None, false).brf();
            let flat = brf.split_whitespace().collect::<Vec<_>>().join(" ");
            let (old, new) = sample::dates(&letter);
            let has = |day: &String| flat.contains(&ueb::uncontracted(day));
            assert!(!old.iter().any(has), "{flat}");
            assert!(new.iter().all(has), "{flat}");
        }
    }

    #[test]
    fn hostile_words_stay_braille() {
        let mut letter = acknowledgement(&sample::acknowledgement());
        let hostile = format!(
            "{} {} \u{2028}中\u{1F600} \\R \\s {}",
            sample::HOSTILE,
            "y".repeat(3000),
            "\\".repeat(90)
        );
        letter.blocks = vec![
            Block::Heading(hostile.clone()),
            Block::Quote(vec![Block::List {
                ordered: true,
                items: vec![vec![Inline::Text(hostile.clone())]],
            }]),
        ];
        letter.addressee = vec![hostile];
        is_brf(&braille(&letter, None, false).brf());
        let tool = crate::tools::look_up(crate::tools::LOU_TRANSLATE);
        let made = braille(&letter, tool.as_deref(), false);
        is_brf(&made.brf());
        assert_eq!(
            made.grade == Grade::Contracted,
            tool.is_some(),
            "hostile words made the tool fail"
        );
    }
}
