//! The mailbox is read again and again, one server at a time.
//!
//! Everything of a message is kept, committed, before the server is told that it was read; what was read and not yet
//! marked is known again by its number and its hash. A message that cannot be taken in stops none after it and stays
//! owed. What is too large stays on the server and stands in the inbox by its header lines.
mod connection;
mod holder;
mod poll;

pub use connection::Trouble;
pub use holder::Holder;
pub use poll::{Read, poll};

use crate::clock::Clock;
use crate::config::Config;
use crate::config::mailbox::Mailbox;
use crate::files::Store;
use crate::health::{Health, Pulse};
use std::time::Duration;
use storage::Db;
use tokio::task::JoinHandle;

/// Seconds to wait after the first failure; doubled after each.
const FIRST_WAIT: u64 = 5;
/// The longest wait between two attempts.
const LONGEST_WAIT: u64 = 300;
/// Looks that may be missed before the job counts as standing still, at least as long as the longest wait and message.
const LOOKS_MISSED: u64 = 5;
const SILENT_AT_LEAST: u64 = 2 * LONGEST_WAIT;

/// What reading a mailbox needs beside the mailbox.
#[derive(Debug, Clone)]
pub struct Office {
    pub db: Db,
    pub clock: Clock,
    /// Signs our reply addresses.
    pub reply_key: Vec<u8>,
    /// Beats with every message.
    pub pulse: Pulse,
    /// Says whether there is room on the disk.
    pub files: Store,
}

/// The job; dropped, it ends, and a message that is being taken in is taken in whole or not at all.
#[derive(Debug)]
pub struct Job(Option<JoinHandle<()>>);

impl Drop for Job {
    fn drop(&mut self) {
        if let Some(job) = &self.0 {
            job.abort();
        }
    }
}

/// Starts reading the mailbox of the configuration, if it names one, on the present runtime.
pub fn start((db, clock): (&Db, &Clock), health: &Health, config: &Config, files: &Store) -> Job {
    let data = config.data.clone();
    Job(config.incoming.mailbox.clone().map(|mailbox| {
        let silent = (LOOKS_MISSED * mailbox.seconds).max(SILENT_AT_LEAST);
        let office = Office {
            db: db.clone(),
            clock: clock.clone(),
            reply_key: config.reply_key.clone(),
            pulse: health.job("Reading the mailbox", Duration::from_secs(silent)),
            files: files.clone(),
        };
        let health = health.clone();
        tokio::spawn(async move { watch(office, health, mailbox, Holder::of(&data)).await })
    }))
}

async fn watch(office: Office, health: Health, mailbox: Mailbox, holder: Holder) {
    let mut failures = 0;
    loop {
        office.pulse.beat();
        match poll(&office, &mailbox, holder.name()).await {
            Ok(read) => {
                failures = 0;
                health.mailbox_unread(None);
                if read != Read::default() {
                    tracing::info!(
                        job = "mail",
                        taken = read.taken,
                        known = read.known,
                        owed = read.owed,
                        "done"
                    );
                }
            }
            Err(trouble) => {
                failures += 1;
                health.mailbox_unread(Some(office.clock.now()));
                tracing::warn!(job = "mail", failures, %trouble, "the mailbox could not be read; it will be tried again");
            }
        }
        tokio::time::sleep(wait(mailbox.seconds, failures)).await;
    }
}

/// The usual time after a success; 5, 10, 20 … seconds after a failure.
fn wait(usual: u64, failures: u32) -> Duration {
    Duration::from_secs(match failures {
        0 => usual,
        n => (FIRST_WAIT << (n - 1).min(6)).min(LONGEST_WAIT),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stop_growing() {
        let waits: Vec<u64> = [0, 1, 2, 3, 7, 50].map(|n| wait(60, n).as_secs()).to_vec();
        assert_eq!(waits, [60, 5, 10, 20, 300, 300]);
    }
}
