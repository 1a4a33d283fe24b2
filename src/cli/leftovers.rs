//! What a server that was killed left half received.
use super::Result;
use std::fs::{self, File, TryLockError};
use std::path::Path;

/// Held while a server runs on a data folder; the lock ends with the process.
#[derive(Debug)]
pub struct Serving(#[expect(dead_code, reason = "kept for its lock")] File);

/// Removes files that were being received when a server ended. While another server runs on the same data folder they
/// may be its own, and stay.
///
/// # Errors
/// In a sentence, when the folder cannot be used.
pub fn remove(data: &Path, incoming: &Path) -> Result<Option<Serving>> {
    let path = data.join("serving.lock");
    let cannot = |e| format!("{} cannot be used: {e}", path.display());
    let lock = File::create(&path).map_err(cannot)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(e)) => return Err(cannot(e).into()),
    }
    let mut removed = 0_usize;
    for entry in fs::read_dir(incoming).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|end| end == "part") && fs::remove_file(&path).is_ok() {
            removed += 1;
        }
    }
    if removed > 0 {
        tracing::info!(
            removed,
            "files that were half received when a server ended were removed"
        );
    }
    Ok(Some(Serving(lock)))
}
