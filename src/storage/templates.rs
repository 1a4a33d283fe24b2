//! The words of letters as administrators changed them, version by version. Only added to.
use super::schema::{letter_templates as t, people};
use super::{Connection, Result, StorageError, stored, word};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::PersonId;
use procedure::vocabulary::LetterKind;

/// One version of the words of a kind of letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub kind: LetterKind,
    pub version: i32,
    pub source: String,
    pub why: String,
    pub by: String,
    pub at: DateTime<Utc>,
}

/// What changes whenever a template does: the number of the newest row, 0 before the first.
///
/// # Errors
/// The query's.
pub fn stamp(conn: &mut Connection) -> Result<i64> {
    let newest: Option<i64> = t::table.select(diesel::dsl::max(t::id)).first(conn)?;
    Ok(newest.unwrap_or(0))
}

type Row = (String, i32, String, String, String, NaiveDateTime);

fn into_domain((kind, version, source, why, by, at): Row) -> Result<Version> {
    Ok(Version {
        kind: word(LetterKind::parse, &kind)?,
        version,
        source,
        why,
        by,
        at: at.and_utc(),
    })
}

/// The newest version of each kind that was ever changed.
///
/// # Errors
/// The query's, or `Corrupt`.
pub fn in_force(conn: &mut Connection) -> Result<Vec<Version>> {
    // A handful of rows a kind over the years: the newest is picked here.
    let rows: Vec<Row> = t::table
        .inner_join(people::table)
        .order((t::kind, t::version))
        .select((
            t::kind,
            t::version,
            t::source,
            t::why,
            people::name,
            t::made_at,
        ))
        .load(conn)?;
    let mut newest: Vec<Version> = Vec::new();
    for row in rows {
        let one = into_domain(row)?;
        if newest.last().is_some_and(|last| last.kind == one.kind) {
            newest.pop();
        }
        newest.push(one);
    }
    Ok(newest)
}

/// Every version of one kind, the newest first.
///
/// # Errors
/// The query's, or `Corrupt`.
pub fn of_kind(conn: &mut Connection, kind: LetterKind) -> Result<Vec<Version>> {
    let rows: Vec<Row> = t::table
        .inner_join(people::table)
        .filter(t::kind.eq(kind.as_str()))
        .order(t::version.desc())
        .select((
            t::kind,
            t::version,
            t::source,
            t::why,
            people::name,
            t::made_at,
        ))
        .load(conn)?;
    rows.into_iter().map(into_domain).collect()
}

/// Adds the version after `seen` (0 when there was none), in a write transaction. Out: its number.
///
/// # Errors
/// `Conflict` when somebody added one meanwhile; nothing was written.
pub fn add(
    conn: &mut Connection,
    kind: LetterKind,
    seen: i32,
    (source, why): (&str, &str),
    (by, at): (PersonId, DateTime<Utc>),
) -> Result<i32> {
    let newest: Option<i32> = t::table
        .filter(t::kind.eq(kind.as_str()))
        .select(diesel::dsl::max(t::version))
        .first(conn)?;
    if newest.unwrap_or(0) != seen {
        return Err(StorageError::Conflict);
    }
    diesel::insert_into(t::table)
        .values((
            t::kind.eq(kind.as_str()),
            t::version.eq(seen + 1),
            t::source.eq(source),
            t::why.eq(why),
            t::made_by.eq(by.0),
            t::made_at.eq(stored(at)),
        ))
        .execute(conn)?;
    Ok(seen + 1)
}
