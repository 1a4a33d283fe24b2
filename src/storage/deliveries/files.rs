//! The bytes that left: made once, frozen, and opened again as they were.
use crate::schema::{deliveries, letter_files};
use crate::{Connection, Key, Result, StorageError, stored};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use procedure::{DeliveryId, LetterId};
use sha2::{Digest, Sha256};

/// A file as it is made. The name is ours: `SC-2026-000123-45-1-response.pdf`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A kept file, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub delivery: DeliveryId,
    pub name: String,
    pub sha256: String,
    pub size: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = letter_files)]
struct Row {
    delivery_id: Key<DeliveryId>,
    name: String,
    sha256: String,
    size: i64,
}

/// Bytes, and what they were when they were frozen.
#[derive(Queryable, Selectable)]
#[diesel(table_name = letter_files)]
struct Frozen {
    sha256: String,
    bytes: Vec<u8>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = letter_files)]
struct Named {
    name: String,
    #[diesel(embed)]
    frozen: Frozen,
}

/// Keeps a delivery's files.
///
/// # Errors
/// The query's: one that was kept already is never written over.
pub(super) fn keep(
    conn: &mut Connection,
    delivery: DeliveryId,
    made: &[Made],
    at: DateTime<Utc>,
) -> Result<()> {
    for file in made {
        diesel::insert_into(letter_files::table)
            .values((
                letter_files::delivery_id.eq(Key(delivery)),
                letter_files::name.eq(&file.name),
                letter_files::sha256.eq(hex::encode(Sha256::digest(&file.bytes))),
                letter_files::size.eq(i64::try_from(file.bytes.len()).unwrap_or(i64::MAX)),
                letter_files::bytes.eq(&file.bytes),
                letter_files::made_at.eq(stored(at)),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// The files of every delivery of a letter, in the order they were made.
pub fn files(conn: &mut Connection, letter: LetterId) -> Result<Vec<File>> {
    let rows = letter_files::table
        .inner_join(deliveries::table)
        .filter(deliveries::letter_id.eq(Key(letter)))
        .order(letter_files::id)
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| File {
            delivery: row.delivery_id.0,
            name: row.name,
            sha256: row.sha256,
            size: row.size,
        })
        .collect())
}

/// The bytes of one file of a letter, as they left. The caller has found the letter for somebody who may see it.
///
/// # Errors
/// `NotFound` when it is no file of this letter; `Corrupt` when it is not what was frozen.
pub fn bytes(conn: &mut Connection, letter: LetterId, name: &str) -> Result<Vec<u8>> {
    let found = letter_files::table
        .inner_join(deliveries::table)
        .filter(deliveries::letter_id.eq(Key(letter)))
        .filter(letter_files::name.eq(name))
        .select(Frozen::as_select())
        .first(conn)?;
    found.whole(name)
}

/// Every file of a delivery with its bytes.
///
/// # Errors
/// `Corrupt` when one is not what was frozen.
pub(super) fn of_delivery(conn: &mut Connection, delivery: DeliveryId) -> Result<Vec<Made>> {
    letter_files::table
        .filter(letter_files::delivery_id.eq(Key(delivery)))
        .order(letter_files::id)
        .select(Named::as_select())
        .load(conn)?
        .into_iter()
        .map(|Named { name, frozen }| {
            let bytes = frozen.whole(&name)?;
            Ok(Made { name, bytes })
        })
        .collect()
}

impl Frozen {
    fn whole(self, name: &str) -> Result<Vec<u8>> {
        if hex::encode(Sha256::digest(&self.bytes)) == self.sha256 {
            Ok(self.bytes)
        } else {
            Err(StorageError::Corrupt(format!(
                "the file {name} is not what was sent"
            )))
        }
    }
}
