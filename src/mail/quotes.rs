//! What is new in a reply, and what it repeats. Nothing is deleted: the pieces put together
//! are the text.

/// A stretch of a message's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// It repeats an earlier message and may be shown folded.
    pub quoted: bool,
    /// Whole lines, their ends included.
    pub text: String,
}

/// Lines that one "On ... wrote:" may be broken into.
const ATTRIBUTION_LINES: usize = 4;
/// Lines after "From:" among which the rest of such a block must come.
const BLOCK_LINES: usize = 8;

/// Divides a text into what is new and what it quotes.
///
/// Put together the pieces are the text, byte for byte. When everything would be folded, all
/// of it is shown. Forwarded messages are not folded: they are new to us.
pub fn fold_quotes(text: &str) -> Vec<Piece> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let quoted = marks(&lines);
    let something_new = lines
        .iter()
        .zip(&quoted)
        .any(|(line, quoted)| !quoted && !line.trim().is_empty());
    let mut pieces: Vec<Piece> = Vec::new();
    for (line, quoted) in lines.iter().zip(quoted) {
        let quoted = quoted && something_new;
        match pieces.last_mut() {
            Some(piece) if piece.quoted == quoted => piece.text.push_str(line),
            _ => pieces.push(Piece {
                quoted,
                text: (*line).to_owned(),
            }),
        }
    }
    pieces
}

/// For each line, whether it is quoted.
fn marks(lines: &[&str]) -> Vec<bool> {
    let mut quoted = vec![false; lines.len()];
    let mut introduced = false;
    let mut at = 0;
    while let Some(rest) = lines.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(length) = forwarded(rest) {
            at += length;
            continue;
        }
        if begins_the_rest(rest) {
            mark(&mut quoted, at, lines.len());
            break;
        }
        if let Some(length) = attribution(rest) {
            introduced = true;
            let after = rest.get(length..).unwrap_or_default();
            let followed = after
                .iter()
                .find(|line| !line.trim().is_empty())
                .is_some_and(|line| is_marked(line));
            // Without marks only an attribution with a time of day is a program's, not a sentence.
            if !followed && !has_time(rest.get(..length).unwrap_or_default()) {
                at += length;
                continue;
            }
            let end = if followed { at + length } else { lines.len() };
            mark(&mut quoted, at, end);
            at = end;
            continue;
        }
        let run = marked_run(rest);
        // One line alone may be somebody's "> 6 months"; two, or any after "wrote:", are a quotation.
        if run > 1 || (run == 1 && introduced) {
            mark(&mut quoted, at, at + run);
        }
        at += run.max(1);
    }
    join_blank_lines(lines, &mut quoted);
    quoted
}

fn mark(quoted: &mut [bool], from: usize, to: usize) {
    quoted
        .iter_mut()
        .take(to)
        .skip(from)
        .for_each(|mark| *mark = true);
}

fn is_marked(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// How many lines from here on start with `>`; blank ones between them count.
fn marked_run(rest: &[&str]) -> usize {
    if !rest.first().is_some_and(|line| is_marked(line)) {
        return 0;
    }
    let end = rest
        .iter()
        .position(|line| !is_marked(line) && !line.trim().is_empty())
        .unwrap_or(rest.len());
    rest.iter()
        .take(end)
        .rposition(|line| is_marked(line))
        .map_or(0, |last| last + 1)
}

/// Blank lines between two quoted stretches are theirs.
fn join_blank_lines(lines: &[&str], quoted: &mut [bool]) {
    let mut inside = false;
    let mut waiting: Vec<usize> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if quoted.get(at) == Some(&true) {
            waiting
                .drain(..)
                .for_each(|blank| mark(quoted, blank, blank + 1));
            inside = true;
        } else if line.trim().is_empty() {
            if inside {
                waiting.push(at);
            }
        } else {
            (inside, waiting) = (false, Vec::new());
        }
    }
}

/// A line without the marks of bold type and of quotation.
fn plain(line: &str) -> String {
    line.trim()
        .trim_start_matches(['>', ' '])
        .replace('*', "")
        .to_lowercase()
}

/// "-----Original Message-----", or a block of "From:", "Sent:", "To:", "Subject:": what comes
/// after is the earlier message.
fn begins_the_rest(rest: &[&str]) -> bool {
    let Some(first) = rest.first().filter(|line| line.len() < 500) else {
        return false;
    };
    let line = plain(first);
    let ruled = line.starts_with("--") && line.ends_with("--");
    let words = line.trim_matches(['-', ' ']);
    if ruled
        && matches!(
            words,
            "original message" | "original appointment" | "reply message"
        )
    {
        return true;
    }
    let is_rule = line.len() >= 10 && line.chars().all(|c| c == '_' || c == '-');
    if is_rule {
        return rest
            .iter()
            .skip(1)
            .find(|line| !line.trim().is_empty())
            .is_some_and(|line| is_from(line))
            && is_block(rest);
    }
    is_from(first) && is_block(rest)
}

/// How many lines the head of a forwarded message takes: its "From:" is no quotation's.
fn forwarded(rest: &[&str]) -> Option<usize> {
    let line = plain(rest.first().filter(|line| line.len() < 200)?);
    let words = line.trim_matches(['-', ' ', ':']);
    if !matches!(words, "forwarded message" | "begin forwarded message") {
        return None;
    }
    let head = rest
        .iter()
        .take(BLOCK_LINES)
        .skip(1)
        .skip_while(|line| line.trim().is_empty());
    let blank = rest
        .iter()
        .skip(1)
        .take_while(|line| line.trim().is_empty())
        .count();
    Some(1 + blank.min(BLOCK_LINES) + head.take_while(|line| !line.trim().is_empty()).count())
}

fn is_from(line: &str) -> bool {
    plain(line).starts_with("from:") && !is_marked(line)
}

/// At least two more of the lines that stand in such a block, and no other line first.
fn is_block(rest: &[&str]) -> bool {
    let known = [
        "sent:",
        "date:",
        "to:",
        "cc:",
        "subject:",
        "reply-to:",
        "importance:",
    ];
    let lines = rest.iter().take(BLOCK_LINES).map(|line| plain(line));
    lines
        .filter(|line| known.iter().any(|word| line.starts_with(word)))
        .count()
        >= 2
}

/// How many lines an attribution ("On 16 Nov 2026, Ann wrote:") takes from here; none when
/// there is none. It needs a figure, so that "On the phone he wrote:" is left alone.
fn attribution(rest: &[&str]) -> Option<usize> {
    let first = plain(rest.first()?);
    let starts = ["on ", "ar ", "le ", "am ", "el "]
        .iter()
        .any(|word| first.starts_with(word));
    let backwards = first.contains('@') || first.contains('<');
    if !starts && !backwards {
        return None;
    }
    let mut joined = String::new();
    for (n, line) in rest.iter().take(ATTRIBUTION_LINES).enumerate() {
        let line = plain(line);
        if line.is_empty() || joined.len() + line.len() > 500 {
            return None;
        }
        joined.push_str(&line);
        joined.push(' ');
        if [
            "wrote:",
            "a écrit :",
            "a écrit:",
            "schrieb:",
            "escribió:",
            "ysgrifennodd:",
        ]
        .iter()
        .any(|word| line.ends_with(word))
        {
            return joined.bytes().any(|b| b.is_ascii_digit()).then_some(n + 1);
        }
        if !starts {
            return None;
        }
    }
    None
}

fn has_time(lines: &[&str]) -> bool {
    let all = lines.concat();
    let bytes = all.as_bytes();
    bytes.windows(4).any(|w| matches!(w, [a, b':', b, c] if a.is_ascii_digit() && b.is_ascii_digit() && c.is_ascii_digit()))
}

#[cfg(test)]
#[path = "quotes_tests.rs"]
mod tests;
