//! The one way a delivery moves on: by the procedure's table of what may follow what, with its line in the trail.
use crate::schema::{deliveries, delivery_events};
use crate::{Connection, Result, StorageError, calendars, settings, stored};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use procedure::DeliveryId;
use procedure::delivery::{Move, State};
use procedure::vocabulary::Promise;
use procedure::working_time::Calendar;

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

/// Moves a delivery on. When that reopens the duty, it is due again within the span of an acknowledgement.
///
/// # Errors
/// `Conflict` when what it has become meanwhile cannot be followed by this; nothing was written.
pub fn change(conn: &mut Connection, change: &Change) -> Result<()> {
    let before = deliveries::table
        .find(change.delivery.0)
        .select(deliveries::state)
        .first::<String>(conn)?;
    let may = State::parse(&before).is_some_and(|state| state.may_become(change.moved.to()));
    let row = deliveries::table
        .find(change.delivery.0)
        // Asked again in the update: on PostgreSQL another may have moved it on since it was read.
        .filter(deliveries::state.eq(&before));
    let moved = may
        && diesel::update(row)
            .set((
                deliveries::state.eq(change.moved.to().as_str()),
                deliveries::changed_at.eq(stored(change.at)),
            ))
            .execute(conn)?
            == 1;
    if !moved {
        return Err(StorageError::Conflict);
    }
    if change.moved.to().is_undelivered() {
        reopen(conn, change)?;
    }
    // What a mail server said stands with the delivery, however it reached us.
    if matches!(change.moved.to(), State::Bounced | State::Failed) {
        diesel::update(deliveries::table.find(change.delivery.0))
            .set(deliveries::last_error.eq(change.why))
            .execute(conn)?;
    }
    diesel::insert_into(delivery_events::table)
        .values((
            delivery_events::delivery_id.eq(change.delivery.0),
            delivery_events::at.eq(stored(change.at)),
            delivery_events::by_id.eq(change.moved.by().map(|by| by.0)),
            delivery_events::before.eq(before),
            delivery_events::state.eq(change.moved.to().as_str()),
            delivery_events::why.eq(change.why),
            delivery_events::on_day.eq(change.on_day),
        ))
        .execute(conn)?;
    Ok(())
}

fn reopen(conn: &mut Connection, change: &Change) -> Result<()> {
    let calendar = Calendar::new(calendars::current(conn)?);
    let span = settings::one::<procedure::Promises>(conn)?.span(Promise::Acknowledge);
    diesel::update(deliveries::table.find(change.delivery.0))
        .set((
            deliveries::known_at.eq(stored(change.at)),
            deliveries::due_at.eq(stored(calendar.due(change.at, span, &[]))),
            deliveries::warn_at.eq(stored(calendar.warn_at(change.at, span, &[]))),
        ))
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
    let before: Vec<&str> = State::Bounced
        .before()
        .into_iter()
        .map(State::as_str)
        .collect();
    let found = deliveries::table
        .filter(deliveries::message_id.eq_any(whole))
        .filter(deliveries::state.eq_any(before))
        .order(deliveries::id)
        .select(deliveries::id)
        .load::<i64>(conn)?;
    Ok(found.into_iter().map(DeliveryId).collect())
}
