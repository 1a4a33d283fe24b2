//! Papers as they were bound for the Independent Assessor. Those that somebody has opened may have been handed over and
//! are kept for ever; a try that nobody opened is removed once others were bound after it.
use super::schema::{assessor_packs as p, complaints, people};
use super::{Connection, Key, Result, StorageError, stored};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::{ComplaintId, PersonId};
use sha2::{Digest, Sha256};

/// Hours after which papers that nobody has opened are removed, if others were bound since.
const TRIED_HOURS: i64 = 24;

/// Papers that are to be kept.
#[derive(Debug)]
pub struct NewPack {
    pub complaint: ComplaintId,
    pub papers: i32,
    pub left_out: i32,
    /// Why something was left out; empty when nothing was.
    pub why: String,
    /// The PDF.
    pub bytes: Vec<u8>,
}

/// Papers in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    pub id: i64,
    pub papers: i32,
    pub left_out: i32,
    pub why: String,
    pub sha256: String,
    pub by: String,
    pub at: DateTime<Utc>,
    /// Their PDF was removed: others were bound after them, and nobody had opened them.
    pub removed: bool,
}

/// Keeps them.
pub fn add(conn: &mut Connection, new: &NewPack, by: PersonId, at: DateTime<Utc>) -> Result<()> {
    diesel::insert_into(p::table)
        .values((
            p::complaint_id.eq(Key(new.complaint)),
            p::papers.eq(new.papers),
            p::left_out.eq(new.left_out),
            p::why.eq(&new.why),
            p::sha256.eq(hex::encode(Sha256::digest(&new.bytes))),
            p::bytes.eq(&new.bytes),
            p::made_by.eq(Key(by)),
            p::made_at.eq(stored(at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The newest complaint that has been to the end of the procedure.
pub fn newest_to_bind(conn: &mut Connection) -> Result<Option<ComplaintId>> {
    let newest: Option<Key<ComplaintId>> = complaints::table
        .filter(complaints::assessor_last_date.is_not_null())
        .order(complaints::id.desc())
        .select(complaints::id)
        .first(conn)
        .optional()?;
    Ok(newest.map(|complaint| complaint.0))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = p)]
struct Row {
    id: i64,
    papers: i32,
    left_out: i32,
    why: String,
    sha256: String,
    #[diesel(select_expression = people::name)]
    by: String,
    made_at: NaiveDateTime,
    removed_at: Option<NaiveDateTime>,
}

/// Those of a complaint, the newest first. The caller has found it for somebody who may see it.
pub fn of_complaint(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<Pack>> {
    let rows = p::table
        .inner_join(people::table)
        .filter(p::complaint_id.eq(Key(complaint)))
        .order(p::id.desc())
        .select(Row::as_select())
        .load(conn)?;
    let pack = |row: Row| Pack {
        id: row.id,
        papers: row.papers,
        left_out: row.left_out,
        why: row.why,
        sha256: row.sha256,
        by: row.by,
        at: row.made_at.and_utc(),
        removed: row.removed_at.is_some(),
    };
    Ok(rows.into_iter().map(pack).collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = p)]
struct Bound {
    bytes: Vec<u8>,
    sha256: String,
    opened_at: Option<NaiveDateTime>,
}

/// The PDF of one, exactly as it was bound, and whether somebody has opened it before.
///
/// # Errors
/// `NotFound` when it is none of this complaint or was removed; `Corrupt` when it is not what was bound.
pub fn bytes(conn: &mut Connection, complaint: ComplaintId, id: i64) -> Result<(Vec<u8>, bool)> {
    let bound = p::table
        .filter(p::complaint_id.eq(Key(complaint)))
        .filter(p::id.eq(id))
        .filter(p::removed_at.is_null())
        .select(Bound::as_select())
        .first(conn)?;
    if hex::encode(Sha256::digest(&bound.bytes)) != bound.sha256 {
        return Err(StorageError::Corrupt(format!(
            "assessor pack {id} is not what was bound"
        )));
    }
    Ok((bound.bytes, bound.opened_at.is_some()))
}

/// Somebody opens them: from now on they are kept for ever.
///
/// # Errors
/// `NotFound` when they were removed meanwhile.
pub fn opened(conn: &mut Connection, id: i64, at: DateTime<Utc>) -> Result<()> {
    let first = p::table
        .filter(p::id.eq(id))
        .filter(p::opened_at.is_null())
        .filter(p::removed_at.is_null());
    diesel::update(first)
        .set(p::opened_at.eq(stored(at)))
        .execute(conn)?;
    let there = p::table.find(id).filter(p::removed_at.is_null());
    let there: bool = diesel::select(diesel::dsl::exists(there)).get_result(conn)?;
    there.then_some(()).ok_or(StorageError::NotFound)
}

/// Removes the PDF of tries: papers of which others were bound since, and which nobody has opened. Out: how many.
pub fn remove_tries(conn: &mut Connection, now: DateTime<Utc>) -> Result<usize> {
    let later = diesel::alias!(p as later);
    let since = later
        .filter(later.field(p::complaint_id).eq(p::complaint_id))
        .filter(later.field(p::id).gt(p::id));
    let tries = p::table
        .filter(p::opened_at.is_null())
        .filter(p::removed_at.is_null())
        .filter(p::made_at.lt(stored(now - Duration::hours(TRIED_HOURS))))
        .filter(diesel::dsl::exists(since));
    Ok(diesel::update(tries)
        .set((p::bytes.eq(Vec::<u8>::new()), p::removed_at.eq(stored(now))))
        .execute(conn)?)
}
