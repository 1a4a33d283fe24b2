//! What an administrator sets: opening hours for each weekday, closures, and the reading of "working hours".
use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::model::Model;
use super::uk_time::{clock_words, weekday_index, weekday_words};

/// When the office opens and closes on a weekday, on the wall clock of Europe/London.
/// A close of 00:00 is midnight at the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayHours {
    pub open: NaiveTime,
    pub close: NaiveTime,
}

impl DayHours {
    /// How long the office is open, in wall-clock minutes; 0 or less is not a day.
    pub fn minutes(self) -> i64 {
        let until_close = (self.close - self.open).num_minutes();
        if self.closes_at_midnight() {
            until_close + 24 * 60
        } else {
            until_close
        }
    }

    pub(super) fn closes_at_midnight(self) -> bool {
        self.close == NaiveTime::MIN
    }

    /// "09:00 to 17:00".
    fn words(self) -> String {
        let close = if self.closes_at_midnight() {
            String::from("midnight")
        } else {
            clock_words(self.close)
        };
        format!("{} to {close}", clock_words(self.open))
    }
}

/// One version of the calendar. A due date is stored with the version that made it, so that a later change
/// does not rewrite past results (reading (e)1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Monday first; none is a weekday on which the office does not open.
    pub week: [Option<DayHours>; 7],
    /// Bank holidays and other closures, with their names.
    pub closed: BTreeMap<NaiveDate, String>,
    pub model: Model,
    /// The version of the calendar.
    pub version: i64,
}

/// Monday to Friday, 09:00 to 17:00, no closures, model A: opening hours are not published, so these are assumed.
impl Default for Settings {
    fn default() -> Self {
        let day = NaiveTime::from_hms_opt(9, 0, 0)
            .zip(NaiveTime::from_hms_opt(17, 0, 0))
            .map(|(open, close)| DayHours { open, close });
        Self {
            week: [day, day, day, day, day, None, None],
            closed: BTreeMap::new(),
            model: Model::OpeningHours,
            version: 1,
        }
    }
}

/// Why settings cannot be a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingsProblem {
    #[error("Choose at least one day on which the office opens")]
    NeverOpen,
    #[error("{} must close after it opens", weekday_words(*.0))]
    ClosesBeforeItOpens(usize),
}

impl Settings {
    /// Whether these can be a calendar: some day opens, and every day closes after it opens.
    /// The first problem found is the error; the weekday in it is 0 for Monday.
    pub fn check(&self) -> Result<(), SettingsProblem> {
        if self.week.iter().all(Option::is_none) {
            return Err(SettingsProblem::NeverOpen);
        }
        self.week
            .iter()
            .position(|day| day.is_some_and(|hours| hours.minutes() <= 0))
            .map_or(Ok(()), |day| Err(SettingsProblem::ClosesBeforeItOpens(day)))
    }

    /// The hours of this date's weekday, closures not looked at.
    pub(super) fn weekday_hours(&self, date: NaiveDate) -> Option<DayHours> {
        self.week.get(weekday_index(date)).copied().flatten()
    }

    /// "Mon to Fri", with different hours apart: "Mon to Thu, 09:00 to 17:00; Fri, 09:00 to 16:00".
    pub fn hours_text(&self) -> String {
        let mut groups: Vec<(usize, usize, DayHours)> = Vec::new();
        for (day, hours) in self.week.iter().enumerate() {
            let Some(hours) = *hours else { continue };
            match groups.last_mut() {
                Some(group) if group.1 + 1 == day && group.2 == hours => group.1 = day,
                _ => groups.push((day, day, hours)),
            }
        }
        groups
            .iter()
            .map(|&(first, last, hours)| format!("{}, {}", days_words(first, last), hours.words()))
            .collect::<Vec<_>>()
            .join("; ")
    }

    /// The length of the usual working day in minutes: the commonest, the longest of equals; never 0.
    pub fn usual_day_minutes(&self) -> i64 {
        let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
        for hours in self.week.iter().flatten() {
            *counts.entry(hours.minutes()).or_default() += 1;
        }
        let commonest = counts
            .iter()
            .max_by_key(|(minutes, count)| (**count, **minutes));
        commonest.map_or(1, |(minutes, _)| (*minutes).max(1))
    }
}

fn days_words(first: usize, last: usize) -> String {
    if first == last {
        weekday_words(first).to_owned()
    } else {
        format!("{} to {}", weekday_words(first), weekday_words(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(open: u32, close: u32) -> DayHours {
        DayHours {
            open: NaiveTime::from_hms_opt(open, 0, 0).unwrap(),
            close: NaiveTime::from_hms_opt(close, 0, 0).unwrap(),
        }
    }

    #[test]
    fn hours_are_said_in_groups() {
        let mut settings = Settings::default();
        assert_eq!(settings.hours_text(), "Mon to Fri, 09:00 to 17:00");
        settings.week[4] = Some(hours(9, 16));
        assert_eq!(
            settings.hours_text(),
            "Mon to Thu, 09:00 to 17:00; Fri, 09:00 to 16:00"
        );
        settings.week = [
            Some(hours(9, 17)),
            Some(hours(9, 17)),
            None,
            Some(hours(9, 17)),
            None,
            None,
            Some(hours(0, 0)),
        ];
        assert_eq!(
            settings.hours_text(),
            "Mon to Tue, 09:00 to 17:00; Thu, 09:00 to 17:00; Sun, 00:00 to midnight"
        );
    }

    #[test]
    fn the_usual_day_is_the_commonest() {
        let mut settings = Settings::default();
        settings.week[4] = Some(hours(9, 12));
        assert_eq!(settings.usual_day_minutes(), 480);
        settings.week = [
            Some(hours(9, 12)),
            Some(hours(9, 17)),
            None,
            None,
            None,
            None,
            None,
        ];
        assert_eq!(settings.usual_day_minutes(), 480);
        settings.week = [None; 7];
        assert_eq!(settings.usual_day_minutes(), 1);
    }

    #[test]
    fn impossible_hours_are_refused() {
        let mut settings = Settings::default();
        assert_eq!(settings.check(), Ok(()));
        settings.week[6] = Some(hours(0, 0));
        assert_eq!(settings.check(), Ok(()));
        settings.week[2] = Some(hours(17, 9));
        assert_eq!(
            settings.check(),
            Err(SettingsProblem::ClosesBeforeItOpens(2))
        );
        assert_eq!(
            SettingsProblem::ClosesBeforeItOpens(2).to_string(),
            "Wed must close after it opens"
        );
        settings.week = [None; 7];
        assert_eq!(settings.check(), Err(SettingsProblem::NeverOpen));
    }

    #[test]
    fn settings_survive_being_stored() {
        let mut settings = Settings::default();
        let good_friday = NaiveDate::from_ymd_opt(2026, 4, 3).unwrap();
        settings.closed.insert(good_friday, "Good Friday".into());
        let json = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<Settings>(&json).unwrap(), settings);
    }
}
