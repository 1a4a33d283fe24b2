//! How large a letter may be as a whole, so that every format of it is made in seconds and in bounded memory.
//!
//! The longest honest letter that we could think of is in `tests/data/longest-letter.txt`: a final response to fifteen
//! allegations. It has 63,627 characters, 331 blocks and 350 runs, 49 pages in large print (56 by the estimate here), 62
//! pages of contracted Braille, and takes 63 minutes to read aloud. Each limit is about four times that. At the limits, a
//! release build prints the costliest letter in 4 seconds of processor time and 320 MB.

/// Characters of the whole letter, its frame included.
pub const CHARACTERS: usize = 250_000;
/// Headings, paragraphs, quotes and items of lists.
pub const BLOCKS: usize = 1_500;
/// Pieces of text between a change to bold or italics, and line breaks.
pub const RUNS: usize = 8_000;
/// Pages in large print, as estimated by [`Size`](super::size::Size).
pub const PAGES: usize = 250;
/// Headings, paragraphs and items of one section that is typed.
pub const SECTION_BLOCKS: usize = 400;
/// Quotes within quotes; what is typed nests four deep.
pub const DEPTH: usize = 8;
/// Rows of the addressee, the letterhead or the signature: a name and an address.
pub(super) const ROWS: usize = 16;
/// Characters of such a row, of the subject or of the greeting.
pub(super) const ROW: usize = 400;
