//! "3 h 20 min left", "2 d 3 h late", and the bar of the working clock.
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, MINUTE};
use super::duration_words;
use super::pause::{Pause, merged};

/// More segments than this cannot be told apart on the drawn bar.
const MOST_SEGMENTS: i64 = 12;

/// Working time up to a due date, or since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeLeft {
    /// Whole opening minutes to the due date; negative once it has passed.
    pub minutes: i64,
    /// Opening minutes of the calendar's usual working day.
    pub day_minutes: i64,
    /// Whether the due date has passed; at the due date itself it has not ("exact end = met"). Late with 0
    /// minutes is possible: the office has been closed since.
    pub late: bool,
}

/// How much working time is left at `now` until `due`.
pub fn time_left(calendar: &Calendar, now: DateTime<Utc>, due: DateTime<Utc>) -> TimeLeft {
    TimeLeft {
        minutes: calendar.minutes_between(now, due),
        day_minutes: calendar.settings().usual_day_minutes(),
        late: now > due,
    }
}

impl TimeLeft {
    /// Less than one usual working day is left.
    pub fn is_soon(self) -> bool {
        !self.late && self.minutes < self.day_minutes
    }

    /// From one usual working day on in days of opening hours and hours ("2 d 3 h left"), below that in hours and
    /// minutes ("5 h 20 min left", "25 min late").
    pub fn words(self) -> String {
        let minutes = self.minutes.abs();
        let span = WorkingSpan {
            minutes,
            day_minutes: self.day_minutes,
        };
        let amount = span.words();
        match (self.late, minutes) {
            (true, 0) => String::from("Late"),
            (true, _) => format!("{amount} late"),
            (false, _) => format!("{amount} left"),
        }
    }
}

/// How long something took, in working time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingSpan {
    /// Whole opening minutes.
    pub minutes: i64,
    /// Opening minutes of the calendar's usual working day.
    pub day_minutes: i64,
}

impl WorkingSpan {
    /// From one moment to another; nothing when the second is not later.
    pub fn between(calendar: &Calendar, from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        Self {
            minutes: calendar.minutes_between(from, to).max(0),
            day_minutes: calendar.settings().usual_day_minutes(),
        }
    }
    /// "1 d 3 h", in days of opening hours; below one of them "5 h 20 min".
    pub fn words(self) -> String {
        let (minutes, day) = (self.minutes, self.day_minutes.max(1));
        match (minutes / day, minutes % day / 60) {
            (0, _) => duration_words(minutes),
            (days, 0) => format!("{days} d"),
            (days, hours) => format!("{days} d {hours} h"),
        }
    }
}

/// What the bar of the working clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockBar {
    /// One a usual working day of the time allowed, 1 to 12.
    pub segments: u8,
    /// The share of the allowed working time that is used, 0 to 1000 thousandths; 1000 once it is due.
    pub used_permille: u16,
}

impl Calendar {
    /// The bar of a clock that started at `start` and is due at `due`, as it stands `now`. Time inside the pauses
    /// is neither allowed nor used.
    pub fn clock_bar(
        &self,
        start: DateTime<Utc>,
        due: DateTime<Utc>,
        now: DateTime<Utc>,
        pauses: &[Pause],
    ) -> ClockBar {
        let pauses = merged(pauses);
        let run_to = |at: DateTime<Utc>| {
            let (from, to) = (start.timestamp_micros(), at.timestamp_micros());
            self.opening().run_unpaused(from, to, &pauses)
        };
        let allowed = run_to(due);
        let used = if now >= due {
            1000
        } else {
            run_to(now) * 1000 / allowed.max(1)
        };
        let day = self.settings().usual_day_minutes() * MINUTE;
        let segments = ((allowed + day / 2) / day).clamp(1, MOST_SEGMENTS);
        ClockBar {
            segments: u8::try_from(segments).unwrap_or(1),
            used_permille: u16::try_from(used.clamp(0, 1000)).unwrap_or(1000),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::Model;
    use super::super::testing::{at, calendar};
    use super::*;

    fn left(due: &str) -> TimeLeft {
        time_left(
            calendar(Model::OpeningHours),
            at("2026-11-24 10:40"),
            at(due),
        )
    }

    /// At Tue 24 Nov 2026, 10:40, with opening hours from 09:00 to 17:00.
    #[test]
    fn a_day_of_opening_hours_or_more_is_said_in_days_and_hours() {
        for (due, words) in [
            ("2026-11-27 17:00", "3 d 6 h left"),
            ("2026-11-26 17:00", "2 d 6 h left"),
            ("2026-11-26 10:40", "2 d left"),
            ("2026-11-26 10:39", "1 d 7 h left"),
            ("2026-11-25 10:40", "1 d left"),
            ("2026-11-25 10:39", "7 h 59 min left"),
            ("2026-11-24 17:00", "6 h 20 min left"),
            ("2026-11-24 13:40", "3 h left"),
            ("2026-11-24 11:05", "25 min left"),
            ("2026-11-24 09:15", "1 h 25 min late"),
            ("2026-11-23 10:41", "7 h 59 min late"),
            ("2026-11-23 10:40", "1 d late"),
            ("2026-11-23 09:00", "1 d 1 h late"),
        ] {
            assert_eq!(left(due).words(), words, "{due}");
        }
    }

    #[test]
    fn soon_is_less_than_one_working_day() {
        assert!(!left("2026-11-25 10:40").is_soon());
        assert!(left("2026-11-25 10:39").is_soon());
        assert!(left("2026-11-24 10:40").is_soon());
        assert!(!left("2026-11-24 10:39").is_soon(), "it is late");
    }

    #[test]
    fn the_last_minute_is_left_and_the_next_is_late() {
        assert_eq!(left("2026-11-24 10:40").words(), "0 min left");
        assert_eq!(left("2026-11-24 10:39").words(), "1 min late");
        let saturday = time_left(
            calendar(Model::OpeningHours),
            at("2026-11-28 11:00"),
            at("2026-11-27 17:00"),
        );
        assert_eq!(saturday.words(), "Late");
    }

    fn bar(start: &str, due: &str, now: &str, pauses: &[Pause]) -> (u8, u16) {
        let bar = calendar(Model::OpeningHours).clock_bar(at(start), at(due), at(now), pauses);
        (bar.segments, bar.used_permille)
    }

    #[test]
    fn the_bar_has_a_segment_a_day_and_no_more_than_twelve() {
        let (start, due) = ("2026-11-19 14:00", "2026-11-24 14:00");
        assert_eq!(bar(start, due, start, &[]), (3, 0));
        assert_eq!(bar(start, due, "2026-11-20 14:00", &[]), (3, 333));
        assert_eq!(bar(start, due, due, &[]), (3, 1000));
        assert_eq!(bar(start, due, "2026-12-24 14:00", &[]), (3, 1000));
        assert_eq!(bar(start, due, "2026-11-18 14:00", &[]), (3, 0));
        assert_eq!(
            bar(
                "2026-10-28 10:30",
                "2026-11-27 17:00",
                "2026-11-24 10:40",
                &[]
            )
            .0,
            12
        );
    }

    #[test]
    fn paused_time_is_neither_allowed_nor_used() {
        let pause = [Pause {
            from: at("2026-11-20 09:00"),
            until: at("2026-11-20 17:00"),
        }];
        assert_eq!(
            bar(
                "2026-11-19 09:00",
                "2026-11-23 17:00",
                "2026-11-20 12:00",
                &pause
            ),
            (2, 500)
        );
        // Nothing open between start and due.
        assert_eq!(
            bar(
                "2026-11-21 09:00",
                "2026-11-21 17:00",
                "2026-11-21 12:00",
                &[]
            ),
            (1, 0)
        );
    }
}
