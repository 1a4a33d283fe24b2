//! The wall clock of Europe/London, and how dates are written.
//!
//! Instants are kept in UTC; people and rules use the wall clock.
use chrono::{
    DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc,
};
use chrono_tz::Europe::London;

/// What the clock on the office wall shows at this instant.
pub fn local(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&London).naive_local()
}

/// The date on the office wall at this instant.
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    local(at).date()
}

/// The instant at which the office clock shows this.
///
/// A time that spring skips becomes the end of the gap (01:30 on 29 March 2026 is 02:00 summer time); a time
/// that autumn shows twice is the earlier of the two.
pub fn utc(wall: NaiveDateTime) -> DateTime<Utc> {
    if let Some(at) = London.from_local_datetime(&wall).earliest() {
        return at.with_timezone(&Utc);
    }
    let minute = wall
        .with_second(0)
        .and_then(|w| w.with_nanosecond(0))
        .unwrap_or(wall);
    (1..=180)
        .find_map(|later| {
            London
                .from_local_datetime(&(minute + TimeDelta::minutes(later)))
                .earliest()
        })
        .map_or_else(|| wall.and_utc(), |at| at.with_timezone(&Utc))
}

/// The first instant of this day in London.
pub fn midnight(date: NaiveDate) -> DateTime<Utc> {
    utc(date.and_time(NaiveTime::MIN))
}

/// For lists: "Tue 24 Nov, 09:15"; with its year where that is not the year at `now`.
pub fn short(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    if local(at).year() == local(now).year() {
        local(at).format("%a %-d %b, %H:%M").to_string()
    } else {
        with_year(at)
    }
}

/// Where the year matters: "Tue 24 Nov 2026, 09:15".
pub fn with_year(at: DateTime<Utc>) -> String {
    local(at).format("%a %-d %b %Y, %H:%M").to_string()
}

/// "09:15".
pub fn time(at: DateTime<Utc>) -> String {
    clock_words(local(at).time())
}

/// "Tue 24 Nov"; with its year where that is not this year.
pub fn day(date: NaiveDate, today: NaiveDate) -> String {
    let day = date.format("%a %-d %b");
    with_other_year(day.to_string(), date, today)
}

/// "24 Nov"; with its year where that is not this year.
pub fn day_of_month(date: NaiveDate, today: NaiveDate) -> String {
    let day = date.format("%-d %b");
    with_other_year(day.to_string(), date, today)
}

fn with_other_year(words: String, date: NaiveDate, today: NaiveDate) -> String {
    if date.year() == today.year() {
        words
    } else {
        format!("{words} {}", date.year())
    }
}

/// "24 Nov 2026", for sums and tables.
pub fn date_short(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

/// For letters: "24 November 2026".
pub fn date_long(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// "09:15".
pub fn clock_words(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// "Mon" for 0 to "Sun" for 6.
pub(super) fn weekday_words(monday_first: usize) -> &'static str {
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        .get(monday_first)
        .copied()
        .unwrap_or("")
}

/// 0 for Monday to 6 for Sunday.
pub(super) fn weekday_index(date: NaiveDate) -> usize {
    date.weekday().num_days_from_monday() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    fn instant(text: &str) -> DateTime<Utc> {
        wall(text).and_utc()
    }

    #[test]
    fn summer_is_an_hour_ahead() {
        assert_eq!(utc(wall("2026-07-01 09:00")), instant("2026-07-01 08:00"));
        assert_eq!(utc(wall("2026-12-01 09:00")), instant("2026-12-01 09:00"));
        assert_eq!(local(instant("2026-07-01 08:00")), wall("2026-07-01 09:00"));
    }

    #[test]
    fn a_time_that_spring_skips_is_the_end_of_the_gap() {
        for skipped in ["2026-03-29 01:00", "2026-03-29 01:30", "2026-03-29 01:59"] {
            assert_eq!(utc(wall(skipped)), instant("2026-03-29 01:00"), "{skipped}");
        }
        let with_seconds = wall("2026-03-29 01:30") + TimeDelta::milliseconds(30_500);
        assert_eq!(utc(with_seconds), instant("2026-03-29 01:00"));
        assert_eq!(utc(wall("2026-03-29 02:00")), instant("2026-03-29 01:00"));
    }

    #[test]
    fn a_time_that_autumn_shows_twice_is_the_earlier() {
        assert_eq!(utc(wall("2026-10-25 01:30")), instant("2026-10-25 00:30"));
        assert_eq!(utc(wall("2026-10-25 02:00")), instant("2026-10-25 02:00"));
    }

    #[test]
    fn dates_are_written_as_on_the_screens() {
        let at = instant("2026-11-24 09:15");
        assert_eq!(short(at, at), "Tue 24 Nov, 09:15");
        let next_year = instant("2027-01-06 10:00");
        assert_eq!(short(next_year, at), "Wed 6 Jan 2027, 10:00");
        let new_year = instant("2026-12-31 23:59");
        assert_eq!(short(new_year, at), "Thu 31 Dec, 23:59");
        assert_eq!(with_year(at), "Tue 24 Nov 2026, 09:15");
        assert_eq!(time(instant("2026-07-01 08:05")), "09:05");
        let date = local_date(at);
        assert_eq!(day(date, date), "Tue 24 Nov");
        assert_eq!(date_short(date), "24 Nov 2026");
        assert_eq!(date_long(date), "24 November 2026");
        let other = NaiveDate::from_ymd_opt(2025, 4, 1).unwrap();
        assert_eq!(day(other, date), "Tue 1 Apr 2025");
        assert_eq!(day_of_month(date, date), "24 Nov");
        assert_eq!(day_of_month(other, date), "1 Apr 2025");
    }
}
