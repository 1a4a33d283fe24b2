//! "Why is it due then?": the rule in words and the count, day by day.
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, MINUTE, instant, next};
use super::model::{Model, Span};
use super::pause::{Pause, merged};
use super::timeline::Timeline;
use super::{duration_words, uk_time};

/// How a due date came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// "24 working hours, counted in opening hours (Mon to Fri, 09:00 to 17:00)".
    pub rule: String,
    /// The promise alone: "24 working hours".
    pub promise: String,
    /// The version of the calendar that made it.
    pub version: i64,
    /// When it was received or otherwise began.
    pub start: DateTime<Utc>,
    /// When the clock began to run: `start`, or the next opening after it.
    pub counted_from: DateTime<Utc>,
    pub due: DateTime<Utc>,
    /// Each date from the start to the due date.
    pub days: Vec<ExplainedDay>,
}

/// One date on the way to a due date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainedDay {
    pub date: NaiveDate,
    pub kind: DayKind,
    /// The hours that ran or stood still, in order; none on a closed day.
    pub parts: Vec<Part>,
    /// The number of this working day, where the promise counts working days.
    pub working_day: Option<u32>,
    /// Minutes counted by the end of this day.
    pub total_minutes: i64,
}

/// What sort of day it was for the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    Working,
    Weekend,
    /// A weekday on which the office does not open.
    NotOpeningDay,
    /// A bank holiday or other closure, with its name.
    Closed(String),
}

/// Hours of one day in which the clock ran, or was paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// Minutes from one to the other as they are shown; a day's parts add up to its total.
    pub minutes: i64,
    /// Paused minutes are shown, not counted.
    pub paused: bool,
}

impl Calendar {
    /// The rule in words: "24 working hours, counted in opening hours (Mon to Fri, 09:00 to 17:00)".
    pub fn rule_text(&self, span: Span) -> String {
        let hours = self.settings().hours_text();
        match (span, self.settings().model) {
            (Span::WorkingHours(_), Model::OpeningHours) => {
                format!("{span}, counted in opening hours ({hours})")
            }
            (Span::WorkingHours(_), Model::WorkingDayHours) => {
                format!("{span}, counted as clock hours on working days ({hours})")
            }
            (Span::WorkingHours(_), Model::NextWorkingDay) => match self.read_as(span) {
                Span::WorkingDays(1) => {
                    format!("{span}, read as by close of the next working day ({hours})")
                }
                days => format!("{span}, read as {days}, to close of business ({hours})"),
            },
            (Span::WorkingDays(_), _) => {
                format!("{span} after the day it started, to close of business ({hours})")
            }
            (Span::Days(_), _) => format!(
                "{span} after the day it started, or the next working day, to close of business ({hours})"
            ),
            (Span::Months(_), _) => format!(
                "{span}: the same day of the month, or the next working day, to close of business ({hours})"
            ),
        }
    }

    /// Explains [`Calendar::due`] for the same start, span and pauses, date by date in London.
    pub fn explain(&self, start: DateTime<Utc>, span: Span, pauses: &[Pause]) -> Explanation {
        let due = self.due(start, span, pauses);
        let clock = self.clock_for(span);
        let opens = instant(clock.advance(start.timestamp_micros(), 0, &[]));
        let mut count = Count {
            clock,
            pauses: merged(pauses),
            run: 0,
            minutes: 0,
        };
        let first = uk_time::local_date(start);
        // A due date at midnight belongs to the day that ends then.
        let last = uk_time::local_date(instant(due.timestamp_micros() - 1)).max(first);
        let days_count = matches!(self.read_as(span), Span::WorkingDays(_));
        let mut working_days = 0;
        let mut days = Vec::new();
        for date in first.iter_days().take_while(|date| *date <= last) {
            let from = uk_time::midnight(date).max(start);
            let to = uk_time::midnight(next(date)).min(due);
            let counts = days_count && date > first && self.is_working_day(date);
            working_days += u32::from(counts);
            days.push(ExplainedDay {
                date,
                kind: self.kind_of(date),
                parts: count.parts(from, to),
                working_day: counts.then_some(working_days),
                total_minutes: count.minutes,
            });
        }
        Explanation {
            rule: self.rule_text(span),
            promise: span.to_string(),
            version: self.settings().version,
            start,
            counted_from: opens.max(start),
            due,
            days,
        }
    }

    fn kind_of(&self, date: NaiveDate) -> DayKind {
        let settings = self.settings();
        match (settings.weekday_hours(date), settings.closed.get(&date)) {
            (Some(_), None) => DayKind::Working,
            (Some(_), Some(name)) => DayKind::Closed(name.clone()),
            (None, _) if uk_time::weekday_index(date) >= 5 => DayKind::Weekend,
            (None, _) => DayKind::NotOpeningDay,
        }
    }
}

/// The running count of an explanation.
struct Count<'a> {
    clock: &'a Timeline,
    pauses: Vec<(i64, i64)>,
    /// Microseconds.
    run: i64,
    /// The minutes that were shown so far.
    minutes: i64,
}

impl Count<'_> {
    /// The parts of one day, cut where pauses begin and end; adds what ran to the count.
    fn parts(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Part> {
        let (from, to) = (from.timestamp_micros(), to.timestamp_micros());
        let mut cuts = vec![from, to];
        cuts.extend(self.pauses.iter().flat_map(|pause| [pause.0, pause.1]));
        cuts.retain(|cut| (from..=to).contains(cut));
        cuts.sort_unstable();
        let mut parts = Vec::new();
        for (&a, &b) in cuts.iter().zip(cuts.iter().skip(1)) {
            let paused = self.pauses.iter().any(|pause| pause.0 <= a && b <= pause.1);
            for (open, close) in self.clock.overlapping(a, b) {
                let (open, close) = (open.max(a), close.min(b));
                if open < close {
                    parts.push(self.part(open, close, paused));
                }
            }
        }
        parts
    }

    /// Times are shown without their seconds. So a minute counts where it begins on the clock on the wall, and the
    /// minutes of a part are those between its two times as they are shown.
    fn part(&mut self, from: i64, to: i64, paused: bool) -> Part {
        let minutes = if paused {
            to.div_euclid(MINUTE) - from.div_euclid(MINUTE)
        } else {
            let seconds = (from - self.run).rem_euclid(MINUTE);
            self.run += to - from;
            let all = ((self.run + seconds) / MINUTE).max(self.minutes);
            let minutes = all - self.minutes;
            self.minutes = all;
            minutes
        };
        Part {
            from: instant(from),
            to: instant(to),
            minutes,
            paused,
        }
    }
}

impl Explanation {
    /// "Due Wed 1 Apr 2026, 16:30 (24 working hours)".
    pub fn headline(&self) -> String {
        format!("Due {} ({})", uk_time::with_year(self.due), self.promise)
    }

    /// When the clock began, and that it waited for opening time if it did.
    pub fn start_words(&self) -> String {
        let start = uk_time::with_year(self.start);
        if self.counted_from == self.start {
            format!("The clock started {start}.")
        } else {
            format!(
                "It arrived {start}, outside working time, so the clock started {}.",
                uk_time::with_year(self.counted_from)
            )
        }
    }
}

impl ExplainedDay {
    /// "09:00 to 17:00, 8 h", "Closed: Good Friday", "Weekend", "Paused 10:00 to 11:00".
    pub fn words(&self) -> String {
        match &self.kind {
            DayKind::Weekend => String::from("Weekend"),
            DayKind::NotOpeningDay => String::from("Not an opening day"),
            DayKind::Closed(name) => format!("Closed: {name}"),
            DayKind::Working if self.parts.is_empty() => String::from("Outside opening hours"),
            DayKind::Working => {
                let parts: Vec<_> = self.parts.iter().copied().map(Part::words).collect();
                parts.join("; ")
            }
        }
    }

    /// What has been counted by the end of the day: "16 h 30 min".
    pub fn total_words(&self) -> String {
        duration_words(self.total_minutes)
    }
}

impl Part {
    /// "09:00 to 17:00, 8 h" or "Paused 10:00 to 11:00".
    pub fn words(self) -> String {
        let to = match uk_time::time(self.to) {
            midnight if midnight == "00:00" => String::from("midnight"),
            time => time,
        };
        if self.paused {
            format!("Paused {} to {to}", uk_time::time(self.from))
        } else {
            // After a pause with odd seconds this can be the next minute: the sum must come out.
            let shown = self.to.timestamp_micros().div_euclid(MINUTE) - self.minutes;
            let from = uk_time::time(instant(shown * MINUTE));
            format!("{from} to {to}, {}", duration_words(self.minutes))
        }
    }
}

#[cfg(test)]
#[path = "explain_tests.rs"]
mod tests;
