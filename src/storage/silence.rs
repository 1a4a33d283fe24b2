//! Which answered complaints may close by themselves, and what waits in them for an answer (rule 54).
use super::complainants::key;
use super::mail::MailState;
use super::schema::{complaints, contacts, mail_items};
use super::{Connection, Key, Result, Word, stored};
use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use procedure::silence::Waits;
use procedure::vocabulary::{Promise, Stage};
use procedure::{Complaint, ComplaintId};

/// Complaints whose time to ask for stage 2 is over, by their number; those after `after`.
pub fn due(
    conn: &mut Connection,
    now: DateTime<Utc>,
    after: ComplaintId,
    limit: i64,
) -> Result<Vec<ComplaintId>> {
    let ids = complaints::table
        .filter(complaints::stage.eq(Word(Stage::Answered)))
        .filter(complaints::due_promise.eq(Word(Promise::Escalate)))
        .filter(complaints::due_at.lt(stored(now)))
        .filter(complaints::id.gt(Key(after)))
        .order(complaints::id)
        .limit(limit)
        .select(complaints::id)
        .load::<Key<ComplaintId>>(conn)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// What they wait for.
pub fn waits(conn: &mut Connection, c: &Complaint) -> Result<Waits> {
    let of_it = || contacts::table.filter(contacts::complaint_id.eq(Key(c.id)));
    let owed = of_it()
        .filter(contacts::reply_due_at.is_not_null())
        .filter(contacts::replied_at.is_null());
    let reply_owed = diesel::select(exists(owed)).get_result(conn)?;
    let newest = |conn: &mut Connection, from_us: bool| {
        of_it()
            .filter(contacts::from_us.eq(from_us))
            .filter(contacts::replied_at.is_null())
            .order(contacts::happened_at.desc())
            .select(contacts::happened_at)
            .first::<chrono::NaiveDateTime>(conn)
            .optional()
    };
    let since = c.answered_at.map(stored);
    let theirs = newest(conn, false)?.filter(|at| since.is_none_or(|answered| *at > answered));
    let ours = newest(conn, true)?;
    Ok(Waits {
        reply_owed,
        unanswered: theirs.is_some_and(|at| ours.is_none_or(|ours| ours < at)),
        message: message(conn, c)?,
    })
}

/// A message that nobody has decided about is offered for it, or comes from an address of theirs.
fn message(conn: &mut Connection, c: &Complaint) -> Result<bool> {
    let representative = c.details.representative.as_ref().map(|r| key(&r.email));
    let addresses: Vec<String> = [Some(key(&c.details.email)), representative]
        .into_iter()
        .flatten()
        .filter(|address| !address.is_empty())
        .collect();
    let theirs = mail_items::from_address.eq_any(addresses);
    let found = mail_items::table
        .filter(mail_items::state.eq(Word(MailState::New)))
        .filter(mail_items::offered_id.eq(Key(c.id)).or(theirs.nullable()));
    Ok(diesel::select(exists(found)).get_result(conn)?)
}
