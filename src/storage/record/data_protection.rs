//! What is about personal data: marked, taken away, answered (rule 94).
use super::Acting;
use crate::schema::data_protection;
use crate::{Connection, Key, Result, StorageError, stored};
use chrono::NaiveDate;
use diesel::prelude::*;
use procedure::LetterId;

pub(super) fn marked(conn: &mut Connection, acting: Acting, about: &str) -> Result<()> {
    diesel::insert_into(data_protection::table)
        .values((
            data_protection::complaint_id.eq(Key(acting.complaint)),
            data_protection::since.eq(stored(acting.at)),
            data_protection::about.eq(about),
        ))
        .execute(conn)?;
    Ok(())
}

/// The history keeps what was marked.
pub(super) fn unmarked(conn: &mut Connection, acting: Acting) -> Result<()> {
    diesel::delete(data_protection::table.find(Key(acting.complaint))).execute(conn)?;
    Ok(())
}

pub(super) fn answered(
    conn: &mut Connection,
    acting: Acting,
    on: NaiveDate,
    (letter, answer): (Option<LetterId>, &str),
) -> Result<()> {
    let changed = diesel::update(data_protection::table.find(Key(acting.complaint)))
        .set((
            data_protection::answered_on.eq(on),
            data_protection::letter_id.eq(letter.map(Key)),
            data_protection::answer.eq(answer),
        ))
        .execute(conn)?;
    if changed == 0 {
        return Err(StorageError::NotFound);
    }
    Ok(())
}
