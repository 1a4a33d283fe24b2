//! Lists of complaints that wait for somebody, one file for each board.
pub mod assignment;
pub mod complaints;
pub mod escalation;
pub mod export;
mod fetched;
pub mod inbox;
mod inbox_rows;
pub mod paging;
pub mod taking;
mod team;
