//! An office closure that is announced: which dates it moves, and moving them. A day that is closed is no working time,
//! so what is due after it is due later; the working time promised stays the same.
use super::dating::Rules;
use chrono::{DateTime, Utc};
use procedure::clocks::{Closures, MovedDate};
use procedure::{Actor, Reference, closed_days};
use storage::record::record;
use storage::{Connection, StorageError, closures, complaints};

/// A date that a closure moves.
#[derive(Debug, Clone)]
pub struct Moved {
    pub reference: Reference,
    pub date: MovedDate,
}

/// The dates that these closures would move, for somebody to look at before they are saved; none of a complaint about
/// them.
///
/// # Errors
/// The queries'.
pub fn would_move(
    conn: &mut Connection,
    announced: &Closures,
    (actor, now): (&Actor, DateTime<Utc>),
) -> Result<Vec<Moved>, StorageError> {
    let mut all = Vec::new();
    for id in closures::at_stake(conn, announced)? {
        let complaint = complaints::get(conn, id)?;
        if complaint.is_about(actor.id) || !complaint.unreadable.is_empty() {
            continue;
        }
        for (was, is) in announced.moved(&complaint, now) {
            all.push(Moved {
                reference: complaint.reference.clone(),
                date: MovedDate {
                    promise: was.promise,
                    was_due: was.due_at,
                    due: is.due_at,
                },
            });
        }
    }
    Ok(all)
}

/// Moves them, with a line in the history of each complaint. In the transaction that saves the calendar, after it.
///
/// # Errors
/// The queries'; then the caller's transaction must be rolled back.
pub fn announce(
    conn: &mut Connection,
    announced: &Closures,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let rules = Rules::load(conn)?;
    for id in closures::at_stake(conn, announced)? {
        let complaint = complaints::get(conn, id)?;
        if let Some(decision) = closed_days(&complaint, announced, &rules.ctx(now)) {
            record(conn, &decision, None)?;
        }
    }
    Ok(())
}
