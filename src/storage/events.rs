//! The history of a complaint: added to by `record`, read here.
use super::schema::events;
use super::unreadable::Marks;
use super::{Connection, Key, Result};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::{ComplaintId, Event, PersonId, Version};

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Happened {
    pub id: i64,
    /// The complaint's version after it.
    pub version: Version,
    pub at: DateTime<Utc>,
    pub by: PersonId,
    /// None when what is stored is no event that we know.
    pub event: Option<Event>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = events)]
struct Row {
    id: i64,
    version: Key<Version>,
    at: NaiveDateTime,
    by_id: Key<PersonId>,
    facts: String,
}

/// The newest events, before an id when paging.
pub fn newest(
    conn: &mut Connection,
    id: ComplaintId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Happened>> {
    Ok(events::table
        .filter(events::complaint_id.eq(Key(id)))
        .filter(events::id.lt(before.unwrap_or(i64::MAX)))
        .order(events::id.desc())
        .select(Row::as_select())
        .limit(limit)
        .load(conn)?
        .into_iter()
        .map(happened)
        .collect())
}

/// What happened after a version, oldest first: what somebody with a stale page has not seen.
pub fn since(conn: &mut Connection, id: ComplaintId, seen: Version) -> Result<Vec<Happened>> {
    Ok(events::table
        .filter(events::complaint_id.eq(Key(id)))
        .filter(events::version.gt(Key(seen)))
        .order(events::id)
        .select(Row::as_select())
        .limit(50)
        .load(conn)?
        .into_iter()
        .map(happened)
        .collect())
}

/// What was recorded with one version, in its order.
pub fn of_version(
    conn: &mut Connection,
    id: ComplaintId,
    version: Version,
) -> Result<Vec<Happened>> {
    Ok(events::table
        .filter(events::complaint_id.eq(Key(id)))
        .filter(events::version.eq(Key(version)))
        .order(events::id)
        .select(Row::as_select())
        .limit(50)
        .load(conn)?
        .into_iter()
        .map(happened)
        .collect())
}

/// The corrections of the record, the newest first.
pub fn corrections(conn: &mut Connection, id: ComplaintId) -> Result<Vec<Happened>> {
    Ok(events::table
        .filter(events::complaint_id.eq(Key(id)))
        .filter(events::kind.eq("facts_corrected"))
        .order(events::id.desc())
        .select(Row::as_select())
        .limit(50)
        .load(conn)?
        .into_iter()
        .map(happened)
        .collect())
}

/// The events that say who had a complaint, and what people said of that, the earliest first.
pub fn of_holding(conn: &mut Connection, id: ComplaintId) -> Result<Vec<Happened>> {
    const KINDS: [&str; 11] = [
        "received",
        "on_the_spot_tried",
        "promoted",
        "taken",
        "acknowledged",
        "handed_back",
        "assigned",
        "escalation_requested",
        "reviewer_chosen",
        "reopened",
        "undone",
    ];
    let corrected = "lateness_corrected";
    Ok(events::table
        .filter(events::complaint_id.eq(Key(id)))
        .filter(events::kind.eq_any(KINDS).or(events::kind.eq(corrected)))
        .order(events::id)
        .select(Row::as_select())
        .limit(1000)
        .load(conn)?
        .into_iter()
        .map(happened)
        .collect())
}

/// How many there are.
pub fn count(conn: &mut Connection, id: ComplaintId) -> Result<i64> {
    Ok(events::table
        .filter(events::complaint_id.eq(Key(id)))
        .count()
        .get_result(conn)?)
}

fn happened(row: Row) -> Happened {
    let mut marks = Marks::of("events", row.id);
    let event = serde_json::from_str(&row.facts).ok();
    if event.is_none() {
        marks.lacks("event");
    }
    marks.done();
    Happened {
        id: row.id,
        version: row.version.0,
        at: row.at.and_utc(),
        by: row.by_id.0,
        event,
    }
}
