//! Letters that wait to leave. Each was put here in the transaction of the act that owed it.
use super::schema::{complaints, letters, outbox};
use super::{Connection, Result, stored};
use chrono::{DateTime, Utc};
use diesel::prelude::*;

/// A letter that is to be written out, with what its files need.
#[derive(Debug, Clone, Queryable)]
pub struct Waiting {
    pub id: i64,
    pub attempts: i32,
    pub reference: String,
    pub letter_id: i64,
    pub kind: String,
    pub subject: String,
    /// Name and address lines.
    pub addressee: String,
    /// Empty when it goes on paper.
    pub email: String,
    pub html: String,
    pub body: String,
}

/// Whether any letter's time has come: asked every few seconds, so that an idle server writes nothing.
///
/// # Errors
/// The query's.
pub fn is_due(conn: &mut Connection, now: DateTime<Utc>) -> Result<bool> {
    let due = outbox::table
        .filter(outbox::state.eq("waiting"))
        .filter(outbox::next_at.le(stored(now)));
    Ok(diesel::select(diesel::dsl::exists(due)).get_result(conn)?)
}

/// Takes letters whose time has come, the longest due first, at most `limit`. Nobody else is given them before
/// `until`: two servers on one database write no letter twice, and those of a crashed one are due again then.
///
/// # Errors
/// The queries'.
pub fn take(
    conn: &mut Connection,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Waiting>> {
    let mut due = waiting(conn, now, limit)?;
    let ids: Vec<i64> = due.iter().map(|letter| letter.id).collect();
    // Asked again in the update: on PostgreSQL another may have taken them since they were read.
    let free = outbox::table
        .filter(outbox::id.eq_any(ids))
        .filter(outbox::state.eq("waiting"))
        .filter(outbox::next_at.le(stored(now)));
    let ours: Vec<i64> = diesel::update(free)
        .set(outbox::next_at.eq(stored(until)))
        .returning(outbox::id)
        .get_results(conn)?;
    due.retain(|letter| ours.contains(&letter.id));
    Ok(due)
}

fn waiting(conn: &mut Connection, now: DateTime<Utc>, limit: i64) -> Result<Vec<Waiting>> {
    Ok(outbox::table
        .inner_join(letters::table)
        .inner_join(complaints::table.on(complaints::id.eq(letters::complaint_id)))
        .filter(outbox::state.eq("waiting"))
        .filter(outbox::next_at.le(stored(now)))
        .order((outbox::next_at, outbox::id))
        .limit(limit)
        .select((
            outbox::id,
            outbox::attempts,
            complaints::reference,
            letters::id,
            letters::kind,
            letters::subject,
            letters::addressee,
            letters::email,
            letters::html,
            letters::body,
        ))
        .load(conn)?)
}

/// The letter's files stand in the folder, whole.
///
/// # Errors
/// The query's.
pub fn written(conn: &mut Connection, id: i64, now: DateTime<Utc>) -> Result<()> {
    diesel::update(outbox::table.find(id).filter(outbox::state.eq("waiting")))
        .set((
            outbox::state.eq("written"),
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::last_error.eq(""),
            outbox::done_at.eq(Some(stored(now))),
        ))
        .execute(conn)?;
    Ok(())
}

/// The letter could not be written; it waits until `next_at` and is never given up.
///
/// # Errors
/// The query's.
pub fn put_off(conn: &mut Connection, id: i64, error: &str, next_at: DateTime<Utc>) -> Result<()> {
    diesel::update(outbox::table.find(id).filter(outbox::state.eq("waiting")))
        .set((
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::last_error.eq(error),
            outbox::next_at.eq(stored(next_at)),
        ))
        .execute(conn)?;
    Ok(())
}
