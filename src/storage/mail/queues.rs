//! Messages that wait: Customer Relations' inbox and the tray of machine mail beside it.
use super::MailState;
use crate::inbox::Window;
use crate::queues::LAST;
use crate::schema::mail_items;
use crate::unreadable::{Instant, Marks, Unreadable, each};
use crate::{Backend, Connection, Key, Result, Word, stored};
use ::mail::{Class, Flag};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use procedure::MailId;
use std::collections::HashMap;

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
    /// None when the word for it is none of the closed list.
    pub class: Option<Class>,
    pub class_why: String,
    pub flags: Vec<Flag>,
    pub received_at: Option<DateTime<Utc>>,
    pub received_known: bool,
    pub due_at: Option<DateTime<Utc>>,
    /// What of it cannot be read; usually nothing.
    pub unreadable: Vec<&'static str>,
}

impl MailRow {
    /// Where the next page begins when this is the last row of one.
    pub fn place(&self) -> Place {
        (self.due_at.map_or(LAST, stored), self.id.0)
    }
}

#[derive(Queryable, Selectable, Debug)]
#[diesel(table_name = mail_items)]
struct Row {
    id: Key<MailId>,
    from_name: String,
    from_address: String,
    subject: String,
    class: String,
    class_why: String,
    flags: String,
    received_at: Instant,
    received_known: bool,
    due_at: Instant,
    #[diesel(
        select_expression = substr(mail_items::body, 1, OPENING),
        select_expression_type = substr<mail_items::body, i32, i32>,
    )]
    opening: String,
}

impl Row {
    fn into_row(self) -> MailRow {
        let mut marks = Marks::of("mail_items", self.id.0.0);
        let flags = super::items::flags(&self.flags).unwrap_or_else(|_| {
            marks.lacks("what to take care of");
            Vec::new()
        });
        MailRow {
            id: self.id.0,
            class: marks.word("kind of message", Class::parse, &self.class),
            flags,
            opening: self
                .opening
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
            from_name: self.from_name,
            from_address: self.from_address,
            subject: self.subject,
            class_why: self.class_why,
            received_at: marks.instant("received date", self.received_at),
            received_known: self.received_known,
            due_at: marks.instant("due date", self.due_at),
            unreadable: marks.done(),
        }
    }
}

/// Messages from people that nobody has decided about, the soonest due first.
pub fn new_items(
    conn: &mut Connection,
    due: Window,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<MailRow>> {
    page(conn, (MailState::New, due), after, limit)
}

/// Messages set apart because a machine seems to have written them, in the same order.
pub fn machine_items(
    conn: &mut Connection,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<MailRow>> {
    page(conn, (MailState::Machine, Window::default()), after, limit)
}

/// Messages somebody decided are no complaints, in the same order; each can be put back.
pub fn set_aside_items(
    conn: &mut Connection,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<MailRow>> {
    let all = (MailState::NotComplaint, Window::default());
    page(conn, all, after, limit)
}

/// How many new messages from people are due within.
pub fn waiting_within(conn: &mut Connection, due: Window) -> Result<i64> {
    Ok(within(MailState::New, due).count().get_result(conn)?)
}

fn within<'a>(state: MailState, due: Window) -> mail_items::BoxedQuery<'a, Backend> {
    let mut query = mail_items::table
        .filter(mail_items::state.eq(Word(state)))
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
pub fn waiting(conn: &mut Connection, state: MailState) -> Result<i64> {
    Ok(mail_items::table
        .filter(mail_items::state.eq(Word(state)))
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
    let ids = query
        .order((mail_items::due_at, mail_items::id))
        .limit(limit)
        .select(mail_items::id)
        .load::<i64>(conn)?;
    let mut lost = Unreadable::default();
    let found = each(conn, ("message", &ids), &mut lost, |conn, ids| {
        Ok(mail_items::table
            .filter(mail_items::id.eq_any(ids.to_vec()))
            .select(Row::as_select())
            .load(conn)?)
    })?;
    let mut found: HashMap<i64, MailRow> = found
        .into_iter()
        .map(|row| (row.id.0.0, row.into_row()))
        .collect();
    let row = |id: &i64| found.remove(id).unwrap_or_else(|| unreadable_row(*id));
    Ok(ids.iter().map(row).collect())
}

/// A row of which nothing can be read but that it is there.
fn unreadable_row(id: i64) -> MailRow {
    MailRow {
        id: MailId(id),
        from_name: String::new(),
        from_address: String::new(),
        subject: "This message cannot be read. Tell the person who looks after Redress.".to_owned(),
        opening: String::new(),
        class: None,
        class_why: String::new(),
        flags: Vec::new(),
        received_at: None,
        received_known: false,
        due_at: None,
        unreadable: vec!["the whole message"],
    }
}
