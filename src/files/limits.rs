//! How much may be kept, and why so much.

/// Bytes of the largest file: 25 MB, what most mail systems let through.
pub const LARGEST: u64 = 25 * 1024 * 1024;
/// Bytes of all files of one form: 35 MB, a message with its largest file and as much again in base64.
pub const LARGEST_TOGETHER: u64 = 35 * 1024 * 1024;
/// Files of one form: a file of photographs, one by one.
pub const MOST: usize = 50;
/// Bytes of all files of one complaint: 500 MB. The thickest files of a dispute have some 100 MB; more is a film.
pub const FOR_COMPLAINT: u64 = 500 * 1024 * 1024;
/// Bytes that one person may add in 24 hours: 1 GB, a day of scanning the post.
pub const FOR_PERSON: u64 = 1024 * 1024 * 1024;
/// Files that one person may add in 24 hours: one a minute all day.
pub const FILES_FOR_PERSON: usize = 500;
/// Hours over which a person's files are counted.
pub const PERSON_HOURS: i64 = 24;
/// Bytes that stay free on the disk of the data: 1 GB. The database must be able to write for some days after uploads
/// have stopped (10,000 complaints take some 100 MB).
pub const LEAST_FREE: u64 = 1024 * 1024 * 1024;
/// The part of the disk that stays free, in hundredths, where that is more ...
pub const LEAST_FREE_PERCENT: u64 = 5;
/// ... and the most that it comes to: 10 GB.
pub const MOST_FREE: u64 = 10 * LEAST_FREE;
