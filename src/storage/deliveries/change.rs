//! The one way a delivery moves on: by the procedure's table of what may follow what, with its line in the trail.
use crate::procedure::delivery::State;
use crate::procedure::vocabulary::Promise;
use crate::procedure::working_time::Calendar;
use crate::procedure::{DeliveryId, PersonId};
use crate::storage::schema::{deliveries, delivery_events};
use crate::storage::{Connection, Result, StorageError, calendars, settings, stored};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

/// What happens to a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    pub delivery: DeliveryId,
    pub to: State,
    /// None: the outbox, or what came back by mail.
    pub by: Option<PersonId>,
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
    let may = State::parse(&before).is_some_and(|state| state.may_become(change.to));
    let row = deliveries::table
        .find(change.delivery.0)
        // Asked again in the update: on PostgreSQL another may have moved it on since it was read.
        .filter(deliveries::state.eq(&before));
    let moved = may
        && diesel::update(row)
            .set((
                deliveries::state.eq(change.to.as_str()),
                deliveries::changed_at.eq(stored(change.at)),
            ))
            .execute(conn)?
            == 1;
    if !moved {
        return Err(StorageError::Conflict);
    }
    if change.to.is_undelivered() {
        reopen(conn, change)?;
    }
    diesel::insert_into(delivery_events::table)
        .values((
            delivery_events::delivery_id.eq(change.delivery.0),
            delivery_events::at.eq(stored(change.at)),
            delivery_events::by_id.eq(change.by.map(|by| by.0)),
            delivery_events::before.eq(before),
            delivery_events::state.eq(change.to.as_str()),
            delivery_events::why.eq(change.why),
            delivery_events::on_day.eq(change.on_day),
        ))
        .execute(conn)?;
    Ok(())
}

fn reopen(conn: &mut Connection, change: &Change) -> Result<()> {
    let calendar = Calendar::new(calendars::current(conn)?);
    let span = settings::one::<crate::procedure::Promises>(conn)?.span(Promise::Acknowledge);
    diesel::update(deliveries::table.find(change.delivery.0))
        .set((
            deliveries::known_at.eq(stored(change.at)),
            deliveries::due_at.eq(stored(calendar.due(change.at, span, &[]))),
            deliveries::warn_at.eq(stored(calendar.warn_at(change.at, span, &[]))),
        ))
        .execute(conn)?;
    Ok(())
}

/// Moves several on at once, as a person says of what lies before them: printed, posted, ordered, dispatched,
/// delivered. Out: how many; those that have moved on otherwise stay.
///
/// # Errors
/// The queries'.
pub fn progress(
    conn: &mut Connection,
    ids: &[DeliveryId],
    to: State,
    (by, at): (PersonId, DateTime<Utc>),
    (on_day, why): (Option<NaiveDate>, &str),
) -> Result<usize> {
    let mut moved = 0;
    for delivery in ids {
        let done = change(
            conn,
            &Change {
                delivery: *delivery,
                to,
                by: Some(by),
                at,
                why,
                on_day,
            },
        );
        match done {
            Ok(()) => moved += 1,
            Err(StorageError::Conflict) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(moved)
}

/// The messages of these Message-IDs (with or without angle brackets) came back. Out: which deliveries they were;
/// those known already are not counted again.
///
/// # Errors
/// The queries'.
pub fn bounced(
    conn: &mut Connection,
    message_ids: &[String],
    why: &str,
    at: DateTime<Utc>,
) -> Result<Vec<DeliveryId>> {
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
    let back: Vec<DeliveryId> = found.into_iter().map(DeliveryId).collect();
    for delivery in &back {
        let came_back = Change {
            delivery: *delivery,
            to: State::Bounced,
            by: None,
            at,
            why,
            on_day: None,
        };
        change(conn, &came_back)?;
    }
    Ok(back)
}
