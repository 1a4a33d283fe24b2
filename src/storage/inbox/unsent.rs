//! Acknowledgements and refusals that are written and have not left, those owed first first.
use super::cursor::{COMPLAINT, Cursor};
use super::{Item, NO_DATE, Page};
use crate::deliveries::{self, Asked, OwedLetter, Scope};
use crate::unreadable::Unreadable;
use crate::{Connection, Result};
use chrono::{DateTime, Utc};
use procedure::Actor;
use procedure::delivery::Owed;

fn asked() -> Asked {
    Asked::of(Scope::Inbox, Some(Owed::NotSent))
}

/// One page of them.
pub(super) fn page(
    conn: &mut Connection,
    (actor, now): (&Actor, DateTime<Utc>),
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page> {
    let mut unreadable = Unreadable::default();
    let after = after.map(|c| ((c.at != NO_DATE).then_some(c.at), c.id));
    let more = i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1;
    let asked = (asked(), now);
    let letters = deliveries::owed(conn, actor, asked, (after, more), &mut unreadable);
    let mut letters = unreadable.part("the letters of this list", letters)?;
    let goes_on = letters.len() > limit;
    letters.truncate(limit);
    let next = letters.last().filter(|_| goes_on).map(cursor);
    Ok(Page {
        items: letters
            .into_iter()
            .map(Box::new)
            .map(Item::Letter)
            .collect(),
        next,
        unreadable,
    })
}

fn cursor(letter: &OwedLetter) -> Cursor {
    let (at, id) = letter.place();
    Cursor::new(1, at.unwrap_or(NO_DATE), COMPLAINT, id)
}

/// How many there are.
pub(super) fn count(conn: &mut Connection, actor: &Actor, now: DateTime<Utc>) -> Result<i64> {
    Ok(deliveries::owed_count(conn, actor, asked(), now)?.all)
}
