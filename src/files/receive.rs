//! A file on its way in: written beside the store, counted and hashed as it comes, and gone again if nobody keeps it.
use super::{LARGEST, Mark, Refused, kind};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file that is removed when it is dropped.
#[derive(Debug)]
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _removed = fs::remove_file(&self.0);
    }
}

/// A file that is coming in.
pub struct Receiver {
    name: String,
    file: BufWriter<File>,
    place: Temporary,
    hash: Sha256,
    bytes: u64,
}

/// A file that came in whole and may be kept.
#[derive(Debug)]
pub struct Received {
    /// For people; cleaned by whoever took it in.
    pub name: String,
    pub sha256: String,
    pub bytes: u64,
    /// By its bytes.
    pub kind: &'static str,
    /// What to know before opening it.
    pub marks: Vec<Mark>,
    place: Temporary,
}

impl Received {
    /// Where its bytes are until it is dropped.
    pub fn path(&self) -> &Path {
        &self.place.0
    }
}

impl Receiver {
    /// Begins a file of this name in a folder for what is on its way.
    pub fn begin(folder: &Path, name: String) -> io::Result<Self> {
        use rand::Rng;
        fs::create_dir_all(folder)?;
        let mut random = [0_u8; 16];
        rand::rng().fill_bytes(&mut random);
        let path = folder.join(format!("{}.part", hex::encode(random)));
        let file = File::options().write(true).create_new(true).open(&path)?;
        Ok(Self {
            name,
            file: BufWriter::new(file),
            place: Temporary(path),
            hash: Sha256::new(),
            bytes: 0,
        })
    }
    pub fn name(&self) -> &str {
        &self.name
    }
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
    /// The next piece.
    ///
    /// # Errors
    /// `TooLarge`, `NotNow` when the disk cannot.
    pub fn write(&mut self, piece: &[u8]) -> Result<(), Refused> {
        self.bytes += piece.len() as u64;
        if self.bytes > LARGEST {
            return Err(Refused::TooLarge);
        }
        self.hash.update(piece);
        self.file.write_all(piece).map_err(|_| Refused::NotNow)
    }
    /// It is whole: what it is, by all of its bytes and by its name. Takes up to a second for a large file.
    ///
    /// # Errors
    /// `Empty`, `Program`, `Kind`, `NotNow`.
    pub fn finish(mut self) -> Result<Received, Refused> {
        if self.bytes == 0 {
            return Err(Refused::Empty);
        }
        self.file.flush().map_err(|_| Refused::NotNow)?;
        let written = File::open(&self.place.0).map_err(|_| Refused::NotNow)?;
        let look =
            kind::look(&mut BufReader::new(written), &self.name).map_err(|_| Refused::NotNow)?;
        Ok(Received {
            kind: look.kept(&self.name)?,
            name: self.name,
            sha256: hex::encode(self.hash.finalize()),
            bytes: self.bytes,
            marks: look.marks,
            place: self.place,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_counted_and_hashed_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = Receiver::begin(folder.path(), "a.txt".into()).unwrap();
        file.write(b"ab").unwrap();
        file.write(b"c").unwrap();
        let file = file.finish().unwrap();
        assert_eq!((file.bytes, file.kind), (3, "text/plain"));
        assert!(file.sha256.starts_with("ba7816bf"));
        assert_eq!(fs::read(file.path()).unwrap(), b"abc");
        drop(file);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_too_large_is_refused_while_it_comes() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = Receiver::begin(folder.path(), "a.txt".into()).unwrap();
        let piece = vec![b'a'; 1024 * 1024];
        for _ in 0..25 {
            file.write(&piece).unwrap();
        }
        assert_eq!(file.write(b"a"), Err(Refused::TooLarge));
        let empty = Receiver::begin(folder.path(), "b.txt".into()).unwrap();
        assert_eq!(empty.finish().unwrap_err(), Refused::Empty);
        drop(file);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
