//! Two records of one complaint, joined or taken apart again. Stage, clocks and received date go with the decision.
use super::{Acting, create};
use crate::schema::{complaints, subjects};
use crate::{Connection, Key, Result, Word, stored};
use diesel::prelude::*;
use procedure::joined::{JoinedRecord, ReceivedFirst};
use procedure::{Complaint, ComplaintId, PersonId, Subject};

/// `goes_on`: this record does, and has its own received date kept beside the one that it goes on under.
pub(super) fn joined(
    conn: &mut Connection,
    acting: Acting,
    (other, goes_on): (&JoinedRecord, bool),
    after: &Complaint,
) -> Result<()> {
    if goes_on {
        return own(conn, acting.complaint, after.joined.own);
    }
    diesel::update(complaints::table.find(Key(acting.complaint)))
        .set((
            complaints::joined_into_id.eq(Key(other.id)),
            complaints::closed_at.eq(stored(acting.at)),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn taken_apart(
    conn: &mut Connection,
    acting: Acting,
    goes_on: bool,
    after: &Complaint,
) -> Result<()> {
    if goes_on {
        return own(conn, acting.complaint, after.joined.own);
    }
    diesel::update(complaints::table.find(Key(acting.complaint)))
        .set((
            complaints::joined_into_id.eq(None::<Key<ComplaintId>>),
            complaints::closed_at.eq(None::<chrono::NaiveDateTime>),
        ))
        .execute(conn)?;
    Ok(())
}

fn own(conn: &mut Connection, id: ComplaintId, own: Option<ReceivedFirst>) -> Result<()> {
    diesel::update(complaints::table.find(Key(id)))
        .set((
            complaints::own_received_at.eq(own.map(|own| stored(own.at))),
            complaints::own_known_by.eq(own.map(|own| Word(own.known_by))),
            complaints::own_first_raised.eq(own.map(|own| own.first_raised)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whoever is complained about in a record is complained about in those that were joined with it: it is one complaint,
/// and nobody named in it reads any of its records.
pub(super) fn same_people(conn: &mut Connection, goes_on: ComplaintId) -> Result<()> {
    let joined = complaints::table
        .filter(complaints::joined_into_id.eq(Key(goes_on)))
        .select(complaints::id)
        .load::<Key<ComplaintId>>(conn)?;
    if joined.is_empty() {
        return Ok(());
    }
    let named = named(conn, goes_on)?;
    for Key(record) in joined {
        let before = self::named(conn, record)?;
        for (id, _) in before.iter().filter(|(_, one)| !is_among(one, &named)) {
            diesel::delete(subjects::table.filter(subjects::id.eq(id))).execute(conn)?;
        }
        let new: Vec<Subject> = named
            .iter()
            .filter(|(_, one)| !is_among(one, &before))
            .map(|(_, (person, name))| Subject {
                person: *person,
                name: name.clone(),
                allegation: None,
            })
            .collect();
        create::add_subjects(conn, record, &new)?;
    }
    Ok(())
}

type Named = (Option<PersonId>, String);

fn named(conn: &mut Connection, id: ComplaintId) -> Result<Vec<(i64, Named)>> {
    let rows = subjects::table
        .filter(subjects::complaint_id.eq(Key(id)))
        .order(subjects::id)
        .select((subjects::id, subjects::person_id, subjects::name))
        .load::<(i64, Option<Key<PersonId>>, String)>(conn)?;
    let each = rows.into_iter();
    Ok(each
        .map(|(id, person, name)| (id, (person.map(|person| person.0), name)))
        .collect())
}

/// Somebody we know by who they are, anybody else by name.
fn is_among((person, name): &Named, all: &[(i64, Named)]) -> bool {
    all.iter().any(|(_, (other, other_name))| match person {
        Some(_) => person == other,
        None => other.is_none() && name.eq_ignore_ascii_case(other_name),
    })
}
