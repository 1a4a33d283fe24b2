//! Who is to answer at stage 1.
use super::Acting;
use crate::schema::{assignments, complaints, stages};
use crate::{Connection, Result, stored};
use diesel::prelude::*;
use procedure::PersonId;
use procedure::vocabulary::Stage;

/// The assignment before it ends.
pub(super) fn assigned(
    conn: &mut Connection,
    acting: Acting,
    to: PersonId,
    reason: &str,
) -> Result<()> {
    let id = acting.complaint.0;
    end(conn, acting)?;
    diesel::insert_into(assignments::table)
        .values((
            assignments::complaint_id.eq(id),
            assignments::to_id.eq(to.0),
            assignments::by_id.eq(acting.by.0),
            assignments::at.eq(stored(acting.at)),
            assignments::reason.eq(reason),
        ))
        .execute(conn)?;
    diesel::update(complaints::table.find(id))
        .set(complaints::assignee_id.eq(to.0))
        .execute(conn)?;
    let stage = stages::table
        .filter(stages::complaint_id.eq(id))
        .filter(stages::number.eq(1));
    diesel::update(stage)
        .set(stages::responder_id.eq(to.0))
        .execute(conn)?;
    Ok(())
}

pub(super) fn handed_back(conn: &mut Connection, acting: Acting) -> Result<()> {
    // At once with the stage: a complaint being investigated always has an assignee.
    diesel::update(complaints::table.find(acting.complaint.0))
        .set((
            complaints::stage.eq(Stage::Triage.as_str()),
            complaints::area_id.eq(None::<i64>),
            complaints::assignee_id.eq(None::<i64>),
            complaints::hand_backs.eq(complaints::hand_backs + 1),
        ))
        .execute(conn)?;
    end(conn, acting)
}

fn end(conn: &mut Connection, acting: Acting) -> Result<()> {
    let current = assignments::table
        .filter(assignments::complaint_id.eq(acting.complaint.0))
        .filter(assignments::ended_at.is_null());
    diesel::update(current)
        .set(assignments::ended_at.eq(stored(acting.at)))
        .execute(conn)?;
    Ok(())
}
