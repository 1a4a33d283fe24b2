//! Refusals of a complaint or of a second stage: proposed by one person, decided by another.
use super::Acting;
use crate::complaints::Refused;
use crate::schema::{complaints, refusals};
use crate::{Connection, Key, Result, Word, stored};
use chrono::NaiveDate;
use diesel::prelude::*;
use procedure::complaint::{Earlier, RefusalOf};

/// The facts of `Event::RefusalProposed`.
pub(super) struct Proposed<'a> {
    pub of: RefusalOf,
    pub reason: &'a str,
    pub evidence: &'a str,
    pub belongs: &'a str,
    pub repeats: Option<&'a Earlier>,
}

pub(super) fn proposed(conn: &mut Connection, acting: Acting, new: &Proposed) -> Result<()> {
    diesel::insert_into(refusals::table)
        .values((
            (
                refusals::complaint_id.eq(Key(acting.complaint)),
                refusals::of_what.eq(Word(Refused::from(new.of))),
            ),
            refusals::reason.eq(new.reason),
            refusals::evidence.eq(new.evidence),
            refusals::belongs.eq(new.belongs),
            refusals::proposed_by.eq(Key(acting.by)),
            refusals::proposed_at.eq(stored(acting.at)),
            (
                refusals::repeats_id.eq(new.repeats.map(|one| Key(one.id))),
                refusals::repeats_completed_on.eq(new.repeats.map(|one| one.completed_on)),
                refusals::repeats_last_date.eq(new.repeats.and_then(|one| one.last_date)),
            ),
        ))
        .execute(conn)?;
    Ok(())
}

/// `last_date`: some, when a second stage is refused. The three months start when its letter leaves.
pub(super) fn approved(
    conn: &mut Connection,
    acting: Acting,
    reason: &str,
    last_date: Option<NaiveDate>,
) -> Result<()> {
    // Only a refused second stage has a last date. Whoever agreed to it ended the procedure.
    if last_date.is_some() {
        diesel::update(complaints::table.find(Key(acting.complaint)))
            .set(complaints::decider_id.eq(Key(acting.by)))
            .execute(conn)?;
    }
    decided(conn, acting, true, reason)
}

pub(super) fn returned(conn: &mut Connection, acting: Acting, reason: &str) -> Result<()> {
    decided(conn, acting, false, reason)
}

fn decided(conn: &mut Connection, acting: Acting, approved: bool, reason: &str) -> Result<()> {
    let open = refusals::table
        .filter(refusals::complaint_id.eq(Key(acting.complaint)))
        .filter(refusals::approved.is_null());
    diesel::update(open)
        .set((
            refusals::approved.eq(approved),
            refusals::decided_by.eq(Key(acting.by)),
            refusals::decided_at.eq(stored(acting.at)),
            refusals::decision_reason.eq(reason),
        ))
        .execute(conn)?;
    Ok(())
}
