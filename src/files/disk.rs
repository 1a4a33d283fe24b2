//! How much room there is on the disk of the data.
use super::limits::{LEAST_FREE, LEAST_FREE_PERCENT, MOST_FREE};
use std::path::Path;

/// The room of a disk, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disk {
    /// What this process may still write.
    pub free: u64,
    pub total: u64,
}

impl Disk {
    /// The disk that a folder is on; none when the system does not say.
    pub fn of(folder: &Path) -> Option<Self> {
        let said = rustix::fs::statvfs(folder).ok()?;
        Some(Self {
            free: said.f_bavail.saturating_mul(said.f_frsize),
            total: said.f_blocks.saturating_mul(said.f_frsize),
        })
    }
    /// Too little is free to take anything in: under 1 GB, or under 5 % up to 10 GB.
    pub fn is_low(self) -> bool {
        let part = self.total / 100 * LEAST_FREE_PERCENT;
        self.free < part.clamp(LEAST_FREE, MOST_FREE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_grows_with_the_disk_and_stops_growing() {
        const GB: u64 = 1024 * 1024 * 1024;
        for (free, total, low) in [
            (2 * GB, 10 * GB, false),
            (GB - 1, 10 * GB, true),
            (4 * GB, 100 * GB, true),
            (6 * GB, 100 * GB, false),
            (11 * GB, 10_000 * GB, false),
            (9 * GB, 10_000 * GB, true),
        ] {
            assert_eq!(Disk { free, total }.is_low(), low, "{free} of {total}");
        }
    }

    #[test]
    fn the_disk_of_a_folder_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::of(folder.path()).unwrap();
        assert!(disk.total >= disk.free && disk.total > 0);
        assert_eq!(Disk::of(&folder.path().join("nowhere")), None);
    }
}
