//! The last act on a complaint, while it can be undone; the words of its form; and words that an undoing gave back.
use super::schema::{undoables as u, undone_words as w};
use super::{Connection, Key, Result, StorageError, drafts, stored};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::undo::answered_by;
use procedure::{ComplaintId, DeliveryId, PersonId, StepKind, Undoable, Version};

/// The fields of a form as they were sent, in their order.
pub type Words = Vec<(String, String)>;

#[derive(Queryable, Selectable)]
#[diesel(table_name = u)]
struct Row {
    version: Key<Version>,
    step: String,
    by_id: Key<PersonId>,
    at: NaiveDateTime,
    delivery_id: Option<Key<DeliveryId>>,
    before: String,
}

/// The last act on a complaint, if it left something that can be undone.
///
/// # Errors
/// `Corrupt` when it cannot be read.
pub fn of(conn: &mut Connection, complaint: ComplaintId) -> Result<Option<Undoable>> {
    let row = u::table
        .find(Key(complaint))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    let Some(row) = row else {
        return Ok(None);
    };
    let step = StepKind::parse(&row.step);
    let before = serde_json::from_str(&row.before);
    Ok(Some(Undoable {
        step: step.ok_or_else(|| StorageError::Corrupt("a step that is none".to_owned()))?,
        version: row.version.0,
        by: row.by_id.0,
        at: row.at.and_utc(),
        delivery: row.delivery_id.map(|id| id.0),
        before: before.map_err(|e| StorageError::Corrupt(e.to_string()))?,
    }))
}

/// Takes the place of whatever could be undone before.
pub(super) fn set(
    conn: &mut Connection,
    complaint: ComplaintId,
    last: &Undoable,
    delivery: Option<DeliveryId>,
) -> Result<()> {
    let before =
        serde_json::to_string(&last.before).map_err(|e| StorageError::Corrupt(e.to_string()))?;
    clear(conn, complaint)?;
    diesel::insert_into(u::table)
        .values((
            u::complaint_id.eq(Key(complaint)),
            u::version.eq(Key(last.version)),
            u::step.eq(last.step.noun()),
            u::by_id.eq(Key(last.by)),
            u::at.eq(stored(last.at)),
            u::delivery_id.eq(delivery.map(Key)),
            u::before.eq(before),
        ))
        .execute(conn)?;
    Ok(())
}

/// Nothing can be undone any more.
pub(super) fn clear(conn: &mut Connection, complaint: ComplaintId) -> Result<()> {
    diesel::delete(u::table.find(Key(complaint))).execute(conn)?;
    Ok(())
}

/// Keeps the form of the act that made this version, in the transaction of that act, so that undoing gives it back.
pub fn keep_words(
    conn: &mut Connection,
    complaint: ComplaintId,
    version: Version,
    words: &Words,
) -> Result<()> {
    let json = serde_json::to_string(words).map_err(|e| StorageError::Corrupt(e.to_string()))?;
    let last = u::table
        .find(Key(complaint))
        .filter(u::version.eq(Key(version)));
    diesel::update(last).set(u::words.eq(json)).execute(conn)?;
    Ok(())
}

/// The words of the act that is undone become those that its form begins with.
pub(super) fn give_back(conn: &mut Connection, complaint: ComplaintId) -> Result<()> {
    let kept = u::table
        .find(Key(complaint))
        .filter(u::words.is_not_null())
        .select((u::step, u::by_id, u::at, u::words.assume_not_null()))
        .first::<(String, Key<PersonId>, NaiveDateTime, String)>(conn)
        .optional()?;
    let Some((step, by, at, words)) = kept else {
        return Ok(());
    };
    // The two responses have drafts of their own, which several people may write.
    let editor = StepKind::parse(&step).filter(|step| answered_by(*step).is_some());
    if let Some(editor) = editor {
        return draft_again(conn, (complaint, editor), &words, (by.0, at.and_utc()));
    }
    diesel::delete(w::table.find((Key(complaint), &step))).execute(conn)?;
    diesel::insert_into(w::table)
        .values((
            w::complaint_id.eq(Key(complaint)),
            w::step.eq(step),
            w::by_id.eq(by),
            w::at.eq(at),
            w::words.eq(words),
        ))
        .execute(conn)?;
    Ok(())
}

fn draft_again(
    conn: &mut Connection,
    whose: (ComplaintId, StepKind),
    words: &str,
    by: (PersonId, DateTime<Utc>),
) -> Result<()> {
    let words: Words =
        serde_json::from_str(words).map_err(|e| StorageError::Corrupt(e.to_string()))?;
    let seen = drafts::find(conn, whose.0, whose.1)?.map_or(0, |draft| draft.version);
    drafts::save(conn, whose, seen, &words.into_iter().collect(), by)?;
    Ok(())
}

/// What was typed for a step that was undone, and not taken again since.
///
/// # Errors
/// `Corrupt` when it cannot be read.
pub fn words(
    conn: &mut Connection,
    complaint: ComplaintId,
    step: StepKind,
) -> Result<Option<Words>> {
    let words = w::table
        .find((Key(complaint), step.noun()))
        .select(w::words)
        .first::<String>(conn)
        .optional()?;
    words
        .map(|json| serde_json::from_str(&json).map_err(|e| StorageError::Corrupt(e.to_string())))
        .transpose()
}

/// The step was taken again.
pub(super) fn forget_words(
    conn: &mut Connection,
    complaint: ComplaintId,
    step: StepKind,
) -> Result<()> {
    diesel::delete(w::table.find((Key(complaint), step.noun()))).execute(conn)?;
    Ok(())
}
