//! Files kept with a complaint: what people are told of them. The bytes are in the store, under their hash.
use super::schema::{contacts, evidence, files, mail_items};
use super::unreadable::{Listed, Marks};
use super::{Connection, Key, Result, Word, stored};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::closed_list;
use procedure::{ComplaintId, MailId, PersonId};

closed_list! {
    /// Whether a virus scanner has looked a file over.
    Scan {
        NotScanned = "not_scanned", "Not scanned for viruses";
        Clean = "clean", "Scanned, no virus found";
        Infected = "infected", "Holds a virus: cannot be opened";
        /// There is a scanner and it has not said anything yet.
        Unavailable = "unavailable", "Waiting for the virus scanner: cannot be opened yet";
    }
}

impl Scan {
    /// Its bytes may be handed out.
    pub fn may_be_opened(self) -> bool {
        matches!(self, Self::NotScanned | Self::Clean)
    }
}

/// A file that is to be kept; its bytes are in the store already.
#[derive(Debug, Clone)]
pub struct NewFile {
    pub name: String,
    pub sha256: String,
    pub bytes: i64,
    pub kind: &'static str,
    pub scan: Scan,
    /// What to know before opening it, as words.
    pub marks: Vec<&'static str>,
}

/// What a file came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum With {
    Evidence,
    Contact,
}

/// A file as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    pub id: i64,
    pub name: String,
    pub sha256: String,
    pub bytes: i64,
    pub kind: String,
    pub scan: Scan,
    /// What to know before opening it, as words.
    pub marks: Vec<String>,
    pub by: PersonId,
    pub at: DateTime<Utc>,
    pub with: Option<With>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = files)]
struct Row {
    id: i64,
    name: String,
    sha256: String,
    bytes: i64,
    kind: String,
    scan: Listed<Scan>,
    marks: String,
    by_id: Key<PersonId>,
    at: NaiveDateTime,
    evidence_id: Option<i64>,
    contact_id: Option<i64>,
}

fn kept(row: Row) -> KeptFile {
    let mut marks = Marks::of("files", row.id);
    // What nobody can say is clean is not opened.
    let scan = marks.listed("scan", row.scan);
    marks.done();
    let told = row.marks.split_ascii_whitespace();
    KeptFile {
        id: row.id,
        name: row.name,
        sha256: row.sha256,
        bytes: row.bytes,
        kind: row.kind,
        scan: scan.unwrap_or(Scan::Unavailable),
        marks: told.map(str::to_owned).collect(),
        by: row.by_id.0,
        at: row.at.and_utc(),
        with: row
            .evidence_id
            .map(|_| With::Evidence)
            .or(row.contact_id.map(|_| With::Contact)),
    }
}

/// Keeps files with what was just recorded on a complaint, in the same transaction: the evidence or contact that
/// was written last.
pub fn add(
    conn: &mut Connection,
    (complaint, with): (ComplaintId, With),
    new: &[NewFile],
    (by, at): (PersonId, DateTime<Utc>),
) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let (mut of_evidence, mut of_contact) = (None, None);
    match with {
        With::Evidence => {
            of_evidence = evidence::table
                .filter(evidence::complaint_id.eq(Key(complaint)))
                .select(diesel::dsl::max(evidence::id))
                .first::<Option<i64>>(conn)?;
        }
        With::Contact => {
            of_contact = contacts::table
                .filter(contacts::complaint_id.eq(Key(complaint)))
                .select(diesel::dsl::max(contacts::id))
                .first::<Option<i64>>(conn)?;
        }
    }
    for file in new {
        diesel::insert_into(files::table)
            .values((
                files::complaint_id.eq(Key(complaint)),
                files::evidence_id.eq(of_evidence),
                files::contact_id.eq(of_contact),
                files::name.eq(&file.name),
                files::sha256.eq(&file.sha256),
                files::bytes.eq(file.bytes),
                files::kind.eq(file.kind),
                files::scan.eq(Word(file.scan)),
                files::marks.eq(file.marks.join(" ")),
                files::by_id.eq(Key(by)),
                files::at.eq(stored(at)),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// The files of a complaint, oldest first. The caller has found the complaint for somebody who may see it.
pub fn of_complaint(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<KeptFile>> {
    Ok(files::table
        .filter(files::complaint_id.eq(Key(complaint)))
        .order(files::id)
        .select(Row::as_select())
        .load(conn)?
        .into_iter()
        .map(kept)
        .collect())
}

/// How much is kept already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Bytes of all files of a complaint.
    pub of_complaint: i64,
    /// Bytes that a person has added since a time, to any complaint.
    pub of_person: i64,
    /// Files that they have added since then.
    pub files_of_person: usize,
}

/// How much is kept with a complaint, and how much a person has added since a time.
pub fn usage(
    conn: &mut Connection,
    complaint: ComplaintId,
    (person, since): (PersonId, DateTime<Utc>),
) -> Result<Usage> {
    let kept: Vec<i64> = files::table
        .filter(files::complaint_id.eq(Key(complaint)))
        .select(files::bytes)
        .load(conn)?;
    let added: Vec<i64> = files::table
        .filter(files::by_id.eq(Key(person)))
        .filter(files::at.gt(stored(since)))
        .select(files::bytes)
        .load(conn)?;
    Ok(Usage {
        of_complaint: kept.iter().sum(),
        of_person: added.iter().sum(),
        files_of_person: added.len(),
    })
}

/// One file of a complaint. The caller has found the complaint for somebody who may see it.
///
/// # Errors
/// `NotFound` alike for what is not there and what is another complaint's.
pub fn find(conn: &mut Connection, complaint: ComplaintId, id: i64) -> Result<KeptFile> {
    let row = files::table
        .filter(files::complaint_id.eq(Key(complaint)))
        .filter(files::id.eq(id))
        .select(Row::as_select())
        .first(conn)?;
    Ok(kept(row))
}

/// Files that wait for the scanner, by hash, each once; `limit` at most.
pub fn waiting_for_scan(conn: &mut Connection, limit: i64) -> Result<Vec<String>> {
    Ok(files::table
        .filter(files::scan.eq(Word(Scan::Unavailable)))
        .order(files::sha256)
        .select(files::sha256)
        .distinct()
        .limit(limit)
        .load(conn)?)
}

/// What the scanner said about the bytes of a hash; of every file that has them.
pub fn scanned(conn: &mut Connection, sha256: &str, (scan, note): (Scan, &str)) -> Result<()> {
    diesel::update(files::table.filter(files::sha256.eq(sha256)))
        .set((files::scan.eq(Word(scan)), files::scan_note.eq(note)))
        .execute(conn)?;
    Ok(())
}

/// Messages nobody has scanned, the newest first; `limit` at most.
pub fn mail_to_scan(conn: &mut Connection, limit: i64) -> Result<Vec<(MailId, String)>> {
    let open = [Scan::NotScanned, Scan::Unavailable].map(Word);
    Ok(mail_items::table
        .filter(mail_items::scan.eq_any(open))
        .order(mail_items::id.desc())
        .limit(limit)
        .select((mail_items::id, mail_items::sha256))
        .load::<(Key<MailId>, String)>(conn)?
        .into_iter()
        .map(|(id, sha256)| (id.0, sha256))
        .collect())
}

/// What the scanner said about a whole message.
pub fn mail_scanned(conn: &mut Connection, id: MailId, (scan, note): (Scan, &str)) -> Result<()> {
    diesel::update(mail_items::table.find(Key(id)))
        .set((
            mail_items::scan.eq(Word(scan)),
            mail_items::scan_note.eq(note),
        ))
        .execute(conn)?;
    Ok(())
}
