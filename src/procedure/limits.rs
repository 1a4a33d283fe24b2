//! How long words may be: one figure for each kind of thing that is typed.
//!
//! An honest name, address or account never comes near these. They keep one person's words from becoming a letter that
//! cannot be made, a page that cannot be read or a row that fills the disk. What a letter may hold as a whole is in
//! `letters::limits`; which field of a form is held to which figure is in `web::limits`.
use super::complaint::Details;

/// How long the words of one field may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Characters in all; a line break is one.
    pub characters: usize,
    /// For lists and addresses: how many lines, and the characters of each.
    pub lines: Option<(usize, usize)>,
}

impl Limit {
    const fn of(characters: usize) -> Self {
        Self {
            characters,
            lines: None,
        }
    }
    const fn lines(most: usize, each: usize) -> Self {
        Self {
            characters: most * (each + 1),
            lines: Some((most, each)),
        }
    }

    /// What is wrong with the words, and what to do about it; none when they fit.
    pub fn wrong(&self, words: &str) -> Option<String> {
        // There are never more characters than bytes.
        if words.len() > self.characters {
            let there = words.chars().filter(|c| *c != '\r').count();
            if there > self.characters {
                return Some(format!(
                    "Use at most {} characters. This has {}: take out at least {}",
                    thousands(self.characters),
                    thousands(there),
                    thousands(there - self.characters)
                ));
            }
        }
        let (most, each) = self.lines?;
        let rows = || words.lines().filter(|row| !row.trim().is_empty());
        let there = rows().count();
        if there > most {
            return Some(format!(
                "Use at most {most} lines. This has {}",
                thousands(there)
            ));
        }
        let long = rows().find(|row| row.trim().chars().count() > each)?;
        Some(format!(
            "Use at most {each} characters in each line. One has {}",
            thousands(long.trim().chars().count())
        ))
    }
}

impl Limit {
    /// As much of a long message as fits, and a note where it is cut that says that there is more.
    pub fn beginning(&self, words: &str) -> String {
        let there = words.chars().count();
        if there <= self.characters {
            return words.to_owned();
        }
        let note = format!(
            "\n\n[The message goes on: it has {} characters. All of it is kept with the complaint.]",
            thousands(there)
        );
        let room = self.characters.saturating_sub(note.chars().count());
        words.chars().take(room).chain(note.chars()).collect()
    }
}

/// A person, an organisation, a supplier, an area.
pub const NAME: Limit = Limit::of(200);
/// RFC 5321: a path of 256 octets, less its brackets.
pub const EMAIL: Limit = Limit::of(254);
/// A number with what to ask for.
pub const PHONE: Limit = Limit::of(100);
pub const POSTCODE: Limit = Limit::of(20);
/// Royal Mail prints nine lines at most, Universal Postal Union addresses seven.
pub const ADDRESS: Limit = Limit::lines(12, 100);
/// A name and an address in one field, as on an envelope.
pub const ADDRESSEE: Limit = Limit::lines(14, 200);
pub const JOB_TITLE: Limit = Limit::of(150);
/// What stands in one line of a list.
pub const SUMMARY: Limit = Limit::of(300);
/// Any other line: a reason, a source, a reference of somebody else's.
pub const LINE: Limit = Limit::of(500);
/// People, one a line.
pub const NAMES: Limit = Limit::lines(50, 200);
/// Adjustments, one a line; each is a line of a letter.
pub const NEEDS: Limit = Limit::lines(40, 500);
/// A reason, a decision, a paragraph or two of a letter.
pub const PASSAGE: Limit = Limit::of(5_000);
/// What a person told us of one thing that went wrong; quoted in letters.
pub const ALLEGATION: Limit = Limit::of(3_000);
/// A section of a letter, a note of a call: about ten pages of print.
pub const SECTION: Limit = Limit::of(20_000);
/// What happened, as somebody told it. The longest of the demonstration has 700; a letter of eleven pages has 25,000.
pub const STORY: Limit = Limit::of(50_000);

/// What is too long in the details of a complaint, beside the field of each.
pub fn of_details(details: &Details) -> Vec<(String, String)> {
    let rep = details.representative.as_ref();
    let of_rep = |part: fn(&super::complaint::Representative) -> &String| {
        rep.map_or("", |rep| part(rep).as_str())
    };
    let held = [
        ("name", NAME, details.name.as_str()),
        ("email", EMAIL, &details.email),
        ("phone", PHONE, &details.phone),
        ("address", ADDRESS, &details.address),
        ("postcode", POSTCODE, &details.postcode),
        ("format_note", LINE, &details.format_note),
        ("needs", NEEDS, &details.needs),
        ("rep_name", NAME, of_rep(|rep| &rep.name)),
        ("rep_email", EMAIL, of_rep(|rep| &rep.email)),
        ("rep_address", ADDRESS, of_rep(|rep| &rep.address)),
        ("summary", SUMMARY, &details.summary),
        ("what_happened", STORY, &details.what_happened),
        ("wanted", PASSAGE, &details.wanted),
        ("dispute_reference", LINE, &details.dispute_reference),
        ("supplier", NAME, &details.supplier),
    ];
    let wrong =
        |(field, limit, words): (&str, Limit, &str)| Some((field.to_owned(), limit.wrong(words)?));
    held.into_iter().filter_map(wrong).collect()
}

/// "41,230".
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_the_limit_what_is_there_and_what_to_take_out() {
        assert_eq!(SECTION.wrong(&"é".repeat(20_000)), None);
        assert_eq!(
            SECTION.wrong(&"a".repeat(41_230)).unwrap(),
            "Use at most 20,000 characters. This has 41,230: take out at least 21,230"
        );
        // A browser sends two characters for a line break; a person typed one.
        assert_eq!(Limit::of(3).wrong("a\r\nb"), None);
    }

    #[test]
    fn an_address_has_so_many_lines_of_such_a_length() {
        let long = format!("Ms A Rahman\n{}\nCardiff", "a".repeat(101));
        assert_eq!(
            ADDRESS.wrong(&long).unwrap(),
            "Use at most 100 characters in each line. One has 101"
        );
        assert_eq!(
            ADDRESS.wrong(&"line\n".repeat(13)).unwrap(),
            "Use at most 12 lines. This has 13"
        );
        assert_eq!(ADDRESS.wrong(&"line\n\n".repeat(12)), None);
        assert!(
            ADDRESS
                .wrong(&"a".repeat(50_000))
                .unwrap()
                .contains("50,000")
        );
    }

    #[test]
    fn the_beginning_of_a_long_message_fits_and_says_that_there_is_more() {
        let cut = STORY.beginning(&"é".repeat(2_000_000));
        assert_eq!(STORY.wrong(&cut), None);
        assert!(
            cut.ends_with("it has 2,000,000 characters. All of it is kept with the complaint.]")
        );
        assert_eq!(STORY.beginning("short"), "short");
    }

    #[test]
    fn thousands_are_parted() {
        assert_eq!(
            [0, 999, 1_000, 41_230, 1_234_567].map(thousands),
            ["0", "999", "1,000", "41,230", "1,234,567"]
        );
    }
}
