//! Which bytes are in the store of files, and who is about to name them.
//!
//! Bytes are kept under their hash, so two steps may name the same, and one of them may be refused while the other
//! is recorded. A step first holds the bytes here, then puts them into the store, then names them in `files` in the
//! transaction it is recorded in, where its hold must still be there. Whoever removes bytes says so here first, and
//! does only while nothing names or holds them; nobody can hold what is being removed. So no row names bytes that
//! are not there, whatever happens at once, on however many servers.
use super::schema::{file_holds, files, kept_files};
use super::{Connection, Db, Result, StorageError, stored};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use std::fmt::Display;

/// Holds bytes for a step, under a token of its own; what the token held before is let go. Out: false when some are
/// being removed just now, and nothing is held then.
pub fn hold(
    conn: &mut Connection,
    token: &str,
    hashes: &[String],
    now: DateTime<Utc>,
) -> Result<bool> {
    release(conn, token)?;
    for hash in hashes {
        let row = kept_files::table.find(hash);
        // Written to, and not only read: on PostgreSQL whoever removes it waits for this transaction, or this for theirs.
        let kept = diesel::update(row.filter(kept_files::removing_at.is_null()))
            .set(kept_files::keep_until.eq(stored(now)))
            .execute(conn)?;
        if kept == 0 {
            if diesel::select(exists(row)).get_result::<bool>(conn)? {
                release(conn, token)?;
                return Ok(false);
            }
            diesel::insert_into(kept_files::table)
                .values((
                    kept_files::sha256.eq(hash),
                    kept_files::keep_until.eq(stored(now)),
                ))
                .execute(conn)?;
        }
        diesel::insert_into(file_holds::table)
            .values((
                file_holds::token.eq(token),
                file_holds::sha256.eq(hash),
                file_holds::at.eq(stored(now)),
            ))
            .execute(conn)?;
    }
    Ok(true)
}

/// The step is being recorded and names what it held, in the same transaction.
///
/// # Errors
/// `Conflict` when it does not hold them any more; nothing may be recorded then.
pub fn named(conn: &mut Connection, token: &str, hashes: &[String]) -> Result<()> {
    let held = release(conn, token)?;
    if hashes.iter().all(|hash| held.contains(hash)) {
        Ok(())
    } else {
        Err(StorageError::Conflict)
    }
}

/// Lets go of what a token holds. Out: the hashes.
pub fn release(conn: &mut Connection, token: &str) -> Result<Vec<String>> {
    let held = file_holds::table.filter(file_holds::token.eq(token));
    let hashes = held.select(file_holds::sha256).load(conn)?;
    diesel::delete(held).execute(conn)?;
    Ok(hashes)
}

/// Lets go of what was held before a time: the server that held it ended. Out: how many.
pub fn expire(conn: &mut Connection, before: DateTime<Utc>) -> Result<usize> {
    let old = file_holds::table.filter(file_holds::at.lt(stored(before)));
    Ok(diesel::delete(old).execute(conn)?)
}

/// Those of some hashes that nothing is known of.
pub fn unknown(conn: &mut Connection, hashes: &[String]) -> Result<Vec<String>> {
    let known: Vec<String> = kept_files::table
        .filter(kept_files::sha256.eq_any(hashes))
        .select(kept_files::sha256)
        .load(conn)?;
    let new = hashes.iter().filter(|hash| !known.contains(hash));
    Ok(new.cloned().collect())
}

/// Notes bytes that were found in the store and that nothing is known of: they are kept until a time. Out: how many
/// were not known.
pub fn found(conn: &mut Connection, hashes: &[String], keep_until: DateTime<Utc>) -> Result<usize> {
    let mut count = 0;
    for hash in hashes {
        let row = kept_files::table.find(hash);
        if !diesel::select(exists(row)).get_result::<bool>(conn)? {
            count += diesel::insert_into(kept_files::table)
                .values((
                    kept_files::sha256.eq(hash),
                    kept_files::keep_until.eq(stored(keep_until)),
                ))
                .execute(conn)?;
        }
    }
    Ok(count)
}

/// Bytes that nothing names or holds and that need not be kept any longer at `now`; `limit` at most.
pub fn unnamed(conn: &mut Connection, now: DateTime<Utc>, limit: i64) -> Result<Vec<String>> {
    Ok(kept_files::table
        .filter(kept_files::keep_until.lt(stored(now)))
        .filter(diesel::dsl::not(exists(
            files::table.filter(files::sha256.eq(kept_files::sha256)),
        )))
        .filter(diesel::dsl::not(exists(
            file_holds::table.filter(file_holds::sha256.eq(kept_files::sha256)),
        )))
        .order(kept_files::sha256)
        .select(kept_files::sha256)
        .limit(limit)
        .load(conn)?)
}

/// Removes bytes that nothing names or holds, by `remove`, at `now`. Out: what `remove` gives; none when something does.
///
/// # Errors
/// The queries'; `Files` with the words of `remove`, and then it is tried again by the sweep.
pub async fn forget<T, E: Display, F: Future<Output = std::result::Result<T, E>>>(
    db: &Db,
    sha256: &str,
    now: DateTime<Utc>,
    remove: impl FnOnce(String) -> F,
) -> Result<Option<T>> {
    let hash = sha256.to_owned();
    if !db.write(move |conn| claim(conn, &hash, now)).await? {
        return Ok(None);
    }
    let removed = remove(sha256.to_owned())
        .await
        .map_err(|error| StorageError::Files(error.to_string()))?;
    let hash = sha256.to_owned();
    db.write(move |conn| Ok(diesel::delete(kept_files::table.find(hash)).execute(conn)?))
        .await?;
    Ok(Some(removed))
}

/// Says that bytes are being removed, unless something names or holds them.
fn claim(conn: &mut Connection, hash: &str, now: DateTime<Utc>) -> Result<bool> {
    let row = kept_files::table.find(hash);
    // First the write, which waits for whoever is about to hold them; then the question.
    let there = diesel::update(row)
        .set(kept_files::removing_at.eq(Some(stored(now))))
        .execute(conn)?;
    let named = diesel::select(exists(files::table.filter(files::sha256.eq(hash))));
    let held = diesel::select(exists(
        file_holds::table.filter(file_holds::sha256.eq(hash)),
    ));
    if named.get_result(conn)? || held.get_result(conn)? {
        diesel::update(row)
            .set(kept_files::removing_at.eq(None::<NaiveDateTime>))
            .execute(conn)?;
        return Ok(false);
    }
    Ok(there > 0)
}
