//! Somebody who complains again: found by email, or by postcode and name, for a person to decide.
//!
//! Only through complaints the person asking may see (rule 8: show, never refuse by itself). Whoever has complained
//! only about them, or to people elsewhere, stays unknown to them.
use super::complainants::{key, words};
use super::queues::{self, Ids};
use super::schema::{complainants, complaints};
use super::{Connection, Result, StorageError, word};
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
    id: i64,
    name: String,
    email: String,
    phone: String,
    address: String,
    postcode: String,
    reply_channel: String,
    letter_format: String,
    format_note: String,
    needs: String,
}

/// Those it may be: the same email, or the same postcode and a name in common.
///
/// # Errors
/// The queries'.
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
        let known: Vec<i64> = found.iter().map(|row| row.id).collect();
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
        .find(id.0)
        .select(Row::as_select())
        .first::<Row>(conn)?;
    seen(conn, vec![row], actor)?
        .pop()
        .ok_or(StorageError::NotFound)
}

/// Leaves out those without a complaint that the person asking may see.
fn seen(conn: &mut Connection, found: Vec<Row>, actor: &Actor) -> Result<Vec<Known>> {
    let ids: Vec<i64> = found.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let theirs = visible(actor)
        .filter(complaints::complainant_id.eq_any(ids))
        .order(complaints::received_at.desc())
        .limit(COMPLAINTS)
        .select((
            complaints::complainant_id,
            complaints::reference,
            complaints::summary,
            complaints::stage,
        ))
        .load::<(i64, String, String, String)>(conn)?;
    found
        .into_iter()
        .filter(|row| theirs.iter().any(|(of, ..)| *of == row.id))
        .map(|row| known(row, &theirs))
        .collect()
}

fn known(row: Row, theirs: &[(i64, String, String, String)]) -> Result<Known> {
    let open = theirs
        .iter()
        .filter(|(of, _, _, stage)| *of == row.id && stage != Stage::Closed.as_str())
        .filter_map(|(_, reference, summary, _)| {
            Some((Reference::parse(reference)?, summary.clone()))
        })
        .collect();
    Ok(Known {
        id: ComplainantId(row.id),
        name: row.name,
        email: row.email,
        phone: row.phone,
        address: row.address,
        postcode: row.postcode,
        reply_channel: word(ReplyChannel::parse, &row.reply_channel)?,
        letter_format: word(LetterFormat::parse, &row.letter_format)?,
        format_note: row.format_note,
        needs: row.needs,
        open,
    })
}

/// The complaints a person may see, as the procedure's `sees` has it.
fn visible<'a>(actor: &Actor) -> Ids<'a> {
    let query = queues::walled(complaints::table.into_boxed(), actor);
    if actor.in_customer_relations() {
        return query;
    }
    let led: Vec<Option<i64>> = actor.leads.iter().map(|a| Some(a.0)).collect();
    let me = actor.id.0;
    let mine = complaints::entered_by
        .nullable()
        .eq(me)
        .or(complaints::assignee_id.eq(me))
        .or(complaints::decider_id.eq(me))
        .or(complaints::area_id.eq_any(led));
    if actor.sees_every_area() {
        query.filter(mine.or(complaints::area_id.is_not_null().nullable()))
    } else {
        query.filter(mine)
    }
}
