//! The people who complain: found again by email and postcode, never merged by a guess.
use super::schema::{complainant_words, complainants, complaints};
use super::sight::about;
use super::{Connection, Key, Result, Word, stored};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use procedure::vocabulary::{LetterFormat, ReplyChannel};
use procedure::{Actor, ComplainantId, ComplaintId, Details};

/// Lower case, without spaces: how emails and postcodes are compared.
pub fn key(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A name's words for finding it by the beginning of any of them.
pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(str::to_lowercase)
        .filter(|w| !w.is_empty())
        .collect();
    words.sort();
    words.dedup();
    words.truncate(12);
    words
}

/// The complainant staff recognised, brought up to date; or a new one.
///
/// # Errors
/// `NotFound` when the one named does not exist.
pub fn find_or_add(
    conn: &mut Connection,
    known: Option<ComplainantId>,
    d: &Details,
    now: DateTime<Utc>,
) -> Result<ComplainantId> {
    if let Some(id) = known {
        update(conn, id, d)?;
        return Ok(id);
    }
    let Key(id) = diesel::insert_into(complainants::table)
        .values((columns(d), complainants::created_at.eq(stored(now))))
        .returning(complainants::id)
        .get_result(conn)?;
    add_words(conn, id, &d.name)?;
    Ok(id)
}

/// Puts right what we hold about a complainant.
///
/// # Errors
/// `NotFound`.
pub fn update(conn: &mut Connection, id: ComplainantId, d: &Details) -> Result<()> {
    let changed = diesel::update(complainants::table.find(Key(id)))
        .set(columns(d))
        .execute(conn)?;
    if changed == 0 {
        return Err(super::StorageError::NotFound);
    }
    diesel::delete(complainant_words::table.filter(complainant_words::complainant_id.eq(Key(id))))
        .execute(conn)?;
    add_words(conn, id, &d.name)
}

/// How many other service complaints the same person has made, as far as somebody in Customer Relations may know:
/// one about the reader themselves does not exist for them. Nobody else is told of any.
pub fn other_complaints(
    conn: &mut Connection,
    id: ComplainantId,
    except: ComplaintId,
    actor: &Actor,
) -> Result<i64> {
    if !actor.in_customer_relations() {
        return Ok(0);
    }
    Ok(complaints::table
        .filter(complaints::complainant_id.eq(Key(id)))
        .filter(complaints::id.ne(Key(except)))
        .filter(complaints::id.ne_all(about(actor.id)))
        // Of two records of one complaint, the one that goes on.
        .filter(complaints::joined_into_id.is_null())
        .count()
        .get_result(conn)?)
}

fn add_words(conn: &mut Connection, id: ComplainantId, name: &str) -> Result<()> {
    for word in words(name) {
        diesel::insert_into(complainant_words::table)
            .values((
                complainant_words::word.eq(word),
                complainant_words::complainant_id.eq(Key(id)),
            ))
            .execute(conn)?;
    }
    Ok(())
}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = complainants)]
struct Columns<'a> {
    name: &'a str,
    email: &'a str,
    phone: &'a str,
    address: &'a str,
    postcode: &'a str,
    reply_channel: Word<ReplyChannel>,
    letter_format: Word<LetterFormat>,
    format_note: &'a str,
    needs: &'a str,
    email_key: String,
    postcode_key: String,
}

fn columns(d: &Details) -> Columns<'_> {
    Columns {
        name: &d.name,
        email: &d.email,
        phone: &d.phone,
        address: &d.address,
        postcode: &d.postcode,
        reply_channel: Word(d.reply_channel),
        letter_format: Word(d.letter_format),
        format_note: &d.format_note,
        needs: &d.needs,
        email_key: key(&d.email),
        postcode_key: key(&d.postcode),
    }
}
