//! New dates agreed with the complainant, or told to them.
use super::Acting;
use crate::schema::timescales;
use crate::{Connection, Key, Result, Word, stored};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use procedure::vocabulary::{Channel, Promise};

/// The facts of `Event::TimescaleAgreed`.
pub(super) struct NewDate<'a> {
    pub promise: Promise,
    pub old_due: DateTime<Utc>,
    pub new_due: DateTime<Utc>,
    pub contacted_at: DateTime<Utc>,
    pub channel: Channel,
    pub reason: &'a str,
    pub agreed: bool,
    pub late: bool,
}

pub(super) fn agreed(conn: &mut Connection, acting: Acting, new: &NewDate) -> Result<()> {
    diesel::insert_into(timescales::table)
        .values((
            (
                timescales::complaint_id.eq(Key(acting.complaint)),
                timescales::by_id.eq(Key(acting.by)),
                timescales::at.eq(stored(acting.at)),
            ),
            timescales::promise.eq(Word(new.promise)),
            timescales::old_due.eq(stored(new.old_due)),
            timescales::new_due.eq(stored(new.new_due)),
            timescales::contacted_at.eq(stored(new.contacted_at)),
            timescales::channel.eq(Word(new.channel)),
            timescales::reason.eq(new.reason),
            timescales::agreed.eq(new.agreed),
            timescales::late.eq(new.late),
        ))
        .execute(conn)?;
    Ok(())
}
