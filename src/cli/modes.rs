//! What lies on the disk is the owner's alone: new files by the umask, what is there already by a look at the start.
use super::Result;
use std::path::Path;

/// Everything this process and its children make is closed to others.
pub fn close_what_is_made() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(OTHERS));
}

/// What nobody but the owner may do: read, write, enter.
#[cfg(unix)]
const OTHERS: u32 = 0o077;
/// A folder like `/tmp`, which everybody writes to.
#[cfg(unix)]
const STICKY: u32 = 0o1000;
/// What is ours in a data folder: these, and databases with what stands beside them. Keys are refused where they are
/// read instead.
#[cfg(unix)]
const OURS: [&str; 6] = [
    "files",
    "files-incoming",
    "outbox",
    "mailbox.lock",
    "requests.log",
    "serving.lock",
];

/// The mode of a file or folder with which others may do something.
#[cfg(unix)]
pub fn open_to_others(path: &Path) -> Option<u32> {
    let mode = mode(path)? & 0o777;
    (mode & OTHERS != 0).then_some(mode)
}

#[cfg(unix)]
fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(std::fs::metadata(path).ok()?.permissions().mode())
}

/// Closes what is open to others: the data folder and what is ours in it. Out: how many there were.
///
/// # Errors
/// In a sentence that says what to do, where it cannot be closed: it is somebody else's.
#[cfg(unix)]
pub fn close(data: &Path) -> Result<usize> {
    if mode(data).is_some_and(|mode| mode & STICKY != 0) {
        return Err(format!(
            "the folder {} is shared by every user of this machine. Give Redress a folder of its own with --data",
            data.display()
        )
        .into());
    }
    let mut closed = usize::from(close_one(data)?);
    let unreadable = |e| format!("the folder {} cannot be used: {e}", data.display());
    for entry in std::fs::read_dir(data).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if OURS.contains(&name.as_ref()) || name.contains(".sqlite") {
            closed += close_all(&entry.path())?;
        }
    }
    Ok(closed)
}

/// A file, or a folder with everything in it. Links inside are left alone: what they lead to is not ours.
#[cfg(unix)]
fn close_all(path: &Path) -> Result<usize> {
    let mut closed = 0;
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        closed += usize::from(close_one(&path)?);
        // One that is no folder has no entries; one that is gone has none either.
        let entries = std::fs::read_dir(&path).into_iter().flatten().flatten();
        let inside = entries.filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_symlink()));
        open.extend(inside.map(|entry| entry.path()));
    }
    Ok(closed)
}

/// Whether it had to be closed.
#[cfg(unix)]
fn close_one(path: &Path) -> Result<bool> {
    use std::fs::Permissions;
    use std::io::ErrorKind;
    use std::os::unix::fs::PermissionsExt;
    let Some(mode) = open_to_others(path) else {
        return Ok(false);
    };
    match std::fs::set_permissions(path, Permissions::from_mode(mode & !OTHERS)) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
        Err(e) => Err(format!(
            "{shown} is open to other users of this machine (mode {mode:o}) and cannot be closed: {e}. \
             Run Redress as the user who owns it, or give it to that user: chown -R USER {shown}, then chmod -R go= {shown}",
            shown = path.display()
        )
        .into()),
    }
}

#[cfg(not(unix))]
pub fn open_to_others(_: &Path) -> Option<u32> {
    None
}

#[cfg(not(unix))]
pub fn close(_: &Path) -> Result<usize> {
    Ok(0)
}
