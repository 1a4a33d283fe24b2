//! By which name a server holds a mailbox.
use rand::Rng;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::path::Path;

/// A name that lasts: a server that was killed and starts again goes on at once with what it held. Two servers on one
/// data folder never have the same: the lock of the file ends with the process that has it.
#[derive(Debug)]
pub struct Holder {
    name: String,
    _lock: Option<File>,
}

impl Holder {
    /// The name kept in a data folder, or one for this process only where that is not to be had.
    pub fn of(data: &Path) -> Self {
        match kept(data) {
            Ok((name, lock)) => Self {
                name,
                _lock: Some(lock),
            },
            Err(_) => Self {
                name: new_name(),
                _lock: None,
            },
        }
    }
    pub fn name(&self) -> &str {
        &self.name
    }
}

fn kept(data: &Path) -> std::io::Result<(String, File)> {
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(data.join("mailbox.lock"))?;
    file.try_lock()?;
    let mut name = String::new();
    (&file).take(100).read_to_string(&mut name)?;
    if name.len() != 32 {
        name = new_name();
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(name.as_bytes())?;
        file.sync_all()?;
    }
    Ok((name, file))
}

fn new_name() -> String {
    let mut bytes = [0_u8; 16];
    rand::rng().fill_bytes(&mut bytes);
    hex::encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_lasts_and_is_one_servers() {
        let data = tempfile::tempdir().unwrap();
        let first = Holder::of(data.path());
        let second = Holder::of(data.path());
        assert_ne!(first.name(), second.name());
        let name = first.name().to_owned();
        drop(first);
        assert_eq!(Holder::of(data.path()).name(), name);
    }
}
