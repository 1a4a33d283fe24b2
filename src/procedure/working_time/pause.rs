//! Times in which a clock does not run.
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A time in which a clock stands still, from inclusive to exclusive, in UTC.
///
/// Only where a rule allows it: "Waiting for the complainant does not stop published clocks" (reading (e)3).
/// A pause always has an end here, so that a due date can be worked out from it: [`Pause::so_far`] gives a pause
/// that is still running the present moment as its end, and the due date moves on while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

impl Pause {
    /// A pause as stored: `until` is none while it still runs, and then it counts as ended `now`.
    pub fn so_far(from: DateTime<Utc>, until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        Self {
            from,
            until: until.unwrap_or(now),
        }
    }
}

/// The pauses in order, overlaps joined, as microseconds since 1970; back-to-front ones are left out.
pub(super) fn merged(pauses: &[Pause]) -> Vec<(i64, i64)> {
    let mut stretches: Vec<(i64, i64)> = pauses
        .iter()
        .map(|pause| {
            (
                pause.from.timestamp_micros(),
                pause.until.timestamp_micros(),
            )
        })
        .filter(|(from, until)| from < until)
        .collect();
    stretches.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::with_capacity(stretches.len());
    for (from, until) in stretches {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => merged.push((from, until)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(micros: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(micros).unwrap()
    }

    fn pause(from: i64, until: i64) -> Pause {
        Pause::so_far(at(from), Some(at(until)), at(0))
    }

    #[test]
    fn overlaps_are_counted_once_and_nonsense_not_at_all() {
        let pauses = [
            pause(50, 60),
            pause(10, 30),
            pause(20, 25),
            pause(30, 40),
            pause(9, 3),
        ];
        assert_eq!(merged(&pauses), [(10, 40), (50, 60)]);
    }

    #[test]
    fn a_running_pause_ends_now() {
        assert_eq!(Pause::so_far(at(5), None, at(9)).until, at(9));
        assert_eq!(Pause::so_far(at(5), Some(at(7)), at(9)).until, at(7));
    }
}
