//! Finding complainants, and what a page about one of them shows. Somebody exists here for a person only
//! through a complaint which that person may see.
use super::complainants::{key, words};
use super::schema::{complainant_words, complainants, complaints};
use super::sight::{not_about, walled};
use super::unreadable::Listed;
use super::{Backend, Connection, Key, Result};
use diesel::dsl::exists;
use diesel::prelude::*;
use procedure::vocabulary::{LetterFormat, ReplyChannel};
use procedure::{Actor, ComplainantId};
use std::collections::HashMap;

/// A complainant in a list.
#[derive(Debug, Clone)]
pub struct FoundComplainant {
    pub id: ComplainantId,
    pub name: String,
    pub email: String,
    pub postcode: String,
    /// Complaints of theirs that the person asking may see.
    pub complaints: usize,
}

/// How to reach somebody, and what they need.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = complainants)]
pub struct Contact {
    pub name: String,
    pub email: String,
    pub phone: String,
    pub address: String,
    pub postcode: String,
    pub reply_channel: Listed<ReplyChannel>,
    pub letter_format: Listed<LetterFormat>,
    pub format_note: String,
    pub needs: String,
}

type Found<'a> = complainants::BoxedQuery<'a, Backend>;

#[derive(Queryable, Selectable)]
#[diesel(table_name = complainants)]
struct Row {
    id: Key<ComplainantId>,
    name: String,
    email: String,
    postcode: String,
}

/// Complainants by the beginning of each word of their name, or the whole email or postcode, by name; the
/// latest added when nothing was typed. For Customer Relations, who see every complaint but those about them.
pub fn search(
    conn: &mut Connection,
    actor: &Actor,
    typed: &str,
    limit: i64,
) -> Result<Vec<FoundComplainant>> {
    let theirs = complaints::table
        .filter(complaints::complainant_id.eq(complainants::id))
        .filter(not_about(actor.id));
    let query = complainants::table.into_boxed().filter(exists(theirs));
    let query = matching(query, typed);
    let query = if typed.is_empty() {
        query.order(complainants::id.desc())
    } else {
        query.order((complainants::name, complainants::id))
    };
    let rows = query.limit(limit).select(Row::as_select()).load(conn)?;
    let counts = counts(conn, actor, rows.iter().map(|row| row.id).collect())?;
    Ok(rows
        .into_iter()
        .map(|row| FoundComplainant {
            id: row.id.0,
            complaints: counts.get(&row.id).copied().unwrap_or_default(),
            name: row.name,
            email: row.email,
            postcode: row.postcode,
        })
        .collect())
}

fn matching<'a>(query: Found<'a>, typed: &str) -> Found<'a> {
    let key = key(typed);
    let whole = typed.contains('@') || typed.chars().any(|c| c.is_ascii_digit());
    if whole {
        return query.filter(
            complainants::email_key
                .eq(key.clone())
                .or(complainants::postcode_key.eq(key)),
        );
    }
    words(typed).into_iter().fold(query, |query, word| {
        let end = format!("{word}{}", char::MAX);
        query.filter(
            complainants::id.eq_any(
                complainant_words::table
                    .filter(complainant_words::word.ge(word))
                    .filter(complainant_words::word.lt(end))
                    .select(complainant_words::complainant_id),
            ),
        )
    })
}

type Person = Key<ComplainantId>;

fn counts(
    conn: &mut Connection,
    actor: &Actor,
    ids: Vec<Person>,
) -> Result<HashMap<Person, usize>> {
    let mut counts = HashMap::new();
    let of = walled(complaints::table.into_boxed(), actor)
        .filter(complaints::complainant_id.eq_any(ids))
        // Of two records of one complaint, the one that goes on.
        .filter(complaints::joined_into_id.is_null())
        .select(complaints::complainant_id)
        .load::<Person>(conn)?;
    for id in of {
        *counts.entry(id).or_default() += 1;
    }
    Ok(counts)
}

/// What we hold about a complainant. Whoever asks must already see one of their complaints.
pub fn contact(conn: &mut Connection, id: ComplainantId) -> Result<Contact> {
    Ok(complainants::table
        .find(Key(id))
        .select(Contact::as_select())
        .first(conn)?)
}

/// Who speaks for the complainant in a complaint; None when nobody does.
///
/// # Errors
/// `NotFound`.
pub fn representative(conn: &mut Connection, complaint: i64) -> Result<Option<String>> {
    Ok(complaints::table
        .find(complaint)
        .select(complaints::rep_name)
        .first(conn)?)
}
