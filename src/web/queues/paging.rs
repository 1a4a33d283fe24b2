//! Where a page of a board ends, as an address carries it.
use chrono::DateTime;
use storage::queues::{Cursor, QueueRow};

/// How many complaints a page of a board shows.
pub const PAGE: i64 = 25;

/// "1.1795521600000000.42": priority, date owed in microseconds (or "x" for none), id.
pub fn written(cursor: &Cursor) -> String {
    let due = cursor.due.map_or("x".to_owned(), |at| {
        at.and_utc().timestamp_micros().to_string()
    });
    format!("{}.{due}.{}", cursor.priority, cursor.id)
}

/// None for an empty one and for what is none of ours: the first page.
pub fn read(text: &str) -> Option<Cursor> {
    let mut parts = text.split('.');
    let (priority, due, id) = (parts.next()?, parts.next()?, parts.next()?);
    let due = match due {
        "x" => None,
        micros => Some(DateTime::from_timestamp_micros(micros.parse().ok()?)?.naive_utc()),
    };
    Some(Cursor {
        priority: priority.parse().ok()?,
        due,
        id: id.parse().ok()?,
    })
}

/// A page cut from one row more than it shows, and the cursor of the next when there is one.
pub fn cut(mut rows: Vec<QueueRow>) -> (Vec<QueueRow>, Option<String>) {
    let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let next = rows
        .iter()
        .rev()
        .find(|row| !row.is_lost())
        .filter(|_| more)
        .map(|row| written(&row.cursor()));
    (rows, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_and_nonsense_is_the_first_page() {
        let due = DateTime::from_timestamp_micros(1_795_521_600_123_456).map(|at| at.naive_utc());
        for due in [due, None] {
            let cursor = Cursor {
                priority: 1,
                due,
                id: 42,
            };
            assert_eq!(read(&written(&cursor)), Some(cursor));
        }
        for wrong in [
            "",
            "1",
            "1.y.2",
            "1.99999999999999999999.2",
            "a.x.1",
            "'; drop",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
