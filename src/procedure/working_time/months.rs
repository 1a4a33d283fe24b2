//! Calendar months: the six-month test and the Independent Assessor's three months.
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, next};
use super::uk_time::date_short;

/// "Complaints that are over 6 months old" (reading (e)4).
const SIX_MONTHS: u32 = 6;
/// "Within three months" of the final response (rule 61, reading (e)10).
const ASSESSOR_MONTHS: u32 = 3;

/// The same day `n` calendar months later, or that month's last day if it has no such day
/// (31 August and 6 months is 28 or 29 February).
pub fn months_after(date: NaiveDate, n: u32) -> NaiveDate {
    date.checked_add_months(Months::new(n))
        .unwrap_or(NaiveDate::MAX)
}

/// Whether a complaint is "over 6 months old", with its sum. A guide: the person who triages applies or waives it
/// with a reason, and asks rather than refuses when it is close.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SixMonthTest {
    /// The last date on which it is not over six months old.
    pub limit: NaiveDate,
    /// Whether it was first raised by then; on the limit itself it was.
    pub within: bool,
    /// "Latest event 11 Nov 2025 + 6 months = 11 May 2026. First raised 24 Nov 2026: 197 days after."
    pub sum: String,
}

/// Works out the six-month test (reading (e)4): from the latest event complained of, or from when the person
/// knew of it, to the first time they raised it with anyone here, on the spot included.
pub fn six_month_test(latest_event: NaiveDate, first_raised: NaiveDate) -> SixMonthTest {
    let limit = months_after(latest_event, SIX_MONTHS);
    let days_over = (first_raised - limit).num_days();
    let distance = match days_over {
        0 => String::from("on the last day"),
        1 => String::from("1 day after"),
        -1 => String::from("1 day before"),
        over if over > 0 => format!("{over} days after"),
        under => format!("{} days before", -under),
    };
    SixMonthTest {
        limit,
        within: days_over <= 0,
        sum: format!(
            "Latest event {} + {SIX_MONTHS} months = {}. First raised {}: {distance}.",
            date_short(latest_event),
            date_short(limit),
            date_short(first_raised),
        ),
    }
}

/// The last date for referring a complaint to the Independent Assessor (rule 61, reading (e)10).
///
/// In: the date on the final response, and whether it went by post, which counts from the day after dispatch.
/// Out: the same day three calendar months later, or the next working day if the office is closed then.
pub fn assessor_last_date(calendar: &Calendar, issued: NaiveDate, by_post: bool) -> NaiveDate {
    let counted_from = if by_post { next(issued) } else { issued };
    calendar.working_day_from(months_after(counted_from, ASSESSOR_MONTHS))
}

#[cfg(test)]
mod tests {
    use super::super::model::Model;
    use super::super::testing::{calendar, date};
    use super::*;

    #[test]
    fn a_month_without_the_day_ends_on_its_last() {
        assert_eq!(months_after(date("2025-08-31"), 6), date("2026-02-28"));
        assert_eq!(months_after(date("2027-08-31"), 6), date("2028-02-29"));
        assert_eq!(months_after(date("2026-01-15"), 13), date("2027-02-15"));
    }

    #[test]
    fn the_sum_is_shown() {
        let test = six_month_test(date("2025-11-11"), date("2026-11-24"));
        assert_eq!(test.limit, date("2026-05-11"));
        assert!(!test.within);
        assert_eq!(
            test.sum,
            "Latest event 11 Nov 2025 + 6 months = 11 May 2026. First raised 24 Nov 2026: 197 days after."
        );
    }

    #[test]
    fn six_months_to_the_day_is_not_over_six_months() {
        let on = |raised| six_month_test(date("2026-01-31"), date(raised));
        assert!(on("2026-07-31").within);
        assert!(
            on("2026-07-31")
                .sum
                .ends_with("First raised 31 Jul 2026: on the last day.")
        );
        assert!(!on("2026-08-01").within);
        assert!(on("2026-08-01").sum.ends_with("1 day after."));
        assert!(on("2026-07-30").sum.ends_with("1 day before."));
        assert!(on("2026-07-01").sum.ends_with("30 days before."));
    }

    #[test]
    fn the_assessors_three_months_are_counted_generously() {
        let last = |issued, by_post| {
            assessor_last_date(calendar(Model::OpeningHours), date(issued), by_post)
        };
        assert_eq!(last("2026-11-24", false), date("2027-02-24"));
        assert_eq!(last("2026-11-24", true), date("2027-02-25"));
        // 3 April 2026 is Good Friday: the Tuesday after Easter.
        assert_eq!(last("2026-01-03", false), date("2026-04-07"));
        // Posted on 30 November: from 1 December, so 1 March, not 28 February; 28 February 2027 is a Sunday.
        assert_eq!(last("2026-11-30", true), date("2027-03-01"));
        assert_eq!(last("2026-11-30", false), date("2027-03-01"));
    }
}
