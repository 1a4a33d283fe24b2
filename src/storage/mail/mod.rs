//! Mail that came: its bytes as they came, and the item that waits for a person's decision.
//!
//! A message grants nothing and joins nothing by itself; see `decisions` for what people do with
//! it and `suggestions` for what it may belong to.
mod decisions;
mod items;
pub mod mailboxes;
mod queues;
pub mod replies;
mod same;
mod suggestions;
#[cfg(test)]
mod tests;

pub(crate) use decisions::became;
pub use decisions::{Decided, join, joined_by_itself, not_a_complaint, restore};
pub use items::{MailItem, bytes, find, get, of_complaint, original};
pub use queues::{
    MailRow, Place, machine_items, new_items, set_aside_items, waiting, waiting_within,
};
pub use same::{SameId, same_id};
pub use suggestions::{Suggestion, WhySuggested, references, suggested};

use super::schema::{mail_items, mail_originals};
use super::{Connection, Key, Result, StorageError, Word, stored};
use ::mail::Message;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use procedure::closed_list;
use procedure::{ComplaintId, MailId};
use sha2::{Digest, Sha256};

closed_list! {
    /// What has been decided about a message.
    MailState {
        New = "new", "New";
        /// Set apart because a machine seems to have written it; a person may overrule that.
        Machine = "machine", "From a machine";
        Complaint = "complaint", "Logged as a complaint";
        Joined = "joined", "Joined to a complaint";
        NotComplaint = "not_complaint", "Not a complaint";
    }
}

/// A message as it was read, with the times worked out for it.
#[derive(Debug, Clone)]
pub struct NewMail<'a> {
    pub message: &'a Message,
    pub received_at: DateTime<Utc>,
    /// False when no header says when it reached us, or none that can be true.
    pub received_known: bool,
    pub taken_in_at: DateTime<Utc>,
    /// When the acknowledgement would be due, were it a complaint.
    pub due_at: DateTime<Utc>,
    pub warn_at: DateTime<Utc>,
    pub state: MailState,
    /// The complaint it seems to answer, for a person to decide.
    pub offered: Option<ComplaintId>,
}

/// Where a message is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenIn {
    pub id: MailId,
    /// The same bytes had been taken in before; nothing was written.
    pub already_there: bool,
}

/// Keeps a message and its original, byte for byte. Call it inside [`super::Db::write`]: both are
/// written, or neither. The same bytes are kept once.
pub fn take_in(conn: &mut Connection, raw: &[u8], new: &NewMail) -> Result<TakenIn> {
    let sha256 = hex::encode(Sha256::digest(raw));
    let known = mail_items::table
        .filter(mail_items::sha256.eq(&sha256))
        .select(mail_items::id)
        .first::<Key<MailId>>(conn)
        .optional()?;
    if let Some(Key(id)) = known {
        return Ok(TakenIn {
            id,
            already_there: true,
        });
    }
    diesel::insert_into(mail_originals::table)
        .values((
            mail_originals::sha256.eq(&sha256),
            mail_originals::bytes.eq(raw),
        ))
        .execute(conn)?;
    Ok(TakenIn {
        id: insert(conn, &sha256, new)?,
        already_there: false,
    })
}

fn insert(conn: &mut Connection, sha256: &str, new: &NewMail) -> Result<MailId> {
    let message = new.message;
    let flags: Vec<&str> = message.flags.iter().map(|f| f.as_str()).collect();
    let Key(id) = diesel::insert_into(mail_items::table)
        .values((
            (
                mail_items::sha256.eq(sha256),
                mail_items::from_name.eq(&message.from_name),
                mail_items::from_address.eq(&message.from_address),
                mail_items::sent_to.eq(message.to.join(", ")),
                mail_items::subject.eq(&message.subject),
                mail_items::message_id.eq(&message.message_id),
                mail_items::body.eq(&message.text),
                mail_items::attachments.eq(json(&message.attachments)?),
            ),
            (
                mail_items::class.eq(message.class.as_str()),
                mail_items::class_why.eq(&message.class_why),
                mail_items::flags.eq(json(&flags)?),
                mail_items::received_at.eq(stored(new.received_at)),
                mail_items::received_known.eq(new.received_known),
            ),
            mail_items::taken_in_at.eq(stored(new.taken_in_at)),
            mail_items::due_at.eq(stored(new.due_at)),
            mail_items::warn_at.eq(stored(new.warn_at)),
            mail_items::state.eq(Word(new.state)),
            mail_items::offered_id.eq(new.offered.map(Key)),
        ))
        .returning(mail_items::id)
        .get_result(conn)?;
    Ok(id)
}

fn json(list: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(list).map_err(|e| StorageError::Corrupt(e.to_string()))
}
