//! Complaints a message may belong to, for a person to choose from. Nothing is joined by itself: a
//! reference in a subject can be typed by anybody, and so can a sender's address.
use super::MailItem;
use crate::schema::{complainants, complaints};
use crate::sight::about;
use crate::{Connection, Key, Result, StorageError, complainants::key};
use diesel::prelude::*;
use procedure::{Actor, ComplaintId, Reference};

/// Suggestions shown for each reason.
const MOST: i64 = 10;

/// A complaint the message may belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub complaint: ComplaintId,
    pub reference: Reference,
    pub summary: String,
    /// The complainant's name.
    pub name: String,
    pub why: WhySuggested,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhySuggested {
    /// It answers a letter or a message of that complaint, and its sender is nobody of it.
    Answers,
    /// Its reference stands in the subject.
    Reference,
    /// The sender's address is the complainant's.
    Sender,
}

impl WhySuggested {
    /// The words beside it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Answers => {
                "it answers a letter or message of this complaint, from an address we do not know on it"
            }
            Self::Reference => "named in the subject",
            Self::Sender => "same sender",
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = complaints)]
struct Row {
    id: Key<ComplaintId>,
    reference: String,
    summary: String,
    #[diesel(select_expression = complainants::name)]
    name: String,
    joined_into_id: Option<Key<ComplaintId>>,
}

/// Those it answers first, then those named in the subject, then those of the sender, each newest first. Only for Customer
/// Relations, who decide about mail, and never a complaint about the person who asks.
pub fn suggested(conn: &mut Connection, item: &MailItem, actor: &Actor) -> Result<Vec<Suggestion>> {
    if !actor.in_customer_relations() {
        return Ok(Vec::new());
    }
    let seen = complaints::table
        .inner_join(complainants::table)
        .filter(complaints::id.ne_all(about(actor.id)))
        .order(complaints::id.desc())
        .limit(MOST)
        .select(Row::as_select());
    let answers = seen
        .filter(complaints::id.nullable().eq(item.offered.map(Key)))
        .load(conn)?;
    let named = seen
        .filter(complaints::reference.eq_any(references(&item.subject)))
        .load(conn)?;
    let address = key(&item.from_address);
    let theirs = if address.is_empty() {
        Vec::new()
    } else {
        seen.filter(complainants::email_key.eq(address))
            .load(conn)?
    };
    let mut known: Vec<Key<ComplaintId>> = Vec::new();
    let all = [
        (answers, WhySuggested::Answers),
        (named, WhySuggested::Reference),
        (theirs, WhySuggested::Sender),
    ];
    let mut found = Vec::new();
    for (row, why) in all
        .into_iter()
        .flat_map(|(rows, why)| rows.into_iter().map(move |row| (row, why)))
    {
        // Of a record that was joined with another, the one that goes on.
        let row = match row.joined_into_id {
            None => row,
            Some(on) => match seen.filter(complaints::id.eq(on)).first(conn).optional()? {
                Some(on) => on,
                None => continue,
            },
        };
        if !known.contains(&row.id) {
            known.push(row.id);
            found.push(suggestion(row, why)?);
        }
    }
    Ok(found)
}

fn suggestion(row: Row, why: WhySuggested) -> Result<Suggestion> {
    let reference = Reference::parse(&row.reference);
    Ok(Suggestion {
        complaint: row.id.0,
        reference: reference.ok_or(StorageError::Corrupt(row.reference))?,
        summary: row.summary,
        name: row.name,
        why,
    })
}

/// References in a subject, as people type them: `Re: SC-2026-418, again`.
pub fn references(subject: &str) -> Vec<String> {
    let mut found: Vec<String> = subject
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter_map(|word| Reference::parse(word.trim_matches('-')))
        .map(|reference| reference.as_str().to_owned())
        .collect();
    found.sort();
    found.dedup();
    found
}
