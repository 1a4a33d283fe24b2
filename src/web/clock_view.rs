//! The working clock as it is drawn: time left in words, a bar cut into working days, the exact due time.
use chrono::{DateTime, Utc};
use procedure::clocks::Clock;
use procedure::delivery::Delivery;
use procedure::working_time::{Calendar, TimeLeft, time_left, uk_time};
use storage::queues::QueueRow;

/// Finished strings: templates do no arithmetic with time.
#[derive(Debug, Clone)]
pub struct ClockView {
    /// `late`, `soon` (less than one working day left), `ok` or `hold`.
    pub state: &'static str,
    /// "3 h 20 min left"
    pub left: String,
    /// "Tue 24 Nov, 14:00"; with its year when that is another.
    pub due: String,
    /// Machine-readable due time.
    pub due_at: DateTime<Utc>,
    pub bars: Vec<Bar>,
    /// "24 working hours, published"; empty in lists.
    pub rule: String,
}

/// One working day of the bar, in a drawing 104 wide.
#[derive(Debug, Clone)]
pub struct Bar {
    pub x: String,
    pub width: String,
    /// None when nothing of the day is used.
    pub used: Option<String>,
}

/// Colour and count agree: what a list counts as overdue is late, whatever the promise (rule 26).
fn state(left: TimeLeft) -> &'static str {
    match (left.late, left.is_soon()) {
        (true, _) => "late",
        (false, true) => "soon",
        (false, false) => "ok",
    }
}

impl ClockView {
    /// The clock of a row in a list; None when nothing is owed.
    pub fn of_row(row: &QueueRow, calendar: &Calendar, now: DateTime<Utc>) -> Option<Self> {
        let due = row.due_at?;
        let from = row.due_from.or(row.received_at).unwrap_or(due);
        Some(Self::new(calendar, now, (from, due)))
    }
    /// A running promise on its complaint's page.
    pub fn of(clock: &Clock, calendar: &Calendar, now: DateTime<Utc>) -> Self {
        let mut view = Self::new(calendar, now, (clock.started_at, clock.due_at));
        let rule = clock
            .span
            .map_or("agreed date".to_owned(), |s| s.to_string());
        let standing = if clock.promise.is_ideal() && clock.is_late(now) {
            "past the ideal time"
        } else {
            clock.promise.standing()
        };
        view.rule = format!("{rule}, {standing}");
        view
    }
    /// By when a letter is owed that was written at `from`; none when it has no date.
    pub fn of_letter(
        delivery: &Delivery,
        from: DateTime<Utc>,
        calendar: &Calendar,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let due = delivery.due_at?;
        Some(Self::new(calendar, now, (from.min(due), due)))
    }
    /// From when it started and when it is due.
    pub fn new(
        calendar: &Calendar,
        now: DateTime<Utc>,
        (start, due): (DateTime<Utc>, DateTime<Utc>),
    ) -> Self {
        let left = time_left(calendar, now, due);
        let bar = calendar.clock_bar(start, due, now, &[]);
        Self {
            state: state(left),
            left: left.words(),
            due: uk_time::short(due, now),
            due_at: due,
            bars: bars(bar.segments, bar.used_permille),
            rule: String::new(),
        }
    }
}

fn bars(segments: u8, used_permille: u16) -> Vec<Bar> {
    let count = f64::from(segments.max(1));
    let width = (104.0 - (count - 1.0) * 2.0) / count;
    let used = f64::from(used_permille) / 1000.0 * count;
    (0..segments.max(1))
        .map(|i| {
            let share = (used - f64::from(i)).clamp(0.0, 1.0);
            Bar {
                x: format!("{:.1}", f64::from(i) * (width + 2.0)),
                width: format!("{width:.1}"),
                used: (share > 0.0).then(|| format!("{:.1}", width * share)),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_late_is_red_and_less_than_a_working_day_is_amber() {
        let of = |minutes: i64, late| {
            state(TimeLeft {
                minutes,
                day_minutes: 480,
                late,
            })
        };
        assert_eq!(of(480, false), "ok");
        assert_eq!(of(479, false), "soon");
        assert_eq!(of(0, false), "soon");
        assert_eq!(of(0, true), "late");
        assert_eq!(of(-1, true), "late");
    }

    #[test]
    fn the_bar_is_cut_into_working_days() {
        let three = bars(3, 500);
        assert_eq!(three.len(), 3);
        assert_eq!(three[0].used.as_deref(), Some("33.3"));
        assert_eq!(three[1].used.as_deref(), Some("16.7"));
        assert_eq!(three[2].used, None);
    }
}
