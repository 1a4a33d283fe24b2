//! What the complainant said in their own words: the message that it came in, as it was written.
use crate::casework::Case;
use crate::web::intake::message::{self, FileView};
use crate::web::signed_in::SignedIn;
use crate::web::step::{More, Query};
use ::mail::{Piece, fold_quotes};
use chrono::NaiveDate;
use procedure::{Complaint, Event};
use storage::{Connection, Result, StorageError, events, mail};

/// How far back in the history it is looked for.
const NEWEST: i64 = 100;

/// The email it came as.
#[derive(Debug, Clone)]
pub struct Message {
    pub item: mail::MailItem,
    /// Its text; what it quotes is shown folded.
    pub pieces: Vec<Piece>,
    pub files: Vec<FileView>,
}

/// The message, where there is one; what was written down of any other complaint stands in its details.
#[derive(Debug, Clone)]
pub struct OwnWords {
    pub message: Option<Message>,
    /// When they last asked us to look again at a refusal, and what they said.
    pub asked_again: Option<(NaiveDate, String)>,
}

impl More for OwnWords {
    fn load(conn: &mut Connection, case: &Case, _: &SignedIn, _: &Query) -> Result<Self> {
        let mut asked_again = None;
        if case.complaint.looked_at_again().is_some() {
            let newest = events::newest(conn, case.complaint.id, None, NEWEST)?;
            asked_again = newest
                .into_iter()
                .find_map(|happened| match happened.event.clone() {
                    Some(Event::SecondLookAsked { on, words, .. }) => Some((on, words)),
                    _ => None,
                });
        }
        Ok(Self {
            message: message_of(conn, &case.complaint)?,
            asked_again,
        })
    }
}

/// The message that a complaint began with.
///
/// # Errors
/// The queries'.
pub fn message_of(conn: &mut Connection, complaint: &Complaint) -> Result<Option<Message>> {
    let Some(id) = complaint.received.mail else {
        return Ok(None);
    };
    // Whoever may see the complaint may read the message it began with.
    let item = match mail::get(conn, id) {
        Err(StorageError::NotFound) => return Ok(None),
        found => found?,
    };
    Ok(Some(Message {
        pieces: fold_quotes(&item.body),
        files: message::files(conn, &item)?,
        item,
    }))
}
