//! Letters that have not arrived: the duty they answered is open again until they are sent again or closed without.
use super::lists::{NOUN, Walls, seen};
use super::rows::Joined;
use crate::letters::restricting;
use crate::queues::{Count, NO_NAME};
use crate::schema::{complainants, complaints, deliveries, letters};
use crate::unreadable::{Instant, Unreadable, each};
use crate::{Backend, Connection, Result, stored};
use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::helper_types::IntoBoxed;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Timestamp};
use procedure::delivery::{Delivery, State};
use procedure::{Actor, ComplainantId, Reference};

/// A letter that has not arrived, and whose it is.
#[derive(Debug, Clone)]
pub struct Undelivered {
    pub delivery: Delivery,
    pub reference: Reference,
    pub complainant: ComplainantId,
    pub name: String,
    /// It restricts them: it is on their page and not on the complaint's.
    pub restricts: bool,
    pub known_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub warn_at: DateTime<Utc>,
}

/// The list is for whoever holds the complaint, leads its area, or is in Customer Relations; restrictions for the
/// last alone.
fn theirs<'a>(walls: Walls, actor: &Actor) -> IntoBoxed<'a, seen, Backend> {
    let all = walls.seen(State::UNDELIVERED).into_boxed();
    if actor.in_customer_relations() {
        return all;
    }
    let led: Vec<Option<i64>> = actor.leads.iter().map(|area| Some(area.0)).collect();
    all.filter(letters::kind.ne_all(restricting())).filter(
        complaints::holder_id
            .eq(actor.id.0)
            .or(complaints::area_id.eq_any(led)),
    )
}

/// Those this person is to see to, the earliest due first.
///
/// # Errors
/// The queries'.
pub fn undelivered(
    conn: &mut Connection,
    actor: &Actor,
    limit: i64,
    unreadable: &mut Unreadable,
) -> Result<Vec<Undelivered>> {
    let soonest = sql::<Nullable<Timestamp>>("deliveries.due_at ASC NULLS FIRST");
    let ids = theirs(Walls::of(conn, actor)?, actor)
        .order((soonest, deliveries::id))
        .limit(limit)
        .select(deliveries::id)
        .load::<i64>(conn)?;
    let mut found = each(conn, (NOUN, &ids), unreadable, rows)?;
    found.sort_by_key(|found| ids.iter().position(|id| *id == found.0.number()));
    Ok(found.into_iter().map(undelivered_row).collect())
}

type Found = (
    Joined,
    String,
    i64,
    Option<String>,
    (Instant, Instant, Instant),
);

fn undelivered_row(
    (joined, reference, complainant, name, (known, due, warn)): Found,
) -> Undelivered {
    let delivery = joined.into_domain();
    // Without a date it was due when it was last moved: overdue, so that somebody sees it.
    let at = |at: Instant| at.known().map_or(delivery.changed_at, |at| at.and_utc());
    Undelivered {
        known_at: at(known),
        due_at: at(due),
        warn_at: at(warn),
        restricts: delivery.kind.restricts(),
        reference: Reference::as_stored(reference),
        complainant: ComplainantId(complainant),
        name: name.unwrap_or_else(|| NO_NAME.to_owned()),
        delivery,
    }
}

fn rows(conn: &mut Connection, ids: &[i64]) -> Result<Vec<Found>> {
    Ok(deliveries::table
        .inner_join(letters::table.inner_join(complaints::table.left_join(complainants::table)))
        .filter(deliveries::id.eq_any(ids.to_vec()))
        .select((
            Joined::as_select(),
            complaints::reference,
            complaints::complainant_id,
            complainants::name.nullable(),
            (
                deliveries::known_at,
                deliveries::due_at,
                deliveries::warn_at,
            ),
        ))
        .load::<Found>(conn)?)
}

/// How many there are for this person, and how many past their date.
///
/// # Errors
/// The queries'.
pub fn count(conn: &mut Connection, actor: &Actor, now: DateTime<Utc>) -> Result<Count> {
    let walls = Walls::of(conn, actor)?;
    let past = deliveries::due_at
        .lt(stored(now))
        .or(deliveries::due_at.is_null().nullable());
    Ok(Count {
        all: theirs(walls.clone(), actor).count().get_result(conn)?,
        late: theirs(walls, actor).filter(past).count().get_result(conn)?,
    })
}
