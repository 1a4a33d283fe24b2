//! Letters as they were sent: written by `record`, never changed.
use super::schema::letters;
use super::unreadable::{Listed, Unreadable};
use super::{Connection, Key, Result, StorageError, Word};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::vocabulary::{ClosedList, LetterFormat, LetterKind, ReplyChannel};
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

/// A letter of a complaint with what proves it: its hash and the tree it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub letter: SentLetter,
    /// As [`FrozenLetter::tree`].
    pub tree: String,
    pub sha256: String,
}

/// A word that is none of ours spoils one letter, not the list it stands in, so it is looked at row by row.
#[derive(Queryable, Selectable)]
#[diesel(table_name = letters)]
struct Row {
    id: Key<LetterId>,
    kind: Listed<LetterKind>,
    subject: String,
    addressee: String,
    channel: Listed<ReplyChannel>,
    format: Listed<LetterFormat>,
    dispatch_reason: String,
    sent_at: NaiveDateTime,
    sent_by: Key<PersonId>,
}

impl Row {
    fn into_domain(self) -> Result<SentLetter> {
        Ok(SentLetter {
            id: self.id.0,
            kind: known(self.kind)?,
            subject: self.subject,
            addressee: self.addressee,
            channel: known(self.channel)?,
            format: known(self.format)?,
            dispatch_reason: self.dispatch_reason,
            sent_at: self.sent_at.and_utc(),
            sent_by: self.sent_by.0,
        })
    }
}

fn known<T: ClosedList>(word: Listed<T>) -> Result<T> {
    word.known().ok_or_else(|| {
        let list = std::any::type_name::<T>();
        StorageError::Corrupt(format!("a word that {list} does not know"))
    })
}

/// Kinds that restrict somebody: they are not shown among the letters of a complaint.
pub(super) fn restricting() -> Vec<Word<LetterKind>> {
    let all = LetterKind::ALL.iter().copied();
    all.filter(|kind| kind.restricts()).map(Word).collect()
}

/// The letters of a complaint, newest first. The caller has found the complaint for somebody who may see it.
pub fn of_complaint(
    conn: &mut Connection,
    complaint: ComplaintId,
    unreadable: &mut Unreadable,
) -> Result<Vec<SentLetter>> {
    let rows: Vec<Row> = letters::table
        .filter(letters::complaint_id.eq(Key(complaint)))
        .filter(letters::kind.ne_all(restricting()))
        .order(letters::id.desc())
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|row| unreadable.row(("letter", row.id.0.0), row.into_domain()))
        .collect())
}

/// The tree of the letter of this kind that was sent last, if any was.
pub fn newest(conn: &mut Connection, kind: LetterKind) -> Result<Option<String>> {
    Ok(letters::table
        .filter(letters::kind.eq(Word(kind)))
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
        .filter(letters::complaint_id.eq(Key(complaint)))
        .filter(letters::kind.ne_all(restricting()))
        .filter(letters::id.eq(Key(letter)));
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

#[derive(Queryable, Selectable)]
#[diesel(table_name = letters)]
struct PaperRow {
    #[diesel(embed)]
    letter: Row,
    tree: String,
    sha256: String,
}

/// Every letter of a complaint with its tree and its hash, oldest first. The caller has found the complaint for
/// somebody who may see it.
///
/// # Errors
/// `Corrupt` when a word of one of them is none of ours.
pub fn papers_of(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<Paper>> {
    letters::table
        .filter(letters::complaint_id.eq(Key(complaint)))
        .filter(letters::kind.ne_all(restricting()))
        .order(letters::id)
        .select(PaperRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| {
            Ok(Paper {
                letter: row.letter.into_domain()?,
                tree: row.tree,
                sha256: row.sha256,
            })
        })
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
        .filter(letters::complaint_id.eq(Key(complaint)))
        .filter(letters::kind.ne_all(restricting()))
        .filter(letters::kind.eq(Word(kind)))
        .order(letters::id.desc())
        .select(letters::tree)
        .first(conn)?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = letters)]
struct WholeRow {
    #[diesel(embed)]
    letter: Row,
    html: String,
    body: String,
    tree: String,
    sha256: String,
}

fn whole(conn: &mut Connection, letter: LetterId) -> Result<FrozenLetter> {
    let row = letters::table
        .find(Key(letter))
        .select(WholeRow::as_select())
        .first(conn)?;
    if hex::encode(Sha256::digest(row.html.as_bytes())) != row.sha256 {
        return Err(StorageError::Corrupt(format!(
            "letter {letter} is not what was sent"
        )));
    }
    Ok(FrozenLetter {
        letter: row.letter.into_domain()?,
        html: row.html,
        text: row.body,
        tree: row.tree,
    })
}
