//! What came in is looked over by the virus scanner, where there is one: messages, and files it could not look at
//! when they were added. What it has not looked at cannot be opened until it has.
use crate::files::Store;
use crate::files::clamd::{self, Verdict};
use crate::health::{Health, Pulse};
use futures_util::TryStreamExt;
use std::time::Duration;
use storage::files::{self, Scan};
use storage::mail;
use storage::{Db, Result, StorageError};
use tokio::task::JoinHandle;

/// Seconds between two looks.
const SECONDS: u64 = 15;
/// Messages and files looked over at once.
const BATCH: i64 = 50;
/// The longest the job is silent: a few large files with a slow scanner.
const SILENT: Duration = Duration::from_mins(10);

/// The job; dropped, it ends.
#[derive(Debug)]
pub struct Job(Option<JoinHandle<()>>);

impl Drop for Job {
    fn drop(&mut self) {
        if let Some(job) = &self.0 {
            job.abort();
        }
    }
}

/// Starts looking things over, if there is a scanner, on the present runtime.
pub fn start(db: &Db, store: &Store, health: &Health, clamd: Option<&str>) -> Job {
    let (db, store) = (db.clone(), store.clone());
    Job(clamd.map(|address| {
        let address = address.to_owned();
        let pulse = health.job("Scanning files", SILENT);
        tokio::spawn(async move {
            loop {
                super::report("scan", once(&db, &store, &address, &pulse).await);
                tokio::time::sleep(Duration::from_secs(SECONDS)).await;
            }
        })
    }))
}

/// Looks over what waits, the newest messages first. Out: how many got a verdict.
pub async fn once(db: &Db, store: &Store, address: &str, pulse: &Pulse) -> Result<usize> {
    let mut done = 0;
    for (id, sha256) in db.read(|conn| files::mail_to_scan(conn, BATCH)).await? {
        pulse.beat();
        let bytes = match db.read(move |conn| mail::bytes(conn, &sha256)).await {
            Err(error) if error.is_damage() || matches!(error, StorageError::NotFound) => {
                // It stays unscanned, so that nothing of it can be opened; the others are looked over.
                tracing::error!(message = id.0, %error, "the original of a message cannot be read");
                continue;
            }
            read => read?,
        };
        let said = said(clamd::scan(address, &bytes[..]).await);
        let unavailable = said.0 == Scan::Unavailable;
        db.write(move |conn| files::mail_scanned(conn, id, (said.0, &said.1)))
            .await?;
        if unavailable {
            return Ok(done);
        }
        done += 1;
    }
    for sha256 in db.read(|conn| files::waiting_for_scan(conn, BATCH)).await? {
        pulse.beat();
        let Ok(pieces) = store.get(&sha256).await else {
            continue;
        };
        let Ok(pieces) = pieces.try_collect::<Vec<_>>().await else {
            continue;
        };
        let said = said(clamd::scan(address, &pieces.concat()[..]).await);
        if said.0 == Scan::Unavailable {
            return Ok(done);
        }
        db.write(move |conn| files::scanned(conn, &sha256, (said.0, &said.1)))
            .await?;
        done += 1;
    }
    Ok(done)
}

fn said(verdict: Verdict) -> (Scan, String) {
    match verdict {
        Verdict::Clean => (Scan::Clean, String::new()),
        Verdict::Infected(name) => (Scan::Infected, name),
        Verdict::Unavailable(why) => (Scan::Unavailable, why.to_owned()),
    }
}
