//! Somebody who complains again: found by email, or by postcode and name, for a person to decide.
//!
//! Only through complaints the person asking may see (rule 8: show, never refuse by itself). Whoever has complained
//! only about them, or to people elsewhere, stays unknown to them.
use super::complainants::{key, words};
use super::schema::{complainants, complaints};
use super::sight;
use super::{Connection, Key, Result, StorageError, Word};
use diesel::prelude::*;
use procedure::vocabulary::{LetterFormat, ReplyChannel, Stage};
use procedure::{Actor, ComplainantId, Reference};

/// People looked at for each way of finding them.
const MOST: i64 = 20;
/// Complaints listed for all of them.
const COMPLAINTS: i64 = 60;

/// Somebody on our books, and the open complaints of theirs that the person asking may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub id: ComplainantId,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub address: String,
    pub postcode: String,
    pub reply_channel: ReplyChannel,
    pub letter_format: LetterFormat,
    pub format_note: String,
    pub needs: String,
    pub open: Vec<(Reference, String)>,
}

/// What was typed about the person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    pub name: String,
    pub email: String,
    pub postcode: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = complainants)]
struct Row {
    id: Key<ComplainantId>,
    name: String,
    email: String,
    phone: String,
    address: String,
    postcode: String,
    reply_channel: Word<ReplyChannel>,
    letter_format: Word<LetterFormat>,
    format_note: String,
    needs: String,
}

/// A complaint of one of them.
#[derive(Queryable, Selectable)]
#[diesel(table_name = complaints)]
struct Theirs {
    complainant_id: Key<ComplainantId>,
    reference: String,
    summary: String,
    stage: Word<Stage>,
}

/// Those it may be: the same email, or the same postcode and a name in common.
pub fn may_be(conn: &mut Connection, typed: &Typed, actor: &Actor) -> Result<Vec<Known>> {
    let (email, postcode) = (key(&typed.email), key(&typed.postcode));
    let mut found: Vec<Row> = Vec::new();
    if !email.is_empty() {
        // The first condition lets the partial index be used.
        found = complainants::table
            .filter(complainants::email_key.ne(""))
            .filter(complainants::email_key.eq(email))
            .order(complainants::id.desc())
            .limit(MOST)
            .select(Row::as_select())
            .load(conn)?;
    }
    if !postcode.is_empty() {
        let names = words(&typed.name);
        let near = complainants::table
            .filter(complainants::postcode_key.ne(""))
            .filter(complainants::postcode_key.eq(postcode))
            .order(complainants::id.desc())
            .limit(MOST)
            .select(Row::as_select())
            .load::<Row>(conn)?;
        let same_name = |row: &Row| {
            words(&row.name)
                .iter()
                .any(|w| w.len() > 2 && names.contains(w))
        };
        let known: Vec<_> = found.iter().map(|row| row.id).collect();
        let new = |row: &Row| !known.contains(&row.id);
        found.extend(near.into_iter().filter(|row| new(row) && same_name(row)));
    }
    seen(conn, found, actor)
}

/// One of them by id.
///
/// # Errors
/// `NotFound` alike for who is not there and who is not known to the person asking.
pub fn find(conn: &mut Connection, id: ComplainantId, actor: &Actor) -> Result<Known> {
    let row = complainants::table
        .find(Key(id))
        .select(Row::as_select())
        .first::<Row>(conn)?;
    seen(conn, vec![row], actor)?
        .pop()
        .ok_or(StorageError::NotFound)
}

/// Leaves out those without a complaint that the person asking may see.
fn seen(conn: &mut Connection, found: Vec<Row>, actor: &Actor) -> Result<Vec<Known>> {
    let ids: Vec<_> = found.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let theirs = sight::seen(complaints::table.into_boxed(), actor)
        .filter(complaints::complainant_id.eq_any(ids))
        .order(complaints::received_at.desc())
        .limit(COMPLAINTS)
        .select(Theirs::as_select())
        .load(conn)?;
    Ok(found
        .into_iter()
        .filter(|row| theirs.iter().any(|of| of.complainant_id == row.id))
        .map(|row| known(row, &theirs))
        .collect())
}

fn known(row: Row, theirs: &[Theirs]) -> Known {
    let open = theirs
        .iter()
        .filter(|of| of.complainant_id == row.id && of.stage.0 != Stage::Closed)
        .filter_map(|of| Some((Reference::parse(&of.reference)?, of.summary.clone())))
        .collect();
    Known {
        id: row.id.0,
        name: row.name,
        email: row.email,
        phone: row.phone,
        address: row.address,
        postcode: row.postcode,
        reply_channel: row.reply_channel.0,
        letter_format: row.letter_format.0,
        format_note: row.format_note,
        needs: row.needs,
        open,
    }
}
