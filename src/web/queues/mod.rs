//! Lists of complaints that wait for somebody.
pub mod inbox;
mod inbox_rows;
