//! Contacts with the complainant, and the replies they close.
use super::Acting;
use crate::schema::contacts;
use crate::{Connection, Key, Result, Word, stored};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use procedure::vocabulary::Channel;
use procedure::{ContactId, MailId};

/// The facts of `Event::Contacted`, without what it answers.
pub(super) struct Contact<'a> {
    pub happened_at: DateTime<Utc>,
    pub from_us: bool,
    pub channel: Channel,
    pub note: &'a str,
    pub reply_due: Option<DateTime<Utc>>,
    pub mail: Option<MailId>,
    pub agreed_allegations: Option<i32>,
    pub by_itself: bool,
}

/// `answers`: the contacts whose reply was owed until now.
pub(super) fn contacted(
    conn: &mut Connection,
    acting: Acting,
    new: &Contact,
    answers: &[ContactId],
) -> Result<()> {
    let id = Key(acting.complaint);
    diesel::insert_into(contacts::table)
        .values((
            (
                contacts::complaint_id.eq(id),
                contacts::by_id.eq(Key(acting.by)),
                contacts::entered_at.eq(stored(acting.at)),
            ),
            contacts::from_us.eq(new.from_us),
            contacts::channel.eq(Word(new.channel)),
            contacts::happened_at.eq(stored(new.happened_at)),
            contacts::note.eq(new.note),
            contacts::reply_due_at.eq(new.reply_due.map(stored)),
            contacts::mail_id.eq(new.mail.map(Key)),
            contacts::agreed_allegations.eq(new.agreed_allegations),
            contacts::by_itself.eq(new.by_itself),
        ))
        .execute(conn)?;
    let answered: Vec<_> = answers.iter().map(|id| Key(*id)).collect();
    diesel::update(
        contacts::table
            .filter(contacts::complaint_id.eq(id))
            .filter(contacts::id.eq_any(answered)),
    )
    .set(contacts::replied_at.eq(stored(new.happened_at)))
    .execute(conn)?;
    Ok(())
}
