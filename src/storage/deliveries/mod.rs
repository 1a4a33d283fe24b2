//! Deliveries of letters: begun by `record`, moved on by [`change()`] alone, which only `casework` calls, with a trail that is only added to.
mod batches;
mod change;
mod dated;
mod files;
mod lists;
pub mod outbox;
mod rows;
mod undelivered;

pub use batches::{Batch, ToBind, batch, bind, remove_old_batches, to_bind};
pub use change::{Change, can_bounce, change, left};
pub use dated::{Dated, Remade, as_made, dates_of, made_again};
pub use files::{File, Made, bytes, files};
pub use lists::{AtHand, Counts, at_hand, counts, latest};
pub use rows::{Trail, complaint_of, find, held, lock_complaint, of_complaint, of_letter, trail};
pub use undelivered::{Asked, OwedLetter, Scope, owed, owed_count, owed_load};

use super::schema::{deliveries, delivery_events};
use super::{Connection, Key, Result, Word, calendars, settings, stored};
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use procedure::delivery::{State, Way};
use procedure::vocabulary::{LetterFormat, Promise, ReplyChannel};
use procedure::working_time::Calendar;
use procedure::{DeliveryId, LetterId, PersonId};

/// How and where a letter is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Going<'a> {
    pub channel: ReplyChannel,
    pub format: LetterFormat,
    pub email: &'a str,
    /// Name and address lines.
    pub address: &'a str,
    pub reason: &'a str,
}

/// Begins the next delivery of a letter, inside the transaction of the act that sends it. It is held as long as the
/// settings give time to stop it. `owed_by`: the date of the promise that the letter keeps; none where it keeps none.
pub fn begin(
    conn: &mut Connection,
    letter: LetterId,
    going: &Going,
    owed_by: Option<DateTime<Utc>>,
    (by, at): (PersonId, DateTime<Utc>),
) -> Result<DeliveryId> {
    let before = deliveries::table
        .filter(deliveries::letter_id.eq(Key(letter)))
        .select(diesel::dsl::max(deliveries::number))
        .first::<Option<i32>>(conn)?;
    let owed_by = match owed_by {
        Some(at) => at,
        None => usually_owed_by(conn, at)?,
    };
    let held = settings::one::<settings::Correspondence>(conn)?.undo_seconds;
    let leaves_at = stored(at + Duration::seconds(held.max(0)));
    let Key(id) = diesel::insert_into(deliveries::table)
        .values((
            (
                deliveries::letter_id.eq(Key(letter)),
                deliveries::number.eq(before.unwrap_or(0) + 1),
                deliveries::way.eq(Word(Way::of(going.channel, going.format))),
                deliveries::channel.eq(Word(going.channel)),
                deliveries::format.eq(Word(going.format)),
            ),
            deliveries::email.eq(going.email),
            deliveries::address.eq(going.address),
            deliveries::reason.eq(going.reason),
            deliveries::state.eq(Word(State::Held)),
            deliveries::leaves_at.eq(leaves_at),
            deliveries::changed_at.eq(stored(at)),
            deliveries::next_at.eq(leaves_at),
            deliveries::owed_by.eq(stored(owed_by)),
        ))
        .returning(deliveries::id)
        .get_result::<Key<DeliveryId>>(conn)?;
    diesel::insert_into(delivery_events::table)
        .values((
            delivery_events::delivery_id.eq(Key(id)),
            delivery_events::at.eq(stored(at)),
            delivery_events::by_id.eq(Key(by)),
            delivery_events::before.eq(""),
            delivery_events::state.eq(Word(State::Held)),
            delivery_events::why.eq(going.reason),
        ))
        .execute(conn)?;
    Ok(id)
}

/// By when a letter is owed that keeps no promise: within the time of an acknowledgement.
fn usually_owed_by(conn: &mut Connection, from: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let calendar = Calendar::new(calendars::current(conn)?);
    let span = settings::one::<procedure::Promises>(conn)?.span(Promise::Acknowledge);
    Ok(calendar.due(from, span, &[]))
}
