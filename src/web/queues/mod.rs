//! Lists of complaints that wait for somebody, one file for each board.
pub mod assignment;
pub mod complaints;
pub mod data_protection;
pub mod escalation;
pub mod export;
mod fetched;
mod handling;
pub mod inbox;
mod inbox_rows;
pub mod orders;
pub mod paging;
pub mod post;
pub mod taking;
mod team;
pub mod undelivered;
pub mod unowned;
