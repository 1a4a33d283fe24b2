//! The history of a complaint: added to by `record`, read here.
use super::schema::events;
use super::unreadable::Marks;
use super::{Connection, Result};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::{ComplaintId, Event, PersonId, Version};

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Happened {
    pub id: i64,
    /// The complaint's version after it.
    pub version: i64,
    pub at: DateTime<Utc>,
    pub by: PersonId,
    /// None when what is stored is no event that we know.
    pub event: Option<Event>,
}

type Row = (i64, i64, NaiveDateTime, i64, String);

/// The newest events, before an id when paging.
///
/// # Errors
/// The query's.
pub fn newest(
    conn: &mut Connection,
    id: ComplaintId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Happened>> {
    Ok(events::table
        .filter(events::complaint_id.eq(id.0))
        .filter(events::id.lt(before.unwrap_or(i64::MAX)))
        .order(events::id.desc())
        .select((
            events::id,
            events::version,
            events::at,
            events::by_id,
            events::facts,
        ))
        .limit(limit)
        .load::<Row>(conn)?
        .into_iter()
        .map(happened)
        .collect())
}

/// What happened after a version, oldest first: what somebody with a stale page has not seen.
///
/// # Errors
/// The query's.
pub fn since(conn: &mut Connection, id: ComplaintId, seen: Version) -> Result<Vec<Happened>> {
    Ok(events::table
        .filter(events::complaint_id.eq(id.0))
        .filter(events::version.gt(seen.0))
        .order(events::id)
        .select((
            events::id,
            events::version,
            events::at,
            events::by_id,
            events::facts,
        ))
        .limit(50)
        .load::<Row>(conn)?
        .into_iter()
        .map(happened)
        .collect())
}

/// How many there are.
///
/// # Errors
/// The query's.
pub fn count(conn: &mut Connection, id: ComplaintId) -> Result<i64> {
    Ok(events::table
        .filter(events::complaint_id.eq(id.0))
        .count()
        .get_result(conn)?)
}

fn happened((id, version, at, by, facts): Row) -> Happened {
    let mut marks = Marks::of("events", id);
    let event = serde_json::from_str(&facts).ok();
    if event.is_none() {
        marks.lacks("event");
    }
    marks.done();
    Happened {
        id,
        version,
        at: at.and_utc(),
        by: PersonId(by),
        event,
    }
}
