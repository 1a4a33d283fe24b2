//! Files that nothing names are removed: what a server that ended left half written, what was put into the store for a
//! step that was never recorded, and what is in the store and nobody knows why.
use super::report;
use crate::clock::Clock;
use crate::files::Store;
use crate::health::Health;
use chrono::{DateTime, Duration, Utc};
use storage::kept_files;
use storage::{Db, Result, StorageError};
use tokio::task::JoinHandle;

/// Minutes between two sweeps.
const MINUTES: u64 = 60;
/// The longest between two sweeps before the job counts as stopped, in hours.
const SILENT_HOURS: u64 = 3;
/// The whole store is listed once in so many sweeps, the first time at the start.
const LISTED: u32 = 24;
/// Hours after which a step that holds files has ended, whatever became of it: no upload takes so long.
const HOLD_HOURS: i64 = 6;
/// Days that bytes are kept of which nothing is known: time enough to notice that a folder or a bucket belongs to
/// another database, or that an older database was put back.
const UNKNOWN_DAYS: i64 = 7;
/// Files removed in one sweep.
const BATCH: i64 = 1_000;

/// What one sweep removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    pub files: usize,
    pub bytes: u64,
    /// Found in the store and not known; kept for some days.
    pub unknown: usize,
}

/// The job; dropped, it ends.
#[derive(Debug)]
pub struct Job(JoinHandle<()>);

impl Drop for Job {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Starts sweeping on the present runtime.
pub fn start(db: &Db, clock: &Clock, store: &Store, health: &Health) -> Job {
    let silent = std::time::Duration::from_hours(SILENT_HOURS);
    let pulse = health.job("Removing files that nothing names", silent);
    let (db, clock, store) = (db.clone(), clock.clone(), store.clone());
    Job(tokio::spawn(async move {
        let mut beat = tokio::time::interval(std::time::Duration::from_mins(MINUTES));
        let mut sweeps = 0_u32;
        loop {
            beat.tick().await;
            pulse.beat();
            let listed = sweeps.is_multiple_of(LISTED);
            let done = once(&db, &store, clock.now(), listed).await;
            if let Ok(swept) = &done
                && *swept != Swept::default()
            {
                tracing::info!(
                    job = "files",
                    removed = swept.files,
                    bytes = swept.bytes,
                    unknown = swept.unknown,
                    "files that nothing names: removed, or found and kept for a week"
                );
            }
            report("files", done.map(|_| 0));
            sweeps = sweeps.wrapping_add(1);
        }
    }))
}

/// One sweep at `now`; `listed` says whether the whole store is looked through as well.
///
/// # Errors
/// The queries'; `Files` when the store cannot be listed or changed. What was removed until then is.
pub async fn once(db: &Db, store: &Store, now: DateTime<Utc>, listed: bool) -> Result<Swept> {
    let ended = now - Duration::hours(HOLD_HOURS);
    let tidied = store.clone();
    let parts = tokio::task::spawn_blocking(move || tidied.tidy(ended)).await;
    let (files, bytes) = parts.unwrap_or_default();
    let mut swept = Swept {
        files,
        bytes,
        unknown: 0,
    };
    db.write(move |conn| kept_files::expire(conn, ended))
        .await?;
    if listed {
        swept.unknown = unknown(db, store, now).await?;
    }
    for hash in db
        .read(move |conn| kept_files::unnamed(conn, now, BATCH))
        .await?
    {
        let store = store.clone();
        let remove = async move |hash: String| store.remove(&hash).await;
        if let Some(bytes) = kept_files::forget(db, &hash, now, remove).await? {
            swept.files += 1;
            swept.bytes += bytes;
        }
    }
    Ok(swept)
}

/// Notes what is in the store and not in the database.
async fn unknown(db: &Db, store: &Store, now: DateTime<Utc>) -> Result<usize> {
    let there = store
        .list()
        .await
        .map_err(|error| StorageError::Files(error.to_string()))?;
    let keep_until = now + Duration::days(UNKNOWN_DAYS);
    let mut count = 0;
    for some in there.chunks(500) {
        let hashes: Vec<String> = some.iter().map(|file| file.sha256.clone()).collect();
        // Asked first on a reader: usually all are known, and nothing is written.
        let new = db
            .read(move |conn| kept_files::unknown(conn, &hashes))
            .await?;
        if !new.is_empty() {
            count += db
                .write(move |conn| kept_files::found(conn, &new, keep_until))
                .await?;
        }
    }
    Ok(count)
}
