//! Letters printed together: one document, bound once, with a number it can be opened by again.
use super::change::{Change, change};
use super::dated::{self, Remade};
use super::lists::{self, Walls};
use crate::schema::{deliveries, delivery_events, letter_files, letters, print_batches};
use crate::{Connection, Key, Result, StorageError, Word, stored};
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::delivery::{Move, State};
use procedure::{Actor, BatchId, DeliveryId, PersonId};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// A batch as it was printed.
#[derive(Debug, Clone)]
pub struct Batch {
    pub id: BatchId,
    pub made_at: DateTime<Utc>,
    pub bytes: Vec<u8>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = print_batches)]
struct Printed {
    made_at: NaiveDateTime,
    sha256: String,
    bytes: Vec<u8>,
}

/// Bytes of letters that are bound as one document; what is more comes in the next batch.
const LARGEST: i64 = 32 << 20;
/// Days that a batch is kept after everything in it was posted or came to another end.
const KEPT_DAYS: i64 = 30;

/// A letter to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToBind {
    pub delivery: DeliveryId,
    /// None when it bears another day, or has none, and is to be made.
    pub pdf: Option<Vec<u8>>,
}

/// Every letter that this person may print, the first owed first, at most `limit`, and at most so many bytes as one
/// batch may have, with the PDFs of those that bear this day.
pub fn to_bind(
    conn: &mut Connection,
    actor: &Actor,
    day: NaiveDate,
    limit: i64,
) -> Result<Vec<ToBind>> {
    let ids = lists::owed(Walls::reading(conn, actor)?, &[State::ToPrint], limit, conn)?;
    // The last one made of each.
    let made: HashMap<i64, (i64, i64)> = letter_files::table
        .filter(letter_files::delivery_id.eq_any(&ids))
        .filter(letter_files::name.like("%.pdf"))
        .order(letter_files::id)
        .select((
            letter_files::delivery_id,
            (letter_files::id, letter_files::size),
        ))
        .load::<(i64, (i64, i64))>(conn)?
        .into_iter()
        .collect();
    let bears: Vec<i64> = deliveries::table
        .filter(deliveries::id.eq_any(&ids))
        .filter(deliveries::dated.eq(day))
        .select(deliveries::id)
        .load(conn)?;
    let (mut together, mut fit) = (0, Vec::new());
    for id in ids {
        let last = made.get(&id);
        together += last.map_or(0, |(_, size)| *size);
        if together > LARGEST && !fit.is_empty() {
            break;
        }
        let file = last.filter(|_| bears.contains(&id)).map(|(file, _)| *file);
        fit.push((id, file));
    }
    let files: Vec<i64> = fit.iter().filter_map(|(_, file)| *file).collect();
    let mut pdfs: HashMap<i64, Vec<u8>> = letter_files::table
        .filter(letter_files::id.eq_any(files))
        .select((letter_files::id, letter_files::bytes))
        .load::<(i64, Vec<u8>)>(conn)?
        .into_iter()
        .collect();
    let found = fit.into_iter().map(|(id, file)| ToBind {
        delivery: DeliveryId(id),
        pdf: file.and_then(|file| pdfs.remove(&file)),
    });
    Ok(found.collect())
}

/// Removes the bytes of batches whose letters were all posted, or came to another end, so many days ago. The letters'
/// own PDFs stay. Out: how many.
pub fn remove_old_batches(conn: &mut Connection, now: DateTime<Utc>) -> Result<usize> {
    let long_ago = stored(now - Duration::days(KEPT_DAYS));
    let in_use = deliveries::table
        .filter(deliveries::batch_id.eq(print_batches::id.nullable()))
        .filter(
            deliveries::state
                .eq(Word(State::Printed))
                .or(deliveries::changed_at.gt(long_ago)),
        );
    let old = print_batches::table
        .filter(print_batches::removed_at.is_null())
        .filter(print_batches::made_at.lt(long_ago))
        .filter(diesel::dsl::not(diesel::dsl::exists(in_use)));
    Ok(diesel::update(old)
        .set((
            print_batches::bytes.eq(Vec::<u8>::new()),
            print_batches::removed_at.eq(stored(now)),
        ))
        .execute(conn)?)
}

/// Keeps a batch and marks its letters as printed. `again`: those of them that were made again for it.
///
/// # Errors
/// `Conflict` when one of them was printed or stopped meanwhile; nothing was written then.
pub fn bind(
    conn: &mut Connection,
    (letters, again): (&[DeliveryId], &[Remade]),
    bytes: &[u8],
    (by, at): (PersonId, DateTime<Utc>),
) -> Result<BatchId> {
    let Key(batch) = diesel::insert_into(print_batches::table)
        .values((
            print_batches::made_at.eq(stored(at)),
            print_batches::made_by.eq(Key(by)),
            print_batches::sha256.eq(hex::encode(Sha256::digest(bytes))),
            print_batches::bytes.eq(bytes),
        ))
        .returning(print_batches::id)
        .get_result::<Key<BatchId>>(conn)?;
    let why = named(batch);
    for letter in letters {
        let printed = Change {
            delivery: *letter,
            moved: Move::by_person(by, State::Printed)
                .map_err(|denied| StorageError::Corrupt(denied.why))?,
            at,
            why: &why,
            on_day: None,
        };
        change(conn, &printed)?;
        diesel::update(deliveries::table.find(Key(*letter)))
            .set(deliveries::batch_id.eq(Key(batch)))
            .execute(conn)?;
    }
    for made in again {
        dated::made_again(conn, made, at)?;
    }
    Ok(batch)
}

/// How the trail of a letter names the batch that it was printed in.
fn named(batch: BatchId) -> String {
    format!("Batch {batch}")
}

/// A batch again, for somebody who may see every letter in it.
///
/// # Errors
/// `NotFound` alike for one that is not there, one whose bytes were removed, and one that holds a letter which is not
/// theirs to see; `Corrupt` when it is not what was printed.
pub fn batch(conn: &mut Connection, actor: &Actor, id: BatchId) -> Result<Batch> {
    // By their trails: what was printed again since belongs to another batch and is in this one all the same.
    let all: Vec<i64> = delivery_events::table
        .filter(delivery_events::state.eq(Word(State::Printed)))
        .filter(delivery_events::why.eq(named(id)))
        .select(delivery_events::delivery_id)
        .load(conn)?;
    let seen = Walls::reading(conn, actor)?
        .seen(State::ALL)
        .filter(deliveries::id.eq_any(&all))
        .select(letters::id)
        .load::<i64>(conn)?;
    if all.is_empty() || seen.len() != all.len() {
        return Err(StorageError::NotFound);
    }
    let printed = print_batches::table
        .find(Key(id))
        .filter(print_batches::removed_at.is_null())
        .select(Printed::as_select())
        .first(conn)?;
    if hex::encode(Sha256::digest(&printed.bytes)) != printed.sha256 {
        return Err(StorageError::Corrupt(format!(
            "batch {id} is not what was printed"
        )));
    }
    Ok(Batch {
        id,
        made_at: printed.made_at.and_utc(),
        bytes: printed.bytes,
    })
}
