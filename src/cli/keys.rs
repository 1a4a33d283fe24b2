//! The keys beside the data: made once, for the owner's eyes only, and never replaced without being asked.
use super::{Result, modes};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Bytes of a key.
const LENGTH: usize = 64;

/// One key.
pub struct Key {
    pub file: &'static str,
    /// What is over when it is gone.
    pub ends: &'static str,
}

/// Signs session cookies.
pub const COOKIE: Key = Key {
    file: "cookie.key",
    ends: "everybody is signed out",
};
/// Signs the addresses that replies come back to. It must stay as long as letters are answered.
pub const REPLY: Key = Key {
    file: "reply.key",
    ends: "replies to every letter sent so far no longer find their complaint by themselves and wait in the inbox",
};
/// Seals what is typed in forms until it is sent.
pub const FORMS: Key = Key {
    file: "forms.key",
    ends: "what people typed in the last week and have not sent is lost",
};
/// All of them.
pub const ALL: [Key; 3] = [COOKIE, REPLY, FORMS];

impl Key {
    /// The key of a data folder.
    ///
    /// # Errors
    /// In a sentence that says what to do, when it is missing, cannot be read, has another length or is open to others.
    pub fn read(&self, data: &Path) -> Result<Vec<u8>> {
        let path = data.join(self.file);
        let shown = path.display();
        let what_to_do = format!(
            "Put {} back from the backup; or delete it and start with --new-keys, and {}",
            self.file, self.ends
        );
        let key = fs::read(&path)
            .map_err(|e| format!("the key {shown} cannot be read: {e}. {what_to_do}"))?;
        if key.len() != LENGTH {
            let length = key.len();
            return Err(format!(
                "the key {shown} is damaged: it has {length} bytes instead of {LENGTH}. {what_to_do}"
            )
            .into());
        }
        if let Some(mode) = modes::open_to_others(&path) {
            return Err(format!(
                "the key {shown} is open to other users of this machine (mode {mode:o}). If nobody can have read it, \
                 run chmod 600 {shown}. Otherwise delete it and start with --new-keys: {}",
                self.ends
            )
            .into());
        }
        Ok(key)
    }
    fn is_missing(&self, data: &Path) -> bool {
        !data.join(self.file).exists()
    }
}

/// Makes the keys that are missing. Beside a database that is in use a missing key is a loss, and is made only when that
/// is asked for.
///
/// # Errors
/// In a sentence that says what to do.
pub fn make_missing(data: &Path, in_use: bool, asked_for: bool) -> Result<()> {
    for key in ALL.iter().filter(|key| key.is_missing(data)) {
        // A house from before there was this key has none, and has sealed nothing with it.
        let new_to_it = key.file == FORMS.file;
        if in_use && !asked_for && !new_to_it {
            return Err(format!(
                "the key {} is missing, and people use this database. Put it back from the backup. If it is lost, start \
                 once with --new-keys: a new one is made, and {}",
                data.join(key.file).display(),
                key.ends
            )
            .into());
        }
        make(&data.join(key.file)).map_err(|e| {
            format!(
                "the key {} cannot be made: {e}",
                data.join(key.file).display()
            )
        })?;
    }
    Ok(())
}

/// Whole or not at all: a crash leaves no short key. Of two programs that make it at once, the first one's stays.
fn make(path: &Path) -> std::io::Result<()> {
    use rand::Rng;
    let mut key = [0_u8; LENGTH];
    rand::rng().fill_bytes(&mut key);
    let beside = path.with_added_extension(format!("{}.part", std::process::id()));
    write(&beside, &key)?;
    let linked = fs::hard_link(&beside, path);
    fs::remove_file(&beside)?;
    match linked {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => return Err(e),
        _ => {}
    }
    let folder: PathBuf = path.parent().map(Path::to_owned).unwrap_or_default();
    File::open(folder)?.sync_all()
}

fn write(path: &Path, key: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(key)?;
    file.sync_all()
}
