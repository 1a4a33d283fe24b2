//! Deliveries of letters: begun by `record`, moved on by [`change()`] alone, which only `casework` calls, with a trail that is only added to.
mod batches;
mod change;
mod files;
mod lists;
pub mod outbox;
mod rows;
mod undelivered;

pub use batches::{Batch, batch, bind, remove_old_batches, to_bind};
pub use change::{Change, can_bounce, change};
pub use files::{File, Made, bytes, files};
pub use lists::{AtHand, Counts, at_hand, counts};
pub use rows::{Trail, find, held, of_complaint, of_letter, trail};
pub use undelivered::{Undelivered, count as undelivered_count, undelivered};

use super::schema::{deliveries, delivery_events};
use super::{Connection, Key, Result, Word, settings, stored};
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use procedure::delivery::{State, Way};
use procedure::vocabulary::{LetterFormat, ReplyChannel};
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
/// settings give time to stop it.
pub fn begin(
    conn: &mut Connection,
    letter: LetterId,
    going: &Going,
    (by, at): (PersonId, DateTime<Utc>),
) -> Result<DeliveryId> {
    let before = deliveries::table
        .filter(deliveries::letter_id.eq(Key(letter)))
        .select(diesel::dsl::max(deliveries::number))
        .first::<Option<i32>>(conn)?;
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
