//! The passages of a message that became allegations, numbered like them.
use super::form::Block;

/// Characters, blanks not counted, from which words are looked for in the message: fewer stand everywhere.
const SHORTEST: usize = 8;

/// A stretch of text; with the number of the allegation it became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span<'a> {
    pub text: &'a str,
    pub number: Option<i32>,
}

/// Divides a text at the words of allegations that stand in it, however their lines are broken. All of the text comes
/// out again, in order; where two allegations overlap, the first to begin is shown.
pub fn spans<'a>(text: &'a str, blocks: &[Block]) -> Vec<Span<'a>> {
    let (packed, places) = pack(text);
    let mut found: Vec<(usize, usize, i32)> = blocks
        .iter()
        .filter_map(|block| {
            let (wanted, _) = pack(&block.alleged);
            if wanted.chars().count() < SHORTEST {
                return None;
            }
            let at = packed.find(&wanted)?;
            let last = at + wanted.char_indices().next_back()?.0;
            let end = *places.get(last)? + wanted.chars().next_back()?.len_utf8();
            Some((*places.get(at)?, end, block.number))
        })
        .collect();
    found.sort_unstable();
    let mut all = Vec::new();
    let mut from = 0;
    for (start, end, number) in found {
        if start < from {
            continue;
        }
        push(&mut all, text.get(from..start), None);
        push(&mut all, text.get(start..end), Some(number));
        from = end;
    }
    push(&mut all, text.get(from..), None);
    all
}

fn push<'a>(all: &mut Vec<Span<'a>>, text: Option<&'a str>, number: Option<i32>) {
    all.extend(
        text.filter(|text| !text.is_empty())
            .map(|text| Span { text, number }),
    );
}

/// The text without blanks, and for each of its bytes where it stood.
fn pack(text: &str) -> (String, Vec<usize>) {
    let (mut packed, mut places) = (String::new(), Vec::new());
    for (at, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        packed.push(c);
        places.extend(at..at + c.len_utf8());
    }
    (packed, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(number: i32, alleged: &str) -> Block {
        Block {
            number,
            alleged: alleged.into(),
            ..Block::default()
        }
    }

    #[test]
    fn words_are_found_across_lines_and_nothing_is_lost() {
        let text = "I rang.\nI have had no\nupdate since – é. He sighed at me. Yours";
        let all = spans(
            text,
            &[
                block(2, "He sighed at me."),
                block(1, " I have had no update since – é"),
                block(3, "Yours"),
                block(4, "never said at all"),
                block(5, "no update since"),
            ],
        );
        let marked: Vec<_> = all
            .iter()
            .filter_map(|s| Some((s.number?, s.text)))
            .collect();
        assert_eq!(
            marked,
            [
                (1, "I have had no\nupdate since – é"),
                (2, "He sighed at me.")
            ]
        );
        assert_eq!(all.iter().map(|s| s.text).collect::<String>(), text);
        assert_eq!(spans("", &[block(1, "something")]), []);
    }
}
