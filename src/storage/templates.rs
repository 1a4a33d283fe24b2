//! The words of letters as administrators changed them, version by version. Only added to.
use super::schema::{letter_templates as t, people};
use super::{Connection, Key, Result, StorageError, Word, stored};
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
pub fn stamp(conn: &mut Connection) -> Result<i64> {
    let newest: Option<i64> = t::table.select(diesel::dsl::max(t::id)).first(conn)?;
    Ok(newest.unwrap_or(0))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = t)]
struct Row {
    kind: Word<LetterKind>,
    version: i32,
    source: String,
    why: String,
    #[diesel(select_expression = people::name)]
    by: String,
    made_at: NaiveDateTime,
}

fn into_domain(row: Row) -> Version {
    Version {
        kind: row.kind.0,
        version: row.version,
        source: row.source,
        why: row.why,
        by: row.by,
        at: row.made_at.and_utc(),
    }
}

/// The newest version of each kind that was ever changed.
pub fn in_force(conn: &mut Connection) -> Result<Vec<Version>> {
    // A handful of rows a kind over the years: the newest is picked here.
    let rows = t::table
        .inner_join(people::table)
        .order((t::kind, t::version))
        .select(Row::as_select())
        .load(conn)?;
    let mut newest: Vec<Version> = Vec::new();
    for row in rows {
        let one = into_domain(row);
        if newest.last().is_some_and(|last| last.kind == one.kind) {
            newest.pop();
        }
        newest.push(one);
    }
    Ok(newest)
}

/// Every version of one kind, the newest first.
pub fn of_kind(conn: &mut Connection, kind: LetterKind) -> Result<Vec<Version>> {
    let rows = t::table
        .inner_join(people::table)
        .filter(t::kind.eq(Word(kind)))
        .order(t::version.desc())
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(into_domain).collect())
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
        .filter(t::kind.eq(Word(kind)))
        .select(diesel::dsl::max(t::version))
        .first(conn)?;
    if newest.unwrap_or(0) != seen {
        return Err(StorageError::Conflict);
    }
    diesel::insert_into(t::table)
        .values((
            t::kind.eq(Word(kind)),
            t::version.eq(seen + 1),
            t::source.eq(source),
            t::why.eq(why),
            t::made_by.eq(Key(by)),
            t::made_at.eq(stored(at)),
        ))
        .execute(conn)?;
    Ok(seen + 1)
}
