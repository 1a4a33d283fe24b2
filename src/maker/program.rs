//! The program that is started as a child: the file that this process was started from, even when another has taken
//! its place on the disk since.
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub(super) struct Program {
    path: PathBuf,
    /// Kept open: the path goes through it.
    _file: Option<File>,
}

impl Program {
    /// The program at this path.
    pub(super) fn at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            _file: None,
        }
    }
    /// This program, opened now.
    ///
    /// # Errors
    /// When its file cannot be found or opened.
    pub(super) fn this() -> io::Result<Self> {
        let path = std::env::current_exe()?;
        let file = File::open(&path)?;
        // The child has the same descriptors until it begins the program, so the name means this file to it.
        let open = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
        Ok(if open.exists() {
            Self {
                path: open,
                _file: Some(file),
            }
        } else {
            Self::at(&path)
        })
    }
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}
