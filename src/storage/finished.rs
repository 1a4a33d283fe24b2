//! The complaints of one person whose procedure is complete: what a repeat can be answered by (reading (e)18).
use super::schema::complaints;
use super::sight::seen;
use super::{Connection, Key, Result, Word, complaints as whole};
use diesel::prelude::*;
use procedure::repeat::earlier;
use procedure::vocabulary::{Closure, Stage};
use procedure::{Actor, ComplainantId, Complaint, ComplaintId};

/// Most that are offered.
const MOST: i64 = 20;

/// Those that the reader may see, the last finished first.
///
/// # Errors
/// The queries'.
pub fn finished(
    conn: &mut Connection,
    actor: &Actor,
    (person, except): (ComplainantId, ComplaintId),
) -> Result<Vec<Complaint>> {
    let complete = Closure::ALL.iter().filter(|one| one.is_complete());
    let complete: Vec<_> = complete.map(|one| Some(Word(*one))).collect();
    let of = complaints::table
        .filter(complaints::complainant_id.eq(Key(person)))
        .filter(complaints::id.ne(Key(except)))
        .filter(
            complaints::closure
                .eq_any(complete)
                .or(complaints::stage.eq(Word(Stage::FinalResponse)).nullable()),
        )
        .into_boxed();
    let ids = seen(of, actor)
        .order(complaints::id.desc())
        .limit(MOST)
        .select(complaints::id)
        .load::<Key<ComplaintId>>(conn)?;
    let mut found = Vec::new();
    for Key(id) in ids {
        found.push(whole::get(conn, id)?);
    }
    found.retain(|c| earlier(c).is_some());
    found.sort_by_key(|c| std::cmp::Reverse(earlier(c).map(|one| one.completed_on)));
    Ok(found)
}
