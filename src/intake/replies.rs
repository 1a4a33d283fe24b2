//! Joining a message to the complaint it answers, by what it carries.
//!
//! In order: a reply address that only we can have signed; ids of our letters, and then a reference in the subject,
//! each only when the sender is a party of that complaint. Whatever else seems to belong somewhere is offered to a
//! person. A joined message grants its sender nothing: whoever may see the complaint sees it, and nobody is answered.
use super::{Arrived, Desk};
use crate::mail::{Flag, Message, token};
use crate::procedure::steps::contact::RecordContact;
use crate::procedure::{ComplaintId, Context, MailId, Reference, decide_arrival};
use crate::storage::mail::replies::{self, Answered};
use crate::storage::mail::{self};
use crate::storage::record::record;
use crate::storage::{Connection, StorageError, complaints};

/// What a message says it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Joined(Answered),
    /// Its ids are those of our letters, and its sender is nobody of that complaint.
    Offered(Answered),
}

impl Answer {
    pub fn joined(self) -> Option<ComplaintId> {
        match self {
            Self::Joined(found) => Some(found.complaint),
            Self::Offered(_) => None,
        }
    }
    pub fn offered(&self) -> Option<ComplaintId> {
        match self {
            Self::Offered(found) => Some(found.complaint),
            Self::Joined(_) => None,
        }
    }
    /// What whoever reads it must know.
    pub fn flags(&self) -> impl Iterator<Item = Flag> + use<> {
        let (Self::Joined(found) | Self::Offered(found)) = *self;
        let unknown = (!found.from_party).then_some(Flag::UnknownSender);
        let closed = found.closed.then_some(Flag::ToClosed);
        unknown.into_iter().chain(closed)
    }
}

/// The complaint a person's message answers. A machine's answers none: it is never joined by itself.
///
/// # Errors
/// The queries'.
pub(super) fn answered(
    conn: &mut Connection,
    message: &Message,
    desk: &Desk,
) -> Result<Option<Answer>, StorageError> {
    if message.class.is_machine() {
        return Ok(None);
    }
    let from = &message.from_address;
    if let Some(reference) = signed(message, desk)
        && let Some(found) = replies::by_reference(conn, &reference, from)?
    {
        return Ok(Some(Answer::Joined(found)));
    }
    let ids = [&message.in_reply_to[..], &message.references[..]].concat();
    let ours = match replies::sent_by_us(conn, &ids)? {
        Some(id) => Some(id),
        None => replies::in_conversation(conn, &ids)?,
    };
    let mut offered = None;
    if let Some(id) = ours
        && let Some(found) = replies::by_id(conn, id, from)?
    {
        if found.from_party {
            return Ok(Some(Answer::Joined(found)));
        }
        offered = Some(Answer::Offered(found));
    }
    let named = mail::references(&message.subject);
    // Two references are a question for a person.
    if let ([one], Some(reference)) = (&named[..], named.first().and_then(|r| Reference::parse(r)))
        && !one.is_empty()
        && let Some(found) = replies::by_reference(conn, &reference, from)?
        && found.from_party
    {
        return Ok(Some(Answer::Joined(found)));
    }
    Ok(offered)
}

/// The complaint of the first address that we signed. Two different ones are a question for a person.
fn signed(message: &Message, desk: &Desk) -> Option<Reference> {
    let mut all: Vec<String> = message
        .addressed
        .iter()
        .filter_map(|address| token::reference_of(address, desk.reply_key))
        .collect();
    all.dedup();
    match &all[..] {
        [one] => Reference::parse(one),
        _ => None,
    }
}

/// The message is part of the complaint, its history says so, and a reply is owed, whatever the complaint has come
/// to (rule 37).
///
/// # Errors
/// The queries'; a refusal of the procedure as `Unsupported`.
pub(super) fn join(
    conn: &mut Connection,
    (id, subject): (MailId, &str),
    complaint: ComplaintId,
    (arrived, desk): (&Arrived, &Desk),
) -> Result<(), StorageError> {
    mail::joined_by_itself(conn, id, complaint, desk.now)?;
    let complaint = complaints::get(conn, complaint)?;
    let ctx = Context {
        now: desk.now,
        calendar: desk.calendar,
        promises: desk.promises,
        assessor_known: false,
    };
    let step = RecordContact::joined(id, subject, arrived.received_at, &ctx).by_itself();
    let decision = decide_arrival(&complaint, step, &ctx)
        .map_err(|refusal| StorageError::Unsupported(refusal.why))?;
    record(conn, &decision, None).map(|_| ())
}
