//! The outbox is drained to a folder: a page to print and an email's text for each letter.
//!
//! Files first, the mark after: a crash between the two writes the same files again and loses nothing.
use crate::storage::outbox::{self, Waiting};
use crate::storage::{Db, Result};
use chrono::{DateTime, Duration, Utc};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How many letters are read at once.
const BATCH: i64 = 50;
/// The longest wait between attempts, in minutes.
const LONGEST_MINUTES: i64 = 60;
/// Minutes a batch is one server's own; after a crash its letters wait so long.
const TAKEN_MINUTES: i64 = 1;

/// Where the letters of a data folder go.
pub fn folder(data: &Path) -> PathBuf {
    data.join("outbox")
}

/// Writes every letter whose time has come. Out: how many left.
///
/// # Errors
/// The queries'. A file that cannot be written is no error here: its letter waits and is tried again.
pub fn drain(db: &Db, folder: &Path, now: DateTime<Utc>) -> Result<usize> {
    let mut left = 0;
    let until = now + Duration::minutes(TAKEN_MINUTES);
    while db.read_now(|conn| outbox::is_due(conn, now))? {
        for letter in db.write_now(|conn| outbox::take(conn, now, until, BATCH))? {
            match write(folder, &letter) {
                Ok(()) => {
                    db.write_now(|conn| outbox::written(conn, letter.id, now))?;
                    left += 1;
                }
                Err(error) => {
                    tracing::warn!(outbox = letter.id, %error, "a letter could not be written");
                    let next = now + back_off(letter.attempts);
                    let why = error.to_string();
                    db.write_now(|conn| outbox::put_off(conn, letter.id, &why, next))?;
                }
            }
        }
    }
    Ok(left)
}

/// 1, 2, 4 … minutes, an hour at most.
fn back_off(attempts: i32) -> Duration {
    let doubled = 1_i64 << attempts.clamp(0, 6);
    Duration::minutes(doubled.min(LONGEST_MINUTES))
}

/// Both files of a letter, whole or not there.
///
/// # Errors
/// The file system's.
pub fn write(folder: &Path, letter: &Waiting) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let name = name(letter);
    put(folder, &format!("{name}.html"), &letter.html)?;
    put(folder, &format!("{name}.txt"), &email(letter))?;
    // The names themselves must last too.
    File::open(folder)?.sync_all()
}

/// `SC-2026-000123-45-response`: nothing in it can leave the folder or break a line.
fn name(letter: &Waiting) -> String {
    let safe = |text: &str| -> String {
        text.chars()
            .map(|c| match c {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => c,
                _ => '_',
            })
            .collect()
    };
    format!(
        "{}-{}-{}",
        safe(&letter.reference),
        letter.letter_id,
        safe(&letter.kind)
    )
}

/// The text with the lines an email begins with; on paper there is no To.
fn email(letter: &Waiting) -> String {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let to = if letter.email.trim().is_empty() {
        String::new()
    } else {
        format!("To: {}\n", line(&letter.email))
    };
    format!("{to}Subject: {}\n\n{}", line(&letter.subject), letter.body)
}

/// Under a temporary name, synced, then renamed: whoever looks sees a whole file.
fn put(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let temporary = folder.join(format!(".{name}.part"));
    let mut file = File::create(&temporary)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    drop(file);
    fs::rename(&temporary, folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stop_growing() {
        let minutes: Vec<i64> = [0, 1, 2, 6, 40].map(|n| back_off(n).num_minutes()).to_vec();
        assert_eq!(minutes, [1, 2, 4, 60, 60]);
    }
}
