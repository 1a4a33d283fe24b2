//! The bytes that leave: frozen when they are made, and opened again as they were. What is made for another day stands
//! beside them.
use crate::schema::{deliveries, letter_files};
use crate::{Connection, Key, Result, StorageError, stored};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use procedure::{DeliveryId, LetterId};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

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
    /// Of those of its delivery that were made last.
    pub is_newest: bool,
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
    let last: HashMap<Key<DeliveryId>, String> = rows
        .iter()
        .map(|row| (row.delivery_id, stem(&row.name).to_owned()))
        .collect();
    Ok(rows
        .into_iter()
        .map(|row| File {
            is_newest: last.get(&row.delivery_id).map(String::as_str) == Some(stem(&row.name)),
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

/// The names of every file of a delivery, in the order they were made.
pub(super) fn names(conn: &mut Connection, delivery: DeliveryId) -> Result<Vec<String>> {
    Ok(letter_files::table
        .filter(letter_files::delivery_id.eq(Key(delivery)))
        .order(letter_files::id)
        .select(letter_files::name)
        .load(conn)?)
}

/// A name without its ending: the files that were made together have it in common, and no others.
pub(super) fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The files of a delivery that were made last, with their bytes.
///
/// # Errors
/// `Corrupt` when one is not what was frozen.
pub(super) fn newest(conn: &mut Connection, delivery: DeliveryId) -> Result<Vec<Made>> {
    let mut names = names(conn, delivery)?;
    let last = names.last().map(|name| stem(name).to_owned());
    names.retain(|name| last.as_deref() == Some(stem(name)));
    letter_files::table
        .filter(letter_files::delivery_id.eq(Key(delivery)))
        .filter(letter_files::name.eq_any(names))
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
