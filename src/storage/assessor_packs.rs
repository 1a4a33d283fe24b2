//! Papers as they were bound for the Independent Assessor. Those that somebody has opened may have been handed over and
//! are kept for ever; a try that nobody opened is removed once others were bound after it.
use super::schema::{assessor_pack_files as f, assessor_packs as p, complaints, people};
use super::{Connection, Key, Result, StorageError, stored};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::{ComplaintId, MailId, PersonId};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

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
    /// What goes with it and is not inside it.
    pub files: Vec<PackFile>,
}

/// Where a file of the papers is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Added(i64),
    /// It came with a message, at this place of it.
    Attached(MailId, i32),
    /// The row does not say; only damage leaves it so.
    Unknown,
}

/// A file that goes with papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFile {
    pub source: Source,
    pub name: String,
    /// In words: "Sound (MP3)".
    pub kind: String,
    pub bytes: i64,
    pub sha256: String,
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
    /// The files that went with them.
    pub files: Vec<PackFile>,
    /// Their PDF was removed: others were bound after them, and nobody had opened them.
    pub removed: bool,
}

/// Keeps them.
pub fn add(conn: &mut Connection, new: &NewPack, by: PersonId, at: DateTime<Utc>) -> Result<()> {
    let pack: i64 = diesel::insert_into(p::table)
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
        .returning(p::id)
        .get_result(conn)?;
    for file in &new.files {
        let (added, attached) = match file.source {
            Source::Added(id) => (Some(id), None),
            Source::Attached(mail, place) => (None, Some((mail, place))),
            Source::Unknown => (None, None),
        };
        diesel::insert_into(f::table)
            .values((
                f::pack_id.eq(pack),
                f::file_id.eq(added),
                f::mail_id.eq(attached.map(|(mail, _)| Key(mail))),
                f::place.eq(attached.map(|(_, place)| place)),
                f::name.eq(&file.name),
                f::kind.eq(&file.kind),
                f::bytes.eq(file.bytes),
                f::sha256.eq(&file.sha256),
            ))
            .execute(conn)?;
    }
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = f)]
struct FileRow {
    pack_id: i64,
    file_id: Option<i64>,
    mail_id: Option<Key<MailId>>,
    place: Option<i32>,
    name: String,
    kind: String,
    bytes: i64,
    sha256: String,
}

impl FileRow {
    fn into_domain(self) -> PackFile {
        PackFile {
            source: match (self.file_id, self.mail_id, self.place) {
                (Some(id), _, _) => Source::Added(id),
                (None, Some(mail), Some(place)) => Source::Attached(mail.0, place),
                _ => Source::Unknown,
            },
            name: self.name,
            kind: self.kind,
            bytes: self.bytes,
            sha256: self.sha256,
        }
    }
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
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut files: HashMap<i64, Vec<PackFile>> = HashMap::new();
    let found = f::table
        .filter(f::pack_id.eq_any(ids))
        .order(f::id)
        .select(FileRow::as_select())
        .load(conn)?;
    for row in found {
        let of = files.entry(row.pack_id).or_default();
        of.push(row.into_domain());
    }
    let mut pack = |row: Row| Pack {
        files: files.remove(&row.id).unwrap_or_default(),
        id: row.id,
        papers: row.papers,
        left_out: row.left_out,
        why: row.why,
        sha256: row.sha256,
        by: row.by,
        at: row.made_at.and_utc(),
        removed: row.removed_at.is_some(),
    };
    Ok(rows.into_iter().map(&mut pack).collect())
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
