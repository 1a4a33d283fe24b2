//! The words of what was passed to human resources. Only its own page reads them, and only for those who may (rule 15).
use super::schema::human_resources;
use super::{Connection, Key, Result};
use diesel::prelude::*;
use procedure::steps::human_resources::reads_words;
use procedure::{Actor, ComplaintId, PersonId};

/// One for each time something was passed on, the first one first; none in place of words that they may not read.
pub fn words(
    conn: &mut Connection,
    complaint: ComplaintId,
    actor: &Actor,
) -> Result<Vec<Option<String>>> {
    let rows: Vec<(Key<PersonId>, String)> = human_resources::table
        .filter(human_resources::complaint_id.eq(Key(complaint)))
        .order(human_resources::id)
        .select((human_resources::by_id, human_resources::words))
        .load(conn)?;
    let readable = |(by, words): (Key<PersonId>, String)| reads_words(actor, by.0).then_some(words);
    Ok(rows.into_iter().map(readable).collect())
}
