//! Slower with every wrong password, never locked out.
//!
//! A browser that has signed in to an account before is counted by itself (the OWASP device cookie), so that nobody
//! else's guesses slow it. All others are slowed three ways: by account and address, by account, and by address.
use chrono::{DateTime, Duration, Utc};
use storage::sign_ins::Failures;

/// How far back failures count.
pub const WINDOW: Duration = Duration::minutes(15);

/// How failures of one kind slow the next attempt.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Wrong passwords that cost nothing.
    free: i64,
    /// The longest wait, in seconds.
    longest: i64,
}

/// One browser, or one account at one address.
pub const OWN: Pace = Pace {
    free: 5,
    longest: 300,
};
/// An account, from anywhere: guesses spread over many addresses. Short waits, since its owner may be on a new
/// browser; they still leave at most 1,440 guesses a day.
pub const ACCOUNT: Pace = Pace {
    free: 20,
    longest: 60,
};
/// An address, whatever the accounts. A whole office may share one.
pub const ADDRESS: Pace = Pace {
    free: 30,
    longest: 60,
};

impl Pace {
    /// How long to wait after these failures before the next attempt counts; None when it may be made now.
    pub fn wait(self, failures: Failures, now: DateTime<Utc>) -> Option<Duration> {
        let over = failures.count - self.free;
        let latest = failures.latest?;
        // 5 s, 10 s, 20 s and so on after the latest failure.
        let seconds = if over < 0 { 0 } else { 5_i64 << over.min(6) };
        let until = latest + Duration::seconds(seconds.min(self.longest));
        (until > now).then(|| until - now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_and_ends() {
        let now = DateTime::UNIX_EPOCH + Duration::days(1);
        let failed = |count| Failures {
            count,
            latest: Some(now),
        };
        let seconds = |pace: Pace, count| pace.wait(failed(count), now).map(|w| w.num_seconds());
        assert_eq!(OWN.wait(Failures::default(), now), None);
        assert_eq!(seconds(OWN, 4), None);
        assert_eq!(seconds(OWN, 5), Some(5));
        assert_eq!(seconds(OWN, 7), Some(20));
        assert_eq!(seconds(OWN, 50), Some(300));
        assert_eq!(OWN.wait(failed(50), now + Duration::seconds(301)), None);
        assert_eq!(seconds(ACCOUNT, 19), None);
        assert_eq!(seconds(ACCOUNT, 1_000), Some(60));
        assert_eq!(
            (seconds(ADDRESS, 29), seconds(ADDRESS, 30)),
            (None, Some(5))
        );
    }
}
