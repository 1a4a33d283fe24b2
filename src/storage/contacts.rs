//! Contacts with the complainant, and the replies they wait for.
use super::schema::contacts;
use super::unreadable::{Listed, Marks};
use super::{Connection, Key, Result};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::vocabulary::Channel;
use procedure::{ComplaintId, ContactId, MailId, PersonId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub id: ContactId,
    /// From us to them; else from them to us.
    pub from_us: bool,
    /// None when the word for it is none of the closed list.
    pub channel: Option<Channel>,
    pub happened_at: DateTime<Utc>,
    pub by: PersonId,
    pub note: String,
    /// When we said we would come back to them.
    pub reply_due: Option<DateTime<Utc>>,
    pub replied_at: Option<DateTime<Utc>>,
    /// The message it came in, joined from the inbox.
    pub mail: Option<MailId>,
    /// Joined by what the message carries; `by` is only in whose name it stands.
    pub by_itself: bool,
}

impl Contact {
    /// They wait for us.
    pub fn is_owed(&self) -> bool {
        self.reply_due.is_some() && self.replied_at.is_none()
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = contacts)]
struct Row {
    id: Key<ContactId>,
    from_us: bool,
    channel: Listed<Channel>,
    happened_at: NaiveDateTime,
    by_id: Key<PersonId>,
    note: String,
    reply_due_at: Option<NaiveDateTime>,
    replied_at: Option<NaiveDateTime>,
    mail_id: Option<Key<MailId>>,
    by_itself: bool,
}

impl Row {
    fn into_domain(self) -> Contact {
        let mut marks = Marks::of("contacts", self.id.0.0);
        let channel = marks.listed("channel", self.channel);
        marks.done();
        Contact {
            id: self.id.0,
            from_us: self.from_us,
            channel,
            happened_at: self.happened_at.and_utc(),
            by: self.by_id.0,
            note: self.note,
            reply_due: self.reply_due_at.map(|at| at.and_utc()),
            replied_at: self.replied_at.map(|at| at.and_utc()),
            mail: self.mail_id.map(|id| id.0),
            by_itself: self.by_itself,
        }
    }
}

/// When the first contact was that somebody wrote down; messages that were joined keep a time of their own.
pub fn first_written_down(
    conn: &mut Connection,
    complaint: ComplaintId,
) -> Result<Option<DateTime<Utc>>> {
    let first = contacts::table
        .filter(contacts::complaint_id.eq(Key(complaint)))
        .filter(contacts::mail_id.is_null())
        .select(diesel::dsl::min(contacts::happened_at))
        .first::<Option<NaiveDateTime>>(conn)?;
    Ok(first.map(|at| at.and_utc()))
}

/// The contacts of a complaint, newest first; 200 at most. The caller has found the complaint for somebody who may see it.
pub fn of_complaint(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<Contact>> {
    newest(conn, complaint, 200)
}

/// The same, as many as asked for.
pub fn newest(conn: &mut Connection, complaint: ComplaintId, limit: i64) -> Result<Vec<Contact>> {
    Ok(contacts::table
        .filter(contacts::complaint_id.eq(Key(complaint)))
        .order((contacts::happened_at.desc(), contacts::id.desc()))
        .limit(limit)
        .select(Row::as_select())
        .load(conn)?
        .into_iter()
        .map(Row::into_domain)
        .collect())
}

/// A message that was joined by mistake is no contact of this complaint and owes no reply here; the history keeps
/// that it was.
pub(crate) fn forget(conn: &mut Connection, mail: MailId) -> Result<()> {
    diesel::delete(contacts::table.filter(contacts::mail_id.eq(Key(mail)))).execute(conn)?;
    Ok(())
}
