//! Where a page of the inbox ends, as it stands in an address.
use chrono::{DateTime, NaiveDateTime};

/// Complaints stand before messages that are due at the same moment.
pub(super) const COMPLAINT: i32 = 0;
pub const MAIL: i32 = 1;

/// The next page begins after this. The order of the fields is the order of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// 0 is urgent, 1 is not.
    pub priority: i32,
    pub at: NaiveDateTime,
    /// `COMPLAINT` or `MAIL`.
    pub kind: i32,
    pub id: i64,
}

impl Cursor {
    pub fn new(priority: i32, at: NaiveDateTime, kind: i32, id: i64) -> Self {
        Self {
            priority,
            at,
            kind,
            id,
        }
    }
    /// For a query: `1.1795510800000000.0.42`, the time in microseconds.
    pub fn encode(&self) -> String {
        let micros = self.at.and_utc().timestamp_micros();
        format!("{}.{micros}.{}.{}", self.priority, self.kind, self.id)
    }
    /// Reads [`Cursor::encode`]. None for anything else: the list begins at its beginning then.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(str::parse::<i64>);
        let mut part = || parts.next()?.ok();
        let (priority, micros, kind, id) = (part()?, part()?, part()?, part()?);
        let at = DateTime::from_timestamp_micros(micros)?.naive_utc();
        let small = |n: i64| i32::try_from(n).ok();
        Some(Self::new(small(priority)?, at, small(kind)?, id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_and_nonsense_is_the_beginning() {
        let at = DateTime::from_timestamp_micros(1_795_510_800_123_456)
            .unwrap()
            .naive_utc();
        let place = Cursor::new(1, at, MAIL, 42);
        assert_eq!(Cursor::parse(&place.encode()), Some(place));
        for nonsense in ["", "1", "1.2.3", "a.b.c.d", "1.99999999999999999999.0.1"] {
            assert_eq!(Cursor::parse(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn urgent_first_then_time_then_complaints_before_mail() {
        let at = |n: i64| DateTime::from_timestamp_micros(n).unwrap().naive_utc();
        let order = [
            Cursor::new(0, at(9), COMPLAINT, 9),
            Cursor::new(1, at(1), MAIL, 1),
            Cursor::new(1, at(2), COMPLAINT, 3),
            Cursor::new(1, at(2), MAIL, 2),
        ];
        assert!(order.is_sorted());
    }
}
