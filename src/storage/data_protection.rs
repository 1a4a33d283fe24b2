//! Complaints that are also about personal data and whose answer to that is not recorded (rule 94).
use super::queues::{self, Count, QueueRow};
use super::schema::{clocks, complaints, data_protection};
use super::sight::{Ids, seen};
use super::unreadable::Instant;
use super::{Connection, Result, Word, stored};
use chrono::{DateTime, Utc};
use diesel::dsl::not;
use diesel::prelude::*;
use procedure::Actor;
use procedure::vocabulary::{Closure, Promise};
use std::collections::HashMap;

/// One of them.
#[derive(Debug, Clone)]
pub struct AboutData {
    pub row: QueueRow,
    pub about: String,
    pub acknowledge: Acknowledge,
}

/// When the acknowledgement is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acknowledge {
    /// From receipt until then.
    Owed(DateTime<Utc>, DateTime<Utc>),
    /// It is owed, and its date cannot be read.
    Unreadable,
    /// It has left.
    Done,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = clocks)]
struct Owed {
    complaint_id: i64,
    started_at: Instant,
    due_at: Instant,
}

impl Owed {
    fn times(self) -> Acknowledge {
        match (self.started_at.known(), self.due_at.known()) {
            (Some(from), Some(due)) => Acknowledge::Owed(from.and_utc(), due.and_utc()),
            _ => Acknowledge::Unreadable,
        }
    }
}

/// Open ones, and closed ones: what becomes of the rest answers nothing of it. What was withdrawn is not waited for.
fn unanswered<'a>(actor: &Actor) -> Ids<'a> {
    let marked = data_protection::table
        .filter(data_protection::answered_on.is_null())
        .select(data_protection::complaint_id);
    let withdrawn = complaints::closure.eq(Word(Closure::Withdrawn));
    let query = complaints::table
        .into_boxed()
        .filter(complaints::id.eq_any(marked))
        .filter(complaints::closure.is_null().or(not(withdrawn)));
    seen(query, actor)
}

/// How many there are, and how many of them have not been acknowledged by their date.
pub fn count(conn: &mut Connection, actor: &Actor, now: DateTime<Utc>) -> Result<Count> {
    let late = clocks::table
        .filter(clocks::promise.eq(Word(Promise::DataProtection)))
        .filter(clocks::stopped_at.is_null())
        .filter(clocks::due_at.lt(stored(now)))
        .select(clocks::complaint_id);
    Ok(Count {
        all: unanswered(actor).count().get_result(conn)?,
        late: unanswered(actor)
            .filter(complaints::id.eq_any(late))
            .count()
            .get_result(conn)?,
    })
}

/// The first of them: those to acknowledge by their date, then those to answer, the one received first at the top.
pub fn list(conn: &mut Connection, actor: &Actor, limit: i64) -> Result<Vec<AboutData>> {
    // Few complaints are about personal data: all that wait are asked for.
    let all = unanswered(actor).select(complaints::id).load::<i64>(conn)?;
    let owed = clocks::table
        .filter(clocks::promise.eq(Word(Promise::DataProtection)))
        .filter(clocks::stopped_at.is_null())
        .filter(clocks::complaint_id.eq_any(all))
        .order((clocks::due_at, clocks::complaint_id))
        .limit(limit)
        .select(Owed::as_select())
        .load(conn)?;
    let mut ids: Vec<i64> = owed.iter().map(|one| one.complaint_id).collect();
    let room = limit - i64::try_from(ids.len()).unwrap_or(limit);
    let others = unanswered(actor)
        .filter(complaints::id.ne_all(ids.clone()))
        .order((complaints::received_at, complaints::id))
        .limit(room)
        .select(complaints::id)
        .load::<i64>(conn)?;
    ids.extend(others);
    let owed: HashMap<i64, Acknowledge> = owed
        .into_iter()
        .map(|one| (one.complaint_id, one.times()))
        .collect();
    let about: HashMap<i64, String> = data_protection::table
        .filter(data_protection::complaint_id.eq_any(&ids))
        .select((data_protection::complaint_id, data_protection::about))
        .load::<(i64, String)>(conn)?
        .into_iter()
        .collect();
    let rows = queues::rows(conn, &ids)?;
    Ok(rows
        .into_iter()
        .map(|row| AboutData {
            about: about.get(&row.id).cloned().unwrap_or_default(),
            acknowledge: owed.get(&row.id).copied().unwrap_or(Acknowledge::Done),
            row,
        })
        .collect())
}
