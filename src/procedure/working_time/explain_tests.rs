//! Explanations as people read them, and that they add up.
use chrono::TimeDelta;

use super::super::testing::{at, calendar, date};
use super::*;

const DAY: Span = Span::WorkingHours(24);

fn lines(explanation: &Explanation) -> Vec<String> {
    let line = |day: &ExplainedDay| {
        let number = day
            .working_day
            .map(|n| format!(" #{n}"))
            .unwrap_or_default();
        format!(
            "{}{number}: {} = {}",
            uk_time::day(day.date, day.date),
            day.words(),
            day.total_words()
        )
    };
    explanation.days.iter().map(line).collect()
}

#[test]
fn easter_is_explained_day_by_day() {
    let why = calendar(Model::OpeningHours).explain(at("2026-04-02 15:00"), DAY, &[]);
    assert_eq!(
        why.rule,
        "24 working hours, counted in opening hours (Mon to Fri, 09:00 to 17:00)"
    );
    assert_eq!(
        why.headline(),
        "Due Thu 9 Apr 2026, 15:00 (24 working hours)"
    );
    assert_eq!(
        why.start_words(),
        "The clock started Thu 2 Apr 2026, 15:00."
    );
    assert_eq!(
        lines(&why),
        [
            "Thu 2 Apr: 15:00 to 17:00, 2 h = 2 h",
            "Fri 3 Apr: Closed: Good Friday = 2 h",
            "Sat 4 Apr: Weekend = 2 h",
            "Sun 5 Apr: Weekend = 2 h",
            "Mon 6 Apr: Closed: Easter Monday = 2 h",
            "Tue 7 Apr: 09:00 to 17:00, 8 h = 10 h",
            "Wed 8 Apr: 09:00 to 17:00, 8 h = 18 h",
            "Thu 9 Apr: 09:00 to 15:00, 6 h = 24 h",
        ]
    );
}

#[test]
fn a_receipt_after_hours_says_when_the_clock_started() {
    let why = calendar(Model::OpeningHours).explain(at("2026-11-20 17:42"), DAY, &[]);
    assert_eq!(
        why.start_words(),
        "It arrived Fri 20 Nov 2026, 17:42, outside working time, so the clock started Mon 23 Nov 2026, 09:00."
    );
    assert_eq!(lines(&why)[0], "Fri 20 Nov: Outside opening hours = 0 min");
    assert_eq!(
        why.headline(),
        "Due Wed 25 Nov 2026, 17:00 (24 working hours)"
    );
}

#[test]
fn pauses_are_shown_and_not_counted() {
    let pauses = [Pause {
        from: at("2026-03-23 16:00"),
        until: at("2026-03-24 10:00"),
    }];
    let why = calendar(Model::OpeningHours).explain(
        at("2026-03-23 15:00"),
        Span::WorkingHours(8),
        &pauses,
    );
    assert_eq!(
        lines(&why),
        [
            "Mon 23 Mar: 15:00 to 16:00, 1 h; Paused 16:00 to 17:00 = 1 h",
            "Tue 24 Mar: Paused 09:00 to 10:00; 10:00 to 17:00, 7 h = 8 h",
        ]
    );
}

#[test]
fn model_b_counts_midnight_to_midnight_and_stops_there() {
    let why = calendar(Model::WorkingDayHours).explain(at("2026-03-28 11:00"), DAY, &[]);
    assert_eq!(
        why.rule,
        "24 working hours, counted as clock hours on working days (Mon to Fri, 09:00 to 17:00)"
    );
    assert_eq!(why.counted_from, at("2026-03-30 00:00"));
    assert_eq!(
        lines(&why),
        [
            "Sat 28 Mar: Weekend = 0 min",
            "Sun 29 Mar: Weekend = 0 min",
            "Mon 30 Mar: 00:00 to midnight, 24 h = 24 h"
        ]
    );
}

#[test]
fn rules_that_count_days_number_them() {
    let c = calendar(Model::NextWorkingDay);
    let why = c.explain(at("2026-03-27 16:30"), DAY, &[]);
    assert_eq!(
        why.rule,
        "24 working hours, read as by close of the next working day (Mon to Fri, 09:00 to 17:00)"
    );
    let numbered: Vec<_> = why
        .days
        .iter()
        .filter_map(|day| Some((day.date, day.working_day?)))
        .collect();
    assert_eq!(numbered, [(date("2026-03-30"), 1)]);
    assert!(
        c.rule_text(Span::WorkingHours(48))
            .starts_with("48 working hours, read as 2 working days,")
    );
    let ten = c.explain(at("2026-03-27 08:00"), Span::WorkingDays(10), &[]);
    assert_eq!(ten.days.last().unwrap().working_day, Some(10));
    assert!(
        ten.rule
            .starts_with("10 working days after the day it started, to close of business (")
    );
}

/// Times are shown without seconds, and the minutes beside them are those between the times that are shown.
#[test]
fn odd_seconds_are_left_out_of_the_times_and_the_sum_alike() {
    let start = at("2026-11-20 10:42") + TimeDelta::seconds(35);
    let calendar = calendar(Model::OpeningHours);
    let why = calendar.explain(start, Span::WorkingHours(8), &[]);
    assert_eq!(
        lines(&why),
        [
            "Fri 20 Nov: 10:42 to 17:00, 6 h 18 min = 6 h 18 min",
            "Sat 21 Nov: Weekend = 6 h 18 min",
            "Sun 22 Nov: Weekend = 6 h 18 min",
            "Mon 23 Nov: 09:00 to 10:42, 1 h 42 min = 8 h",
        ]
    );
    let pauses = [Pause {
        from: at("2026-11-20 12:00") + TimeDelta::seconds(10),
        until: at("2026-11-20 13:00") + TimeDelta::seconds(50),
    }];
    let why = calendar.explain(start, Span::WorkingHours(8), &pauses);
    assert_eq!(
        lines(&why),
        [
            "Fri 20 Nov: 10:42 to 12:00, 1 h 18 min; Paused 12:00 to 13:00; 13:01 to 17:00, 3 h 59 min = 5 h 17 min",
            "Sat 21 Nov: Weekend = 5 h 17 min",
            "Sun 22 Nov: Weekend = 5 h 17 min",
            "Mon 23 Nov: 09:00 to 11:43, 2 h 43 min = 8 h",
        ]
    );
}

/// The last running total is what was promised, and each day's parts add up to it, odd seconds included.
#[test]
fn every_explanation_adds_up() {
    let calendar = calendar(Model::OpeningHours);
    for step in 0..400 {
        let start = at("2026-01-01 00:00") + TimeDelta::seconds(step * 77_777);
        let pauses = [Pause {
            from: start + TimeDelta::hours(5),
            until: start + TimeDelta::seconds(200_001),
        }];
        let why = calendar.explain(start, DAY, &pauses);
        assert_eq!(why.days.last().unwrap().total_minutes, 24 * 60, "{start}");
        let parts = why.days.iter().flat_map(|day| &day.parts);
        for part in parts.filter(|part| !part.paused) {
            let shown = part.to.timestamp() / 60 - part.minutes;
            assert!((shown - part.from.timestamp() / 60).abs() <= 1, "{start}");
            assert!(part.minutes >= 0, "{start}");
        }
        let counted = why
            .days
            .iter()
            .flat_map(|day| &day.parts)
            .filter(|part| !part.paused);
        assert_eq!(
            counted.map(|part| part.minutes).sum::<i64>(),
            24 * 60,
            "{start}"
        );
    }
}
