//! What is done about a letter on its way.
use super::Acting;
use crate::deliveries::{self, Change, Going};
use crate::{Connection, Result, StorageError};
use chrono::NaiveDate;
use procedure::DeliveryId;
use procedure::delivery::{Move, State};

/// # Errors
/// `Conflict` when it has moved on meanwhile.
pub(super) fn stopped(
    conn: &mut Connection,
    acting: Acting,
    delivery: DeliveryId,
    why: &str,
) -> Result<()> {
    moved(conn, acting, (delivery, State::Stopped), (why, None))
}

/// `on`: the day it came back.
///
/// # Errors
/// `Conflict` when it has moved on meanwhile.
pub(super) fn came_back(
    conn: &mut Connection,
    acting: Acting,
    delivery: DeliveryId,
    on: NaiveDate,
    why: &str,
) -> Result<()> {
    moved(conn, acting, (delivery, State::Returned), (why, Some(on)))
}

/// # Errors
/// `Conflict` when it has moved on meanwhile.
pub(super) fn closed_without(
    conn: &mut Connection,
    acting: Acting,
    delivery: DeliveryId,
    why: &str,
) -> Result<()> {
    moved(conn, acting, (delivery, State::ClosedWithout), (why, None))
}

/// A new delivery of the same letter begins.
///
/// # Errors
/// `Conflict` when the earlier one has moved on meanwhile.
pub(super) fn sent_again(
    conn: &mut Connection,
    acting: Acting,
    delivery: DeliveryId,
    going: &Going,
) -> Result<()> {
    let earlier = deliveries::find(conn, delivery)?;
    // One that is not known to have failed stays what it is.
    if earlier.state.is_undelivered() {
        let again = (delivery, State::SentAgain);
        moved(conn, acting, again, (going.reason, None))?;
    }
    deliveries::begin(conn, earlier.letter, going, (acting.by, acting.at))?;
    Ok(())
}

/// It may have moved on since it was read, by itself: then nothing is recorded.
fn moved(
    conn: &mut Connection,
    acting: Acting,
    (delivery, to): (DeliveryId, State),
    (why, on_day): (&str, Option<NaiveDate>),
) -> Result<()> {
    let moved = Move::by_person(acting.by, to);
    let change = Change {
        delivery,
        moved: moved.map_err(|denied| StorageError::Corrupt(denied.why))?,
        at: acting.at,
        why,
        on_day,
    };
    deliveries::change(conn, &change)
}
