//! What people decide about a message. Each refuses when somebody else decided first.
use super::MailState;
use crate::schema::mail_items;
use crate::{Connection, Key, Result, StorageError, Word, contacts, stored};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::{ComplaintId, MailId, PersonId};

/// What nobody has decided about yet.
const OPEN: &[MailState] = &[MailState::New, MailState::Machine];
/// What can be put back. A message that became a complaint cannot: the complaint has its own ways to end.
const UNDOABLE: &[MailState] = &[
    MailState::Machine,
    MailState::Joined,
    MailState::NotComplaint,
];

/// Who decided when, and why.
#[derive(Debug, Clone, Copy)]
pub struct Decided<'a> {
    pub by: PersonId,
    pub at: DateTime<Utc>,
    pub why: &'a str,
}

#[derive(AsChangeset)]
#[diesel(table_name = mail_items, treat_none_as_null = true)]
struct Change {
    state: Word<MailState>,
    complaint_id: Option<Key<ComplaintId>>,
    decided_by: Option<Key<PersonId>>,
    decided_at: NaiveDateTime,
}

/// The message belongs to a complaint that is already here. The caller has found that complaint
/// for the person who decides.
///
/// # Errors
/// `Conflict` when it was decided about meanwhile; `NotFound`. Nothing is written then.
pub fn join(
    conn: &mut Connection,
    id: MailId,
    complaint: ComplaintId,
    decided: &Decided,
) -> Result<()> {
    let change = decided.change(MailState::Joined, Some(complaint));
    decide(conn, id, &change, Some(decided.why))
}

/// The message answers this complaint by what it carries. Nobody decided it; anybody who may can undo it.
///
/// # Errors
/// As [`join`].
pub fn joined_by_itself(
    conn: &mut Connection,
    id: MailId,
    complaint: ComplaintId,
    at: DateTime<Utc>,
) -> Result<()> {
    let change = Change {
        state: Word(MailState::Joined),
        complaint_id: Some(Key(complaint)),
        decided_by: None,
        decided_at: stored(at),
    };
    decide(conn, id, &change, None)
}

/// The message is no complaint: thanks, an enquiry, advertising.
///
/// # Errors
/// As [`join`].
pub fn not_a_complaint(conn: &mut Connection, id: MailId, decided: &Decided) -> Result<()> {
    let change = decided.change(MailState::NotComplaint, None);
    decide(conn, id, &change, Some(decided.why))
}

/// Puts a message back among the new ones: the undo of joining it, of setting it aside, and of
/// taking it for a machine's. The reason given before stays readable.
///
/// # Errors
/// `Conflict` when it is there already or has become a complaint; `NotFound`.
pub fn restore(conn: &mut Connection, id: MailId, by: PersonId, at: DateTime<Utc>) -> Result<()> {
    let decided = Decided { by, at, why: "" };
    decide(conn, id, &decided.change(MailState::New, None), None)?;
    contacts::forget(conn, id)
}

/// The message was logged as a complaint of its own; in the same transaction as that complaint.
///
/// # Errors
/// As [`join`]: two people who log the same message make one complaint.
pub(crate) fn became(
    conn: &mut Connection,
    id: MailId,
    complaint: ComplaintId,
    decided: &Decided,
) -> Result<()> {
    let change = decided.change(MailState::Complaint, Some(complaint));
    decide(conn, id, &change, Some(decided.why))
}

impl Decided<'_> {
    fn change(&self, to: MailState, complaint: Option<ComplaintId>) -> Change {
        Change {
            state: Word(to),
            complaint_id: complaint.map(Key),
            decided_by: Some(Key(self.by)),
            decided_at: stored(self.at),
        }
    }
}

/// No reason leaves the one before.
fn decide(conn: &mut Connection, id: MailId, change: &Change, why: Option<&str>) -> Result<()> {
    let from = if change.state == Word(MailState::New) {
        UNDOABLE
    } else {
        OPEN
    };
    let expected = from.iter().copied().map(Word);
    let item = mail_items::table.find(Key(id));
    let changed = diesel::update(item.filter(mail_items::state.eq_any(expected)))
        .set((change, why.map(|why| mail_items::decided_why.eq(why))))
        .execute(conn)?;
    if changed == 1 {
        return Ok(());
    }
    let is_there = diesel::select(diesel::dsl::exists(item)).get_result::<bool>(conn)?;
    Err(if is_there {
        StorageError::Conflict
    } else {
        StorageError::NotFound
    })
}
