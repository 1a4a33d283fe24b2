//! Letters as they were sent: written by `record`, never changed.
use super::schema::letters;
use super::unreadable::Unreadable;
use super::{Connection, Result, StorageError, word};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::vocabulary::{LetterFormat, LetterKind, ReplyChannel};
use procedure::{ComplaintId, LetterId, PersonId};
use sha2::{Digest, Sha256};

/// A letter in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentLetter {
    pub id: LetterId,
    pub kind: LetterKind,
    pub subject: String,
    /// Name and address lines.
    pub addressee: String,
    pub channel: ReplyChannel,
    pub format: LetterFormat,
    /// Why it went another way than they prefer; empty when it did not.
    pub dispatch_reason: String,
    pub sent_at: DateTime<Utc>,
    pub sent_by: PersonId,
}

/// A letter whole, as it was frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenLetter {
    pub letter: SentLetter,
    pub html: String,
    /// Plain text, 72 columns.
    pub text: String,
    /// The letter tree as JSON, from which every other format is made.
    pub tree: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = letters)]
struct Row {
    id: i64,
    kind: String,
    subject: String,
    addressee: String,
    channel: String,
    format: String,
    dispatch_reason: String,
    sent_at: NaiveDateTime,
    sent_by: i64,
}

impl Row {
    fn into_domain(self) -> Result<SentLetter> {
        Ok(SentLetter {
            id: LetterId(self.id),
            kind: word(LetterKind::parse, &self.kind)?,
            subject: self.subject,
            addressee: self.addressee,
            channel: word(ReplyChannel::parse, &self.channel)?,
            format: word(LetterFormat::parse, &self.format)?,
            dispatch_reason: self.dispatch_reason,
            sent_at: self.sent_at.and_utc(),
            sent_by: PersonId(self.sent_by),
        })
    }
}

/// The letters of a complaint, newest first. The caller has found the complaint for somebody who may see it.
///
/// # Errors
/// The query's.
pub fn of_complaint(
    conn: &mut Connection,
    complaint: ComplaintId,
    unreadable: &mut Unreadable,
) -> Result<Vec<SentLetter>> {
    let rows: Vec<Row> = letters::table
        .filter(letters::complaint_id.eq(complaint.0))
        .filter(letters::kind.ne_all(LetterKind::restricting()))
        .order(letters::id.desc())
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|row| unreadable.row(("letter", row.id), row.into_domain()))
        .collect())
}

/// The tree of the letter of this kind that was sent last, if any was.
///
/// # Errors
/// The query's.
pub fn newest(conn: &mut Connection, kind: LetterKind) -> Result<Option<String>> {
    Ok(letters::table
        .filter(letters::kind.eq(kind.as_str()))
        .order(letters::id.desc())
        .select(letters::tree)
        .first(conn)
        .optional()?)
}

/// One letter of a complaint, exactly as it was sent.
///
/// # Errors
/// `NotFound` when it is no letter of this complaint; `Corrupt` when it is not what was frozen.
pub fn find(
    conn: &mut Connection,
    complaint: ComplaintId,
    letter: LetterId,
) -> Result<FrozenLetter> {
    let is_of_it = letters::table
        .filter(letters::complaint_id.eq(complaint.0))
        .filter(letters::kind.ne_all(LetterKind::restricting()))
        .filter(letters::id.eq(letter.0));
    if diesel::select(diesel::dsl::exists(is_of_it)).get_result::<bool>(conn)? {
        whole(conn, letter)
    } else {
        Err(StorageError::NotFound)
    }
}

/// One letter about restricting somebody. The caller has found it in a file whose reader may see all of it.
///
/// # Errors
/// As [`find`].
pub fn of_file(conn: &mut Connection, letter: LetterId) -> Result<FrozenLetter> {
    let frozen = whole(conn, letter)?;
    if frozen.letter.kind.restricts() {
        Ok(frozen)
    } else {
        Err(StorageError::NotFound)
    }
}

/// Every letter of a complaint with its tree and its hash, oldest first. The caller has found the complaint for
/// somebody who may see it.
///
/// # Errors
/// As [`of_complaint`].
pub fn papers_of(
    conn: &mut Connection,
    complaint: ComplaintId,
) -> Result<Vec<(SentLetter, String, String)>> {
    letters::table
        .filter(letters::complaint_id.eq(complaint.0))
        .filter(letters::kind.ne_all(LetterKind::restricting()))
        .order(letters::id)
        .select((Row::as_select(), letters::tree, letters::sha256))
        .load::<(Row, String, String)>(conn)?
        .into_iter()
        .map(|(row, tree, sha256)| Ok((row.into_domain()?, tree, sha256)))
        .collect()
}

/// The tree of the newest letter of one kind in a complaint, as it was frozen. The caller has found the complaint
/// for somebody who may see it.
///
/// # Errors
/// `NotFound` when there is none.
pub fn latest_tree(
    conn: &mut Connection,
    complaint: ComplaintId,
    kind: LetterKind,
) -> Result<String> {
    Ok(letters::table
        .filter(letters::complaint_id.eq(complaint.0))
        .filter(letters::kind.ne_all(LetterKind::restricting()))
        .filter(letters::kind.eq(kind.as_str()))
        .order(letters::id.desc())
        .select(letters::tree)
        .first(conn)?)
}

fn whole(conn: &mut Connection, letter: LetterId) -> Result<FrozenLetter> {
    let (row, html, text, tree, sha256) = letters::table
        .find(letter.0)
        .select((
            Row::as_select(),
            letters::html,
            letters::body,
            letters::tree,
            letters::sha256,
        ))
        .first::<(Row, String, String, String, String)>(conn)?;
    if hex::encode(Sha256::digest(html.as_bytes())) != sha256 {
        return Err(StorageError::Corrupt(format!(
            "letter {letter} is not what was sent"
        )));
    }
    Ok(FrozenLetter {
        letter: row.into_domain()?,
        html,
        text,
        tree,
    })
}
