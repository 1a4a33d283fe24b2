//! Files made of many complaints, or of a whole one. Each is counted before it is made, so that nobody has files made
//! without end, and who asked for what stays written down.
use super::schema::{exports as e, people};
use super::{Connection, Key, Result, Word, stored};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::PersonId;
use procedure::closed_list;

/// How many files one person may have made within [`WINDOW`].
pub const MOST: usize = 20;
/// How far back files count.
pub const WINDOW: Duration = Duration::minutes(10);

closed_list! {
    /// What was made.
    Kind {
        ComplaintsCsv = "complaints_csv", "List of complaints";
        ReportsCsv = "reports_csv", "Report figures";
        AssessorPack = "assessor_pack", "Papers for the Independent Assessor";
        PrintBatch = "print_batch", "Letters to print";
    }
}

/// Whether a file may be made now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// It is counted, under this id.
    Go(i64),
    /// The limit is met until then.
    Wait(DateTime<Utc>),
}

/// Counts a file before it is made, inside a write transaction. However many ask at once, [`MOST`] go. `what` is the
/// filter of a list or the reference of a complaint. Of those past the limit the first in each [`WINDOW`] is written
/// down, so that asking in a loop does not fill the table.
pub fn begin(
    conn: &mut Connection,
    person: PersonId,
    (kind, what): (Kind, &str),
    now: DateTime<Utc>,
) -> Result<Counted> {
    // Changes nothing. PostgreSQL holds the row until the end, so that a second server waits here and then counts
    // what the first has written.
    diesel::update(people::table.find(Key(person)))
        .set(people::version.eq(people::version))
        .execute(conn)?;
    let (from, until) = (stored(now - WINDOW), stored(now));
    let recent = |refused: bool| {
        e::table
            .filter(e::person_id.eq(Key(person)))
            .filter(e::at.gt(from))
            .filter(e::at.le(until))
            .filter(e::refused.eq(refused))
            .order(e::at.desc())
            .select(e::at)
    };
    let made = recent(false)
        .limit(i64::try_from(MOST).unwrap_or(i64::MAX))
        .load::<NaiveDateTime>(conn)?;
    let oldest = made.last().filter(|_| made.len() == MOST);
    let Some(oldest) = oldest else {
        return Ok(Counted::Go(add(
            conn,
            person,
            (kind, what),
            (until, false),
        )?));
    };
    let known = recent(true)
        .first::<NaiveDateTime>(conn)
        .optional()?
        .is_some();
    if !known {
        add(conn, person, (kind, what), (until, true))?;
    }
    Ok(Counted::Wait(oldest.and_utc() + WINDOW))
}

fn add(
    conn: &mut Connection,
    person: PersonId,
    (kind, what): (Kind, &str),
    (at, refused): (NaiveDateTime, bool),
) -> Result<i64> {
    Ok(diesel::insert_into(e::table)
        .values((
            e::person_id.eq(Key(person)),
            e::kind.eq(Word(kind)),
            e::at.eq(at),
            e::what.eq(what),
            e::refused.eq(refused),
        ))
        .returning(e::id)
        .get_result(conn)?)
}

/// Writes down how much a file held, once it is finished: lines, papers or letters.
///
/// # Errors
/// A second size for the same file.
pub fn finish(conn: &mut Connection, id: i64, size: usize) -> Result<()> {
    let size = i32::try_from(size).unwrap_or(i32::MAX);
    diesel::update(e::table.find(id))
        .set(e::size.eq(size))
        .execute(conn)?;
    Ok(())
}

/// One file as administrators see it. What it was about is not shown: it may name a complaint that is about them.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub by: String,
    pub kind: Kind,
    /// Lines, papers or letters; none when it was not finished.
    pub size: Option<i32>,
    /// Asked for past the limit, and not made.
    pub refused: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = e)]
struct Row {
    id: i64,
    at: NaiveDateTime,
    #[diesel(select_expression = people::name)]
    by: String,
    kind: Word<Kind>,
    size: Option<i32>,
    refused: bool,
}

/// The latest files, before one of them, the latest first.
///
/// # Errors
/// A kind that is none of ours.
pub fn page(conn: &mut Connection, before: Option<i64>, limit: i64) -> Result<Vec<Line>> {
    Ok(e::table
        .inner_join(people::table)
        .filter(e::id.lt(before.unwrap_or(i64::MAX)))
        .order(e::id.desc())
        .limit(limit)
        .select(Row::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| Line {
            id: row.id,
            at: row.at.and_utc(),
            by: row.by,
            kind: row.kind.0,
            size: row.size,
            refused: row.refused,
        })
        .collect())
}
