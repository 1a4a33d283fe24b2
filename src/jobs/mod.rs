//! Work beside the requests: letters leave, mail is fetched; ended sessions, unsent words and old papers are swept.
//!
//! Clocks need no job: whether a promise is late is asked when somebody looks. One thing closes by itself: a complaint that
//! was answered, when their time is over and nothing keeps it open (rule 54).

pub mod check;
pub mod file_sweep;
pub mod imap;
pub mod message;
pub mod outbox;
pub mod scan;
pub mod sealing;
pub mod silence;
pub mod smtp;

use crate::clock::Clock;
use crate::health::{Health, Pulse};
use outbox::Outbox;
use std::time::Duration;
use storage::{Db, StorageError, assessor_packs, deliveries, open_forms, sessions};
use tokio::task::JoinHandle;

/// Seconds between two looks at the outbox.
const OUTBOX_SECONDS: u64 = 2;
/// The longest the outbox is silent: a mail server that answers each command at the last moment.
const OUTBOX_SILENT: Duration = Duration::from_mins(6);
/// Seconds between two sweeps of ended sessions and of unsent words.
const SWEEP_SECONDS: u64 = 3600;
/// The longest the sweep is silent.
const SWEEP_SILENT: Duration = Duration::from_secs(5 * SWEEP_SECONDS);

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

/// Starts the jobs on the present runtime. `outbox` is where letters leave to; `health` is told that they go on.
pub fn start(db: &Db, clock: &Clock, health: &Health, outbox: Outbox) -> Jobs {
    let sending = health.job("Sending letters", OUTBOX_SILENT);
    let sweeping = health.job("Removing ended sessions", SWEEP_SILENT);
    Jobs(vec![
        tokio::spawn(drain(db.clone(), clock.clone(), sending, outbox)),
        tokio::spawn(sweep(db.clone(), clock.clone(), sweeping)),
    ])
}

async fn drain(db: Db, clock: Clock, pulse: Pulse, outbox: Outbox) {
    let mut beat = tokio::time::interval(Duration::from_secs(OUTBOX_SECONDS));
    loop {
        beat.tick().await;
        let (db, outbox, clock) = (db.clone(), outbox.clone(), clock.clone());
        let pulse = pulse.clone();
        // The time is asked for with every letter, so a long queue is many signs of life.
        let now = move || {
            pulse.beat();
            clock.now()
        };
        let drained = move || outbox::drain(&db, &outbox, &now);
        let done = tokio::task::spawn_blocking(drained).await;
        report("outbox", done.unwrap_or(Err(StorageError::Cancelled)));
    }
}

async fn sweep(db: Db, clock: Clock, pulse: Pulse) {
    let mut beat = tokio::time::interval(Duration::from_secs(SWEEP_SECONDS));
    loop {
        beat.tick().await;
        pulse.beat();
        let now = clock.now();
        report(
            "sessions",
            db.write(move |conn| sessions::sweep(conn, now)).await,
        );
        report(
            "unsent words",
            db.write(move |conn| open_forms::sweep(conn, now)).await,
        );
        report(
            "old batches",
            db.write(move |conn| deliveries::remove_old_batches(conn, now))
                .await,
        );
        report(
            "papers nobody opened",
            db.write(move |conn| assessor_packs::remove_tries(conn, now))
                .await,
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
