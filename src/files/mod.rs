//! Files that people send: what may come in, where the bytes are, and whether they were looked over.
//!
//! Knows nothing of complaints. Bytes are kept under their own hash and never under a name; a name is only for people
//! and is cleaned by whoever takes it in. What a file is, its bytes say: neither its name nor what was declared.
pub mod clamd;
pub mod kind;
mod receive;
mod store;

pub use receive::{Received, Receiver};
pub use store::{Pieces, Store, StoreError};

/// Bytes of the largest file: 25 MB.
pub const LARGEST: u64 = 25 * 1024 * 1024;
/// Bytes of all files of one form: 35 MB.
pub const LARGEST_TOGETHER: u64 = 35 * 1024 * 1024;
/// Files of one form.
pub const MOST: usize = 50;

/// Why a file is not taken in, in a sentence for beside the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("is larger than 25 MB. Send it in parts, or on a disc")]
    TooLarge,
    #[error("makes them larger than 35 MB together. Add some of them by themselves")]
    TooLargeTogether,
    #[error("is one too many: at most 50 at once")]
    TooMany,
    #[error("is empty")]
    Empty,
    #[error(
        "is {0}, which is not kept here. Ask for a PDF, a picture, an office document or plain text"
    )]
    Kind(&'static str),
    #[error("holds a virus ({0}) and was not kept")]
    Infected(String),
    #[error("could not be kept just now. Try again in a minute")]
    NotNow,
}
