//! Clocks as they start, stop and move.
use crate::schema::clocks;
use crate::{Connection, Key, Result, Word, stored};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::ComplaintId;
use procedure::clocks::{Clock, ClockChange};
use procedure::vocabulary::Promise;

pub(super) fn apply(conn: &mut Connection, id: ComplaintId, changes: &[ClockChange]) -> Result<()> {
    for change in changes {
        match change {
            ClockChange::Start(clock) => start(conn, id, clock)?,
            ClockChange::Stop { promise, at, kept } => stop(conn, id, *promise, (*at, *kept))?,
            ClockChange::Move {
                promise,
                due_at,
                warn_at,
                agreed,
            } => {
                let running = running(id, *promise);
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
            ClockChange::Resume {
                promise,
                due_at,
                warn_at,
            } => {
                let last = clocks::table
                    .filter(clocks::complaint_id.eq(Key(id)))
                    .filter(clocks::promise.eq(Word(*promise)))
                    .select(diesel::dsl::max(clocks::id))
                    .first::<Option<i64>>(conn)?;
                diesel::update(clocks::table.filter(clocks::id.nullable().eq(last)))
                    .set((
                        clocks::due_at.eq(stored(*due_at)),
                        clocks::warn_at.eq(stored(*warn_at)),
                        clocks::stopped_at.eq(None::<NaiveDateTime>),
                        clocks::in_time.eq(None::<bool>),
                        clocks::kept.eq(false),
                    ))
                    .execute(conn)?;
            }
            ClockChange::Correct { was, is } => correct(conn, id, was, is)?,
            ClockChange::Restore {
                promise,
                clocks: before,
            } => {
                let all = clocks::table
                    .filter(clocks::complaint_id.eq(Key(id)))
                    .filter(clocks::promise.eq(Word(*promise)));
                diesel::delete(all).execute(conn)?;
                for clock in before {
                    start(conn, id, clock)?;
                    if let Some(at) = clock.stopped_at {
                        stop(conn, id, *promise, (at, clock.kept))?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// A clock that started and stopped as `was` is put right.
fn correct(conn: &mut Connection, id: ComplaintId, was: &Clock, is: &Clock) -> Result<()> {
    let mut found = clocks::table
        .filter(clocks::complaint_id.eq(Key(id)))
        .filter(clocks::promise.eq(Word(was.promise)))
        .filter(clocks::started_at.eq(stored(was.started_at)))
        .select(diesel::dsl::max(clocks::id))
        .into_boxed();
    found = match was.stopped_at {
        Some(at) => found.filter(clocks::stopped_at.eq(stored(at))),
        None => found.filter(clocks::stopped_at.is_null()),
    };
    let found = found.first::<Option<i64>>(conn)?;
    let stopped_at = is.stopped_at.map(stored);
    diesel::update(clocks::table.filter(clocks::id.nullable().eq(found)))
        .set((
            clocks::started_at.eq(stored(is.started_at)),
            clocks::due_at.eq(stored(is.due_at)),
            clocks::warn_at.eq(stored(is.warn_at)),
            clocks::calendar_version.eq(is.calendar_version),
            clocks::stopped_at.eq(stopped_at),
            // Exactly on time is in time.
            clocks::in_time.eq(stopped_at.map(|at| at <= stored(is.due_at))),
            clocks::kept.eq(is.kept),
        ))
        .execute(conn)?;
    Ok(())
}

/// The running clock of a promise.
#[diesel::dsl::auto_type]
fn running(id: ComplaintId, promise: Promise) -> _ {
    let id: Key<ComplaintId> = Key(id);
    let promise: Word<Promise> = Word(promise);
    clocks::table
        .filter(clocks::complaint_id.eq(id))
        .filter(clocks::promise.eq(promise))
        .filter(clocks::stopped_at.is_null())
}

fn stop(
    conn: &mut Connection,
    id: ComplaintId,
    promise: Promise,
    (at, kept): (DateTime<Utc>, bool),
) -> Result<()> {
    let at = stored(at);
    let found = running(id, promise)
        .select((clocks::id, clocks::due_at))
        .load::<(i64, NaiveDateTime)>(conn)?;
    for (clock, due) in found {
        // Exactly on time is in time.
        diesel::update(clocks::table.find(clock))
            .set((
                clocks::stopped_at.eq(at),
                clocks::in_time.eq(at <= due),
                clocks::kept.eq(kept),
            ))
            .execute(conn)?;
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
