//! One complaint to read: its page, correspondence, history and clocks. Its steps are in `complaints`.
pub mod actions;
pub mod certificate;
pub mod clocks;
pub mod correspondence;
pub mod deliveries;
pub mod files;
pub mod history;
pub mod letters;
pub mod like_cases;
pub mod office;
pub mod overview;
pub mod own_words;
pub mod presence;
pub mod related;
pub mod shut;
mod top;
mod track;
