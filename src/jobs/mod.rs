//! Work beside the requests: letters leave, mail is fetched, ended sessions are swept.
//!
//! Clocks need no job: whether a promise is late is asked when somebody looks. Nothing closes by itself: "no further
//! contact" is a member of staff's act.

pub mod file_sweep;
pub mod imap;
pub mod message;
pub mod outbox;
pub mod scan;
pub mod sealing;
pub mod smtp;

use crate::clock::Clock;
use crate::storage::{Db, StorageError, sessions};
use outbox::Outbox;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Seconds between two looks at the outbox.
const OUTBOX_SECONDS: u64 = 2;
/// Seconds between two sweeps of ended sessions.
const SWEEP_SECONDS: u64 = 3600;

/// The jobs under way; dropped, they end, a letter that is being written first.
#[derive(Debug)]
pub struct Jobs(Vec<JoinHandle<()>>);

impl Drop for Jobs {
    fn drop(&mut self) {
        for job in &self.0 {
            job.abort();
        }
    }
}

/// Starts the jobs on the present runtime. `outbox` is where letters leave to.
pub fn start(db: &Db, clock: &Clock, outbox: Outbox) -> Jobs {
    Jobs(vec![
        tokio::spawn(drain(db.clone(), clock.clone(), outbox)),
        tokio::spawn(sweep(db.clone(), clock.clone())),
    ])
}

async fn drain(db: Db, clock: Clock, outbox: Outbox) {
    let mut beat = tokio::time::interval(Duration::from_secs(OUTBOX_SECONDS));
    loop {
        beat.tick().await;
        let (db, outbox, clock) = (db.clone(), outbox.clone(), clock.clone());
        let drained = move || outbox::drain(&db, &outbox, &|| clock.now());
        let done = tokio::task::spawn_blocking(drained).await;
        report("outbox", done.unwrap_or(Err(StorageError::Cancelled)));
    }
}

async fn sweep(db: Db, clock: Clock) {
    let mut beat = tokio::time::interval(Duration::from_secs(SWEEP_SECONDS));
    loop {
        beat.tick().await;
        let now = clock.now();
        report(
            "sessions",
            db.write(move |conn| sessions::sweep(conn, now)).await,
        );
    }
}

fn report(job: &str, done: Result<usize, StorageError>) {
    match done {
        Ok(0) => {}
        Ok(count) => tracing::info!(job, count, "done"),
        Err(error) => tracing::error!(job, %error, "failed; it will be tried again"),
    }
}
