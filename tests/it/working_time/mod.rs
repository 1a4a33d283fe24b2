//! Working time against a minute-by-minute oracle, 2024 to 2027 (reading (e)1).
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a case outside the table should stop the test"
)]
mod oracle;

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use procedure::working_time::{
    Calendar, DayHours, Model, Nation, Pause, Settings, Span, closures, parse_gov_uk, uk_time,
};

use oracle::{Hours, Oracle, last_sunday};

/// Random cases in all; each takes one model, one week and one start.
const CASES: u32 = 100_000;
const SEED: u64 = 0x5EED_0F7E_D0E5_2026;
const YEARS: std::ops::RangeInclusive<i32> = 2024..=2027;
/// England and Wales 32, Scotland 36, Northern Ireland 40.
const BANK_HOLIDAYS_OF_2024_TO_2027: usize = 108;
const BANK_HOLIDAYS: &str = include_str!("../../../assets/bank-holidays.json");

/// A small generator, so that a seed means the same cases for ever.
struct Random(u64);

impl Random {
    /// From 0 to below `limit` (splitmix64).
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        i64::try_from(z % u64::try_from(limit).unwrap()).unwrap()
    }
}

/// The same week for the product and for the oracle.
struct Pair {
    oracle: Oracle,
    /// In the order of `Model::ALL`.
    calendars: Vec<Calendar>,
}

/// The office as assumed.
fn office(day: Weekday) -> Option<(u32, u32)> {
    (day.num_days_from_monday() < 5).then_some((9 * 60, 17 * 60))
}

/// Odd hours, with a Sunday on which the clocks change while the office is open.
fn odd(day: Weekday) -> Option<(u32, u32)> {
    match day {
        Weekday::Wed | Weekday::Sat => None,
        Weekday::Fri => Some((8 * 60 + 15, 12 * 60 + 50)),
        Weekday::Sun => Some((0, 8 * 60)),
        _ => Some((7 * 60, 19 * 60 + 30)),
    }
}

fn pair(hours: Hours, nation: Nation) -> Pair {
    let time = |minute: u32| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap();
    let week = std::array::from_fn(|day| {
        let weekday = Weekday::try_from(u8::try_from(day).unwrap()).unwrap();
        hours(weekday).map(|(open, close)| DayHours {
            open: time(open),
            close: time(close),
        })
    });
    let closed = closures(&parse_gov_uk(BANK_HOLIDAYS).unwrap(), nation);
    let settings = |model| Settings {
        week,
        closed: closed.clone(),
        model,
        version: 1,
    };
    Pair {
        oracle: Oracle::new(hours, &bank_holidays(nation)),
        calendars: Model::ALL
            .iter()
            .map(|model| Calendar::new(settings(*model)))
            .collect(),
    }
}

/// The dates of the list, read without the product's parser.
fn bank_holidays(nation: Nation) -> BTreeSet<NaiveDate> {
    let json: serde_json::Value = serde_json::from_str(BANK_HOLIDAYS).unwrap();
    let events = json[nation.as_str().replace('_', "-")]["events"]
        .as_array()
        .unwrap();
    events
        .iter()
        .map(|event| event["date"].as_str().unwrap().parse().unwrap())
        .collect()
}

impl Pair {
    /// Asks both, and fails with everything needed to ask again.
    fn check(&self, model: usize, start: DateTime<Utc>, span: Span, pauses: &[Pause]) {
        let (calendar, oracle) = (&self.calendars[model], &self.oracle);
        let from = oracle.number(start);
        let numbered: Vec<_> = pauses
            .iter()
            .map(|pause| (oracle.number(pause.from), oracle.number(pause.until)))
            .collect();
        let expected = match (span, Model::ALL[model]) {
            (Span::WorkingHours(h), Model::OpeningHours) => {
                oracle.after_open_minutes(from, h * 60, &numbered)
            }
            (Span::WorkingHours(h), Model::WorkingDayHours) => {
                oracle.after_working_day_minutes(from, h * 60, &numbered)
            }
            (Span::WorkingHours(_), Model::NextWorkingDay) => {
                oracle.close_of_working_day(from, 1, &numbered)
            }
            (Span::WorkingDays(n), _) => oracle.close_of_working_day(from, n, &numbered),
            (Span::Months(_) | Span::Days(_), _) => {
                unreachable!("months and calendar days are not in the oracle")
            }
        };
        let due = calendar.due(start, span, pauses);
        let case = format!(
            "{:?}, {span:?} from {start}, pauses {pauses:?}",
            Model::ALL[model]
        );
        assert_eq!(due, oracle.instant(expected), "due under {case}");
        let open = i64::from(oracle.open_minutes(from, expected));
        assert_eq!(
            calendar.minutes_between(start, due),
            open,
            "minutes of {case}"
        );
        assert_eq!(
            calendar.minutes_between(due, start),
            -open,
            "minutes back of {case}"
        );
    }
}

/// None for most; else up to two pauses around the start, which may overlap.
fn random_pauses(random: &mut Random, start: DateTime<Utc>) -> Vec<Pause> {
    if random.below(4) > 0 {
        return Vec::new();
    }
    (0..=random.below(2))
        .map(|_| {
            let from = start + Duration::minutes(random.below(5_000) - 1_000);
            Pause {
                from,
                until: from + Duration::minutes(random.below(4_000)),
            }
        })
        .collect()
}

#[test]
fn a_hundred_thousand_random_cases_agree() {
    let pairs = [
        pair(office, Nation::EnglandAndWales),
        pair(odd, Nation::Scotland),
    ];
    let first = Utc.with_ymd_and_hms(*YEARS.start(), 1, 1, 0, 0, 0).unwrap();
    let end = Utc
        .with_ymd_and_hms(*YEARS.end() + 1, 1, 1, 0, 0, 0)
        .unwrap();
    let mut random = Random(SEED);
    for case in 0..CASES {
        let start = first + Duration::minutes(random.below((end - first).num_minutes()));
        let span = match random.below(4) {
            0 => Span::WorkingDays(u32::try_from(random.below(4)).unwrap() + 1),
            1 => Span::WorkingHours(u32::try_from(random.below(24)).unwrap() + 1),
            _ => Span::WorkingHours(24),
        };
        let pauses = random_pauses(&mut random, start);
        // Two in three on the office's own week.
        let week = usize::from(case % 9 >= 6);
        pairs[week].check(usize::try_from(case % 3).unwrap(), start, span, &pauses);
    }
}

/// Days before and after `date`, at hours on every edge of the day, all models and both kinds of span.
fn check_around(pair: &Pair, date: NaiveDate) {
    let walls = [
        (0, 0),
        (0, 30),
        (1, 0),
        (1, 30),
        (2, 0),
        (8, 59),
        (9, 0),
        (12, 34),
        (16, 59),
        (17, 0),
        (23, 59),
    ];
    for days in -4..=1 {
        for (hour, minute) in walls {
            let wall = (date + Duration::days(days))
                .and_hms_opt(hour, minute, 0)
                .unwrap();
            for model in 0..Model::ALL.len() {
                pair.check(model, uk_time::utc(wall), Span::WorkingHours(24), &[]);
            }
            pair.check(0, uk_time::utc(wall), Span::WorkingDays(2), &[]);
        }
    }
}

#[test]
fn every_bank_holiday_agrees() {
    let mut checked = 0;
    for nation in Nation::ALL {
        let pair = pair(office, *nation);
        for date in bank_holidays(*nation)
            .into_iter()
            .filter(|date| YEARS.contains(&date.year()))
        {
            assert!(
                !pair.calendars[0].is_working_day(date),
                "{date} in {nation}"
            );
            check_around(&pair, date);
            checked += 1;
        }
    }
    assert_eq!(checked, BANK_HOLIDAYS_OF_2024_TO_2027);
}

#[test]
fn both_clock_changes_of_every_year_agree() {
    let pairs = [
        pair(office, Nation::EnglandAndWales),
        pair(odd, Nation::EnglandAndWales),
    ];
    for year in YEARS {
        for month in [3, 10] {
            for pair in &pairs {
                check_around(pair, last_sunday(year, month));
            }
        }
    }
}
