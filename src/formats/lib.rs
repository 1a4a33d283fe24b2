//! From a letter tree to the bytes of each format: print, Braille, speech.
//!
//! A frozen [`letters::Letter`] goes in and bytes come out; nothing else is read, so that an old
//! letter comes out again as it was. Nothing here asks for the time, and no database is near.
pub mod braille;
mod flat;
pub mod pdf;
pub mod speech;
pub mod tools;

/// Why a format could not be made. What it says is for the log, and holds no words of the letter.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    #[error("the letter could not be typeset: {0}")]
    Typesetting(String),
    #[error("a program failed: {0}")]
    Tool(String),
    #[error("{0} took too long and was stopped")]
    Slow(String),
    /// The program that makes it is not on this machine.
    #[error("{0} is not installed")]
    NotInstalled(&'static str),
    #[error("the letter is too long to be spoken on one disc")]
    TooLong,
}
