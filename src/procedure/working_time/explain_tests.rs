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
            uk_time::day(day.date),
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
    assert_eq!(why.headline(), "Due Thu 9 Apr, 15:00 (24 working hours)");
    assert_eq!(why.start_words(), "The clock started Thu 2 Apr, 15:00.");
    assert_eq!(
        lines(&why),
        [
            "Thu 2 Apr: 15:00 to 17:00, 2h = 2h",
            "Fri 3 Apr: Closed: Good Friday = 2h",
            "Sat 4 Apr: Weekend = 2h",
            "Sun 5 Apr: Weekend = 2h",
            "Mon 6 Apr: Closed: Easter Monday = 2h",
            "Tue 7 Apr: 09:00 to 17:00, 8h = 10h",
            "Wed 8 Apr: 09:00 to 17:00, 8h = 18h",
            "Thu 9 Apr: 09:00 to 15:00, 6h = 24h",
        ]
    );
}

#[test]
fn a_receipt_after_hours_says_when_the_clock_started() {
    let why = calendar(Model::OpeningHours).explain(at("2026-11-20 17:42"), DAY, &[]);
    assert_eq!(
        why.start_words(),
        "It arrived Fri 20 Nov, 17:42, outside working time, so the clock started Mon 23 Nov, 09:00."
    );
    assert_eq!(lines(&why)[0], "Fri 20 Nov: Outside opening hours = 0m");
    assert_eq!(why.headline(), "Due Wed 25 Nov, 17:00 (24 working hours)");
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
            "Mon 23 Mar: 15:00 to 16:00, 1h; Paused 16:00 to 17:00 = 1h",
            "Tue 24 Mar: Paused 09:00 to 10:00; 10:00 to 17:00, 7h = 8h",
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
            "Sat 28 Mar: Weekend = 0m",
            "Sun 29 Mar: Weekend = 0m",
            "Mon 30 Mar: 00:00 to midnight, 24h = 24h"
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
