//! What becomes of letters on their way: the procedure says whose doing a change may be and what may follow what, and
//! each change is recorded with a line in the delivery's trail.
use super::Ended;
use chrono::{DateTime, NaiveDate, Utc};
use procedure::delivery::{Delivery, Move, State};
use procedure::{BatchId, By, Cause, DeliveryId, PersonId};
use storage::deliveries::outbox::{self, Sealed};
use storage::deliveries::{self, Change, Going};
use storage::{Connection, StorageError};

/// What a delivery comes to, and what is said about it.
#[derive(Debug, Clone, Copy)]
pub struct Next<'a> {
    pub to: State,
    pub at: DateTime<Utc>,
    pub why: &'a str,
    /// The day it happened, when somebody says so.
    pub on_day: Option<NaiveDate>,
}

/// Moves one delivery on. When that reopens the duty, it is due again within the span of an acknowledgement.
///
/// # Errors
/// `Refused` when it is not theirs to say; `Stale` when what it has become meanwhile cannot be followed by this.
pub fn move_on(
    conn: &mut Connection,
    by: By,
    delivery: DeliveryId,
    next: &Next,
) -> Result<(), Ended> {
    let moved = match by {
        By::Person(actor) => Move::by_person(actor.id, next.to),
        By::Itself(cause) => Move::following(cause, next.to),
    }?;
    let change = Change {
        delivery,
        moved,
        at: next.at,
        why: next.why,
        on_day: next.on_day,
    };
    Ok(deliveries::change(conn, &change)?)
}

/// Moves several on, as a person says of what lies before them. Out: how many; those that have moved on otherwise
/// stay.
pub fn move_each(
    conn: &mut Connection,
    by: By,
    all: &[DeliveryId],
    next: &Next,
) -> Result<usize, Ended> {
    let mut moved = 0;
    for delivery in all {
        match move_on(conn, by, *delivery, next) {
            Ok(()) => moved += 1,
            Err(Ended::Stale) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(moved)
}

/// The same letter once more, to the same place, for one that did not arrive and whose complaint takes no step for
/// it: a letter that restricts somebody.
pub fn send_again(
    conn: &mut Connection,
    by: By,
    earlier: &Delivery,
    next: &Next,
) -> Result<(), Ended> {
    move_on(conn, by, earlier.id, next)?;
    let person = by.person().ok_or(Ended::NotFound)?;
    let going = Going {
        channel: earlier.channel,
        format: earlier.format,
        email: &earlier.email,
        address: &earlier.address,
        reason: next.why,
    };
    deliveries::begin(conn, earlier.letter, &going, (person, next.at))?;
    Ok(())
}

/// The messages of these Message-IDs came back. Out: which deliveries they were.
pub fn bounced(
    conn: &mut Connection,
    message_ids: &[String],
    why: &str,
    at: DateTime<Utc>,
) -> Result<Vec<DeliveryId>, StorageError> {
    let back = deliveries::can_bounce(conn, message_ids)?;
    let next = Next {
        to: State::Bounced,
        at,
        why,
        on_day: None,
    };
    for delivery in &back {
        move_on(conn, By::Itself(Cause::LetterBounced), *delivery, &next)
            .map_err(|ended| ended.into_storage("a letter that came back"))?;
    }
    Ok(back)
}

/// A batch was printed: its letters are marked, and its bytes kept.
///
/// # Errors
/// `Conflict` when one of them was printed or stopped meanwhile; nothing was written then.
pub fn print(
    conn: &mut Connection,
    letters: &[DeliveryId],
    bytes: &[u8],
    by: (PersonId, DateTime<Utc>),
) -> Result<BatchId, StorageError> {
    deliveries::bind(conn, letters, bytes, by)
}

/// The outbox made a letter into bytes: they are kept, and it waits where it leaves.
///
/// # Errors
/// `Conflict` when somebody stopped it meanwhile; nothing was written then.
pub fn sealed(
    conn: &mut Connection,
    delivery: &Delivery,
    bytes: &Sealed,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    outbox::sealed(conn, delivery, bytes, at)
}

/// It has left: `Sent`, or `Written` to the folder.
///
/// # Errors
/// `Conflict` when another has recorded its end already.
pub fn left(
    conn: &mut Connection,
    delivery: DeliveryId,
    to: State,
    (at, said): (DateTime<Utc>, &str),
) -> Result<(), StorageError> {
    outbox::left(conn, delivery, to, at, said)
}

/// It could not be sent now and is tried again at `next_at`.
pub fn put_off(
    conn: &mut Connection,
    delivery: DeliveryId,
    error: &str,
    (at, next_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), StorageError> {
    outbox::put_off(conn, delivery, error, (at, next_at))
}

/// It will not be tried again: a person must see to it.
///
/// # Errors
/// `Conflict` when another has recorded its end already.
pub fn given_up(
    conn: &mut Connection,
    delivery: DeliveryId,
    error: &str,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    outbox::given_up(conn, delivery, error, at)
}
