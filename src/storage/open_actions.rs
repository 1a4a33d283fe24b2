//! "Answered, actions open": an answer goes when it is known, and what it promises is followed apart (rule 45).
use super::queues::QueueRow;
use super::schema::remedies;
use super::{Connection, Result};
use diesel::dsl::count_star;
use diesel::prelude::*;
use procedure::vocabulary::Stage;

/// How much of what was promised is still to be done, in each row whose answer has left. At stage 2 stage 1's promises
/// say what it found, and are not counted.
pub(super) fn count(conn: &mut Connection, rows: &mut [QueueRow], ids: &[i64]) -> Result<()> {
    let open = remedies::table
        .filter(remedies::complaint_id.eq_any(ids.to_vec()))
        .filter(remedies::done_on.is_null())
        .group_by(remedies::complaint_id)
        .select((remedies::complaint_id, count_star()))
        .load::<(i64, i64)>(conn)?;
    for row in rows.iter_mut().filter(|row| is_answered(row)) {
        let all = open.iter().find(|(id, _)| *id == row.id);
        row.open_actions = all.map_or(0, |(_, all)| *all);
    }
    Ok(())
}

fn is_answered(row: &QueueRow) -> bool {
    match row.stage {
        Some(Stage::Answered | Stage::FinalResponse) => !row.is_unsent(),
        Some(
            Stage::OnTheSpot
            | Stage::Triage
            | Stage::Assignment
            | Stage::Investigation
            | Stage::Escalated
            | Stage::FinalReview
            | Stage::Closed,
        )
        | None => false,
    }
}
