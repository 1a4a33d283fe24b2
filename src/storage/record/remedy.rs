//! What was promised to put things right, and when it was done.
use super::Acting;
use crate::schema::remedies;
use crate::{Connection, Key, Result, Word};
use chrono::NaiveDate;
use diesel::prelude::*;
use procedure::RemedyId;
use procedure::event::PromisedRemedy;
use procedure::working_time::uk_time;

/// `stage`: of the response that promises it, 1 or 2.
pub(super) fn promised(
    conn: &mut Connection,
    acting: Acting,
    stage: i32,
    remedy: &PromisedRemedy,
) -> Result<()> {
    diesel::insert_into(remedies::table)
        .values((
            (
                remedies::complaint_id.eq(Key(acting.complaint)),
                remedies::allegation_id.eq(Key(remedy.allegation)),
            ),
            remedies::stage.eq(stage),
            remedies::kind.eq(Word(remedy.kind)),
            remedies::detail.eq(&remedy.detail),
            remedies::amount_pence.eq(remedy.amount),
            remedies::owner_id.eq(remedy.owner.map(Key)),
            remedies::due_on.eq(remedy.due),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn done(
    conn: &mut Connection,
    acting: Acting,
    remedy: RemedyId,
    (on, evidence): (Option<NaiveDate>, &str),
) -> Result<()> {
    diesel::update(
        remedies::table
            .find(Key(remedy))
            .filter(remedies::complaint_id.eq(Key(acting.complaint))),
    )
    .set((
        remedies::done_on.eq(on.unwrap_or(uk_time::local_date(acting.at))),
        remedies::done_by.eq(Key(acting.by)),
        remedies::evidence.eq(evidence),
    ))
    .execute(conn)?;
    Ok(())
}
