//! What can be seen in words. What only a computer sees is no answer to a question, and never reaches a letter.

/// Whether a reader sees anything in these words.
pub fn says_something(words: &str) -> bool {
    let seen = |c: char| !(c.is_whitespace() || c.is_control() || is_hidden(c));
    words.chars().any(seen)
}

/// Marks that turn text round, so that a reader sees another text than is stored, and marks that show nothing at all:
/// a word split by them is not found, and Braille cannot show them.
pub fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{061C}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{200B}'
        | '\u{2060}'..='\u{2064}'
        | '\u{FEFF}'
        | '\u{E0000}'..='\u{E007F}'
    )
}
