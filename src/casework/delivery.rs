//! What becomes of letters on their way: the procedure says whose doing a change may be and what may follow what, and
//! each change is recorded with a line in the delivery's trail.
use super::Ended;
use super::dating::Rules;
use chrono::{DateTime, NaiveDate, Utc};
use procedure::delivery::{Delivery, Move, State};
use procedure::{BatchId, By, Cause, DeliveryId, PersonId, left_on, on_its_way};
use storage::deliveries::outbox::{self, Sealed};
use storage::deliveries::{self, Change, Going, Remade};
use storage::record::record;
use storage::{Connection, StorageError, complaints};

/// What a delivery comes to, and what is said about it.
#[derive(Debug, Clone, Copy)]
pub struct Next<'a> {
    pub to: State,
    pub at: DateTime<Utc>,
    pub why: &'a str,
    /// The day it happened, when somebody says so.
    pub on_day: Option<NaiveDate>,
}

/// Moves one delivery on, and does to its complaint what follows: a promise is kept when its letter leaves, and owed
/// again, with its first date, when it comes back.
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
    follow(conn, by.person(), delivery, next, |conn| {
        deliveries::change(conn, &change)
    })
}

/// Decides what follows for the complaint, lets `change` move the delivery, and records it. Of a letter that restricts
/// somebody nothing follows.
fn follow(
    conn: &mut Connection,
    by: Option<PersonId>,
    delivery: DeliveryId,
    next: &Next,
    change: impl FnOnce(&mut Connection) -> Result<(), StorageError>,
) -> Result<(), Ended> {
    // Whatever only moves about the house is no concern of the complaint.
    let matters = next.to.has_left() && next.to != State::Delivered
        || matches!(next.to, State::Bounced | State::Returned | State::Failed);
    if !matters {
        return Ok(change(conn)?);
    }
    let rules = Rules::load(conn)?;
    let ctx = rules.ctx(next.at);
    let when = left_on(next.on_day, &ctx);
    let Some(id) = deliveries::lock_complaint(conn, delivery)? else {
        change(conn)?;
        if next.to.has_left() {
            deliveries::left(conn, delivery, when)?;
        }
        return Ok(());
    };
    let complaint = complaints::get(conn, id)?;
    let found = complaint.deliveries.iter().find(|d| d.id == delivery);
    let decided = match found {
        None => None,
        Some(found) => on_its_way(&complaint, found, next.to, (by, when, next.why), &ctx)
            .map_err(|_| Ended::Stale)?,
    };
    change(conn)?;
    if let Some(decision) = decided {
        record(conn, &decision, None)?;
    }
    Ok(())
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
    let owed_by = earlier.due_at;
    deliveries::begin(conn, earlier.letter, &going, owed_by, (person, next.at))?;
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

/// A batch was printed: its letters are marked, and its bytes kept. `again`: those of them that were made again, for the
/// day on which it is posted.
///
/// # Errors
/// `Conflict` when one of them was printed or stopped meanwhile; nothing was written then.
pub fn print(
    conn: &mut Connection,
    letters: (&[DeliveryId], &[Remade]),
    bytes: &[u8],
    by: (PersonId, DateTime<Utc>),
) -> Result<BatchId, StorageError> {
    deliveries::bind(conn, letters, bytes, by)
}

/// Letters are ordered, as a person says. `again`: those of them that were made again, for the day on which they are to
/// be dispatched. Out: how many; those that have moved on otherwise stay.
pub fn order(
    conn: &mut Connection,
    by: By,
    (all, again): (&[DeliveryId], &[Remade]),
    next: &Next,
) -> Result<usize, Ended> {
    let mut ordered = 0;
    for delivery in all {
        match move_on(conn, by, *delivery, next) {
            Ok(()) => ordered += 1,
            Err(Ended::Stale) => continue,
            Err(other) => return Err(other),
        }
        for made in again.iter().filter(|made| made.delivery == *delivery) {
            deliveries::made_again(conn, made, next.at)?;
        }
    }
    Ok(ordered)
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

/// A message had waited for another day and was made again.
///
/// # Errors
/// `Conflict` when another has recorded its end already; nothing was written then.
pub fn sealed_again(
    conn: &mut Connection,
    made: &Remade,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    outbox::sealed_again(conn, made, at)
}

/// A letter whose files are made elsewhere, as those of the demonstration are, bears these days.
pub fn made(conn: &mut Connection, made: &Remade, at: DateTime<Utc>) -> Result<(), StorageError> {
    deliveries::made_again(conn, made, at)
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
    let next = Next {
        to,
        at,
        why: said,
        on_day: None,
    };
    follow(conn, None, delivery, &next, |conn| {
        outbox::left(conn, delivery, to, at, said)
    })
    .map_err(|ended| ended.into_storage("a letter that left"))
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
    let next = Next {
        to: State::Failed,
        at,
        why: error,
        on_day: None,
    };
    follow(conn, None, delivery, &next, |conn| {
        outbox::given_up(conn, delivery, error, at)
    })
    .map_err(|ended| ended.into_storage("a letter that was given up"))
}

/// Why a letter may not leave any more, by the complaint as it stands now (rule 6); none when it may.
pub fn may_not_leave(
    conn: &mut Connection,
    delivery: DeliveryId,
    today: NaiveDate,
) -> Result<Option<String>, StorageError> {
    let Some(id) = deliveries::complaint_of(conn, delivery)? else {
        return Ok(None);
    };
    let complaint = complaints::get(conn, id)?;
    let found = complaint.deliveries.iter().find(|d| d.id == delivery);
    Ok(found.and_then(|letter| procedure::dispatch::may_not_leave(&complaint, letter, today)))
}
