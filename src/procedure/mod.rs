//! The complaints procedure as published, and nothing else: no I/O, no clock, no database.
pub mod vocabulary;
pub mod working_time;
