//! Every administrative change, who made it, and what it was before. Only added to.
use crate::schema::{administration_events as e, people};
use crate::{Connection, Key, Result, StorageError, stored};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::PersonId;
use procedure::event::Change;
use serde::{Deserialize, Serialize};

/// One change, to be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WhatChanged {
    /// Whom or what it was done to: a person's name, an area's, a setting's.
    pub subject: String,
    /// Field by field, in words; a password is never among them.
    pub changes: Vec<Change>,
    /// Why, where it was asked.
    pub why: String,
}

/// One change as it is shown.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: i64,
    pub at: DateTime<Utc>,
    /// Empty for what the software did itself.
    pub by: String,
    pub what: String,
    pub facts: WhatChanged,
}

/// Writes a change down, in the transaction that makes it.
pub fn note(
    conn: &mut Connection,
    by: PersonId,
    what: &str,
    facts: &WhatChanged,
    now: DateTime<Utc>,
) -> Result<()> {
    let facts = serde_json::to_string(facts).map_err(|e| StorageError::Corrupt(e.to_string()))?;
    diesel::insert_into(e::table)
        .values((
            e::at.eq(stored(now)),
            e::by_id.eq(Key(by)),
            e::what.eq(what),
            e::facts.eq(facts),
        ))
        .execute(conn)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = e)]
struct Row {
    id: i64,
    at: NaiveDateTime,
    #[diesel(select_expression = people::name.nullable())]
    by: Option<String>,
    what: String,
    facts: String,
}

/// The latest changes, before one of them, the latest first.
///
/// Facts of another shape, as an older version may have kept, are shown without their fields.
pub fn page(conn: &mut Connection, before: Option<i64>, limit: i64) -> Result<Vec<Line>> {
    let rows = e::table
        .left_join(people::table.on(e::by_id.eq(people::id.nullable())))
        .filter(e::id.lt(before.unwrap_or(i64::MAX)))
        .order(e::id.desc())
        .limit(limit)
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| Line {
            id: row.id,
            at: row.at.and_utc(),
            by: row.by.unwrap_or_default(),
            what: row.what,
            facts: serde_json::from_str(&row.facts).unwrap_or_default(),
        })
        .collect())
}
