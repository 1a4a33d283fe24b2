//! The integration tests: one binary, one module a room.
mod mail;
mod working_time;
