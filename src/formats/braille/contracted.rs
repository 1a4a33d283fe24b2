//! Contracted Braille by `lou_translate` of liblouis: one process for all the lines of a letter.
//!
//! A line is cut into runs of words that it contracts and words it may not touch. It takes `FRS-2026-000123` for
//! "friends-2026-000123", reads backslash escapes in what it is given, cuts long lines, and writes a code where it
//! has no rule: each of these is kept from it here.
use super::ueb;
use crate::Failed;
use crate::tools;
use std::path::Path;
use std::time::Duration;

/// ASCII Braille for an embosser, from contracted Unified English Braille.
const TABLES: &str = "en-us-brf.dis,en-ueb-g2.ctb";
/// A whole letter takes a tenth of a second.
const LONGEST: Duration = Duration::from_secs(20);
/// It cuts lines at about 2,000 bytes of what it reads.
const LONGEST_RUN: usize = 1_000;

/// Each line of print as a line of contracted Braille ASCII.
///
/// # Errors
/// When the tool fails, hangs, or answers with anything but Braille for each line.
pub(super) fn contracted(tool: &Path, lines: &[&str]) -> Result<Vec<String>, Failed> {
    let cut: Vec<Vec<Part>> = lines.iter().map(|line| parts(line)).collect();
    let mut input = String::new();
    for part in cut.iter().flatten() {
        if let Part::Words(words) = part {
            // Backslashes would be read as escapes.
            input.push_str(&words.replace('\\', "\\\\"));
            input.push('\n');
        }
    }
    let answered = tools::run(tool, &["-f", TABLES], input.into_bytes(), LONGEST)?;
    let answered = String::from_utf8(answered).map_err(|_| odd("what is no text"))?;
    let mut answers = answered.lines();
    let mut out = Vec::with_capacity(lines.len());
    for parts in cut {
        let mut line: Vec<String> = Vec::with_capacity(parts.len());
        for part in parts {
            line.push(match part {
                Part::Code(signs) => signs,
                Part::Words(_) => braille(answers.next().ok_or_else(|| odd("too few lines"))?)?,
            });
        }
        out.push(line.join(" "));
    }
    match answers.next() {
        None => Ok(out),
        Some(_) => Err(odd("too many lines")),
    }
}

fn braille(line: &str) -> Result<String, Failed> {
    let line = line.trim_end().to_ascii_uppercase();
    if line.is_empty() || line.bytes().any(|b| !(b' '..=b'_').contains(&b)) || line.contains("'\\X")
    {
        return Err(odd("what is no Braille"));
    }
    Ok(line)
}

fn odd(what: &str) -> Failed {
    Failed::Tool(format!("{} answered {what}", tools::LOU_TRANSLATE))
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// To be contracted.
    Words(String),
    /// Already Braille.
    Code(String),
}

/// Words side by side that may be contracted, and each that may not by itself.
fn parts(line: &str) -> Vec<Part> {
    let named: String = line.chars().map(ueb::name_unknown).collect();
    let mut out: Vec<Part> = Vec::new();
    for word in named.split_whitespace() {
        if must_be_spelled(word) {
            let signs = ueb::uncontracted(word);
            out.push(Part::Code(format!("{}{signs}", ueb::GRADE_ONE)));
            continue;
        }
        match out.last_mut() {
            Some(Part::Words(run)) if run.len() + word.len() < LONGEST_RUN => {
                run.push(' ');
                run.push_str(word);
            }
            _ => out.push(Part::Words(word.to_owned())),
        }
    }
    out
}

/// Whether each letter counts by itself: references, postcodes and other codes in capitals, addresses of mail and of
/// the web, letters the tool has no rule for, and what is too long to be a word.
fn must_be_spelled(word: &str) -> bool {
    let letters = || word.chars().filter(|c| c.is_alphabetic());
    let capitals = letters().count() >= 2 && letters().all(char::is_uppercase);
    let digits = word.chars().any(|c| c.is_ascii_digit());
    let mixed = digits && letters().any(char::is_uppercase);
    let short = letters().count() <= 5;
    let foreign = |c: char| !c.is_ascii() && !PLAIN.contains(c);
    (capitals && short)
        || mixed
        || word.contains(['@', '\\', '`', '|', '_', '^', '~'])
        || word.contains("://")
        || word.starts_with("www.")
        || word.chars().any(foreign)
        || word.len() > 200
}

/// Signs and letters beyond ASCII for which its tables were seen to have the right rule.
const PLAIN: &str = "\u{2019}\u{2018}\u{201C}\u{201D}\u{2013}\u{2014}£€°•…áàâäåãçéèêëíìîïñóòôöõúùûüýÿÁÀÂÄÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÚÙÛÜÝ";

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &str) -> Part {
        Part::Words(words.to_owned())
    }

    #[test]
    fn codes_are_spelled_and_the_words_between_them_are_not() {
        let spelled = |signs: &str| Part::Code(signs.to_owned());
        assert_eq!(
            parts("Please quote SC-2026-000123. The CD is in CF24 4HU, at 10:30"),
            [
                words("Please quote"),
                spelled(";;,,SC-#BJBF-#JJJABC4"),
                words("The"),
                spelled(";;,,CD"),
                words("is in"),
                spelled(";;,,CF#BD"),
                spelled(";;#D,,HU1"),
                words("at 10:30"),
            ]
        );
        assert_eq!(parts("a@b.uk"), [spelled(";;A@AB4UK")]);
        assert_eq!(
            parts("I AM SHOUTING"),
            [words("I"), spelled(";;,,AM"), words("SHOUTING")]
        );
    }

    #[test]
    fn long_lines_are_cut_at_a_space() {
        let line = "word ".repeat(1000);
        let cut = parts(&line);
        assert!(cut.len() > 4);
        assert!(
            cut.iter()
                .all(|part| matches!(part, Part::Words(run) if run.len() <= LONGEST_RUN))
        );
        assert!(matches!(
            parts(&"x".repeat(5000)).as_slice(),
            [Part::Code(_)]
        ));
    }

    #[test]
    fn an_answer_that_is_no_braille_is_refused() {
        assert_eq!(braille("dear ,ms \\t").unwrap(), "DEAR ,MS \\T");
        for odd in ["", "'\\xfgde'", "é", "a\u{7f}", "~"] {
            assert!(braille(odd).is_err(), "{odd}");
        }
    }
}
