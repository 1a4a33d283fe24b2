//! Clocks as they start, stop and move.
use crate::schema::clocks;
use crate::{Connection, Key, Result, Word, stored};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use procedure::ComplaintId;
use procedure::clocks::{Clock, ClockChange};
use procedure::vocabulary::Promise;

pub(super) fn apply(conn: &mut Connection, id: ComplaintId, changes: &[ClockChange]) -> Result<()> {
    for change in changes {
        match change {
            ClockChange::Start(clock) => start(conn, id, clock)?,
            ClockChange::Stop { promise, at } => {
                let at = stored(*at);
                let running = clocks::table
                    .filter(clocks::complaint_id.eq(Key(id)))
                    .filter(clocks::promise.eq(Word(*promise)))
                    .filter(clocks::stopped_at.is_null())
                    .select((clocks::id, clocks::due_at))
                    .load::<(i64, NaiveDateTime)>(conn)?;
                for (clock, due) in running {
                    // Exactly on time is in time.
                    diesel::update(clocks::table.find(clock))
                        .set((clocks::stopped_at.eq(at), clocks::in_time.eq(at <= due)))
                        .execute(conn)?;
                }
            }
            ClockChange::Move {
                promise,
                due_at,
                warn_at,
                agreed,
            } => {
                let running = clocks::table
                    .filter(clocks::complaint_id.eq(Key(id)))
                    .filter(clocks::promise.eq(Word(*promise)))
                    .filter(clocks::stopped_at.is_null());
                diesel::update(running)
                    .set((
                        clocks::due_at.eq(stored(*due_at)),
                        clocks::warn_at.eq(stored(*warn_at)),
                    ))
                    .execute(conn)?;
                if *agreed {
                    diesel::update(running)
                        .set((
                            clocks::span_unit.eq(None::<String>),
                            clocks::span_amount.eq(None::<i64>),
                        ))
                        .execute(conn)?;
                }
            }
        }
    }
    Ok(())
}

pub(super) fn start(conn: &mut Connection, id: ComplaintId, clock: &Clock) -> Result<()> {
    diesel::insert_into(clocks::table)
        .values((
            clocks::complaint_id.eq(Key(id)),
            clocks::promise.eq(Word(clock.promise)),
            clocks::started_at.eq(stored(clock.started_at)),
            clocks::due_at.eq(stored(clock.due_at)),
            clocks::warn_at.eq(stored(clock.warn_at)),
            clocks::span_unit.eq(clock.span.map(|s| s.unit())),
            clocks::span_amount.eq(clock.span.map(|s| i64::from(s.amount()))),
            clocks::calendar_version.eq(clock.calendar_version),
        ))
        .execute(conn)?;
    Ok(())
}

/// What lists show of a running clock.
#[derive(Queryable, Selectable)]
#[diesel(table_name = clocks)]
pub(super) struct Running {
    #[diesel(column_name = started_at)]
    pub from: NaiveDateTime,
    #[diesel(column_name = due_at)]
    pub due: NaiveDateTime,
    #[diesel(column_name = warn_at)]
    pub warn: NaiveDateTime,
}

/// The running clock of a promise.
pub(super) fn running(
    conn: &mut Connection,
    id: ComplaintId,
    promise: Promise,
) -> Result<Option<Running>> {
    Ok(clocks::table
        .filter(clocks::complaint_id.eq(Key(id)))
        .filter(clocks::promise.eq(Word(promise)))
        .filter(clocks::stopped_at.is_null())
        .order(clocks::id.desc())
        .select(Running::as_select())
        .first(conn)
        .optional()?)
}
