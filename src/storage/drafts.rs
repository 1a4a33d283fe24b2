//! Letters while they are being written: one draft a complaint and step, each with a version.
//!
//! Nobody's words are written over unseen: whoever saves says which version they had in front of them.
use super::schema::drafts as d;
use super::{Connection, Key, Result, StorageError, stored};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::{ComplaintId, PersonId, StepKind};
use std::collections::BTreeMap;

/// The typed fields by name.
pub type Fields = BTreeMap<String, String>;

/// A draft as it was last saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// 1 for the first save, one more with each.
    pub version: i64,
    pub fields: Fields,
    pub by: PersonId,
    /// UTC.
    pub at: DateTime<Utc>,
}

/// How a save ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// Kept; the draft's version now.
    At(i64),
    /// These words were kept already; the draft's version.
    Same(i64),
    /// Somebody saved other words since: theirs, untouched.
    Newer(Box<Draft>),
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = d)]
struct Row {
    version: i64,
    fields: String,
    by_id: Key<PersonId>,
    at: NaiveDateTime,
}

/// The draft of a step, if one was saved.
///
/// # Errors
/// `Corrupt` when its fields cannot be read.
pub fn find(
    conn: &mut Connection,
    complaint: ComplaintId,
    step: StepKind,
) -> Result<Option<Draft>> {
    let row = d::table
        .filter(d::complaint_id.eq(Key(complaint)))
        .filter(d::step.eq(step.noun()))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    let Some(row) = row else {
        return Ok(None);
    };
    let fields = serde_json::from_str(&row.fields);
    Ok(Some(Draft {
        version: row.version,
        fields: fields.map_err(|e| StorageError::Corrupt(e.to_string()))?,
        by: row.by_id.0,
        at: row.at.and_utc(),
    }))
}

/// Saves a draft that was seen at version `seen` (0 when there was none), inside a write transaction.
/// Saving the same words again is no conflict: an answer may have been lost on the way.
pub fn save(
    conn: &mut Connection,
    (complaint, step): (ComplaintId, StepKind),
    seen: i64,
    fields: &Fields,
    (by, now): (PersonId, DateTime<Utc>),
) -> Result<Saved> {
    let json = serde_json::to_string(fields).map_err(|e| StorageError::Corrupt(e.to_string()))?;
    let Some(kept) = find(conn, complaint, step)? else {
        return insert(conn, (complaint, step), &json, (by, now));
    };
    if kept.fields == *fields {
        return Ok(Saved::Same(kept.version));
    }
    if kept.version != seen {
        return Ok(Saved::Newer(Box::new(kept)));
    }
    diesel::update(
        d::table
            .filter(d::complaint_id.eq(Key(complaint)))
            .filter(d::step.eq(step.noun())),
    )
    .set((
        d::version.eq(seen + 1),
        d::fields.eq(json),
        d::by_id.eq(Key(by)),
        d::at.eq(stored(now)),
    ))
    .execute(conn)?;
    Ok(Saved::At(seen + 1))
}

fn insert(
    conn: &mut Connection,
    (complaint, step): (ComplaintId, StepKind),
    json: &str,
    (by, now): (PersonId, DateTime<Utc>),
) -> Result<Saved> {
    diesel::insert_into(d::table)
        .values((
            d::complaint_id.eq(Key(complaint)),
            d::step.eq(step.noun()),
            d::version.eq(1_i64),
            d::fields.eq(json),
            d::by_id.eq(Key(by)),
            d::at.eq(stored(now)),
        ))
        .execute(conn)?;
    Ok(Saved::At(1))
}
