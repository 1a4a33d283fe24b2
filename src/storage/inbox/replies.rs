//! Replies owed: whoever wrote or rang waits here until somebody answers, whatever their complaint has come to
//! (rule 37).
use super::cursor::{COMPLAINT, Cursor};
use crate::schema::{complaints, contacts};
use crate::sight::not_about;
use crate::unreadable::Instant;
use crate::{Connection, Result};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use procedure::{Actor, PersonId};

diesel::alias!(contacts as earlier: Earlier);

/// The earliest reply owed on each complaint that is not about this person.
#[diesel::dsl::auto_type(no_type_alias)]
fn owed(me: PersonId) -> _ {
    let before = earlier
        .filter(
            earlier
                .field(contacts::complaint_id)
                .eq(contacts::complaint_id),
        )
        .filter(earlier.field(contacts::reply_due_at).is_not_null())
        .filter(earlier.field(contacts::replied_at).is_null())
        .filter(
            earlier
                .field(contacts::reply_due_at)
                .lt(contacts::reply_due_at)
                .or(earlier
                    .field(contacts::reply_due_at)
                    .eq(contacts::reply_due_at)
                    .and(earlier.field(contacts::id).lt(contacts::id))),
        );
    let wall: not_about = not_about(me);
    contacts::table
        .inner_join(complaints::table)
        .filter(contacts::reply_due_at.is_not_null())
        .filter(contacts::replied_at.is_null())
        .filter(wall)
        .filter(not(exists(before)))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = contacts)]
struct Owed {
    id: i64,
    complaint_id: i64,
    reply_due_at: Instant,
    #[diesel(select_expression = complaints::priority)]
    priority: i32,
}

/// Complaints of whom somebody waits for a reply, urgent ones first, then the earliest promise.
pub(super) fn places(
    conn: &mut Connection,
    actor: &Actor,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<(Cursor, i64)>> {
    // Before any time without a cursor: one query serves the first page and the next.
    let (priority, at, id) = after.map_or((0, super::NO_DATE, 0), |c| (c.priority, c.at, c.id));
    let same = contacts::reply_due_at.eq(at).and(contacts::id.gt(id));
    let later = contacts::reply_due_at.gt(at).or(same);
    let rows = owed(actor.id)
        .filter(complaints::priority.ge(priority))
        .filter(complaints::priority.nullable().gt(priority).or(later))
        .order((complaints::priority, contacts::reply_due_at, contacts::id))
        .limit(limit)
        .select(Owed::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let at = super::place_at(row.reply_due_at);
            let place = Cursor::new(row.priority, at, COMPLAINT, row.id);
            (place, row.complaint_id)
        })
        .collect())
}

/// How many there are.
pub(super) fn count(conn: &mut Connection, actor: &Actor) -> Result<i64> {
    Ok(owed(actor.id).count().get_result(conn)?)
}
