//! Letters that have not arrived: the duty they answered is open again until they are sent again or closed without.
use super::lists::{Walls, restricting, seen};
use super::rows::{Row, delivery};
use crate::procedure::delivery::{Delivery, State};
use crate::procedure::{Actor, ComplainantId, Reference};
use crate::storage::queues::Count;
use crate::storage::schema::{complainants, complaints, deliveries, letters};
use crate::storage::{Backend, Connection, Result, StorageError, stored};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::helper_types::IntoBoxed;
use diesel::prelude::*;

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
pub fn undelivered(conn: &mut Connection, actor: &Actor, limit: i64) -> Result<Vec<Undelivered>> {
    type At = Option<NaiveDateTime>;
    type Found = (Row, String, i64, String, i64, String, (At, At, At));
    theirs(Walls::of(conn, actor)?, actor)
        .order((deliveries::due_at, deliveries::id))
        .limit(limit)
        .select((
            Row::as_select(),
            letters::kind,
            letters::sent_by,
            complaints::reference,
            complaints::complainant_id,
            complainants::name,
            (
                deliveries::known_at,
                deliveries::due_at,
                deliveries::warn_at,
            ),
        ))
        .load::<Found>(conn)?
        .into_iter()
        .map(
            |(row, kind, by, reference, complainant, name, (known, due, warn))| {
                let delivery = delivery((row, kind, by))?;
                let at =
                    |at: Option<NaiveDateTime>| at.map_or(delivery.changed_at, |at| at.and_utc());
                Ok(Undelivered {
                    known_at: at(known),
                    due_at: at(due),
                    warn_at: at(warn),
                    restricts: restricting().contains(&delivery.kind.as_str()),
                    reference: Reference::parse(&reference)
                        .ok_or(StorageError::Corrupt(reference))?,
                    complainant: ComplainantId(complainant),
                    name,
                    delivery,
                })
            },
        )
        .collect()
}

/// How many there are for this person, and how many past their date.
///
/// # Errors
/// The queries'.
pub fn count(conn: &mut Connection, actor: &Actor, now: DateTime<Utc>) -> Result<Count> {
    let walls = Walls::of(conn, actor)?;
    let past = deliveries::due_at.lt(stored(now));
    Ok(Count {
        all: theirs(walls.clone(), actor).count().get_result(conn)?,
        late: theirs(walls, actor).filter(past).count().get_result(conn)?,
    })
}
