//! Slower with every wrong password, never locked out: the wait grows, and is for one account at one address.
use crate::storage::sign_ins::Failures;
use chrono::{DateTime, Duration, Utc};

/// Wrong passwords that cost nothing.
const FREE: i64 = 5;
/// An address may fail this often in the window, whatever the accounts.
const ADDRESS_FREE: i64 = 30;
/// How far back failures count.
pub const WINDOW: Duration = Duration::minutes(15);

/// How long to wait before the next attempt counts; None when it may be made now.
pub fn wait(account: Failures, address: Failures, now: DateTime<Utc>) -> Option<Duration> {
    let delay = |failures: Failures, free: i64| {
        let over = failures.count - free;
        let latest = failures.latest?;
        // 5 s, 10 s, 20 s … at most 5 minutes after the latest failure.
        let seconds = if over < 0 {
            0
        } else {
            5_i64.saturating_mul(1 << over.min(6))
        };
        let until = latest + Duration::seconds(seconds.min(300));
        (until > now).then(|| until - now)
    };
    delay(account, FREE).max(delay(address, ADDRESS_FREE))
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
        let none = Failures::default();
        assert_eq!(wait(failed(4), none, now), None);
        assert_eq!(wait(failed(5), none, now), Some(Duration::seconds(5)));
        assert_eq!(wait(failed(7), none, now), Some(Duration::seconds(20)));
        assert_eq!(wait(failed(50), none, now), Some(Duration::seconds(300)));
        assert_eq!(wait(failed(50), none, now + Duration::seconds(301)), None);
        assert!(wait(none, failed(30), now).is_some());
    }
}
