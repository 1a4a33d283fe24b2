//! Journeys in a real browser, with axe on every page. One browser, one server, one after another.
//!
//! Where Chromium or ChromeDriver is missing the tests say so in one line and pass; with `CI=true` they fail.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed set-up should stop the test"
)]
mod axe;
mod browser;
mod journey;
mod keyboard;
mod server;
mod typing;
