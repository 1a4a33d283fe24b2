//! Messages that carry the Message-ID of one that is here: the same by another way, or another in its name.
use crate::schema::{mail_items, mail_originals};
use crate::{Connection, Key, Result};
use ::mail::{Message, same_writing};
use diesel::prelude::*;
use procedure::MailId;

/// Messages of one id that are compared; of more, the next is taken in and flagged.
const MOST: i64 = 5;

/// What is here under a message's own id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameId {
    Nothing,
    /// The same message, which came by another way too: its header lines were added to, what was written is the same.
    Same(MailId),
    /// Something else. Anybody can write any id, so it drops nothing.
    Different,
}

/// Compares a message with those of its id, byte for byte in all that its writer wrote.
pub fn same_id(conn: &mut Connection, message: &Message, raw: &[u8]) -> Result<SameId> {
    if message.message_id.is_empty() {
        return Ok(SameId::Nothing);
    }
    let known = mail_items::table
        .inner_join(mail_originals::table.on(mail_originals::sha256.eq(mail_items::sha256)))
        .filter(mail_items::message_id.eq(&message.message_id))
        .order(mail_items::id)
        .limit(MOST)
        .select((mail_items::id, mail_originals::bytes))
        .load::<(Key<MailId>, Vec<u8>)>(conn)?;
    let same = known.iter().find(|(_, bytes)| same_writing(bytes, raw));
    Ok(match same {
        Some((id, _)) => SameId::Same(id.0),
        // The very same bytes are told apart by their hash.
        None if known.is_empty() => SameId::Nothing,
        None => SameId::Different,
    })
}
