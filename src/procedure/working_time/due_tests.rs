//! Worked examples of due dates, and what must hold of every one.
use chrono::{NaiveTime, TimeDelta};
use proptest::prelude::*;

use super::super::testing::{at, calendar};
use super::super::{DayHours, Settings};
use super::*;

const DAY: Span = Span::WorkingHours(24);

fn due(model: Model, start: &str, span: Span) -> DateTime<Utc> {
    calendar(model).due(at(start), span, &[])
}

fn pause(from: &str, until: &str) -> Pause {
    Pause {
        from: at(from),
        until: at(until),
    }
}

/// Reading (e)1, the table row by row: received, A, B, C, and when A warns. Amber under A is B's due date, and
/// midnight is nobody's office hour.
const WORKED_EXAMPLES: &str = "\
2026-03-27 16:30 | 2026-04-01 16:30 | 2026-03-30 16:30 | 2026-03-30 17:00 | 2026-03-30 16:30
2026-03-28 11:00 | 2026-04-01 17:00 | 2026-03-31 00:00 | 2026-03-30 17:00 | 2026-03-31 09:00
2026-04-02 15:00 | 2026-04-09 15:00 | 2026-04-07 15:00 | 2026-04-07 17:00 | 2026-04-07 15:00
2026-12-24 10:00 | 2026-12-31 10:00 | 2026-12-29 10:00 | 2026-12-29 17:00 | 2026-12-29 10:00";

#[test]
fn the_worked_examples() {
    assert_eq!(WORKED_EXAMPLES.lines().count(), 4);
    for row in WORKED_EXAMPLES.lines() {
        let times: Vec<_> = row.split(" | ").collect();
        let [received, a, b, c, amber] = times[..] else {
            panic!("{row}")
        };
        assert_eq!(due(Model::OpeningHours, received, DAY), at(a), "A: {row}");
        assert_eq!(
            due(Model::WorkingDayHours, received, DAY),
            at(b),
            "B: {row}"
        );
        assert_eq!(due(Model::NextWorkingDay, received, DAY), at(c), "C: {row}");
        let warn = calendar(Model::OpeningHours).warn_at(at(received), DAY, &[]);
        assert_eq!(warn, at(amber), "amber: {row}");
    }
}

#[test]
fn receipt_outside_hours_starts_at_the_next_opening() {
    let opening = due(Model::OpeningHours, "2026-03-30 09:00", DAY);
    for closed in ["2026-03-27 17:00", "2026-03-29 23:59", "2026-03-30 08:59"] {
        assert_eq!(due(Model::OpeningHours, closed, DAY), opening, "{closed}");
    }
}

#[test]
fn working_days_end_at_close_and_never_count_the_first_day() {
    let days = |start, n| due(Model::OpeningHours, start, Span::WorkingDays(n));
    assert_eq!(days("2026-03-27 08:00", 1), at("2026-03-30 17:00"));
    assert_eq!(days("2026-03-27 18:00", 1), at("2026-03-30 17:00"));
    assert_eq!(days("2026-03-28 11:00", 1), at("2026-03-30 17:00"));
    assert_eq!(days("2026-03-27 08:00", 10), at("2026-04-14 17:00"));
    assert_eq!(days("2026-03-28 11:00", 0), at("2026-03-30 17:00"));
}

#[test]
fn months_end_on_a_working_day_at_close() {
    let months = |start, n| due(Model::OpeningHours, start, Span::Months(n));
    assert_eq!(months("2026-01-31 10:00", 1), at("2026-03-02 17:00"));
    assert_eq!(months("2026-01-03 10:00", 3), at("2026-04-07 17:00"));
    assert_eq!(months("2026-08-24 10:00", 3), at("2026-11-24 17:00"));
}

/// Rule 94: the first day is the one after receipt; a last day that is closed moves on to the next working day.
#[test]
fn calendar_days_count_from_the_day_after_and_end_on_a_working_day() {
    let days = |start, n| due(Model::OpeningHours, start, Span::Days(n));
    // Received on 1 January at any hour: 31 January is a Saturday, so Monday.
    assert_eq!(days("2026-01-01 00:30", 30), at("2026-02-02 17:00"));
    assert_eq!(days("2026-01-01 23:30", 30), at("2026-02-02 17:00"));
    assert_eq!(days("2026-01-05 10:00", 30), at("2026-02-04 17:00"));
    // Good Friday and Easter Monday.
    assert_eq!(days("2026-03-04 10:00", 30), at("2026-04-07 17:00"));
}

#[test]
fn model_c_counts_a_day_for_each_started_24_hours() {
    let hours = |n| {
        due(
            Model::NextWorkingDay,
            "2026-03-27 16:30",
            Span::WorkingHours(n),
        )
    };
    assert_eq!(hours(1), at("2026-03-30 17:00"));
    assert_eq!(hours(25), at("2026-03-31 17:00"));
}

#[test]
fn seconds_are_kept() {
    let start = at("2026-03-27 16:30") + TimeDelta::microseconds(12_345_678);
    let due = calendar(Model::OpeningHours).due(start, DAY, &[]);
    assert_eq!(
        due,
        at("2026-04-01 16:30") + TimeDelta::microseconds(12_345_678)
    );
}

#[test]
fn a_pause_pushes_by_its_opening_hours_and_not_by_its_nights() {
    let calendar = calendar(Model::OpeningHours);
    let start = at("2026-03-23 10:00");
    let over_two_nights = [pause("2026-03-24 16:00", "2026-03-26 09:30")];
    // 1 h on Tuesday, 8 h on Wednesday, 30 min on Thursday.
    assert_eq!(calendar.due(start, DAY, &[]), at("2026-03-26 10:00"));
    assert_eq!(
        calendar.due(start, DAY, &over_two_nights),
        at("2026-03-27 11:30")
    );
    let weekend = [pause("2026-03-27 17:00", "2026-03-30 09:00")];
    assert_eq!(
        calendar.due(at("2026-03-26 10:00"), DAY, &weekend),
        at("2026-03-31 10:00")
    );
    let days = calendar.due(start, Span::WorkingDays(2), &over_two_nights);
    assert_eq!(days, at("2026-03-27 10:30"));
}

#[test]
fn under_model_b_a_pause_pushes_by_clock_hours_on_working_days() {
    let night = [pause("2026-03-23 20:00", "2026-03-24 02:00")];
    let due = calendar(Model::WorkingDayHours).due(at("2026-03-23 10:00"), DAY, &night);
    assert_eq!(due, at("2026-03-24 16:00"));
}

#[test]
fn eighty_per_cent_is_counted_in_opening_hours() {
    let calendar = calendar(Model::OpeningHours);
    // Friday 09:00 to Friday a week later at 17:00 is 48 h; 80 % is 38 h 24 min.
    let warn = calendar.warn_at(at("2026-03-20 09:00"), Span::WorkingDays(5), &[]);
    assert_eq!(warn, at("2026-03-26 15:24"));
    let agreed = calendar.warn_before(at("2026-03-20 09:00"), at("2026-03-27 17:00"), &[]);
    assert_eq!(agreed, warn);
    // An hour within one day is the same under A and B: then 48 minutes.
    let hour = calendar.warn_at(at("2026-03-20 10:00"), Span::WorkingHours(1), &[]);
    assert_eq!(hour, at("2026-03-20 10:48"));
    let none = calendar.warn_before(at("2026-03-21 09:00"), at("2026-03-21 17:00"), &[]);
    assert_eq!(none, at("2026-03-21 17:00"));
}

#[test]
fn an_all_day_week_makes_a_and_b_the_same() {
    let mut settings = Settings::default();
    for day in settings.week.iter_mut().flatten() {
        *day = DayHours {
            open: NaiveTime::MIN,
            close: NaiveTime::MIN,
        };
    }
    let a = Calendar::new(settings.clone());
    let b = Calendar::new(Settings {
        model: Model::WorkingDayHours,
        ..settings
    });
    for start in ["2026-03-27 16:30", "2026-03-28 11:00", "2026-10-23 01:30"] {
        assert_eq!(
            a.due(at(start), DAY, &[]),
            b.due(at(start), DAY, &[]),
            "{start}"
        );
    }
}

prop_compose! {
    /// Any second of 2024 to 2027.
    fn any_start()(second in 1_704_067_200_i64..1_830_297_600) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }
}

prop_compose! {
    /// On whole minutes, so that minutes add up.
    fn any_pauses()(lengths in proptest::collection::vec((0_i64..20_000, 0_i64..9_000), 0..4), start in any_start())
        -> (DateTime<Utc>, Vec<Pause>) {
        let start = start - TimeDelta::seconds(start.timestamp() % 60);
        let pauses = lengths.iter().map(|&(after, length)| {
            let from = start + TimeDelta::minutes(after - 3_000);
            Pause { from, until: from + TimeDelta::minutes(length) }
        });
        (start, pauses.collect())
    }
}

proptest! {
    #[test]
    fn there_are_24_working_hours_to_the_due_date(start in any_start(), hours in 1_u32..200) {
        let calendar = calendar(Model::OpeningHours);
        let due = calendar.due(start, Span::WorkingHours(hours), &[]);
        prop_assert_eq!(calendar.minutes_between(start, due), i64::from(hours) * 60);
        prop_assert!(calendar.open_at(due - TimeDelta::seconds(1)).is_some(), "due outside hours: {due}");
    }

    #[test]
    fn a_later_start_is_never_due_earlier(start in any_start(), later in 0_i64..500_000, n in 0_u32..40) {
        for model in Model::ALL {
            for span in [
                Span::WorkingHours(n),
                Span::WorkingDays(n),
                Span::Months(n),
                Span::Days(n),
            ] {
                let calendar = calendar(*model);
                let next = start + TimeDelta::seconds(later);
                prop_assert!(calendar.due(start, span, &[]) <= calendar.due(next, span, &[]));
            }
        }
    }

    #[test]
    fn pauses_push_by_exactly_their_opening_minutes((start, pauses) in any_pauses(), n in 1_u32..40) {
        let calendar = calendar(Model::OpeningHours);
        for span in [Span::WorkingHours(n), Span::WorkingDays(n)] {
            let plain = calendar.due(start, span, &[]);
            let pushed = calendar.due(start, span, &pauses);
            let paused: i64 = merged(&pauses).into_iter().map(|(from, until)| {
                let (from, until) = (instant(from).max(start), instant(until).min(pushed));
                calendar.minutes_between(from, until).max(0)
            }).sum();
            prop_assert_eq!(calendar.minutes_between(plain, pushed), paused);
        }
    }

    #[test]
    fn the_warning_comes_in_opening_hours_and_not_after_the_due_date((start, pauses) in any_pauses(), n in 1_u32..40) {
        for model in Model::ALL {
            for span in [Span::WorkingHours(n), Span::WorkingDays(n)] {
                let calendar = calendar(*model);
                let warn = calendar.warn_at(start, span, &pauses);
                let due = calendar.due(start, span, &pauses);
                prop_assert!(warn <= due);
                let in_hours = calendar.open_at(warn).is_some() || calendar.open_at(warn - TimeDelta::microseconds(1)).is_some();
                prop_assert!(in_hours || warn == due, "{warn} is outside opening hours");
            }
        }
    }
}
