//! What the outbox is to do next: seal what the time to stop is over for, send what is sealed.
//!
//! Each has a lease: two servers on one database send nothing twice, and what a crashed one had taken is due again.
use super::change::{Change, change};
use super::files::{self, Made};
use crate::procedure::delivery::{Delivery, State};
use crate::procedure::{DeliveryId, LetterId};
use crate::storage::schema::{complaints, deliveries, letters, mail_items};
use crate::storage::{Connection, Result, StorageError, stored};
use chrono::{DateTime, Utc};
use diesel::prelude::*;

const HELD: &[State] = &[State::Held];
const SEALED: &[State] = &[State::Waiting, State::Retrying];

/// A delivery that is to be made into bytes, with what they are made of.
#[derive(Debug, Clone)]
pub struct ToSeal {
    pub delivery: Delivery,
    pub reference: String,
    /// The letter tree as JSON.
    pub tree: String,
    /// The letter as it was frozen, as text.
    pub text: String,
    /// Message-IDs that this one answers or follows, the earliest first, with angle brackets.
    pub thread: Vec<String>,
}

/// A delivery that is to be sent, with its bytes.
#[derive(Debug, Clone)]
pub struct ToSend {
    pub delivery: Delivery,
    pub files: Vec<Made>,
}

/// What a delivery was made into.
#[derive(Debug, Clone, Copy)]
pub struct Sealed<'a> {
    pub files: &'a [Made],
    /// Empty unless it is a message.
    pub message_id: &'a str,
    /// For whoever makes or sends it.
    pub note: &'a str,
}

/// Whether anything is to be done: asked every few seconds, so that an idle server writes nothing.
///
/// # Errors
/// The query's.
pub fn is_due(conn: &mut Connection, now: DateTime<Utc>) -> Result<bool> {
    let due = deliveries::table
        .filter(deliveries::state.eq_any(words(&[HELD, SEALED].concat())))
        .filter(deliveries::next_at.le(stored(now)));
    Ok(diesel::select(diesel::dsl::exists(due)).get_result(conn)?)
}

fn words(states: &[State]) -> Vec<&'static str> {
    states.iter().map(|state| state.as_str()).collect()
}

/// Takes the longest due in one of these states; nobody else is given it before `until`.
fn take(
    conn: &mut Connection,
    states: &[State],
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Delivery>> {
    let due = || {
        deliveries::table
            .filter(deliveries::state.eq_any(words(states)))
            .filter(deliveries::next_at.le(stored(now)))
    };
    let first = due()
        .order((deliveries::next_at, deliveries::id))
        .select(deliveries::id)
        .first::<i64>(conn)
        .optional()?;
    let Some(id) = first else { return Ok(None) };
    // Asked again in the update: on PostgreSQL another may have taken it since it was read.
    let ours = diesel::update(due().filter(deliveries::id.eq(id)))
        .set(deliveries::next_at.eq(stored(until)))
        .execute(conn)?;
    if ours == 0 {
        return Ok(None);
    }
    or_not_now(id, super::find(conn, DeliveryId(id)))
}

/// What cannot be read is left until its lease is over, and the next is taken: one bad row stops no other letter.
fn or_not_now<T>(id: i64, read: Result<T>) -> Result<Option<T>> {
    match read {
        Err(error) if error.is_damage() => {
            tracing::error!(delivery = id, "a letter that cannot be read waits");
            Ok(None)
        }
        other => other.map(Some),
    }
}

/// Takes a delivery whose time to stop it is over.
///
/// # Errors
/// The queries'.
pub fn take_to_seal(
    conn: &mut Connection,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<ToSeal>> {
    let Some(delivery) = take(conn, HELD, now, until)? else {
        return Ok(None);
    };
    let (tree, text, complaint, reference, came_by) = letters::table
        .inner_join(complaints::table)
        .left_join(mail_items::table.on(complaints::mail_id.eq(mail_items::id.nullable())))
        .filter(letters::id.eq(delivery.letter.0))
        .select((
            letters::tree,
            letters::body,
            complaints::id,
            complaints::reference,
            mail_items::message_id.nullable(),
        ))
        .first::<(String, String, i64, String, Option<String>)>(conn)?;
    let mut thread: Vec<String> = came_by.into_iter().collect();
    thread.extend(earlier(conn, complaint, &delivery)?);
    Ok(Some(ToSeal {
        delivery,
        reference,
        tree,
        text,
        thread,
    }))
}

/// The messages of this complaint before this one, to the same address: nobody is told of a message to another.
fn earlier(conn: &mut Connection, complaint: i64, of: &Delivery) -> Result<Vec<String>> {
    Ok(deliveries::table
        .inner_join(letters::table)
        .filter(letters::complaint_id.eq(complaint))
        .filter(deliveries::email.eq(&of.email))
        .filter(deliveries::message_id.ne(""))
        .filter(deliveries::id.lt(of.id.0))
        .order(deliveries::id)
        .select(deliveries::message_id)
        .load(conn)?)
}

/// Keeps the bytes and moves the delivery on to where it waits: nothing is sent before this is committed.
///
/// # Errors
/// `Conflict` when somebody stopped it meanwhile; nothing was written then.
pub fn sealed(
    conn: &mut Connection,
    delivery: &Delivery,
    sealed: &Sealed,
    at: DateTime<Utc>,
) -> Result<()> {
    moved(conn, delivery.id, delivery.way.first(), at, sealed.note)?;
    diesel::update(deliveries::table.find(delivery.id.0))
        .set((
            deliveries::message_id.eq(sealed.message_id),
            deliveries::next_at.eq(stored(at)),
            deliveries::attempts.eq(0),
            deliveries::last_error.eq(""),
        ))
        .execute(conn)?;
    files::keep(conn, delivery.id, sealed.files, at)
}

/// Takes a sealed message whose time has come, with its bytes.
///
/// # Errors
/// The queries'; `Corrupt` when the bytes are not what was sealed.
pub fn take_to_send(
    conn: &mut Connection,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<ToSend>> {
    let Some(delivery) = take(conn, SEALED, now, until)? else {
        return Ok(None);
    };
    match files::of_delivery(conn, delivery.id) {
        Ok(files) => Ok(Some(ToSend { delivery, files })),
        // The bytes are not what was sealed: a person must see to it, and the others go on.
        Err(error) if error.is_damage() => {
            let why = "What was made of the letter is damaged. Send it again";
            tracing::error!(delivery = delivery.id.0, "a sealed letter is damaged");
            given_up(conn, delivery.id, why, now)?;
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// It has left: `Sent`, or `Written` to the folder.
///
/// # Errors
/// `Conflict` when another has recorded its end already.
pub fn left(
    conn: &mut Connection,
    id: DeliveryId,
    to: State,
    at: DateTime<Utc>,
    why: &str,
) -> Result<()> {
    tried(conn, id, "", at)?;
    moved(conn, id, to, at, why)
}

/// It could not be made or sent now and is tried again at `next_at`. Only the first failure in a row is a line of
/// the trail; the last one stands with the delivery.
///
/// # Errors
/// The queries'.
pub fn put_off(
    conn: &mut Connection,
    delivery: &Delivery,
    error: &str,
    (at, next_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    tried(conn, delivery.id, error, next_at)?;
    if delivery.state == State::Waiting {
        moved(conn, delivery.id, State::Retrying, at, error)?;
    }
    Ok(())
}

/// It will not be tried again: a person must see to it.
///
/// # Errors
/// `Conflict` when another has recorded its end already.
pub fn given_up(
    conn: &mut Connection,
    id: DeliveryId,
    error: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    tried(conn, id, error, at)?;
    moved(conn, id, State::Failed, at, error)
}

/// Counts the attempt of one that has not come to its end.
fn tried(conn: &mut Connection, id: DeliveryId, error: &str, next_at: DateTime<Utc>) -> Result<()> {
    let open = deliveries::table
        .find(id.0)
        .filter(deliveries::state.eq_any(words(&[HELD, SEALED].concat())));
    let changed = diesel::update(open)
        .set((
            deliveries::attempts.eq(deliveries::attempts + 1),
            deliveries::last_error.eq(error),
            deliveries::next_at.eq(stored(next_at)),
        ))
        .execute(conn)?;
    if changed == 0 {
        return Err(StorageError::Conflict);
    }
    Ok(())
}

fn moved(
    conn: &mut Connection,
    delivery: DeliveryId,
    to: State,
    at: DateTime<Utc>,
    why: &str,
) -> Result<()> {
    let by_itself = Change {
        delivery,
        to,
        by: None,
        at,
        why,
        on_day: None,
    };
    change(conn, &by_itself)
}

/// Which complaint's letter a message of ours was, for replies that name it. The Message-IDs are as they stand in a
/// header; letters about a restriction answer to their complaint too.
///
/// # Errors
/// The query's.
pub fn complaint_of(
    conn: &mut Connection,
    message_ids: &[String],
) -> Result<Option<(crate::procedure::ComplaintId, LetterId)>> {
    let whole: Vec<String> = message_ids
        .iter()
        .map(|id| format!("<{}>", id.trim().trim_matches(['<', '>'])))
        .filter(|id| id.len() > 2)
        .collect();
    let found = deliveries::table
        .inner_join(letters::table)
        .filter(deliveries::message_id.eq_any(whole))
        .order(deliveries::id.desc())
        .select((letters::complaint_id, letters::id))
        .first::<(i64, i64)>(conn)
        .optional()?;
    Ok(found
        .map(|(complaint, letter)| (crate::procedure::ComplaintId(complaint), LetterId(letter))))
}
