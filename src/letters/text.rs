//! The letter as plain text, for email: 72 columns, nothing that only looks right in one font.
use super::block::{Block, Inline};
use super::tree::Letter;
use super::words;

/// Columns a line may fill; a longer single word (an address) is left whole.
const WIDTH: usize = 72;

impl Letter {
    /// The letter as plain text for email: 72 columns, a gap in square brackets.
    ///
    /// Parts are separated by one blank line; it ends in a line break.
    pub fn text(&self) -> String {
        let mut parts: Vec<String> = vec![
            self.letterhead.join("\n"),
            format!("Our ref {}\n{}", self.reference, words::date(self.date)),
            self.addressee.join("\n"),
            self.salutation.clone(),
            wrap(&self.subject, "", ""),
        ];
        blocks(&self.blocks, "", &mut parts);
        parts.push(self.valediction.clone());
        parts.push(self.signatory.join("\n"));
        parts.retain(|part| !part.is_empty());
        let mut out = parts.join("\n\n");
        out.push('\n');
        out
    }
}

/// Each block as one part; `lead` stands before every line (quotes nest by it).
fn blocks(blocks: &[Block], lead: &str, parts: &mut Vec<String>) {
    for block in blocks {
        match block {
            // A wider gap is all that sets a heading apart: a row of dashes is read aloud as dashes.
            Block::Heading(words) if lead.is_empty() => {
                parts.push(format!("\n{}", wrap(words, "", "")));
            }
            Block::Heading(words) => parts.push(wrap(words, lead, lead)),
            Block::Paragraph(run) => parts.push(wrap(&flat(run), lead, lead)),
            Block::List { ordered, items } => parts.push(list(*ordered, items, lead)),
            Block::Quote(inner) => {
                let deeper = format!("{lead}> ");
                let mut quoted = Vec::new();
                self::blocks(inner, &deeper, &mut quoted);
                parts.push(quoted.join(&format!("\n{}\n", deeper.trim_end())));
            }
            Block::Locked { blocks, .. } => self::blocks(blocks, lead, parts),
            Block::Gap(gap) => parts.push(wrap(&format!("[{}]", gap.words()), lead, lead)),
        }
    }
}

fn list(ordered: bool, items: &[Vec<Inline>], lead: &str) -> String {
    let row = |(i, item): (usize, &Vec<Inline>)| {
        let mark = if ordered {
            format!("{}. ", i + 1)
        } else {
            "- ".to_owned()
        };
        let hanging = format!("{lead}{}", " ".repeat(mark.len()));
        wrap(&flat(item), &format!("{lead}{mark}"), &hanging)
    };
    items
        .iter()
        .enumerate()
        .map(row)
        .collect::<Vec<_>>()
        .join("\n")
}

fn flat(run: &[Inline]) -> String {
    run.iter().map(|inline| inline.words("\n")).collect()
}

/// Wraps each line of `text` to the width, `first` before the very first line and `rest` before all others.
fn wrap(text: &str, first: &str, rest: &str) -> String {
    let mut rows: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let mut row = lead_of(&rows, first, rest).to_owned();
        let mut used = row.chars().count();
        let mut empty = true;
        for word in line.split_whitespace() {
            let size = word.chars().count();
            if !empty && used + 1 + size > WIDTH {
                rows.push(std::mem::replace(&mut row, rest.to_owned()));
                used = rest.chars().count();
                empty = true;
            }
            if !empty {
                row.push(' ');
                used += 1;
            }
            row.push_str(word);
            used += size;
            empty = false;
        }
        rows.push(row);
    }
    rows.iter()
        .map(|row| row.trim_end())
        .collect::<Vec<_>>()
        .join("\n")
}

fn lead_of<'a>(rows: &[String], first: &'a str, rest: &'a str) -> &'a str {
    if rows.is_empty() { first } else { rest }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{acknowledgement, sample};

    #[test]
    fn no_line_is_wider_than_72_unless_it_is_one_word() {
        let mut facts = sample::acknowledgement();
        facts.oral_record = Some(format!("{} {}", "word ".repeat(60), "x".repeat(90)));
        let text = acknowledgement(&facts).text();
        let wide: Vec<_> = text
            .lines()
            .filter(|row| row.chars().count() > WIDTH)
            .collect();
        assert_eq!(wide, [format!("> {}", "x".repeat(90))]);
    }

    #[test]
    fn lists_hang_and_quotes_nest() {
        let words = |s: &str| vec![Inline::Text(s.to_owned())];
        let inner = Block::List {
            ordered: true,
            items: vec![words(&"ten chars ".repeat(8)), words("two")],
        };
        let mut parts = Vec::new();
        let quote = Block::Quote(vec![Block::Paragraph(words("said")), inner]);
        blocks(&[quote], "", &mut parts);
        let line = "ten chars ".repeat(6);
        assert_eq!(
            parts,
            [format!(
                "> said\n>\n> 1. {line}ten\n>    chars ten chars\n> 2. two"
            )]
        );
    }
}
