//! Mail in: bytes go in, facts come out.
//!
//! Pure: no database, no clock, no network. Reading never fails: whatever arrives becomes a
//! [`Message`] that says in plain words what is wrong with it, and the original bytes are the
//! caller's to keep. Nothing here decides anything about a complaint: a [`Class`] is a label
//! for the person at the inbox, who may overrule it.
//!
//! What is shown is bounded, whatever is sent: see [`limits`].
mod about;
mod body;
mod class;
mod clean;
mod dates;
mod fields;
mod files;
mod html;
mod lines;
mod message;
mod names;
mod parts;
mod quotes;
mod read;
pub mod token;
mod transfer;

pub use files::{attachment, each_attachment, same_writing};
pub use message::{Attachment, Class, Flag, Message};
pub use names::safe_name;
pub use quotes::{Piece, fold_quotes};
pub use read::{read, read_ours};

/// How much of a message is read and shown. What is cut is said in a [`Flag`].
pub mod limits {
    /// Characters of the subject that are kept.
    pub const SUBJECT: usize = 500;
    /// Characters of the sender's name that are kept.
    pub const NAME: usize = 200;
    /// Characters of an address or message id; a longer one is not one and is left out.
    pub const IDENTIFIER: usize = 998;
    /// Recipients and message ids that are kept.
    pub const LIST: usize = 100;
    /// Characters of readable text that are kept (about 200 printed pages).
    pub const TEXT: usize = 500_000;
    /// Bytes of an attachment's name that are kept, its extension among them.
    pub const FILE_NAME: usize = 120;
    /// Parts that are looked at.
    pub const PARTS: usize = 500;
    /// Multiparts inside one another that are opened.
    pub const DEPTH: usize = 50;
    /// Messages inside one another that are opened to find any readable text.
    pub const NESTED: usize = 3;
    /// Header lines of one part that are looked at, and the bytes kept of each.
    pub const FIELDS: usize = 1_000;
    /// Bytes of one header line of the message itself.
    pub const FIELD: usize = 16 * 1024;
    /// Bytes of one header line of a part.
    pub const PART_FIELD: usize = 3 * 1024;
    /// Bytes from which a message is flagged as very large: 35 MB.
    pub const LARGE: usize = 35 * 1024 * 1024;
}
