//! Holds, and when they ended.
use super::Acting;
use crate::schema::pauses;
use crate::{Connection, Key, Result, stored};
use chrono::NaiveDate;
use diesel::prelude::*;

pub(super) fn paused(
    conn: &mut Connection,
    acting: Acting,
    reason: &str,
    stops_the_clock: bool,
    review_on: NaiveDate,
) -> Result<()> {
    diesel::insert_into(pauses::table)
        .values((
            (
                pauses::complaint_id.eq(Key(acting.complaint)),
                pauses::by_id.eq(Key(acting.by)),
                pauses::from_at.eq(stored(acting.at)),
            ),
            pauses::reason.eq(reason),
            pauses::stops_the_clock.eq(stops_the_clock),
            pauses::review_on.eq(review_on),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn resumed(conn: &mut Connection, acting: Acting) -> Result<()> {
    diesel::update(
        pauses::table
            .filter(pauses::complaint_id.eq(Key(acting.complaint)))
            .filter(pauses::until_at.is_null()),
    )
    .set(pauses::until_at.eq(stored(acting.at)))
    .execute(conn)?;
    Ok(())
}
