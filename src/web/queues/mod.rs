//! Lists of complaints.
pub mod complaints;
