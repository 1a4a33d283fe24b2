//! The only place that asks the operating system for the time.
use chrono::{DateTime, SubsecRound, Utc};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Asked once a request and passed on.
#[derive(Debug, Clone)]
pub enum Clock {
    System,
    /// Starts at a chosen instant and runs from there: a demonstration of another day.
    From {
        start: DateTime<Utc>,
        since: Instant,
    },
    /// Stands still until a test moves it.
    Fixed(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// A clock that runs from a chosen instant.
    pub fn starting_at(start: DateTime<Utc>) -> Self {
        Self::From {
            start,
            since: Instant::now(),
        }
    }
    /// Now, in UTC, to the microsecond: what a database keeps.
    pub fn now(&self) -> DateTime<Utc> {
        let now = match self {
            #[expect(clippy::disallowed_methods, reason = "this is the clock")]
            Self::System => Utc::now(),
            Self::From { start, since } => {
                *start + chrono::Duration::from_std(since.elapsed()).unwrap_or_default()
            }
            Self::Fixed(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        };
        now.trunc_subsecs(6)
    }
}
