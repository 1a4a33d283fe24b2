//! Whether mail comes in: when the mailbox was last read, and what is wrong when it cannot be.
use chrono::{DateTime, Duration, Utc};
use procedure::working_time::uk_time;
use storage::mail::mailboxes::Mailbox;

/// Minutes without a reading from which it is said in red.
const LATE_MINUTES: i64 = 15;

/// One line above the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    pub words: String,
    pub late: bool,
}

/// The line about a mailbox that this server reads; `state` is none before the first attempt.
pub fn line(state: Option<&Mailbox>, now: DateTime<Utc>) -> Fetched {
    let Some(state) = state else {
        return Fetched {
            words: "Mail has not been fetched yet.".to_owned(),
            late: false,
        };
    };
    let at = |time: DateTime<Utc>| {
        if uk_time::local_date(time) == uk_time::local_date(now) {
            uk_time::time(time)
        } else {
            uk_time::short(time, now)
        }
    };
    let mut words = state.read_at.map_or_else(
        || "Mail has never been fetched.".to_owned(),
        |read| format!("Mail last fetched {}.", at(read)),
    );
    if let Some(since) = state.failed_since {
        words.push_str(&format!(
            " It has failed since {}: {}.",
            at(since),
            state.error
        ));
    }
    match state.owed {
        0 => {}
        1 => words.push_str(" One message on the mail server could not be taken in; it is tried again each time."),
        n => words.push_str(&format!(
            " {n} messages on the mail server could not be taken in; they are tried again each time."
        )),
    }
    let since = state.read_at.or(state.failed_since);
    let silent = since.is_some_and(|at| now - at >= Duration::minutes(LATE_MINUTES));
    Fetched {
        words,
        late: silent || state.owed > 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn it_says_when_and_turns_red_after_a_quarter_of_an_hour() {
        let mut state = Mailbox {
            name: "x".into(),
            read_at: Some(at("2026-11-24T10:32:00Z")),
            failed_since: None,
            error: String::new(),
            owed: 0,
        };
        let said = line(Some(&state), at("2026-11-24T10:33:00Z"));
        assert_eq!(
            (said.words.as_str(), said.late),
            ("Mail last fetched 10:32.", false)
        );
        state.failed_since = Some(at("2026-11-24T10:33:00Z"));
        state.error = "the mail server cannot be reached".into();
        let said = line(Some(&state), at("2026-11-24T10:46:00Z"));
        assert!(
            !said.late
                && said
                    .words
                    .ends_with("It has failed since 10:33: the mail server cannot be reached.")
        );
        assert!(line(Some(&state), at("2026-11-24T10:47:00Z")).late);
        state.failed_since = None;
        state.owed = 2;
        assert!(line(Some(&state), at("2026-11-24T10:33:00Z")).late);
        // A server that was never reached is late by when that began.
        state.read_at = None;
        state.owed = 0;
        state.failed_since = Some(at("2026-11-24T10:00:00Z"));
        assert!(line(Some(&state), at("2026-11-24T10:15:00Z")).late);
        assert!(!line(None, at("2026-11-24T10:15:00Z")).late);
    }
}
