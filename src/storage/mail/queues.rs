//! Messages that wait: Customer Relations' inbox and the tray of machine mail beside it.
use super::MailState;
use crate::mail::{Class, Flag};
use crate::procedure::MailId;
use crate::storage::inbox::Window;
use crate::storage::schema::mail_items;
use crate::storage::{Backend, Connection, Result, stored, word};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

/// Characters of the text that a row shows.
const OPENING: i32 = 240;

diesel::define_sql_function! {
    /// The part of a text from a character, counted from 1.
    fn substr(text: Text, from: Integer, count: Integer) -> Text;
}

/// Where a page ends: `due_at` and id of its last row. The next page begins after it.
pub type Place = (NaiveDateTime, i64);

/// One row of the inbox: everything of a message but its weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRow {
    pub id: MailId,
    pub from_name: String,
    pub from_address: String,
    pub subject: String,
    /// How the text begins, on one line.
    pub opening: String,
    pub class: Class,
    pub class_why: String,
    pub flags: Vec<Flag>,
    pub received_at: DateTime<Utc>,
    pub received_known: bool,
    pub due_at: DateTime<Utc>,
    pub warn_at: DateTime<Utc>,
}

impl MailRow {
    /// Where the next page begins when this is the last row of one.
    pub fn place(&self) -> Place {
        (stored(self.due_at), self.id.0)
    }
}

#[derive(Queryable, Selectable, Debug)]
#[diesel(table_name = mail_items)]
struct Row {
    id: i64,
    from_name: String,
    from_address: String,
    subject: String,
    class: String,
    class_why: String,
    flags: String,
    received_at: NaiveDateTime,
    received_known: bool,
    due_at: NaiveDateTime,
    warn_at: NaiveDateTime,
}

impl Row {
    fn into_row(self, opening: &str) -> Result<MailRow> {
        Ok(MailRow {
            id: MailId(self.id),
            class: word(Class::parse, &self.class)?,
            flags: super::items::flags(&self.flags)?,
            opening: opening.split_whitespace().collect::<Vec<_>>().join(" "),
            from_name: self.from_name,
            from_address: self.from_address,
            subject: self.subject,
            class_why: self.class_why,
            received_at: self.received_at.and_utc(),
            received_known: self.received_known,
            due_at: self.due_at.and_utc(),
            warn_at: self.warn_at.and_utc(),
        })
    }
}

/// Messages from people that nobody has decided about, the soonest due first.
///
/// # Errors
/// The query's.
pub fn new_items(
    conn: &mut Connection,
    due: Window,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<MailRow>> {
    page(conn, (MailState::New, due), after, limit)
}

/// Messages set apart because a machine seems to have written them, in the same order.
///
/// # Errors
/// The query's.
pub fn machine_items(
    conn: &mut Connection,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<MailRow>> {
    page(conn, (MailState::Machine, Window::default()), after, limit)
}

/// Messages somebody decided are no complaints, in the same order; each can be put back.
///
/// # Errors
/// The query's.
pub fn set_aside_items(
    conn: &mut Connection,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<MailRow>> {
    page(
        conn,
        (MailState::NotComplaint, Window::default()),
        after,
        limit,
    )
}

/// How many new messages from people are due within.
///
/// # Errors
/// The query's.
pub fn waiting_within(conn: &mut Connection, due: Window) -> Result<i64> {
    Ok(within(MailState::New, due).count().get_result(conn)?)
}

fn within<'a>(state: MailState, due: Window) -> mail_items::BoxedQuery<'a, Backend> {
    let mut query = mail_items::table
        .filter(mail_items::state.eq(state.as_str()))
        .into_boxed();
    if let Some(from) = due.from {
        query = query.filter(mail_items::due_at.ge(from));
    }
    if let Some(until) = due.until {
        query = query.filter(mail_items::due_at.lt(until));
    }
    query
}

/// How many messages are in one state.
///
/// # Errors
/// The query's.
pub fn waiting(conn: &mut Connection, state: MailState) -> Result<i64> {
    Ok(mail_items::table
        .filter(mail_items::state.eq(state.as_str()))
        .count()
        .get_result(conn)?)
}

fn page(
    conn: &mut Connection,
    (state, due): (MailState, Window),
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<MailRow>> {
    let mut query = within(state, due);
    if let Some((due, id)) = after {
        // The first condition says nothing new: it lets the index begin at the page.
        query = query
            .filter(mail_items::due_at.ge(due))
            .filter(mail_items::due_at.gt(due).or(mail_items::id.gt(id)));
    }
    query
        .order((mail_items::due_at, mail_items::id))
        .limit(limit)
        .select((Row::as_select(), substr(mail_items::body, 1, OPENING)))
        .load::<(Row, String)>(conn)?
        .into_iter()
        .map(|(row, opening)| row.into_row(&opening))
        .collect()
}
