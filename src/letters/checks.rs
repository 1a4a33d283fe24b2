//! Second looks at a letter's words before it goes. They warn and never refuse (rules 48 and 70).
use std::fmt;

/// What a member of staff should look at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// A phrase that is no apology.
    Phrase(&'static str),
    /// A person complained about is named; rule 48 asks for "Officer A".
    NamesPerson(String),
    /// Something in square brackets, as left by a standard paragraph or a gap.
    Unfilled(String),
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phrase(phrase) => write!(
                f,
                "'{phrase}' does not say what we are sorry for. Name what went wrong."
            ),
            Self::NamesPerson(name) => write!(
                f,
                "The letter names {name}, who is complained about. Use a role, such as Officer A."
            ),
            Self::Unfilled(words) => write!(f, "Something is still to be filled in: {words}"),
        }
    }
}

/// Rule 70: "sorry you felt it necessary to complain" is not an apology.
const PHRASES: [&str; 3] = ["sorry you feel", "sorry you felt", "any inconvenience"];
const TITLES: [&str; 8] = ["Mr", "Mrs", "Miss", "Ms", "Mx", "Dr", "Prof", "Sir"];
/// Names that are everyday words too: they count only as part of the full name.
const EVERYDAY: [&str; 12] = [
    "April", "May", "June", "August", "Will", "Mark", "Bill", "Grace", "Hope", "Rose", "Young",
    "Case",
];
/// The longest thing in brackets that reads as a blank to fill.
const LONGEST_BLANK: usize = 120;

/// What to look at again in a letter's text; `subject_names` are the people complained about.
pub fn warnings(letter_text: &str, subject_names: &[String]) -> Vec<Warning> {
    // A phrase may be split by the wrapping at 72 columns.
    let text = letter_text
        .replace('\u{2019}', "'")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let lower = text.to_lowercase();
    let phrases = PHRASES
        .iter()
        .filter(|phrase| lower.contains(**phrase))
        .map(|phrase| Warning::Phrase(phrase));
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || "'-".contains(c)))
        .collect();
    let named = subject_names
        .iter()
        .filter(|name| names(&lower, &words, name))
        .map(|name| Warning::NamesPerson(name.trim().to_owned()));
    phrases
        .chain(named)
        .chain(blanks(&text).into_iter().map(Warning::Unfilled))
        .collect()
}

/// The full name in any case, or one part of it as a word of its own.
fn names(lower: &str, words: &[&str], name: &str) -> bool {
    let plain = name.replace('\u{2019}', "'");
    let parts: Vec<&str> = plain
        .split_whitespace()
        .filter(|part| !TITLES.contains(&part.trim_end_matches('.')))
        .collect();
    if parts.is_empty() {
        return false;
    }
    let full = parts.join(" ").to_lowercase();
    let whole = parts.len() > 1 && holds_word(lower, &full);
    let telling = |part: &&str| part.chars().count() > 2 && !EVERYDAY.contains(part);
    whole
        || parts
            .iter()
            .filter(|part| telling(part))
            .any(|part| words.iter().any(|word| is_name(word, part)))
}

/// "Bell" or "Bell's".
fn is_name(word: &str, part: &str) -> bool {
    word.trim_matches(['\'', '-'])
        .strip_prefix(part)
        .is_some_and(|rest| rest.is_empty() || rest == "'s")
}

/// Where somebody is named, as byte places: a title with the surname, the full name, or its last part by itself where
/// that is no everyday word.
pub(super) fn places(text: &str, name: &str) -> Vec<(usize, usize)> {
    let parts: Vec<&str> = name
        .split_whitespace()
        .filter(|part| !TITLES.contains(&part.trim_end_matches('.')))
        .collect();
    let Some(last) = parts.last() else {
        return Vec::new();
    };
    let full = parts.join(" ");
    let mut wanted: Vec<String> = Vec::new();
    for title in TITLES {
        wanted.extend([format!("{title} {full}"), format!("{title}. {full}")]);
        wanted.extend([format!("{title} {last}"), format!("{title}. {last}")]);
    }
    wanted.push(full.clone());
    let telling = |part: &str| part.chars().count() > 2 && !EVERYDAY.contains(&part);
    if telling(last) {
        wanted.push((*last).to_owned());
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    for words in wanted {
        for (from, _) in text.match_indices(&words) {
            let to = from + words.len();
            let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-');
            let before = text.get(..from).and_then(|s| s.chars().next_back());
            let after = text.get(to..).and_then(|s| s.chars().next());
            let free = !inside(before) && !inside(after);
            if free && !found.iter().any(|(a, b)| from < *b && *a < to) {
                found.push((from, to));
            }
        }
    }
    found
}

fn holds_word(text: &str, wanted: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(wanted).any(|(at, found)| {
        let before = text.get(..at).and_then(|s| s.chars().next_back());
        let after = text.get(at + found.len()..).and_then(|s| s.chars().next());
        !inside(before) && !inside(after)
    })
}

fn blanks(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in text.split('[').skip(1) {
        if let Some((inner, _)) = piece.split_once(']')
            && inner.chars().count() <= LONGEST_BLANK
        {
            let blank = format!("[{inner}]");
            if !found.contains(&blank) {
                found.push(blank);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, names: &[&str]) -> Vec<Warning> {
        warnings(
            text,
            &names
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn empty_apologies_are_seen_across_lines_and_cases() {
        let text = "We are SORRY you\nfeel let down, and for any\ninconvenience.";
        assert_eq!(
            check(text, &[]),
            [
                Warning::Phrase("sorry you feel"),
                Warning::Phrase("any inconvenience")
            ]
        );
        assert_eq!(check("We are sorry that we lost your letter.", &[]), []);
    }

    #[test]
    fn people_complained_about_are_seen_by_any_part_of_their_name() {
        let named = |text: &str, name: &str| !check(text, &[name]).is_empty();
        assert!(named("marcus\nbell rang", "Marcus Bell"));
        assert!(named("as Mr Bell\u{2019}s note says", "Mr Marcus Bell"));
        assert!(named("Marcus said", "Marcus Bell"));
        assert!(named("wrote O'Neil-Ray, who", "Ann O\u{2019}Neil-Ray"));
        assert!(!named("a bell rang at Bellevue", "Marcus Bell"));
        assert!(!named("on 5 May 2026 we will", "Will May"));
        assert!(named("then WILL MAY called", "Will May"));
        assert!(!named("anything", " ") && !named("Mr Smith", "Mr"));
    }

    #[test]
    fn blanks_are_seen_once() {
        let seen = check("Dear [name], on [date] we [name] [", &[]);
        assert_eq!(
            seen,
            [
                Warning::Unfilled("[name]".into()),
                Warning::Unfilled("[date]".into())
            ]
        );
        assert_eq!(
            seen[0].to_string(),
            "Something is still to be filled in: [name]"
        );
    }
}
