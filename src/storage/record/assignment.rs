//! Who is to answer at stage 1.
use super::Acting;
use crate::schema::{assignments, complaints, stages};
use crate::{Connection, Key, Result, Word, stored};
use diesel::prelude::*;
use procedure::vocabulary::Stage;
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

pub(super) fn handed_back(conn: &mut Connection, acting: Acting) -> Result<()> {
    // At once with the stage: a complaint being investigated always has an assignee.
    diesel::update(complaints::table.find(Key(acting.complaint)))
        .set((
            complaints::stage.eq(Word(Stage::Triage)),
            complaints::area_id.eq(None::<Key<AreaId>>),
            complaints::assignee_id.eq(None::<Key<PersonId>>),
            complaints::hand_backs.eq(complaints::hand_backs + 1),
        ))
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
