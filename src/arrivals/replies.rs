//! Joining a message to the complaint it answers, by what it carries.
//!
//! In order: a reply address that only we can have signed; ids of our letters, and then a reference in the subject,
//! each only when the sender is a party of that complaint. Whatever else seems to belong somewhere is offered to a
//! person. A joined message grants its sender nothing: whoever may see the complaint sees it, and nobody is answered.
use super::{Arrived, Receiving};
use crate::casework::{Case, CaseKey, act};
use ::mail::{Flag, Message, token};
use procedure::steps::contact::RecordContact;
use procedure::{By, Cause, ComplaintId, Context, MailId, Reference, StepKind};
use storage::mail::replies::{self, Answered};
use storage::mail::{self};
use storage::{Connection, StorageError};

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
pub(super) fn answered(
    conn: &mut Connection,
    message: &Message,
    receiving: &Receiving,
) -> Result<Option<Answer>, StorageError> {
    if message.class.is_machine() {
        return Ok(None);
    }
    let from = &message.from_address;
    if let Some(reference) = signed(message, receiving)
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
fn signed(message: &Message, receiving: &Receiving) -> Option<Reference> {
    let mut all: Vec<String> = message
        .addressed
        .iter()
        .filter_map(|address| token::reference_of(address, receiving.reply_key))
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
/// The queries'; `Corrupt` when the procedure refuses it.
pub(super) fn join(
    conn: &mut Connection,
    (id, subject): (MailId, &str),
    complaint: ComplaintId,
    (arrived, receiving): (&Arrived, &Receiving),
) -> Result<(), StorageError> {
    mail::joined_by_itself(conn, id, complaint, receiving.now)?;
    let ctx = Context {
        now: receiving.now,
        calendar: receiving.calendar,
        promises: receiving.promises,
        assessor_known: false,
        undo: chrono::Duration::zero(),
    };
    let who = (By::Itself(Cause::MessageArrived), &ctx);
    let on = (&CaseKey::Of(complaint), StepKind::Contact);
    let step = RecordContact::joined(id, subject, arrived.received_at, &ctx);
    act::<Case>(conn, who, on, |_, _| Ok(step.into()))
        .map(|_| ())
        .map_err(|ended| ended.into_storage("a message joined by what it carries"))
}
