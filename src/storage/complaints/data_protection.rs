//! Whether it is also about personal data, and how that part was answered (rule 94).
use crate::schema::data_protection;
use crate::{Connection, Key, Result};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use procedure::complaint::DataProtection;
use procedure::{ComplaintId, LetterId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = data_protection)]
struct Row {
    since: NaiveDateTime,
    about: String,
    answered_on: Option<NaiveDate>,
    letter_id: Option<Key<LetterId>>,
    answer: String,
}

pub(super) fn marked(
    conn: &mut Connection,
    complaint: ComplaintId,
) -> Result<Option<DataProtection>> {
    let row = data_protection::table
        .find(Key(complaint))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(|row| DataProtection {
        since: row.since.and_utc(),
        about: row.about,
        answered_on: row.answered_on,
        letter: row.letter_id.map(|id| id.0),
        answer: row.answer,
    }))
}
