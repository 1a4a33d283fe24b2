//! What was passed to human resources: the only place that has its words (rule 15).
use super::Acting;
use crate::schema::human_resources;
use crate::{Connection, Key, Result, stored};
use chrono::NaiveDate;
use diesel::prelude::*;

pub(super) fn passed(
    conn: &mut Connection,
    acting: Acting,
    on: NaiveDate,
    (to, words): (&str, &str),
) -> Result<()> {
    diesel::insert_into(human_resources::table)
        .values((
            human_resources::complaint_id.eq(Key(acting.complaint)),
            human_resources::passed_on.eq(on),
            human_resources::passed_to.eq(to),
            human_resources::words.eq(words),
            human_resources::by_id.eq(Key(acting.by)),
            human_resources::at.eq(stored(acting.at)),
        ))
        .execute(conn)?;
    Ok(())
}
