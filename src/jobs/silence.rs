//! Complaints that were answered and heard no more of close by themselves when their time is over (rule 54).
use super::report;
use crate::casework::silence::{Became, close, due};
use crate::clock::Clock;
use crate::health::Health;
use chrono::{DateTime, Utc};
use procedure::ComplaintId;
use std::time::Duration;
use storage::{Db, Result};
use tokio::task::JoinHandle;

/// Minutes between two looks.
const MINUTES: u64 = 10;
/// The longest the job is silent: some looks that were missed.
const SILENT: Duration = Duration::from_hours(1);

/// The job; dropped, it ends.
#[derive(Debug)]
pub struct Job(JoinHandle<()>);

impl Drop for Job {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Starts looking on the present runtime.
pub fn start(db: &Db, clock: &Clock, health: &Health) -> Job {
    let pulse = health.job("Closing complaints after the time to escalate", SILENT);
    let (db, clock) = (db.clone(), clock.clone());
    Job(tokio::spawn(async move {
        let mut beat = tokio::time::interval(Duration::from_mins(MINUTES));
        loop {
            beat.tick().await;
            let sign = || pulse.beat();
            report("silence", once(&db, clock.now(), &sign).await);
        }
    }))
}

/// One look at all of them, each in a transaction of its own. One that cannot be closed for a fault keeps no other from
/// it. Out: how many closed.
///
/// # Errors
/// The query's that finds them.
pub async fn once(db: &Db, now: DateTime<Utc>, sign: &(dyn Fn() + Sync)) -> Result<usize> {
    let (mut closed, mut last) = (0, ComplaintId(0));
    loop {
        sign();
        let some = db.read(move |conn| due(conn, now, last)).await?;
        for id in &some {
            sign();
            let id = *id;
            match db.write(move |conn| close(conn, id, now)).await {
                Ok(Became::Closed) => closed += 1,
                Ok(Became::StaysOpen) => {}
                Ok(Became::NoLetter(why)) => {
                    tracing::warn!(
                        complaint = id.0,
                        why,
                        "its letter cannot go, so it stays open"
                    );
                }
                Err(error) => {
                    tracing::error!(complaint = id.0, %error, "could not be closed; it will be tried again");
                }
            }
        }
        match some.last() {
            Some(id) => last = *id,
            None => return Ok(closed),
        }
    }
}
