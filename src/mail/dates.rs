//! Dates as mail programs write them.
use chrono::{DateTime, Datelike, Utc};

/// The instant a Date header, or the end of a Received header, stands for.
///
/// Years of two digits, named zones, comments and a wrong day of the week are forgiven; a date
/// without a zone is taken as UTC. None when nothing sane can be made of it: before 1990 or
/// after 2099 is not sane.
pub(super) fn read(value: &str) -> Option<DateTime<Utc>> {
    let plain = without_comments(value);
    let date = plain.trim();
    // The day of the week is often wrong, and says nothing the date does not.
    let date = match date.split_once(',') {
        Some((day, rest)) if day.trim().chars().all(char::is_alphabetic) => rest,
        _ => date,
    };
    let words: Vec<&str> = date.split_whitespace().collect();
    let words = match words.split_first() {
        Some((day, rest)) if day.chars().all(char::is_alphabetic) => rest,
        _ => &words,
    };
    let attempt = |words: &[&str]| DateTime::parse_from_rfc2822(&words.join(" ")).ok();
    let utc = [words.get(..4).unwrap_or_default(), &["+0000"]].concat();
    let found = attempt(words)
        .or_else(|| attempt(words.get(..5)?))
        .or_else(|| attempt(&utc))?
        .with_timezone(&Utc);
    (1990..=2099).contains(&found.year()).then_some(found)
}

/// The instant at the end of a Received line, after its last semicolon.
pub(super) fn received(value: &str) -> Option<DateTime<Utc>> {
    value.rsplit_once(';').and_then(|(_, date)| read(date))
}

fn without_comments(value: &str) -> String {
    let mut depth = 0_usize;
    value
        .chars()
        .filter(|c| {
            match c {
                '(' => depth += 1,
                ')' if depth > 0 => {
                    depth -= 1;
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(value: &str) -> String {
        read(value).map_or_else(
            || "none".to_owned(),
            |d| d.format("%Y-%m-%dT%H:%M:%S").to_string(),
        )
    }

    #[test]
    fn dates_in_use() {
        for (sent, expected) in [
            ("Mon, 16 Nov 2026 09:00:00 +0000", "2026-11-16T09:00:00"),
            (
                "Mon, 16 Nov 2026 09:00:00 +0100 (CET)",
                "2026-11-16T08:00:00",
            ),
            ("16 Nov 2026 09:00 GMT", "2026-11-16T09:00:00"),
            ("Wed, 11 Feb 98 11:51 CST", "1998-02-11T17:51:00"),
            ("Thu, 29 Apr 2009 00:00:00 GMT", "2009-04-29T00:00:00"),
            ("Wed, 3 May 2007 23:34:45", "2007-05-03T23:34:45"),
            ("Mon 16 Nov 2026 09:00:00 +0000", "2026-11-16T09:00:00"),
            (
                "Tue, 7 Jul 2009 22:47:39 -0700 PDT extra",
                "2009-07-08T05:47:39",
            ),
        ] {
            assert_eq!(utc(sent), expected, "{sent}");
        }
    }

    #[test]
    fn dates_that_are_none() {
        for sent in [
            "",
            "yesterday",
            "Mon, 31 Feb 2026 09:00:00 +0000",
            "Mon, 1 Jan 1900 09:00:00 +0000",
            "((((",
            "1 Jan 9999 00:00:00 +0000",
        ] {
            assert_eq!(utc(sent), "none", "{sent}");
        }
    }

    #[test]
    fn the_end_of_a_received_line() {
        let line = "from a (b; c) by d; with e; Tue, 17 Nov 2026 19:22:04 +0000";
        assert_eq!(
            received(line).map(|d| d.to_rfc3339()).as_deref(),
            Some("2026-11-17T19:22:04+00:00")
        );
        assert_eq!(received("from a by b"), None);
    }
}
