//! Opening hours, bank holidays and "24 working hours".
//!
//! The factsheet promises an acknowledgement "within 24 working hours" and does not say what a working hour
//! is. Reading (e)1 of `docs/rules.md` takes the literal sense, hours in which the team is at work, and keeps the two
//! other readings as settings ([`Model`]). Instants go in and come out in UTC; every rule is worked out on the
//! wall clock of Europe/London ([`uk_time`]). Nothing here asks what time it is.
//!
//! | file | holds |
//! |---|---|
//! | `model` | the three readings, the three nations, the length of a promise |
//! | `settings` | opening hours a weekday, closures, and how they are said |
//! | `timeline` | stretches of running clock with prefix sums |
//! | `calendar` | what is open, when, and for how long |
//! | `due` | due and warning times, with pauses |
//! | `explain` | "why is it due then?" |
//! | `time_left` | "3 h 20 min left", "2 d 3 h late" and the drawn bar |
//! | `months` | the six-month test, the Independent Assessor's three months |
//! | `holidays` | GOV.UK's list of bank holidays |
mod calendar;
mod due;
mod explain;
mod holidays;
mod model;
mod months;
mod pause;
mod settings;
#[cfg(test)]
mod testing;
mod time_left;
mod timeline;
pub mod uk_time;

pub use calendar::Calendar;
pub use explain::{DayKind, ExplainedDay, Explanation, Part};
pub use holidays::{HolidaysError, closures, parse_gov_uk};
pub use model::{Model, Nation, Span};
pub use months::{SixMonthTest, assessor_last_date, months_after, six_month_test};
pub use pause::Pause;
pub use settings::{DayHours, Settings, SettingsProblem};
pub use time_left::{ClockBar, TimeLeft, WorkingSpan, time_left};

/// Writes minutes as people read them: "8 h", "7 h 5 min", "25 min".
///
/// In: working minutes, taken without their sign.
pub fn duration_words(minutes: i64) -> String {
    let minutes = minutes.abs();
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{m} min"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m} min"),
    }
}
