#![expect(clippy::unwrap_used, reason = "a failed set-up should stop the test")]
mod complaints;
mod intake;
mod mail;
mod support;
mod working_time;
