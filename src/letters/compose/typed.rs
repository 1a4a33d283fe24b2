//! Somebody's words inside a section that is Markdown: they must come out as typed.

/// The words on one line, with every mark that Markdown would act on made plain.
pub(super) fn one_line(raw: &str) -> String {
    let joined = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    plain_line(&joined)
}

/// The words as a quote: each line with its mark, blank lines kept. Empty when there are no words.
pub(super) fn quoted(raw: &str) -> String {
    let lines = raw.trim().lines().map(|line| {
        let row = plain_line(line.trim());
        format!("> {row}").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn plain_line(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let may_be_entity = line.contains(';');
    let number = line.chars().take_while(char::is_ascii_digit).count();
    for (i, c) in line.chars().enumerate() {
        let begins = i == 0 && matches!(c, '#' | '>' | '-' | '+' | '=' | '~');
        let numbers = number > 0 && i == number && matches!(c, '.' | ')');
        let anywhere = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<');
        if begins || numbers || anywhere || (c == '&' && may_be_entity) {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;
    use crate::{Block, Inline};

    fn back(section: &str) -> String {
        let mut text = String::new();
        for block in markdown::typed(section).blocks {
            match block {
                Block::Quote(inner) => inner.iter().for_each(|b| text.push_str(&run(b))),
                other => text.push_str(&run(&other)),
            }
        }
        text
    }

    fn run(block: &Block) -> String {
        let of = |run: &Vec<Inline>| {
            run.iter()
                .map(|one| match one {
                    Inline::Text(words) => words.as_str(),
                    Inline::Break => " ",
                    marked => panic!("{marked:?}"),
                })
                .collect::<String>()
        };
        match block {
            Block::Paragraph(words) => of(words),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn words_come_back_as_they_were_typed() {
        for words in [
            "# not a heading",
            "1. not a list",
            "12) nor this",
            "- nor *this* one",
            "+ a __b__ `c` [d](http://e.example) <b>f</b>",
            "AT&amp;T; and B&Q",
            "C:\\x0041 ![x](y) ~~z~~ [a]: b",
            "> quoted",
            "---",
            "===",
            "EN-778120 at 10-20 pounds",
        ] {
            assert_eq!(back(&one_line(words)), words);
            assert_eq!(back(&quoted(words)), words);
        }
        assert_eq!(quoted("a\n\n- b"), "> a\n>\n> \\- b");
        assert_eq!(quoted(" \n"), "");
    }
}
