//! Working time the slow way: a table with one row for every minute, walked one minute at a time.
//!
//! Written apart from the product on purpose: it has its own summer-time rule, its own reading of the list of bank
//! holidays and its own counting, and shares no code with `procedure::working_time`.
use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, Timelike, Utc, Weekday};

/// The table begins here and ends at `LAST`; cases keep well inside.
const FIRST: (i32, u32, u32) = (2023, 11, 1);
const LAST: (i32, u32, u32) = (2028, 6, 30);

/// Opening and closing minute of a weekday, minutes since midnight on the wall clock.
pub type Hours = fn(Weekday) -> Option<(u32, u32)>;

/// One minute of the office clock.
#[derive(Clone, Copy)]
struct Minute {
    /// Days since the table began, on the wall clock.
    day: u16,
    working_day: bool,
    open: bool,
}

pub struct Oracle {
    first: NaiveDateTime,
    minutes: Vec<Minute>,
}

impl Oracle {
    /// Lays out every minute.
    pub fn new(hours: Hours, closed: &BTreeSet<NaiveDate>) -> Self {
        let first = date(FIRST).and_hms_opt(0, 0, 0).unwrap();
        let length = (date(LAST) - date(FIRST)).num_minutes();
        let mut minutes = Vec::new();
        for number in 0..length {
            let utc = first + Duration::minutes(number);
            let wall = if is_summer(utc) {
                utc + Duration::hours(1)
            } else {
                utc
            };
            let hours = hours(wall.weekday()).filter(|_| !closed.contains(&wall.date()));
            let of_day = wall.hour() * 60 + wall.minute();
            minutes.push(Minute {
                day: u16::try_from((wall.date() - date(FIRST)).num_days()).unwrap(),
                working_day: hours.is_some(),
                open: hours.is_some_and(|(open, close)| (open..close).contains(&of_day)),
            });
        }
        Self { first, minutes }
    }

    /// The number of the minute that begins at this instant.
    pub fn number(&self, at: DateTime<Utc>) -> usize {
        let since = at.naive_utc() - self.first;
        assert_eq!(
            since,
            Duration::minutes(since.num_minutes()),
            "{at} is not a whole minute"
        );
        usize::try_from(since.num_minutes()).unwrap()
    }

    /// The instant at which this minute begins.
    pub fn instant(&self, number: usize) -> DateTime<Utc> {
        (self.first + Duration::minutes(i64::try_from(number).unwrap())).and_utc()
    }

    /// Model A: walk until this many open minutes have gone by.
    pub fn after_open_minutes(&self, start: usize, count: u32, pauses: &[(usize, usize)]) -> usize {
        let (mut at, mut left) = (start, count);
        while left > 0 {
            if self.minutes[at].open && !is_paused(pauses, at) {
                left -= 1;
            }
            at += 1;
        }
        at
    }

    /// Model B: walk until this many minutes of working days have gone by.
    pub fn after_working_day_minutes(
        &self,
        start: usize,
        count: u32,
        pauses: &[(usize, usize)],
    ) -> usize {
        let (mut at, mut left) = (start, count);
        while left > 0 {
            if self.minutes[at].working_day && !is_paused(pauses, at) {
                left -= 1;
            }
            at += 1;
        }
        at
    }

    /// Model C and promises in days: walk to the n-th later working day, then to its last open minute. A pause
    /// takes its open minutes out of the time that was allowed.
    pub fn close_of_working_day(&self, start: usize, n: u32, pauses: &[(usize, usize)]) -> usize {
        let (mut at, mut left, mut day) = (start, n, self.minutes[start].day);
        while left > 0 {
            at += 1;
            if self.minutes[at].day != day {
                day = self.minutes[at].day;
                left -= u32::from(self.minutes[at].working_day);
            }
        }
        let mut close = at;
        while self.minutes[at].day == day {
            at += 1;
            if self.minutes[at - 1].open {
                close = at;
            }
        }
        if pauses.is_empty() {
            return close;
        }
        self.after_open_minutes(start, self.open_minutes(start, close), pauses)
    }

    /// How many minutes from one to the other are open.
    pub fn open_minutes(&self, from: usize, to: usize) -> u32 {
        let mut count = 0;
        for minute in &self.minutes[from..to] {
            count += u32::from(minute.open);
        }
        count
    }
}

/// British summer time: from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October.
fn is_summer(utc: NaiveDateTime) -> bool {
    let change = |month| last_sunday(utc.year(), month).and_hms_opt(1, 0, 0).unwrap();
    change(3) <= utc && utc < change(10)
}

/// The last Sunday of a month with 31 days.
pub fn last_sunday(year: i32, month: u32) -> NaiveDate {
    let last = date((year, month, 31));
    last - Duration::days(i64::from(last.weekday().num_days_from_sunday()))
}

fn is_paused(pauses: &[(usize, usize)], at: usize) -> bool {
    !pauses.is_empty() && pauses.iter().any(|pause| pause.0 <= at && at < pause.1)
}

fn date((year, month, day): (i32, u32, u32)) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}
