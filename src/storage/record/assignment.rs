//! Who is to answer at stage 1.
use super::Acting;
use crate::schema::{assignments, complaints, hand_backs, stages};
use crate::{Connection, Key, Result, Word, stored};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use procedure::complaint::HAND_BACKS_THEN_EXECUTIVE;
use procedure::vocabulary::Stage;
use procedure::working_time::WorkingSpan;
use procedure::{AreaId, PersonId};

/// The assignment before it ends.
pub(super) fn assigned(
    conn: &mut Connection,
    acting: Acting,
    to: PersonId,
    reason: &str,
) -> Result<()> {
    let id = Key(acting.complaint);
    end(conn, acting)?;
    diesel::insert_into(assignments::table)
        .values((
            assignments::complaint_id.eq(id),
            assignments::to_id.eq(Key(to)),
            assignments::by_id.eq(Key(acting.by)),
            assignments::at.eq(stored(acting.at)),
            assignments::reason.eq(reason),
        ))
        .execute(conn)?;
    diesel::update(complaints::table.find(id))
        .set(complaints::assignee_id.eq(Key(to)))
        .execute(conn)?;
    let stage = stages::table
        .filter(stages::complaint_id.eq(id))
        .filter(stages::number.eq(1));
    diesel::update(stage)
        .set(stages::responder_id.eq(Key(to)))
        .execute(conn)?;
    Ok(())
}

/// What is kept of a hand-back.
pub(super) struct ByArea<'a> {
    pub area: AreaId,
    pub area_name: &'a str,
    pub held: Option<WorkingSpan>,
    pub reason: &'a str,
}

pub(super) fn handed_back(conn: &mut Connection, acting: Acting, by: &ByArea) -> Result<()> {
    diesel::insert_into(hand_backs::table)
        .values((
            hand_backs::complaint_id.eq(Key(acting.complaint)),
            hand_backs::area_id.eq(Key(by.area)),
            hand_backs::area_name.eq(by.area_name),
            hand_backs::by_id.eq(Key(acting.by)),
            hand_backs::at.eq(stored(acting.at)),
            hand_backs::held_minutes.eq(by.held.map(|held| held.minutes)),
            hand_backs::day_minutes.eq(by.held.map(|held| held.day_minutes)),
            hand_backs::reason.eq(by.reason),
        ))
        .execute(conn)?;
    // At once with the stage: a complaint being investigated always has an assignee.
    diesel::update(complaints::table.find(Key(acting.complaint)))
        .set((
            complaints::stage.eq(Word(Stage::Triage)),
            complaints::area_id.eq(None::<Key<AreaId>>),
            complaints::assignee_id.eq(None::<Key<PersonId>>),
            complaints::routed_at.eq(None::<NaiveDateTime>),
            complaints::hand_backs.eq(complaints::hand_backs + 1),
        ))
        .execute(conn)?;
    let for_an_executive = i32::try_from(HAND_BACKS_THEN_EXECUTIVE).unwrap_or(i32::MAX);
    diesel::update(
        complaints::table
            .find(Key(acting.complaint))
            .filter(complaints::hand_backs.ge(for_an_executive)),
    )
    .set(complaints::owner_id.eq(None::<Key<PersonId>>))
    .execute(conn)?;
    end(conn, acting)
}

fn end(conn: &mut Connection, acting: Acting) -> Result<()> {
    let current = assignments::table
        .filter(assignments::complaint_id.eq(Key(acting.complaint)))
        .filter(assignments::ended_at.is_null());
    diesel::update(current)
        .set(assignments::ended_at.eq(stored(acting.at)))
        .execute(conn)?;
    Ok(())
}
