//! What was promised to put things right, and when it was done.
use super::Acting;
use crate::schema::remedies;
use crate::{Connection, Result};
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
                remedies::complaint_id.eq(acting.complaint.0),
                remedies::allegation_id.eq(remedy.allegation.0),
            ),
            remedies::stage.eq(stage),
            remedies::kind.eq(remedy.kind.as_str()),
            remedies::detail.eq(&remedy.detail),
            remedies::amount_pence.eq(remedy.amount),
            remedies::owner_id.eq(remedy.owner.map(|p| p.0)),
            remedies::due_on.eq(remedy.due),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn done(
    conn: &mut Connection,
    acting: Acting,
    remedy: RemedyId,
    evidence: &str,
) -> Result<()> {
    diesel::update(
        remedies::table
            .find(remedy.0)
            .filter(remedies::complaint_id.eq(acting.complaint.0)),
    )
    .set((
        remedies::done_on.eq(uk_time::local_date(acting.at)),
        remedies::done_by.eq(acting.by.0),
        remedies::evidence.eq(evidence),
    ))
    .execute(conn)?;
    Ok(())
}
