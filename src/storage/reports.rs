//! Anonymous totals for a period. They cover every complaint, also those which the reader may not open: a
//! number over all areas names nobody. Each is one query over an index.
use super::schema::{clocks, complaints, escalations};
use super::{Connection, Result, stored};
use crate::procedure::vocabulary::{Outcome, Promise};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    pub part: i64,
    pub of: i64,
}

impl Share {
    /// Whole percent, rounded to the nearest; None of nothing.
    pub fn percent(self) -> Option<i64> {
        (self.of > 0).then(|| (self.part * 100 + self.of / 2) / self.of)
    }
    fn of(parts: &[bool]) -> Self {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Self {
            part: count(parts.iter().filter(|yes| **yes).count()),
            of: count(parts.len()),
        }
    }
}

/// From one instant until before another.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// The clocks of one promise that stopped in a period: when each did, and whether in time.
///
/// # Errors
/// The query's.
pub fn stopped(
    conn: &mut Connection,
    promise: Promise,
    period: Period,
) -> Result<Vec<(DateTime<Utc>, bool)>> {
    let rows = clocks::table
        .filter(clocks::promise.eq(promise.as_str()))
        .filter(clocks::stopped_at.ge(stored(period.from)))
        .filter(clocks::stopped_at.lt(stored(period.until)))
        .select((clocks::stopped_at, clocks::in_time))
        .load::<(Option<NaiveDateTime>, Option<bool>)>(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(at, in_time)| Some((at?.and_utc(), in_time?)))
        .collect())
}

/// Of the clocks of one promise that stopped in a period, how many were in time.
///
/// # Errors
/// The query's.
pub fn in_time(conn: &mut Connection, promise: Promise, period: Period) -> Result<Share> {
    let all: Vec<bool> = stopped(conn, promise, period)?
        .into_iter()
        .map(|(_, in_time)| in_time)
        .collect();
    Ok(Share::of(&all))
}

/// Clocks of one promise that run past their date at this moment.
///
/// # Errors
/// The query's.
pub fn running_late(conn: &mut Connection, promise: Promise, now: DateTime<Utc>) -> Result<i64> {
    Ok(clocks::table
        .filter(clocks::promise.eq(promise.as_str()))
        .filter(clocks::stopped_at.is_null())
        .filter(clocks::due_at.lt(stored(now)))
        .count()
        .get_result(conn)?)
}

/// Complaints received in a period, on-the-spot attempts included.
///
/// # Errors
/// The query's.
pub fn received(conn: &mut Connection, period: Period) -> Result<i64> {
    Ok(complaints::table
        .filter(complaints::received_at.ge(stored(period.from)))
        .filter(complaints::received_at.lt(stored(period.until)))
        .count()
        .get_result(conn)?)
}

/// Of the complaints received in a period that have an outcome by now, those upheld in whole or part.
///
/// # Errors
/// The query's.
pub fn upheld(conn: &mut Connection, period: Period) -> Result<Share> {
    let words = complaints::table
        .filter(complaints::outcome.eq_any(Outcome::ALL.iter().map(|o| Some(o.as_str()))))
        .filter(complaints::received_at.ge(stored(period.from)))
        .filter(complaints::received_at.lt(stored(period.until)))
        .select(complaints::outcome)
        .load::<Option<String>>(conn)?;
    let upheld: Vec<bool> = words
        .iter()
        .flatten()
        .map(|word| Outcome::parse(word).is_some_and(Outcome::is_upheld))
        .collect();
    Ok(Share::of(&upheld))
}

/// Of the complaints received in a period, those whose complainant has asked for the second stage.
///
/// # Errors
/// The queries'.
pub fn escalated(conn: &mut Connection, period: Period) -> Result<Share> {
    let part = complaints::table
        .inner_join(escalations::table)
        .filter(complaints::received_at.ge(stored(period.from)))
        .filter(complaints::received_at.lt(stored(period.until)))
        .count()
        .get_result::<i64>(conn)?;
    Ok(Share {
        part,
        of: received(conn, period)?,
    })
}

#[cfg(test)]
mod tests {
    use super::Share;

    #[test]
    fn shares_are_rounded_and_nothing_has_none() {
        assert_eq!(Share { part: 0, of: 0 }.percent(), None);
        assert_eq!(Share { part: 2, of: 3 }.percent(), Some(67));
        assert_eq!(Share { part: 1, of: 8 }.percent(), Some(13));
        assert_eq!(Share { part: 3, of: 3 }.percent(), Some(100));
    }
}
