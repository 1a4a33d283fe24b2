//! From a letter tree to the bytes of each format: print, Braille, speech.
//!
//! A frozen [`crate::letters::Letter`] goes in and bytes come out; nothing else is read, so that an old
//! letter comes out again as it was. Nothing here asks for the time, and no database is near.
pub mod pdf;

/// Why a format could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The typesetter refused; what it said is for the log and holds no words of the letter.
    #[error("the letter could not be typeset: {0}")]
    Typesetting(String),
}
