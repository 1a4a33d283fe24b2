//! Messages that wait: Customer Relations' inbox and the tray of machine mail beside it.
use super::MailState;
use crate::mail::{Class, Flag};
use crate::procedure::MailId;
use crate::storage::schema::mail_items;
use crate::storage::{Connection, Result, stored, word};
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
pub fn new_items(conn: &mut Connection, after: Option<Place>, limit: i64) -> Result<Vec<MailRow>> {
    page(conn, MailState::New, after, limit)
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
    page(conn, MailState::Machine, after, limit)
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
    page(conn, MailState::NotComplaint, after, limit)
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
    state: MailState,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<MailRow>> {
    let mut query = mail_items::table
        .filter(mail_items::state.eq(state.as_str()))
        .into_boxed();
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

/// How many messages wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MailCounts {
    /// From people, due before now.
    pub overdue: i64,
    /// From people, due from now to the end of today.
    pub due_today: i64,
    /// From people, due after today.
    pub later: i64,
    /// In the machine tray.
    pub machine: i64,
}

impl MailCounts {
    /// Waiting from people, in all.
    pub fn from_people(self) -> i64 {
        self.overdue + self.due_today + self.later
    }
}

/// Counts what waits at `now`, in a day that is over at `tomorrow`. Exactly on time is in time.
///
/// # Errors
/// The query's.
pub fn counts(
    conn: &mut Connection,
    now: DateTime<Utc>,
    tomorrow: DateTime<Utc>,
) -> Result<MailCounts> {
    let (now, tomorrow) = (stored(now), stored(tomorrow));
    let waiting = |state: MailState| mail_items::table.filter(mail_items::state.eq(state.as_str()));
    let new = waiting(MailState::New).count();
    Ok(MailCounts {
        overdue: new.filter(mail_items::due_at.lt(now)).get_result(conn)?,
        due_today: new
            .filter(mail_items::due_at.ge(now))
            .filter(mail_items::due_at.lt(tomorrow))
            .get_result(conn)?,
        later: new
            .filter(mail_items::due_at.ge(tomorrow.max(now)))
            .get_result(conn)?,
        machine: waiting(MailState::Machine).count().get_result(conn)?,
    })
}
