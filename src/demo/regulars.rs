//! People who come up in more than one story; the numbers are those of `Story::same_person`.
use procedure::complaint::Representative;
use procedure::vocabulary::Authority;

/// One person's (rule 8): shown at intake, never held against them.
pub const REPEATER: u8 = 1;
/// Restricted now, with a new complaint that is read as anybody else's.
pub const RESTRICTED: u8 = 2;
/// Warned and not restricted.
pub const WARNED: u8 = 3;
/// Restricted once; appealed, and lifted early.
pub const RELEASED: u8 = 4;

/// Wrote and rang about the same, so that it was logged twice.
pub const TWICE: u8 = 5;
/// The same, until it turned out that they were two complaints.
pub const APART: u8 = 6;

/// A made-up adviser.
pub fn advice_worker(authority: Authority) -> Representative {
    Representative {
        name: "Rowena Tamsin".to_owned(),
        email: "r.tamsin@advice.example".to_owned(),
        address: "Hollins Advice Centre, 4 Market Square, Bath".to_owned(),
        authority,
        expires: None,
    }
}
