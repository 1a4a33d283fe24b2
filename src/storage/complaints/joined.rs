//! How a complaint is joined with other records of the same complaint.
use super::rows::JoinedRow;
use crate::schema::complaints;
use crate::unreadable::{Day, Instant, Listed, Marks};
use crate::{Connection, Key, Result, StorageError};
use diesel::prelude::*;
use procedure::complaint::Hands;
use procedure::joined::{GoesOn, Joined, JoinedRecord, ReceivedFirst};
use procedure::vocabulary::ReceivedBy;
use procedure::{AreaId, ComplaintId, PersonId, Reference};

#[derive(Queryable, Selectable)]
#[diesel(table_name = complaints)]
struct OnwardRow {
    reference: String,
    area_id: Option<Key<AreaId>>,
    entered_by: Key<PersonId>,
    owner_id: Option<Key<PersonId>>,
    assignee_id: Option<Key<PersonId>>,
    decider_id: Option<Key<PersonId>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = complaints)]
struct WithRow {
    id: Key<ComplaintId>,
    reference: String,
    received_at: Instant,
    known_by: Listed<ReceivedBy>,
    first_raised: Day,
}

pub(super) fn joined(conn: &mut Connection, id: ComplaintId, row: &JoinedRow) -> Result<Joined> {
    let with = complaints::table
        .filter(complaints::joined_into_id.eq(Key(id)))
        .order(complaints::id)
        .select(WithRow::as_select())
        .load(conn)?;
    let with = with.into_iter().map(|row| {
        let unreadable = || StorageError::Corrupt(format!("complaint {} as joined", row.id.0));
        Ok(JoinedRecord {
            id: row.id.0,
            received: received((row.received_at, row.known_by, row.first_raised))
                .ok_or_else(unreadable)?,
            reference: Reference::as_stored(row.reference),
        })
    });
    Ok(Joined {
        into: row
            .joined_into_id
            .map(|on| goes_on(conn, on.0))
            .transpose()?,
        with: with.collect::<Result<_>>()?,
        own: received((row.own_received_at, row.own_known_by, row.own_first_raised)),
    })
}

fn goes_on(conn: &mut Connection, id: ComplaintId) -> Result<GoesOn> {
    let row = complaints::table
        .find(Key(id))
        .select(OnwardRow::as_select())
        .first(conn)?;
    let hands = Hands {
        entered_by: row.entered_by.0,
        owner: row.owner_id.map(|person| person.0),
        assignee: row.assignee_id.map(|person| person.0),
        decider: row.decider_id.map(|person| person.0),
    };
    Ok(GoesOn {
        id,
        reference: Reference::as_stored(row.reference),
        with: Some((row.area_id.map(|area| area.0), hands)),
    })
}

fn received((at, known_by, first): (Instant, Listed<ReceivedBy>, Day)) -> Option<ReceivedFirst> {
    Some(ReceivedFirst {
        at: at.known()?.and_utc(),
        known_by: known_by.known()?,
        first_raised: first.known()?,
    })
}

impl JoinedRow {
    /// A date or word of it that is there and cannot be read.
    pub(super) fn mark(&self, marks: &mut Marks) {
        marks.instant("when it was received itself", self.own_received_at);
        marks.listed("how we know when", self.own_known_by);
        marks.day("when they first told us of it", self.own_first_raised);
    }
}
