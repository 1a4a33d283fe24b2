//! Files that people send: what may come in, where the bytes are, and whether they were looked over.
//!
//! Knows nothing of complaints. Bytes are kept under their own hash and never under a name; a name is only for people
//! and is cleaned by whoever takes it in. What a file is, its bytes say, and neither its name nor what was declared;
//! a name that computers run is enough to refuse it, though.
pub mod clamd;
pub mod disk;
pub mod kind;
pub mod limits;
mod mark;
pub mod names;
mod receive;
mod store;

pub use kind::Look;
pub use limits::{LARGEST, LARGEST_TOGETHER, MOST};
pub use mark::{Mark, all as marks};
pub use receive::{Received, Receiver};
pub use store::{InStore, Pieces, Store, StoreError};

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
    #[error(
        "ends in .{0}, which computers run as a program. Ask for the document itself, as a PDF or a picture"
    )]
    Program(String),
    #[error("holds a virus ({0}) and was not kept")]
    Infected(String),
    #[error("could not be kept just now. Try again in a minute")]
    NotNow,
    #[error(
        "cannot be kept: the server's disk is nearly full. Tell the person who looks after Redress; add the step without files, or try again later"
    )]
    DiskFull,
    #[error(
        "brings the files of this complaint above 500 MB. Leave out what is there already, or keep films and large scans on a disc and say so in the words"
    )]
    ComplaintFull,
    #[error(
        "brings what you have added in the last 24 hours above 1 GB. Add the rest tomorrow, or ask a colleague"
    )]
    PersonFull,
    #[error(
        "brings what you have added in the last 24 hours above 500 files. Add the rest tomorrow, or bind several into one PDF"
    )]
    PersonFiles,
}
