//! How the server is doing: what the last check of the database found, whether the jobs go on, whether the database
//! answers and whether there is room on the disk. Kept in memory, so that asking needs no place in any queue.
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use storage::Db;
use storage::check::{Damage, Depth, Findings};
use tokio::time::timeout;

/// Bytes that must be free in the data folder, unless the command line says otherwise: 500 MB.
pub const LEAST_FREE: u64 = 500 * 1024 * 1024;
/// The longest wait for the database's answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Shared by the pages, which ask, and the jobs, which tell.
#[derive(Debug, Clone, Default)]
pub struct Health(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    jobs: Mutex<BTreeMap<&'static str, Beat>>,
    last_check: Mutex<Option<Checked>>,
    mailbox: Mutex<Option<DateTime<Utc>>>,
    /// When the database was last asked whether it answers, and whether it did.
    asked: tokio::sync::Mutex<Option<(Instant, bool)>>,
    least_free: AtomicU64,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            jobs: Mutex::default(),
            last_check: Mutex::default(),
            mailbox: Mutex::default(),
            asked: tokio::sync::Mutex::default(),
            least_free: AtomicU64::new(LEAST_FREE),
        }
    }
}

/// A job's last sign of life, and how long it may be silent.
#[derive(Debug, Clone, Copy)]
struct Beat {
    at: Instant,
    within: Duration,
}

/// A check of the database that came to its end.
#[derive(Debug, Clone)]
pub struct Checked {
    pub at: DateTime<Utc>,
    pub depth: Depth,
    pub findings: Findings,
}

/// One job as administrators see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job {
    pub name: &'static str,
    /// Since its last sign of life.
    pub silent: Duration,
    pub stands_still: bool,
}

impl Health {
    /// Sets how many bytes must be free in the data folder.
    pub fn require_free(&self, bytes: u64) {
        self.0.least_free.store(bytes, Ordering::Relaxed);
    }
    /// A job that starts now and gives a sign of life at least so often.
    pub fn job(&self, name: &'static str, within: Duration) -> Pulse {
        let pulse = Pulse {
            of: Some((self.clone(), name, within)),
        };
        pulse.beat();
        pulse
    }
    /// Every job, by name.
    pub fn jobs(&self, now: Instant) -> Vec<Job> {
        let job = |(name, beat): (&&'static str, &Beat)| {
            let silent = now.saturating_duration_since(beat.at);
            Job {
                name,
                silent,
                stands_still: silent > beat.within,
            }
        };
        locked(&self.0.jobs).iter().map(job).collect()
    }
    /// Keeps what a check found, in place of what an earlier one did.
    pub fn checked(&self, checked: Checked) {
        *locked(&self.0.last_check) = Some(checked);
    }
    /// The last check; none since the server started, and nothing is known.
    pub fn last_check(&self) -> Option<Checked> {
        locked(&self.0.last_check).clone()
    }
    /// What the last check found damaged.
    pub fn damaged(&self) -> Vec<Damage> {
        self.last_check()
            .map_or_else(Vec::new, |checked| checked.findings.damaged)
    }
    /// Notes that the mailbox cannot be read, since when; None, and it can.
    pub fn mailbox_unread(&self, since: Option<DateTime<Utc>>) {
        let mut known = locked(&self.0.mailbox);
        *known = since.map(|since| known.unwrap_or(since));
    }
    /// Since when the mailbox could not be read.
    pub fn mailbox_unread_since(&self) -> Option<DateTime<Utc>> {
        *locked(&self.0.mailbox)
    }
    /// Whether the database answers, asked through a connection of its own. However many ask at once, one question is
    /// under way: those who wait for it share the answer.
    pub async fn database_answers(&self, db: &Db) -> bool {
        let came = Instant::now();
        let Ok(mut last) = timeout(PATIENCE, self.0.asked.lock()).await else {
            return false;
        };
        if let Some((asked, answered)) = *last
            && asked >= came
        {
            return answered;
        }
        let asked = Instant::now();
        let said = timeout(PATIENCE, db.answers()).await;
        let answered = matches!(said, Ok(Ok(())));
        // One line when it stops, none for every question after that.
        if !answered && last.is_none_or(|(_, before)| before) {
            let why = match said {
                Ok(Err(error)) => error.to_string(),
                _ => "no answer in time".to_owned(),
            };
            tracing::error!(why, "the database does not answer");
        }
        *last = Some((asked, answered));
        answered
    }
    /// What somebody has to see to, a sentence each; nothing, and all is well. It names no complainant.
    pub fn troubles(&self, data: &Path) -> Vec<String> {
        let mut troubles: Vec<String> = self
            .damaged()
            .iter()
            .map(|damage| format!("The database is damaged: {}", damage.table))
            .collect();
        if let Some(free) = self.too_little_free(data) {
            let megabytes = free / (1024 * 1024);
            troubles.push(format!(
                "The disk is nearly full: {megabytes} MB free for the data"
            ));
        }
        let still = self.jobs(Instant::now());
        troubles.extend(still.iter().filter(|job| job.stands_still).map(|job| {
            let minutes = job.silent.as_secs() / 60;
            format!("{} stopped: not active for {minutes} minutes", job.name)
        }));
        troubles
    }
    /// Bytes free for us where the data is, if that is less than is asked for. A folder that cannot be asked about
    /// counts as full.
    pub fn too_little_free(&self, data: &Path) -> Option<u64> {
        let free = free(data).unwrap_or(0);
        (free < self.0.least_free.load(Ordering::Relaxed)).then_some(free)
    }
}

/// Bytes that this process may still write in the file system of a folder.
fn free(folder: &Path) -> Option<u64> {
    let room = rustix::fs::statvfs(folder).ok()?;
    Some(room.f_bavail.saturating_mul(room.f_frsize))
}

/// What a job gives its signs of life with.
#[derive(Debug, Clone, Default)]
pub struct Pulse {
    of: Option<(Health, &'static str, Duration)>,
}

impl Pulse {
    pub fn beat(&self) {
        let Some((health, name, within)) = &self.of else {
            return;
        };
        let beat = Beat {
            at: Instant::now(),
            within: *within,
        };
        locked(&health.0.jobs).insert(name, beat);
    }
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_is_silent_for_too_long_stands_still() {
        let health = Health::default();
        let _outbox = health.job("outbox", Duration::from_secs(10));
        let sweep = health.job("sweep", Duration::from_hours(5));
        let still = |after| -> Vec<&str> {
            let jobs = health.jobs(Instant::now() + Duration::from_secs(after));
            jobs.iter()
                .filter(|job| job.stands_still)
                .map(|job| job.name)
                .collect()
        };
        assert!(still(5).is_empty());
        assert_eq!(still(60), ["outbox"]);
        assert_eq!(still(6 * 3600), ["outbox", "sweep"]);
        sweep.beat();
        assert_eq!(health.jobs(Instant::now()).len(), 2);
    }

    #[test]
    fn a_mailbox_is_unread_since_the_first_failure() {
        let health = Health::default();
        let at = |minute| DateTime::from_timestamp(i64::from(minute) * 60, 0);
        health.mailbox_unread(at(1));
        health.mailbox_unread(at(2));
        assert_eq!(health.mailbox_unread_since(), at(1));
        health.mailbox_unread(None);
        health.mailbox_unread(at(3));
        assert_eq!(health.mailbox_unread_since(), at(3));
    }

    #[test]
    fn a_disk_with_too_little_room_is_told() {
        let health = Health::default();
        let folder = tempfile::tempdir().unwrap();
        health.require_free(0);
        assert_eq!(health.too_little_free(folder.path()), None);
        health.require_free(u64::MAX);
        assert!(health.too_little_free(folder.path()).is_some());
        health.require_free(1);
        let gone = folder.path().join("gone");
        assert_eq!(health.too_little_free(&gone), Some(0));
    }
}
