//! What may be shown: no control characters, no marks that change the direction of writing.

/// Marks that reorder what is read (`invoice<mark>fdp.exe` looks like `invoiceexe.pdf`).
pub(super) fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// The marks that can disguise a name; the gentler ones belong in right-to-left writing.
pub(super) fn disguises(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
}

/// Never shown: direction marks, invisible characters, and what is no character at all.
fn is_dropped(c: char) -> bool {
    let invisible = matches!(
        c,
        '\u{00AD}' | '\u{200B}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}'
    );
    let no_character = matches!(c, '\u{FFF9}'..='\u{FFFB}' | '\u{FDD0}'..='\u{FDEF}')
        || u32::from(c) & 0xFFFE == 0xFFFE;
    invisible || no_character || is_direction_mark(c)
}

/// One line for headers and names: every run of blanks and line ends becomes one space.
/// At most `cap` characters come out.
pub(super) fn line(text: &str, cap: usize) -> String {
    let mut out = String::new();
    let (mut blank, mut count) = (false, 0);
    for c in text.chars().filter(|c| !is_dropped(*c)) {
        if c.is_whitespace() || is_line_end(c) {
            blank = count > 0;
            continue;
        }
        if c.is_control() {
            continue;
        }
        let needed = 1 + usize::from(blank);
        if count + needed > cap {
            break;
        }
        if blank {
            out.push(' ');
            blank = false;
        }
        out.push(c);
        count += needed;
    }
    out
}

fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{000B}' | '\u{000C}' | '\u{0085}' | '\u{2028}' | '\u{2029}'
    )
}

/// Text for reading: line ends become `\n`, lines lose their trailing blanks, no more than two
/// empty lines stay together, and the ends are trimmed. At most `cap` characters; the second
/// value says whether something was cut.
pub(super) fn text(text: &str, cap: usize) -> (String, bool) {
    let mut out = String::with_capacity(text.len().min(cap));
    let (mut line, mut count, mut empty) = (String::new(), 0_usize, 0_usize);
    let mut previous = ' ';
    for c in text.chars().chain(['\n']) {
        let second_half = c == '\n' && previous == '\r';
        previous = c;
        if second_half || is_dropped(c) {
            continue;
        }
        if is_line_end(c) {
            end_line(&mut out, &mut line, &mut empty);
        } else if c == '\u{00A0}' {
            line.push(' ');
        } else if c == '\t' || !c.is_control() {
            line.push(c);
        }
        count += 1;
        if count > cap {
            end_line(&mut out, &mut line, &mut empty);
            return (out.trim_end().to_owned(), true);
        }
    }
    (out.trim_end().to_owned(), false)
}

fn end_line(out: &mut String, line: &mut String, empty: &mut usize) {
    let kept = line.trim_end();
    *empty = if kept.is_empty() { *empty + 1 } else { 0 };
    if *empty <= 2 && !(out.is_empty() && kept.is_empty()) {
        out.push_str(kept);
        out.push('\n');
    }
    line.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_one_line() {
        assert_eq!(
            line("Late\r\nBcc: everyone\0\u{1b}[31m", 100),
            "Late Bcc: everyone[31m"
        );
        assert_eq!(line("  bill\u{202E}fdp.exe\u{FEFF} ", 100), "billfdp.exe");
        assert_eq!(line("abc def", 5), "abc d");
        assert_eq!(line("abc def", 4), "abc");
        assert_eq!(line("Siân 🎉", 100), "Siân 🎉");
    }

    #[test]
    fn text_keeps_lines_and_loses_what_cannot_be_stored() {
        let (kept, cut) = text(
            "\u{FEFF}\r\n\r\nOne \r\nTwo\rThree\u{2028}Four\0\u{8}\n\n\n\n\nFive\n\n",
            100,
        );
        assert_eq!(
            (kept.as_str(), cut),
            ("One\nTwo\nThree\nFour\n\n\nFive", false)
        );
        assert_eq!(text("é\u{A0}é", 100).0, "é é");
    }

    #[test]
    fn text_says_when_it_was_cut() {
        assert_eq!(text("abcdef", 3), ("abcd".to_owned(), true));
        assert!(!text("abc", 4).1);
    }
}
