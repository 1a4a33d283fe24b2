//! The working clock as it is drawn: time left in words, a bar cut into working days, the exact due time.
use chrono::{DateTime, Utc};
use procedure::clocks::{Clock, owed};
use procedure::vocabulary::Promise;
use procedure::working_time::{Calendar, Span, time_left, uk_time};
use storage::queues::QueueRow;

/// Finished strings: templates do no arithmetic with time.
#[derive(Debug, Clone)]
pub struct ClockView {
    /// `late`, `soon`, `ok` or `hold`.
    pub state: &'static str,
    /// "3h 20m left"
    pub left: String,
    /// "Tue 24 Nov, 14:00"
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

/// Past its date it is late; for an "ideally" that is a warning and never red (rule 26).
fn state(now: DateTime<Utc>, due: DateTime<Utc>, warn: DateTime<Utc>, ideal: bool) -> &'static str {
    match (now > due, now >= warn, ideal) {
        (true, _, false) => "late",
        (true, _, true) | (_, true, _) => "soon",
        _ => "ok",
    }
}

/// Hours for what is promised in hours, days for the rest: "118h left" means nothing to anybody.
fn unit(promise: Option<Promise>) -> Span {
    match promise {
        Some(Promise::Respond | Promise::FinalResponse | Promise::Escalate) => {
            Span::WorkingDays(10)
        }
        Some(
            Promise::Acknowledge
            | Promise::Assign
            | Promise::FirstContact
            | Promise::Update
            | Promise::AcknowledgeEscalation
            | Promise::SendToAssessor,
        )
        | None => Span::WorkingHours(24),
    }
}

impl ClockView {
    /// The clock of a row in a list; None when nothing is owed.
    pub fn of_row(row: &QueueRow, calendar: &Calendar, now: DateTime<Utc>) -> Option<Self> {
        let due = row.due_at?;
        let acknowledged = row.acknowledged_at.is_some();
        let owed = row.stage.and_then(|stage| owed(stage, acknowledged));
        let from = row.due_from.or(row.received_at).unwrap_or(due);
        Some(Self::new(
            calendar,
            now,
            (from, due, row.warn_at.unwrap_or(due)),
            owed.is_some_and(Promise::is_ideal),
            Some(unit(owed)),
        ))
    }
    /// A running promise on its complaint's page.
    pub fn of(clock: &Clock, calendar: &Calendar, now: DateTime<Utc>) -> Self {
        let times = (clock.started_at, clock.due_at, clock.warn_at);
        let mut view = Self::new(calendar, now, times, clock.promise.is_ideal(), clock.span);
        let rule = clock
            .span
            .map_or("agreed date".to_owned(), |s| s.to_string());
        view.rule = format!("{rule}, {}", clock.promise.standing());
        view
    }
    /// From (start, due, warn).
    pub fn new(
        calendar: &Calendar,
        now: DateTime<Utc>,
        (start, due, warn): (DateTime<Utc>, DateTime<Utc>, DateTime<Utc>),
        ideal: bool,
        span: Option<Span>,
    ) -> Self {
        let left = time_left(calendar, now, due);
        let bar = calendar.clock_bar(start, due, now, &[]);
        Self {
            state: state(now, due, warn, ideal),
            left: left.words_for(span.unwrap_or(Span::WorkingHours(24))),
            due: uk_time::short(due),
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
    fn the_bar_is_cut_into_working_days() {
        let three = bars(3, 500);
        assert_eq!(three.len(), 3);
        assert_eq!(three[0].used.as_deref(), Some("33.3"));
        assert_eq!(three[1].used.as_deref(), Some("16.7"));
        assert_eq!(three[2].used, None);
    }
}
