//! The database is looked over for damage: quickly when the server has started, thoroughly each night. What is found
//! is told to `health`, and with it to `/health/ready` and to administrators, and to the log.
use crate::clock::Clock;
use crate::health::{Checked, Health, Pulse};
use chrono::{DateTime, Duration, Timelike, Utc};
use std::time;
use storage::check::{self, Depth};
use storage::{Db, Result, StorageError};
use tokio::task::JoinHandle;

/// Minutes between two looks at the time.
const MINUTES: u64 = 10;
/// The longest the job is silent: five looks, or one very large table.
const SILENT: time::Duration = time::Duration::from_hours(1);
/// The hours of the night (UTC) in which the thorough check begins.
const NIGHT: std::ops::Range<u32> = 2..5;
/// A server that never runs at night is checked after so many hours.
const OVERDUE_HOURS: i64 = 36;
/// The longest pause after a table.
const LONGEST_PAUSE: time::Duration = time::Duration::from_secs(10);

/// The job; dropped, it ends.
#[derive(Debug)]
pub struct Job(JoinHandle<()>);

impl Drop for Job {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Starts checking on the present runtime, once at once.
pub fn start(db: &Db, clock: &Clock, health: &Health) -> Job {
    let pulse = health.job("Checking the database", SILENT);
    Job(tokio::spawn(watch(
        db.clone(),
        clock.clone(),
        health.clone(),
        pulse,
    )))
}

async fn watch(db: Db, clock: Clock, health: Health, pulse: Pulse) {
    let mut last = clock.now();
    let mut owed = Some(Depth::Quick);
    let mut look = tokio::time::interval(time::Duration::from_mins(MINUTES));
    loop {
        look.tick().await;
        pulse.beat();
        let now = clock.now();
        if is_due(now, last) {
            owed = Some(Depth::Thorough);
        }
        let Some(depth) = owed else {
            continue;
        };
        match in_a_thread(&db, depth, now, &pulse).await {
            Ok(checked) => {
                say(&checked);
                health.checked(checked);
                (owed, last) = (None, now);
            }
            Err(error) => {
                tracing::error!(%error, "the database could not be checked; it will be tried again");
            }
        }
    }
}

/// Whether a thorough check begins now, when the last one, or the server, began then.
fn is_due(now: DateTime<Utc>, last: DateTime<Utc>) -> bool {
    let tonight = NIGHT.contains(&now.hour()) && now - last > Duration::hours(i64::from(NIGHT.end));
    tonight || now - last > Duration::hours(OVERDUE_HOURS)
}

/// In a thread that does not keep the server from ending: a large table takes a while.
async fn in_a_thread(db: &Db, depth: Depth, at: DateTime<Utc>, pulse: &Pulse) -> Result<Checked> {
    let (db, pulse) = (db.clone(), pulse.clone());
    let (send, looked) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        stand_back();
        send.send(once(&db, depth, at, &pulse))
    });
    looked.await.unwrap_or(Err(StorageError::Cancelled))
}

/// Whatever else runs goes first. On Linux this is of the calling thread alone; elsewhere it would be of the server.
fn stand_back() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(19) {
        tracing::warn!(%error, "the check of the database runs beside the pages at the same priority");
    }
}

/// Looks the database over, resting after each table as long as it took: pages go on meanwhile.
pub fn once(db: &Db, depth: Depth, at: DateTime<Utc>, pulse: &Pulse) -> Result<Checked> {
    let mut rest = |took: time::Duration| {
        pulse.beat();
        std::thread::sleep(took.min(LONGEST_PAUSE));
    };
    let findings = db.aside_now(|conn| check::check(conn, depth, &mut rest))?;
    Ok(Checked {
        at,
        depth,
        findings,
    })
}

fn say(checked: &Checked) {
    let depth = checked.depth.label();
    for damage in &checked.findings.damaged {
        let (table, what) = (&damage.table, &damage.what);
        tracing::error!(depth, table, what, "the database is damaged");
    }
    if checked.findings.no_checksums {
        tracing::warn!(
            "PostgreSQL runs without data checksums: damage on the disk would not be noticed. Switch them on with pg_checksums --enable while it is stopped"
        );
    }
    if checked.findings.damaged.is_empty() {
        tracing::info!(depth, "the database was checked and no damage found");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thorough_checks_are_at_night_and_never_long_apart() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let last = at("2026-11-24T02:10:00Z");
        for (now, due) in [
            ("2026-11-24T02:20:00Z", false),
            ("2026-11-24T04:59:00Z", false),
            ("2026-11-24T14:00:00Z", false),
            ("2026-11-25T01:59:00Z", false),
            ("2026-11-25T02:00:00Z", true),
            ("2026-11-25T14:11:00Z", true),
        ] {
            assert_eq!(is_due(at(now), last), due, "{now}");
        }
        // Started in the evening: checked the same night.
        assert!(is_due(
            at("2026-11-25T02:00:00Z"),
            at("2026-11-24T20:00:00Z")
        ));
    }
}
