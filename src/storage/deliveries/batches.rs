//! Letters printed together: one document, bound once, with a number it can be opened by again.
use super::change::{Change, change};
use super::lists::Walls;
use crate::procedure::delivery::State;
use crate::procedure::{Actor, BatchId, DeliveryId, PersonId};
use crate::storage::schema::{deliveries, letter_files, letters, print_batches};
use crate::storage::{Connection, Result, StorageError, stored};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use sha2::{Digest, Sha256};

/// A batch as it was printed.
#[derive(Debug, Clone)]
pub struct Batch {
    pub id: BatchId,
    pub made_at: DateTime<Utc>,
    pub bytes: Vec<u8>,
}

/// The sealed PDF of every letter that this person may print, the oldest first, at most `limit`.
///
/// # Errors
/// The queries'.
pub fn to_bind(
    conn: &mut Connection,
    actor: &Actor,
    limit: i64,
) -> Result<Vec<(DeliveryId, Vec<u8>)>> {
    let ids = Walls::of(conn, actor)?
        .seen(&[State::ToPrint])
        .order((deliveries::changed_at, deliveries::id))
        .limit(limit)
        .select(deliveries::id)
        .load::<i64>(conn)?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let pdf = letter_files::table
            .filter(letter_files::delivery_id.eq(id))
            .filter(letter_files::name.like("%.pdf"))
            .select(letter_files::bytes)
            .first::<Vec<u8>>(conn)
            .map_err(StorageError::from);
        match pdf {
            Ok(pdf) => found.push((DeliveryId(id), pdf)),
            // Its line stays in the list; the others are printed.
            Err(error) if error.is_damage() || matches!(error, StorageError::NotFound) => {
                tracing::error!(delivery = id, "a letter whose file is missing or damaged");
            }
            Err(other) => return Err(other),
        }
    }
    Ok(found)
}

/// Keeps a batch and marks its letters as printed.
///
/// # Errors
/// `Conflict` when one of them was printed or stopped meanwhile; nothing was written then.
pub fn bind(
    conn: &mut Connection,
    letters: &[DeliveryId],
    bytes: &[u8],
    (by, at): (PersonId, DateTime<Utc>),
) -> Result<BatchId> {
    let batch = diesel::insert_into(print_batches::table)
        .values((
            print_batches::made_at.eq(stored(at)),
            print_batches::made_by.eq(by.0),
            print_batches::sha256.eq(hex::encode(Sha256::digest(bytes))),
            print_batches::bytes.eq(bytes),
        ))
        .returning(print_batches::id)
        .get_result::<i64>(conn)?;
    let why = format!("Batch {batch}");
    for letter in letters {
        let printed = Change {
            delivery: *letter,
            to: State::Printed,
            by: Some(by),
            at,
            why: &why,
            on_day: None,
        };
        change(conn, &printed)?;
        diesel::update(deliveries::table.find(letter.0))
            .set(deliveries::batch_id.eq(batch))
            .execute(conn)?;
    }
    Ok(BatchId(batch))
}

/// A batch again, for somebody who may see every letter in it.
///
/// # Errors
/// `NotFound` alike for one that is not there and one that holds a letter which is not theirs to see; `Corrupt` when
/// it is not what was printed.
pub fn batch(conn: &mut Connection, actor: &Actor, id: BatchId) -> Result<Batch> {
    let all = deliveries::table
        .filter(deliveries::batch_id.eq(id.0))
        .count()
        .get_result::<i64>(conn)?;
    let seen = Walls::of(conn, actor)?
        .seen(State::ALL)
        .filter(deliveries::batch_id.eq(id.0))
        .select(letters::id)
        .load::<i64>(conn)?;
    if i64::try_from(seen.len()).unwrap_or_default() != all {
        return Err(StorageError::NotFound);
    }
    let (made_at, sha256, bytes) = print_batches::table
        .find(id.0)
        .select((
            print_batches::made_at,
            print_batches::sha256,
            print_batches::bytes,
        ))
        .first::<(NaiveDateTime, String, Vec<u8>)>(conn)?;
    if hex::encode(Sha256::digest(&bytes)) != sha256 {
        return Err(StorageError::Corrupt(format!(
            "batch {id} is not what was printed"
        )));
    }
    Ok(Batch {
        id,
        made_at: made_at.and_utc(),
        bytes,
    })
}
