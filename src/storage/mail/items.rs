//! One message, whole.
use super::MailState;
use crate::files::Scan;
use crate::schema::{mail_items, mail_originals};
use crate::unreadable::{Listed, Marks, Unreadable};
use crate::{Connection, Key, Result, StorageError, complaints, word};
use ::mail::{Attachment, Class, Flag};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::{Actor, ComplaintId, MailId, PersonId, sees};

/// A message as it was read when it was taken in, and what has been decided about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailItem {
    pub id: MailId,
    /// Of the original, in hexadecimal.
    pub sha256: String,
    /// The name the sender gives; anybody can write any name. May be empty.
    pub from_name: String,
    /// The address the sender gives, in lower case; grants nothing. May be empty.
    pub from_address: String,
    /// Addresses it was sent to, with commas between.
    pub sent_to: String,
    pub subject: String,
    pub message_id: String,
    /// The readable text; [`::mail::fold_quotes`] sets apart what it quotes.
    pub body: String,
    pub attachments: Vec<Attachment>,
    pub class: Class,
    /// Why that class, in plain words.
    pub class_why: String,
    pub flags: Vec<Flag>,
    pub received_at: DateTime<Utc>,
    /// False when `received_at` is only when it was taken in.
    pub received_known: bool,
    pub taken_in_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub warn_at: DateTime<Utc>,
    pub state: MailState,
    /// The complaint it became or was joined to.
    pub complaint: Option<ComplaintId>,
    /// Who decided last, putting back included.
    pub decided_by: Option<PersonId>,
    pub decided_at: Option<DateTime<Utc>>,
    /// The reason last given; kept when the item is put back.
    pub decided_why: String,
    /// A complaint whose letter it answers, though its sender is nobody of it.
    pub offered: Option<ComplaintId>,
    /// Whether a virus scanner has looked it over, with all that came with it.
    pub scan: Scan,
}

#[derive(Queryable, Selectable, Debug)]
#[diesel(table_name = mail_items)]
struct Row {
    id: Key<MailId>,
    sha256: String,
    from_name: String,
    from_address: String,
    sent_to: String,
    subject: String,
    message_id: String,
    body: String,
    attachments: String,
    class: String,
    class_why: String,
    flags: String,
    received_at: NaiveDateTime,
    received_known: bool,
    taken_in_at: NaiveDateTime,
    due_at: NaiveDateTime,
    warn_at: NaiveDateTime,
    state: Listed<MailState>,
    complaint_id: Option<Key<ComplaintId>>,
    decided_by: Option<Key<PersonId>>,
    decided_at: Option<NaiveDateTime>,
    decided_why: String,
    offered_id: Option<Key<ComplaintId>>,
    scan: Listed<Scan>,
}

impl Row {
    /// Its decision must be known; the rest is shown as far as it can be read.
    fn into_item(self) -> Result<MailItem> {
        let mut marks = Marks::of("mail_items", self.id.0.0);
        let attachments = list(&self.attachments).unwrap_or_else(|_| {
            marks.lacks("attachments");
            Vec::new()
        });
        let flags = flags(&self.flags).unwrap_or_else(|_| {
            marks.lacks("what to take care of");
            Vec::new()
        });
        let class = marks.word("kind of message", Class::parse, &self.class);
        let scan = marks.listed("scan", self.scan);
        marks.done();
        let state = self.state.known();
        let state =
            state.ok_or_else(|| StorageError::Corrupt("unknown state of a message".into()))?;
        Ok(MailItem {
            attachments,
            class: class.unwrap_or(Class::Person),
            flags,
            state,
            id: self.id.0,
            sha256: self.sha256,
            from_name: self.from_name,
            from_address: self.from_address,
            sent_to: self.sent_to,
            subject: self.subject,
            message_id: self.message_id,
            body: self.body,
            class_why: self.class_why,
            received_at: self.received_at.and_utc(),
            received_known: self.received_known,
            taken_in_at: self.taken_in_at.and_utc(),
            due_at: self.due_at.and_utc(),
            warn_at: self.warn_at.and_utc(),
            complaint: self.complaint_id.map(|id| id.0),
            decided_by: self.decided_by.map(|by| by.0),
            decided_at: self.decided_at.map(|at| at.and_utc()),
            decided_why: self.decided_why,
            offered: self.offered_id.map(|id| id.0),
            // What nobody can say is clean is not opened.
            scan: scan.unwrap_or(Scan::Unavailable),
        })
    }
}

fn list<T: serde::de::DeserializeOwned>(json: &str) -> Result<Vec<T>> {
    serde_json::from_str(json).map_err(|e| StorageError::Corrupt(e.to_string()))
}

/// Stored flags as members of their closed list.
pub(super) fn flags(json: &str) -> Result<Vec<Flag>> {
    list::<String>(json)?
        .iter()
        .map(|flag| word(Flag::parse, flag))
        .collect()
}

/// The message, if it exists for this person. What belongs to a complaint is seen by those who see
/// the complaint; the rest is Customer Relations' inbox.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs to see.
pub fn find(conn: &mut Connection, id: MailId, actor: &Actor) -> Result<MailItem> {
    let item = get(conn, id)?;
    let theirs = match item.complaint {
        Some(complaint) => sees(&complaints::get(conn, complaint)?, actor),
        None => actor.in_customer_relations(),
    };
    if theirs {
        Ok(item)
    } else {
        Err(StorageError::NotFound)
    }
}

/// The same message for those who act without a person's eyes: jobs and the command line.
///
/// # Errors
/// `NotFound` when there is none.
pub fn get(conn: &mut Connection, id: MailId) -> Result<MailItem> {
    mail_items::table
        .find(Key(id))
        .select(Row::as_select())
        .first(conn)?
        .into_item()
}

/// The bytes as they came. Asks for the item, so that whoever asks was allowed to find it.
pub fn original(conn: &mut Connection, item: &MailItem) -> Result<Vec<u8>> {
    Ok(mail_originals::table
        .find(&item.sha256)
        .select(mail_originals::bytes)
        .first(conn)?)
}

/// The bytes of a hash, for those who act without a person's eyes: jobs.
///
/// # Errors
/// `NotFound`.
pub fn bytes(conn: &mut Connection, sha256: &str) -> Result<Vec<u8>> {
    Ok(mail_originals::table
        .find(sha256)
        .select(mail_originals::bytes)
        .first(conn)?)
}

/// The messages of a complaint, oldest first. The caller has found the complaint for somebody who
/// may see it.
pub fn of_complaint(
    conn: &mut Connection,
    complaint: ComplaintId,
    unreadable: &mut Unreadable,
) -> Result<Vec<MailItem>> {
    let rows: Vec<Row> = mail_items::table
        .filter(mail_items::complaint_id.eq(Key(complaint)))
        .order((mail_items::received_at, mail_items::id))
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|row| unreadable.row(("message", row.id.0.0), row.into_item()))
        .collect())
}
