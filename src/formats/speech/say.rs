//! Print as a voice should say it: money, dates, times, references, phone numbers and addresses of mail in words.
use chrono::NaiveDate;

/// Read as letters although they hold a vowel.
const LETTERS: &[&str] = &["UK", "EU", "PO", "IA", "ID", "IT"];

/// The text with everything that a voice says wrongly written out.
pub(super) fn say(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut rest = words.as_slice();
    while let Some((first, later)) = rest.split_first() {
        if let Some((said, used)) = phone(rest) {
            out.push(said);
            rest = rest.get(used..).unwrap_or_default();
        } else {
            out.push(word(first));
            rest = later;
        }
    }
    out.join(" ")
}

/// One word, the punctuation around it kept.
fn word(word: &str) -> String {
    let start = word
        .find(|c: char| c.is_alphanumeric() || c == '£')
        .unwrap_or(word.len());
    let (before, rest) = word.split_at(start);
    let end = rest
        .char_indices()
        .rev()
        .find(|(_, c)| c.is_alphanumeric())
        .map_or(0, |(at, c)| at + c.len_utf8());
    let (core, after) = rest.split_at(end);
    let said = money(core)
        .or_else(|| date(core))
        .or_else(|| time(core))
        .or_else(|| email(core))
        .or_else(|| code(core))
        .unwrap_or_else(|| core.to_owned());
    format!("{before}{said}{after}")
}

/// "£75.00" is "75 pounds", "£1,250.50" "1250 pounds and 50 pence", "£0.05" "5 pence".
fn money(word: &str) -> Option<String> {
    let amount = word.strip_prefix('£')?.replace(',', "");
    let (pounds, pence) = amount.split_once('.').unwrap_or((&amount, "00"));
    let number = |digits: &str| {
        digits
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| digits.parse::<u64>().ok())
            .flatten()
    };
    let (pounds, pence) = (number(pounds)?, number(pence).filter(|_| pence.len() == 2)?);
    let of_pounds = format!("{pounds} {}", if pounds == 1 { "pound" } else { "pounds" });
    let of_pence = if pence == 1 {
        "1 penny".to_owned()
    } else {
        format!("{pence} pence")
    };
    Some(match (pounds, pence) {
        (_, 0) => of_pounds,
        (0, _) => of_pence,
        _ => format!("{of_pounds} and {of_pence}"),
    })
}

/// "22/11/2026" and "2026-11-22" are "22 November 2026".
fn date(word: &str) -> Option<String> {
    if word.len() < 8 {
        return None;
    }
    let read = |form| NaiveDate::parse_from_str(word, form).ok();
    let day = read("%d/%m/%Y").or_else(|| read("%Y-%m-%d"))?;
    Some(day.format("%-d %B %Y").to_string())
}

/// "16:30" and "4:30pm" are "16 30" and "4 30 p m"; "9:05" is "9 oh 5", "10:00" "10 o'clock".
fn time(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    let half = ["am", "pm"].into_iter().find(|half| lower.ends_with(half));
    let clock = half.map_or(lower.as_str(), |half| lower.trim_end_matches(half));
    let (hour, minute) = match clock.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (hour, Some(minute)),
        Some(_) => return None,
        None => (clock, half.map(|_| None)?),
    };
    let (hour, minute) = (
        hour.parse::<u8>().ok()?,
        minute.map(str::parse::<u8>).transpose().ok()?,
    );
    if hour > 23 || minute.is_some_and(|minute| minute > 59) {
        return None;
    }
    let half = half.map(|half| if half == "am" { " a m" } else { " p m" });
    let minutes = match (minute, half) {
        (None, _) | (Some(0), Some(_)) => String::new(),
        (Some(0), None) => " o'clock".to_owned(),
        (Some(minute @ 1..=9), _) => format!(" oh {minute}"),
        (Some(minute), _) => format!(" {minute}"),
    };
    Some(format!("{hour}{minutes}{}", half.unwrap_or_default()))
}

/// "customer-relations@redress.example" is "customer dash relations at redress dot example".
fn email(word: &str) -> Option<String> {
    let (name, place) = word.split_once('@')?;
    if name.is_empty() || !place.contains('.') {
        return None;
    }
    let mut out = String::new();
    for c in word.chars() {
        match c {
            '@' => out.push_str(" at "),
            '.' => out.push_str(" dot "),
            '-' => out.push_str(" dash "),
            '_' => out.push_str(" underscore "),
            '+' => out.push_str(" plus "),
            c => out.push(c),
        }
    }
    Some(out)
}

/// "SC-2026-000123", "CF24" and "NHS" letter by letter and digit by digit; words in capitals stay words.
fn code(word: &str) -> Option<String> {
    let codelike = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-' || c == '/';
    let capitals = word.chars().filter(char::is_ascii_uppercase).count();
    if capitals == 0 || !word.chars().all(codelike) {
        return None;
    }
    let digits = word.chars().any(|c| c.is_ascii_digit());
    let vowels = word.contains(['A', 'E', 'I', 'O', 'U', 'Y']);
    let spelled =
        digits || LETTERS.contains(&word) || (!vowels && word.len() > 1 && word.len() <= 5);
    spelled.then(|| {
        let parts = word.split(['-', '/']).filter(|part| !part.is_empty());
        parts.map(apart).collect::<Vec<_>>().join(", ")
    })
}

/// "0330 440 1624", "+44 1925 000000", "03304401624": digit by digit, with the number of words it took.
fn phone(words: &[&str]) -> Option<(String, usize)> {
    let digits = |word: &str| word.bytes().all(|b| b.is_ascii_digit()) && !word.is_empty();
    let bare = |word: &str| -> String { word.trim_end_matches(['.', ',', ';', ')']).to_owned() };
    let first = words.first()?.trim_start_matches('(');
    let begins = |word: &str| word.starts_with("+44") || word.starts_with('0');
    if !begins(first) || !digits(bare(first).trim_start_matches('+')) {
        return None;
    }
    let mut groups = vec![bare(first)];
    let mut ended = words
        .first()
        .is_some_and(|word| word.ends_with(['.', ',', ';']));
    for word in words.iter().skip(1) {
        if ended || !digits(&bare(word)) {
            break;
        }
        groups.push(bare(word));
        ended = word.ends_with(['.', ',', ';', ')']);
    }
    let count: usize = groups
        .iter()
        .map(|group| group.trim_start_matches('+').len())
        .sum();
    if !(10..=13).contains(&count) {
        return None;
    }
    let used = groups.len();
    let last = words.get(used - 1)?;
    let after = last
        .get(bare(last).len()..)
        .filter(|_| used > 1 || !last.starts_with('('))
        .unwrap_or_default();
    let said: Vec<String> = groups
        .iter()
        .map(|group| apart(group).replace('+', "plus"))
        .collect();
    Some((format!("{}{after}", said.join(", ")), used))
}

fn apart(word: &str) -> String {
    word.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn print_is_said_as_people_say_it() {
        for (print, said) in [
            ("a payment of £75.00, for", "a payment of 75 pounds, for"),
            (
                "£1,250.50 £1.00 £0.05 £3.01 (£2)",
                "1250 pounds and 50 pence 1 pound 5 pence 3 pounds and 1 penny (2 pounds)",
            ),
            ("£75k £ £1.5", "£75k £ £1.5"),
            (
                "on 22/11/2026. 2026-11-22 99/99/2026",
                "on 22 November 2026. 22 November 2026 99/99/2026",
            ),
            (
                "at 4:30pm on, 5pm, 10:00, 9:05, 16:30, 12:00pm",
                "at 4 30 p m on, 5 p m, 10 o'clock, 9 oh 5, 16 30, 12 p m",
            ),
            ("Ratio 3:1 and 25:00", "Ratio 3:1 and 25:00"),
            ("quote SC-2026-000123.", "quote S C, 2 0 2 6, 0 0 0 1 2 3."),
            (
                "Cardiff CF24 4HU, the NHS, PO Box 12",
                "Cardiff C F 2 4 4 H U, the N H S, P O Box 12",
            ),
            ("I am NOT A FOOL", "I am NOT A FOOL"),
            (
                "Ring 0330 440 1624. Then",
                "Ring 0 3 3 0, 4 4 0, 1 6 2 4. Then",
            ),
            (
                "Ring 03304401624, +44 1925 000000",
                "Ring 0 3 3 0 4 4 0 1 6 2 4, plus 4 4, 1 9 2 5, 0 0 0 0 0 0",
            ),
            ("0 is 007 and 2026 12", "0 is 007 and 2026 12"),
            (
                "email a-b@redress.example.",
                "email a dash b at redress dot example.",
            ),
            ("@ a@b £é ™", "@ a@b £é ™"),
        ] {
            assert_eq!(say(print), said, "{print}");
        }
    }
}
