//! One complaint to read: its page, correspondence, history and clocks. Its steps are in `complaints`.
mod actions;
pub mod clocks;
pub mod correspondence;
pub mod deliveries;
pub mod files;
pub mod history;
pub mod letters;
pub mod overview;
pub mod presence;
pub mod related;
mod top;
mod track;
