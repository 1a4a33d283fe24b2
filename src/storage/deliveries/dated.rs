//! The days that a letter bears: set when its file is made, and again when it is made for another day.
use super::files::{self, Made};
use crate::schema::{deliveries, letters};
use crate::{Connection, Key, Result};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use procedure::{ComplaintId, DeliveryId, LetterId};
use std::collections::HashMap;

/// What a file of a letter bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// Its date.
    pub on: NaiveDate,
    /// The last day for the Independent Assessor, if it names one.
    pub last_day: Option<NaiveDate>,
    /// The day to ask for stage 2 by, if it names one.
    pub escalate_by: Option<NaiveDate>,
}

/// The files of a delivery made for another day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remade {
    pub delivery: DeliveryId,
    pub files: Vec<Made>,
    pub dated: Dated,
}

/// Keeps new files beside the earlier ones, and the days that they bear.
pub fn made_again(conn: &mut Connection, made: &Remade, at: DateTime<Utc>) -> Result<()> {
    set(conn, made.delivery, &made.dated)?;
    files::keep(conn, made.delivery, &made.files, at)
}

pub(super) fn set(conn: &mut Connection, delivery: DeliveryId, dated: &Dated) -> Result<()> {
    diesel::update(deliveries::table.find(Key(delivery)))
        .set((
            deliveries::dated.eq(dated.on),
            deliveries::last_day.eq(dated.last_day),
            deliveries::escalate_by.eq(dated.escalate_by),
        ))
        .execute(conn)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = deliveries)]
struct Row {
    letter_id: Key<LetterId>,
    dated: Option<NaiveDate>,
    last_day: Option<NaiveDate>,
    escalate_by: Option<NaiveDate>,
}

impl Row {
    fn dated(&self) -> Option<Dated> {
        self.dated.map(|on| Dated {
            on,
            last_day: self.last_day,
            escalate_by: self.escalate_by,
        })
    }
}

/// What a letter bears in its newest delivery that was made; none when it was made before this was kept, or not yet.
pub fn as_made(conn: &mut Connection, letter: LetterId) -> Result<Option<Dated>> {
    let row = deliveries::table
        .filter(deliveries::letter_id.eq(Key(letter)))
        .filter(deliveries::dated.is_not_null())
        .order(deliveries::number.desc())
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    Ok(row.and_then(|row| row.dated()))
}

/// The same of every letter of a complaint that was made.
pub fn dates_of(conn: &mut Connection, complaint: ComplaintId) -> Result<HashMap<LetterId, Dated>> {
    let rows: Vec<Row> = deliveries::table
        .inner_join(letters::table)
        .filter(letters::complaint_id.eq(Key(complaint)))
        .filter(deliveries::dated.is_not_null())
        .order(deliveries::number)
        .select(Row::as_select())
        .load(conn)?;
    let each = rows.iter();
    Ok(each
        .filter_map(|row| Some((row.letter_id.0, row.dated()?)))
        .collect())
}
