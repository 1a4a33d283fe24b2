//! What lies before the post room: letters to print and to post, things to order and to follow. Whoever is
//! complained about sees, counts and prints nothing of that complaint.
use super::rows::{Row, delivery};
use crate::queues::NO_NAME;
use crate::schema::{complainants, complaints, deliveries, letters, subjects};
use crate::unreadable::{Unreadable, each};
use crate::{Connection, Result};
use diesel::prelude::*;
use procedure::delivery::{Delivery, State};
use procedure::vocabulary::LetterKind;
use procedure::{Actor, BatchId, Reference};

/// A delivery in a list, and whose it is.
#[derive(Debug, Clone)]
pub struct AtHand {
    pub delivery: Delivery,
    pub reference: Reference,
    pub name: String,
    pub batch: Option<BatchId>,
}

impl AtHand {
    /// It restricts somebody: it is on the complainant's page and not on a complaint's.
    pub fn restricts(&self) -> bool {
        self.delivery.kind.restricts()
    }
}

/// What somebody is walled off from.
#[derive(Debug, Clone, Default)]
pub(super) struct Walls {
    /// Complaints about them.
    complaints: Vec<i64>,
    /// The complainants of those: their restrictions are walled off whole.
    complainants: Vec<i64>,
}

impl Walls {
    pub(super) fn of(conn: &mut Connection, actor: &Actor) -> Result<Self> {
        let about = subjects::table
            .inner_join(complaints::table.on(complaints::id.eq(subjects::complaint_id)))
            .filter(subjects::person_id.eq(actor.id.0))
            .select((complaints::id, complaints::complainant_id))
            .load::<(i64, i64)>(conn)?;
        let (complaints, complainants) = about.into_iter().unzip();
        Ok(Self {
            complaints,
            complainants,
        })
    }
    /// Deliveries in some states that they may know of.
    pub(super) fn seen(self, states: &[State]) -> seen {
        let states = states.iter().map(|state| state.as_str()).collect();
        seen(states, self.complaints, restricting(), self.complainants)
    }
}

pub(super) fn restricting() -> Vec<&'static str> {
    LetterKind::restricting().collect()
}

#[diesel::dsl::auto_type]
pub(super) fn seen(
    states: Vec<&'static str>,
    about_me: Vec<i64>,
    restricting: Vec<&'static str>,
    walled: Vec<i64>,
) -> _ {
    deliveries::table
        .inner_join(letters::table.inner_join(complaints::table))
        .filter(deliveries::state.eq_any(states))
        .filter(letters::complaint_id.ne_all(about_me))
        .filter(
            letters::kind
                .ne_all(restricting)
                .or(complaints::complainant_id.ne_all(walled)),
        )
}

/// What is in some of these states, the longest there first. For Customer Relations.
pub fn at_hand(
    conn: &mut Connection,
    actor: &Actor,
    states: &[State],
    limit: i64,
    unreadable: &mut Unreadable,
) -> Result<Vec<AtHand>> {
    let ids = Walls::of(conn, actor)?
        .seen(states)
        .order((deliveries::changed_at, deliveries::id))
        .limit(limit)
        .select(deliveries::id)
        .load::<i64>(conn)?;
    let mut found = each(conn, (NOUN, &ids), unreadable, rows)?;
    found.sort_by_key(|found| ids.iter().position(|id| *id == found.0.id));
    let read = |(row, kind, by, reference, name, batch): Found| {
        let id = row.id;
        let delivery = unreadable.row((NOUN, id), delivery((row, kind, by)))?;
        Some(AtHand {
            delivery,
            reference: Reference::as_stored(reference),
            name: name.unwrap_or_else(|| NO_NAME.to_owned()),
            batch: batch.map(BatchId),
        })
    };
    Ok(found.into_iter().filter_map(read).collect())
}

/// What a page calls one that cannot be read.
pub(super) const NOUN: &str = "the letter of delivery";

type Found = (Row, String, i64, String, Option<String>, Option<i64>);

fn rows(conn: &mut Connection, ids: &[i64]) -> Result<Vec<Found>> {
    Ok(deliveries::table
        .inner_join(letters::table.inner_join(complaints::table.left_join(complainants::table)))
        .filter(deliveries::id.eq_any(ids.to_vec()))
        .select((
            Row::as_select(),
            letters::kind,
            letters::sent_by,
            complaints::reference,
            complainants::name.nullable(),
            deliveries::batch_id,
        ))
        .load::<Found>(conn)?)
}

/// How much lies before the post room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// To print and to post.
    pub post: i64,
    /// To order, to dispatch.
    pub orders: i64,
}

/// Both figures.
pub fn counts(conn: &mut Connection, actor: &Actor) -> Result<Counts> {
    let walls = Walls::of(conn, actor)?;
    let mut count = |states: &[State]| -> Result<i64> {
        Ok(walls.clone().seen(states).count().get_result(conn)?)
    };
    Ok(Counts {
        post: count(&[State::ToPrint, State::Printed])?,
        orders: count(&[State::ToOrder, State::Ordered])?,
    })
}
