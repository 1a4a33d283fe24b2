//! What is done about a letter on its way.
use super::Acting;
use crate::deliveries::{self, Change, Going};
use crate::schema::{complaints, final_responses, stages};
use crate::{Connection, Key, Result, StorageError, stored};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use procedure::DeliveryId;
use procedure::delivery::{Move, State};
use procedure::vocabulary::LetterKind;

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

/// # Errors
/// `Conflict` when it has moved on meanwhile.
pub(super) fn taken_back(
    conn: &mut Connection,
    acting: Acting,
    delivery: DeliveryId,
    why: &str,
) -> Result<()> {
    moved(conn, acting, (delivery, State::TakenBack), (why, None))
}

/// `on`: the day it came back. What a mail server sent back was moved on before. The three months to go to the Assessor
/// do not run while the letter that starts them is owed again.
///
/// # Errors
/// `Conflict` when it has moved on meanwhile.
pub(super) fn came_back(
    conn: &mut Connection,
    acting: Acting,
    (delivery, kind): (DeliveryId, LetterKind),
    (on, why, bounced): (NaiveDate, &str, bool),
) -> Result<()> {
    if kind.starts_the_three_months() {
        diesel::update(complaints::table.find(Key(acting.complaint)))
            .set(complaints::assessor_last_date.eq(None::<NaiveDate>))
            .execute(conn)?;
    }
    // What the outbox or the post room recorded has been moved on before; a person who says it here moves it on now.
    if bounced || deliveries::find(conn, delivery)?.state == State::Returned {
        return Ok(());
    }
    moved(conn, acting, (delivery, State::Returned), (why, Some(on)))
}

/// The facts of `Event::LetterLeft`.
pub(super) struct Left {
    pub letter: LetterKind,
    pub at: DateTime<Utc>,
    pub last_day: Option<NaiveDate>,
}

/// The delivery was moved on before. The time of the step that the letter ends is the time when it left.
pub(super) fn left(
    conn: &mut Connection,
    acting: Acting,
    delivery: DeliveryId,
    left: &Left,
) -> Result<()> {
    deliveries::left(conn, delivery, left.at)?;
    let (id, at) = (Key(acting.complaint), stored(left.at));
    let row = complaints::table.find(id);
    let answered = |number: i32| {
        stages::table
            .filter(stages::complaint_id.eq(id))
            .filter(stages::number.eq(number))
            .filter(stages::answered_at.is_not_null())
    };
    match left.letter {
        LetterKind::Acknowledgement => {
            diesel::update(row.filter(complaints::acknowledged_at.is_not_null()))
                .set(complaints::acknowledged_at.eq(at))
                .execute(conn)?;
        }
        LetterKind::Response => {
            diesel::update(row.filter(complaints::answered_at.is_not_null()))
                .set(complaints::answered_at.eq(at))
                .execute(conn)?;
            diesel::update(answered(1))
                .set(stages::answered_at.eq(at))
                .execute(conn)?;
        }
        LetterKind::FinalResponse => {
            diesel::update(row.filter(complaints::final_at.is_not_null()))
                .set(complaints::final_at.eq(at))
                .execute(conn)?;
            diesel::update(answered(2))
                .set(stages::answered_at.eq(at))
                .execute(conn)?;
        }
        _ => {}
    }
    if let Some(last_day) = left.last_day {
        diesel::update(row)
            .set(complaints::assessor_last_date.eq(last_day))
            .execute(conn)?;
        diesel::update(final_responses::table.filter(final_responses::complaint_id.eq(id)))
            .set((
                final_responses::issued_at.eq(at),
                final_responses::assessor_last_date.eq(last_day),
            ))
            .execute(conn)?;
    }
    Ok(())
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
    let owed_by = earlier.due_at;
    deliveries::begin(conn, earlier.letter, going, owed_by, (acting.by, acting.at))?;
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
