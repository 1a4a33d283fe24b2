//! Errors next to what was typed, and the readers that turn strings into the domain's types.
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
pub use procedure::FieldErrors;
use procedure::working_time::uk_time;

/// A day typed in a date field: `2026-11-24`, or `24/11/2026` where a browser has no date field.
///
/// # Errors
/// The message for beside the field. An empty field is None.
pub fn date(text: &str) -> Result<Option<NaiveDate>, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let read = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(text, "%d/%m/%Y"));
    match read {
        Ok(day) if (1900..=2100).contains(&chrono::Datelike::year(&day)) => Ok(Some(day)),
        _ => Err("Enter a date, like 24/11/2026"),
    }
}

/// A day and a time in Europe/London, as UTC. An empty time is the opening of that day, 09:00.
///
/// # Errors
/// The message for beside the field. Two empty fields are None.
pub fn instant(day: &str, time: &str) -> Result<Option<DateTime<Utc>>, &'static str> {
    let Some(day) = date(day)? else {
        return if time.trim().is_empty() {
            Ok(None)
        } else {
            Err("Enter the date as well as the time")
        };
    };
    let time = time.trim();
    let time = if time.is_empty() {
        NaiveTime::from_hms_opt(9, 0, 0)
    } else {
        clock_time(time)
    };
    let time = time.ok_or("Enter a time, like 14:30")?;
    Ok(Some(uk_time::utc(NaiveDateTime::new(day, time))))
}

fn clock_time(text: &str) -> Option<NaiveTime> {
    let text = text.replace('.', ":");
    NaiveTime::parse_from_str(&text, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(&text, "%H:%M:%S"))
        .ok()
}

/// Pounds as typed (`75`, `75.00`, `£1,075.5`) in pence.
///
/// # Errors
/// The message for beside the field. An empty field is None.
pub fn pounds(text: &str) -> Result<Option<i64>, &'static str> {
    const WRONG: &str = "Enter an amount in pounds, like 75 or 75.50";
    let text: String = text
        .chars()
        .filter(|c| !matches!(c, '£' | ',' | ' '))
        .collect();
    if text.is_empty() {
        return Ok(None);
    }
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) || part.len() > 2 || whole.len() > 7 {
        return Err(WRONG);
    }
    let pence: i64 = format!("{part:0<2}").parse().map_err(|_| WRONG)?;
    let pounds: i64 = whole.parse().map_err(|_| WRONG)?;
    Ok(Some(pounds * 100 + pence))
}

/// What a person typed, ready to be kept: line ends made one, control and direction marks dropped.
/// Nothing else of it is changed.
pub fn text(typed: &str) -> String {
    let unified = typed.replace("\r\n", "\n").replace('\r', "\n");
    let keep = |c: &char| {
        (!c.is_control() || matches!(c, '\n' | '\t'))
            && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    unified
        .chars()
        .filter(keep)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

/// One line of it.
pub fn line(typed: &str) -> String {
    text(typed).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A closed list as (word, label) pairs for a select or radios: `options(Ground::ALL, Ground::as_str, Ground::label)`.
pub fn options<T: Copy>(
    all: &[T],
    word: fn(T) -> &'static str,
    label: fn(T) -> &'static str,
) -> Vec<(&'static str, &'static str)> {
    all.iter().map(|one| (word(*one), label(*one))).collect()
}

/// Whether a choice's word is the one that was typed or saved; templates hold both behind references of any depth.
pub fn same(word: impl AsRef<str>, value: impl AsRef<str>) -> bool {
    word.as_ref() == value.as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_as_people_type_it() {
        assert_eq!(pounds("£1,075.5"), Ok(Some(107_550)));
        assert_eq!(pounds(" 75 "), Ok(Some(7_500)));
        assert_eq!(pounds(""), Ok(None));
        for wrong in ["-5", "1.234", "x", ".5", "99999999"] {
            assert!(pounds(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn errors_follow_the_page() {
        let mut errors = FieldErrors::default();
        for field in ["area", "other", "allegation_2", "six_month", "allegation_1"] {
            errors.add(field, "");
        }
        let sorted = errors.in_page_order(&["six_month", "allegation*", "area"]);
        let fields: Vec<&str> = sorted.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            fields,
            ["six_month", "allegation_2", "allegation_1", "area", "other"]
        );
    }

    #[test]
    fn dates_and_times_are_local() {
        assert_eq!(
            instant("2026-07-01", "14:30")
                .unwrap()
                .unwrap()
                .to_rfc3339(),
            "2026-07-01T13:30:00+00:00"
        );
        assert_eq!(
            instant("01/12/2026", "").unwrap().unwrap().to_rfc3339(),
            "2026-12-01T09:00:00+00:00"
        );
        assert!(instant("31/02/2026", "").is_err());
        assert!(instant("", "10:00").is_err());
        assert!(date("0001-01-01").is_err());
    }

    #[test]
    fn text_keeps_the_words_and_drops_what_cannot_be_seen() {
        assert_eq!(text("a\r\nb\0\u{202E}c\t<b>  "), "a\nbc\t<b>");
        assert_eq!(line("  a \n b "), "a b");
    }
}
