//! What is open, when, and for how long.
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::model::Model;
use super::settings::{DayHours, Settings};
use super::timeline::Timeline;
use super::uk_time;

/// The years worked out in advance. Working hours cannot be counted outside them; working days and months can.
const YEARS: std::ops::RangeInclusive<i32> = 2015..=2040;
/// A closure longer than this is a mistake in the settings, and no search goes on for ever.
const LONGEST_CLOSURE_DAYS: usize = 3660;
pub(super) const MINUTE: i64 = 60_000_000;

/// Opening hours, worked out once from [`Settings`]; every question after that is a binary search.
#[derive(Debug, Clone)]
pub struct Calendar {
    settings: Settings,
    /// The clock of model A: runs while the office is open.
    opening: Timeline,
    /// The clock of model B: runs midnight to midnight on working days.
    whole_days: Timeline,
}

impl Calendar {
    /// Works out the opening hours of 2015 to 2040. Settings that fail [`Settings::check`] make a calendar that
    /// answers, but not usefully.
    pub fn new(settings: Settings) -> Self {
        let mut calendar = Self {
            settings,
            opening: Timeline::default(),
            whole_days: Timeline::default(),
        };
        let first = NaiveDate::from_ymd_opt(*YEARS.start(), 1, 1).unwrap_or_default();
        let last = NaiveDate::from_ymd_opt(*YEARS.end(), 12, 31).unwrap_or_default();
        for date in first.iter_days().take_while(|date| *date <= last) {
            if let Some(hours) = calendar.hours_on(date) {
                let opens = uk_time::utc(date.and_time(hours.open));
                calendar.opening.push(opens, closing_time(date, hours));
                calendar
                    .whole_days
                    .push(uk_time::midnight(date), uk_time::midnight(next(date)));
            }
        }
        calendar
    }

    /// What the calendar was made from.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Opening minutes from `a` to `b`, whole ones; negative when `b` is before `a`.
    pub fn minutes_between(&self, a: DateTime<Utc>, b: DateTime<Utc>) -> i64 {
        let (a, b) = (a.timestamp_micros(), b.timestamp_micros());
        (self.opening.run_between(a, b) - self.opening.run_between(b, a)) / MINUTE
    }

    /// While the office is open: when it closes. At the closing time itself it is closed.
    pub fn open_at(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let running = self.opening.running_at(at.timestamp_micros())?;
        Some(instant(running.1))
    }

    /// `at` itself while the office is open, else when it next opens.
    pub fn next_opening(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        instant(self.opening.advance(at.timestamp_micros(), 0, &[])).max(at)
    }

    /// Whether the office opens on this date at all.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        self.hours_on(date).is_some()
    }

    /// The first working day after `date`, never `date` itself.
    pub fn next_working_day(&self, date: NaiveDate) -> NaiveDate {
        self.working_day_from(next(date))
    }

    /// `date` if it is a working day, else the next one.
    pub fn working_day_from(&self, date: NaiveDate) -> NaiveDate {
        date.iter_days()
            .take(LONGEST_CLOSURE_DAYS)
            .find(|day| self.is_working_day(*day))
            .unwrap_or(date)
    }

    /// When the office closes on this date; on a day it does not open, the end of the day.
    pub fn close_of_business(&self, date: NaiveDate) -> DateTime<Utc> {
        self.hours_on(date).map_or_else(
            || uk_time::midnight(next(date)),
            |hours| closing_time(date, hours),
        )
    }

    /// The last closure in the table, for the warning that bank holidays run out.
    pub fn last_known_closure(&self) -> Option<NaiveDate> {
        self.settings.closed.keys().next_back().copied()
    }

    /// "Mon to Fri, 09:00 to 17:00, bank holidays excluded"; the last words only if there are closures.
    pub fn week_text(&self) -> String {
        let excluded = if self.settings.closed.is_empty() {
            ""
        } else {
            ", bank holidays excluded"
        };
        format!("{}{excluded}", self.settings.hours_text())
    }

    /// The hours of this date, none if the office does not open.
    pub(super) fn hours_on(&self, date: NaiveDate) -> Option<DayHours> {
        self.settings
            .weekday_hours(date)
            .filter(|_| !self.settings.closed.contains_key(&date))
    }

    /// The clock of opening hours.
    pub(super) fn opening(&self) -> &Timeline {
        &self.opening
    }

    /// The clock that counts hours under this model; model C counts days, and shows opening hours.
    pub(super) fn clock_of(&self, model: Model) -> &Timeline {
        match model {
            Model::WorkingDayHours => &self.whole_days,
            Model::OpeningHours | Model::NextWorkingDay => &self.opening,
        }
    }
}

/// Microseconds since 1970 as an instant.
pub(super) fn instant(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or(DateTime::UNIX_EPOCH)
}

pub(super) fn next(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(1)).unwrap_or(date)
}

fn closing_time(date: NaiveDate, hours: DayHours) -> DateTime<Utc> {
    if hours.closes_at_midnight() {
        uk_time::midnight(next(date))
    } else {
        uk_time::utc(date.and_time(hours.close))
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::super::testing::{at, calendar, date};
    use super::*;

    #[test]
    fn knows_what_is_open() {
        let calendar = calendar(Model::OpeningHours);
        assert_eq!(
            calendar.open_at(at("2026-03-27 16:59")),
            Some(at("2026-03-27 17:00"))
        );
        assert_eq!(calendar.open_at(at("2026-03-27 17:00")), None);
        assert_eq!(
            calendar.next_opening(at("2026-03-27 17:00")),
            at("2026-03-30 09:00")
        );
        assert_eq!(
            calendar.next_opening(at("2026-03-30 09:00")),
            at("2026-03-30 09:00")
        );
        assert!(!calendar.is_working_day(date("2026-04-03")));
        assert_eq!(
            calendar.next_working_day(date("2026-04-02")),
            date("2026-04-07")
        );
        assert_eq!(
            calendar.working_day_from(date("2026-04-02")),
            date("2026-04-02")
        );
        assert_eq!(calendar.last_known_closure(), Some(date("2028-12-26")));
    }

    #[test]
    fn minutes_are_signed_and_stop_overnight() {
        let calendar = calendar(Model::OpeningHours);
        let (friday, monday) = (at("2026-03-27 16:30"), at("2026-03-30 09:10"));
        assert_eq!(calendar.minutes_between(friday, monday), 40);
        assert_eq!(calendar.minutes_between(monday, friday), -40);
    }

    #[test]
    fn hours_across_a_clock_change_are_real_hours() {
        let night = |open: &str| {
            let mut settings = Settings::default();
            settings.week[6] = Some(DayHours {
                open: NaiveTime::parse_from_str(open, "%H:%M").unwrap(),
                close: NaiveTime::from_hms_opt(8, 0, 0).unwrap(),
            });
            Calendar::new(settings)
        };
        let on = |open: &str, day: &str| {
            let (from, to) = (date(day), next(date(day)));
            night(open).minutes_between(uk_time::midnight(from), uk_time::midnight(to))
        };
        assert_eq!(on("00:00", "2026-03-22"), 8 * 60);
        assert_eq!(on("00:00", "2026-03-29"), 7 * 60);
        assert_eq!(on("00:00", "2026-10-25"), 9 * 60);
        // Opening inside the changed hour: at the end of the gap, and at the earlier of the two.
        assert_eq!(on("01:30", "2026-03-29"), 6 * 60);
        assert_eq!(on("01:30", "2026-10-25"), 7 * 60 + 30);
    }

    #[test]
    fn says_its_week() {
        assert_eq!(
            calendar(Model::OpeningHours).week_text(),
            "Mon to Fri, 09:00 to 17:00, bank holidays excluded"
        );
        assert_eq!(
            Calendar::new(Settings::default()).week_text(),
            "Mon to Fri, 09:00 to 17:00"
        );
    }

    #[test]
    fn a_calendar_that_never_opens_still_answers() {
        let never = Calendar::new(Settings {
            week: [None; 7],
            ..Settings::default()
        });
        let now = at("2026-03-27 16:30");
        assert_eq!(never.next_opening(now), now);
        assert_eq!(
            never.next_working_day(date("2026-03-27")),
            date("2026-03-28")
        );
        assert_eq!(never.minutes_between(now, at("2026-03-30 09:10")), 0);
    }
}
