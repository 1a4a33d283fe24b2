//! The one way a delivery moves on: by the procedure's table of what may follow what, with its line in the trail.
use crate::schema::{deliveries, delivery_events};
use crate::unreadable::Listed;
use crate::{Connection, Key, Result, StorageError, Word, stored};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::DeliveryId;
use procedure::delivery::{Move, State};

/// What happens to a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    pub delivery: DeliveryId,
    /// What it comes to, and whose doing that is.
    pub moved: Move,
    pub at: DateTime<Utc>,
    pub why: &'a str,
    /// The day it happened, when somebody says so.
    pub on_day: Option<NaiveDate>,
}

/// Moves a delivery on. When that reopens the duty, it is due again with its first date.
///
/// # Errors
/// `Conflict` when what it has become meanwhile cannot be followed by this; nothing was written.
pub fn change(conn: &mut Connection, change: &Change) -> Result<()> {
    let before = deliveries::table
        .find(Key(change.delivery))
        .select(deliveries::state)
        .first::<Listed<State>>(conn)?;
    let (before, to) = (before.known(), change.moved.to());
    let before = before.filter(|state| state.may_become(to));
    let before = before.ok_or(StorageError::Conflict)?;
    let row = deliveries::table
        .find(Key(change.delivery))
        // Asked again in the update: on PostgreSQL another may have moved it on since it was read.
        .filter(deliveries::state.eq(Word(before)));
    let moved = diesel::update(row)
        .set((
            deliveries::state.eq(Word(to)),
            deliveries::changed_at.eq(stored(change.at)),
        ))
        .execute(conn)?;
    if moved != 1 {
        return Err(StorageError::Conflict);
    }
    if to.is_undelivered() {
        reopen(conn, change)?;
    }
    // What a mail server said stands with the delivery, however it reached us.
    if matches!(to, State::Bounced | State::Failed) {
        diesel::update(deliveries::table.find(Key(change.delivery)))
            .set(deliveries::last_error.eq(change.why))
            .execute(conn)?;
    }
    diesel::insert_into(delivery_events::table)
        .values((
            delivery_events::delivery_id.eq(Key(change.delivery)),
            delivery_events::at.eq(stored(change.at)),
            delivery_events::by_id.eq(change.moved.by().map(Key)),
            delivery_events::before.eq(Word(before)),
            delivery_events::state.eq(Word(to)),
            delivery_events::why.eq(change.why),
            delivery_events::on_day.eq(change.on_day),
        ))
        .execute(conn)?;
    Ok(())
}

/// It is owed again, with its first date; a letter that had none, within the time of an acknowledgement.
fn reopen(conn: &mut Connection, change: &Change) -> Result<()> {
    let row = deliveries::table.find(Key(change.delivery));
    let first = row
        .select(deliveries::owed_by)
        .first::<Option<NaiveDateTime>>(conn)?;
    let due = match first {
        Some(at) => at,
        None => stored(super::usually_owed_by(conn, change.at)?),
    };
    diesel::update(row)
        .set((
            deliveries::known_at.eq(stored(change.at)),
            deliveries::due_at.eq(due),
            deliveries::warn_at.eq(due),
            deliveries::owed_by.eq(due),
        ))
        .execute(conn)?;
    Ok(())
}

/// It left at this time.
pub fn left(conn: &mut Connection, id: DeliveryId, at: DateTime<Utc>) -> Result<()> {
    diesel::update(deliveries::table.find(Key(id)))
        .set(deliveries::left_at.eq(stored(at)))
        .execute(conn)?;
    Ok(())
}

/// Which deliveries these Message-IDs (with or without angle brackets) are, of those that can bounce: one that is known
/// to have bounced is not named again.
pub fn can_bounce(conn: &mut Connection, message_ids: &[String]) -> Result<Vec<DeliveryId>> {
    let whole: Vec<String> = message_ids
        .iter()
        .map(|id| format!("<{}>", id.trim().trim_matches(['<', '>'])))
        .filter(|id| id.len() > 2)
        .collect();
    let before = State::Bounced.before().into_iter().map(Word);
    let found = deliveries::table
        .filter(deliveries::message_id.eq_any(whole))
        .filter(deliveries::state.eq_any(before))
        .order(deliveries::id)
        .select(deliveries::id)
        .load::<Key<DeliveryId>>(conn)?;
    Ok(found.into_iter().map(|id| id.0).collect())
}
