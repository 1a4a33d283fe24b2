//! Logging a complaint, and deciding about mail, through their pages.
mod logging;
mod messages;
mod replies;
