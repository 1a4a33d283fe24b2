//! The record, put right: when and how a complaint reached us, its allegations and who is complained about.
use super::{Acting, create, joining, triage};
use crate::schema::{complaints, subjects};
use crate::{Connection, Key, Result, Word, stored};
use diesel::prelude::*;
use procedure::event::Facts;

pub(super) fn corrected(conn: &mut Connection, acting: Acting, facts: &Facts) -> Result<()> {
    let id = acting.complaint;
    diesel::update(complaints::table.find(Key(id)))
        .set((
            complaints::channel.eq(Word(facts.channel)),
            complaints::received_at.eq(stored(facts.received_at)),
            complaints::known_by.eq(Word(facts.known_by)),
            complaints::addressed_to.eq(&facts.addressed_to),
            complaints::first_raised.eq(facts.first_raised),
        ))
        .execute(conn)?;
    triage::replace_allegations(conn, acting, &facts.allegations)?;
    diesel::delete(subjects::table.filter(subjects::complaint_id.eq(Key(id)))).execute(conn)?;
    create::add_subjects(conn, id, &facts.subjects)?;
    joining::same_people(conn, id)
}
