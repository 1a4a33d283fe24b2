//! What is done about a letter on its way changes in the tables.
use super::Acting;
use crate::procedure::delivery::State;
use crate::procedure::{DeliveryId, Event};
use crate::storage::deliveries::{self, Change, Going};
use crate::storage::{Connection, Result, StorageError};
use chrono::NaiveDate;

pub(super) fn apply(conn: &mut Connection, acting: Acting, event: &Event) -> Result<()> {
    match event {
        Event::LetterStopped {
            delivery, reason, ..
        } => moved(conn, acting, (*delivery, State::Stopped), (reason, None)),
        Event::LetterCameBack {
            delivery,
            on,
            reason,
            ..
        } => moved(
            conn,
            acting,
            (*delivery, State::Returned),
            (reason, Some(*on)),
        ),
        Event::LetterClosedWithout {
            delivery, reason, ..
        } => moved(
            conn,
            acting,
            (*delivery, State::ClosedWithout),
            (reason, None),
        ),
        Event::LetterSentAgain {
            delivery,
            channel,
            format,
            email,
            address,
            reason,
            ..
        } => {
            let earlier = deliveries::find(conn, *delivery)?;
            // One that is not known to have failed stays what it is.
            if earlier.state.is_undelivered() {
                let again = (*delivery, State::SentAgain);
                moved(conn, acting, again, (reason, None))?;
            }
            let going = Going {
                channel: *channel,
                format: *format,
                email,
                address,
                reason,
            };
            deliveries::begin(conn, earlier.letter, &going, (acting.by, acting.at)).map(|_| ())
        }
        _ => Err(StorageError::Corrupt("not about a delivery".to_owned())),
    }
}

/// It may have moved on since it was read, by itself: then nothing is recorded.
fn moved(
    conn: &mut Connection,
    acting: Acting,
    (delivery, to): (DeliveryId, State),
    (why, on_day): (&str, Option<NaiveDate>),
) -> Result<()> {
    let change = Change {
        delivery,
        to,
        by: Some(acting.by),
        at: acting.at,
        why,
        on_day,
    };
    deliveries::change(conn, &change)
}
