//! A finished file: in memory while it is small, else in a file without a name that is gone when it is closed.
use super::NotMade;
use super::turns::Kept;
use formats::speech::{self, Track};
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Bytes up to which a file stays in memory.
const IN_MEMORY: usize = 1 << 20;

pub enum Body {
    Memory(Vec<u8>),
    Disk(OnDisk),
}

/// A file without a name, read from its beginning.
#[derive(Debug)]
pub struct OnDisk {
    file: File,
    bytes: u64,
    /// Counts for the person whose it is until it is read.
    kept: Option<Kept>,
}

impl OnDisk {
    pub(super) fn counted(&mut self, kept: Option<Kept>) {
        self.kept = kept;
    }
}

impl fmt::Debug for Body {
    /// How long it is. What is in it belongs in no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.bytes())
    }
}

impl Body {
    /// What is in memory already: what is large of it is laid down in `folder`.
    ///
    /// # Errors
    /// When the disk takes no file.
    pub fn of(bytes: Vec<u8>, folder: &Path) -> io::Result<Self> {
        if bytes.len() <= IN_MEMORY {
            return Ok(Self::Memory(bytes));
        }
        let mut collector = Collector::new(folder);
        collector.add(&bytes)?;
        collector.finish()
    }
    pub fn bytes(&self) -> u64 {
        match self {
            Self::Memory(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Self::Disk(file) => file.bytes,
        }
    }
    /// All of it in memory: for what is kept in the database.
    ///
    /// # Errors
    /// `Died` when the file cannot be read.
    pub fn into_bytes(self) -> Result<Vec<u8>, NotMade> {
        match self {
            Self::Memory(bytes) => Ok(bytes),
            Self::Disk(mut on_disk) => {
                let mut bytes = Vec::with_capacity(usize::try_from(on_disk.bytes).unwrap_or(0));
                let read = on_disk.read_to_end(&mut bytes);
                read.map_err(|e| NotMade::Died(e.to_string()))?;
                Ok(bytes)
            }
        }
    }
    /// To read it piece by piece.
    pub fn reader(self) -> Box<dyn Read + Send> {
        match self {
            Self::Memory(bytes) => Box::new(io::Cursor::new(bytes)),
            Self::Disk(on_disk) => Box::new(on_disk),
        }
    }
}

impl Read for OnDisk {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer)
    }
}

/// A letter as sound, as the voice gave it: the file for a disc is four times as large and is made while it is read.
#[derive(Debug)]
pub struct Sound {
    body: Body,
    tracks: Vec<Track>,
}

impl Sound {
    pub(super) fn new(body: Body, tracks: Vec<Track>) -> Self {
        Self { body, tracks }
    }
    fn samples(&self) -> usize {
        usize::try_from(self.body.bytes() / 2).unwrap_or(usize::MAX)
    }
    /// Bytes of the WAV file.
    pub fn wav_bytes(&self) -> usize {
        speech::wav_bytes(self.samples())
    }
    /// The cue sheet for the file `name`: where each track begins.
    pub fn cue(&self, name: &str) -> String {
        speech::cue(&self.tracks, name)
    }
    /// The WAV file for an audio disc, to be read piece by piece.
    pub fn wav(self) -> Wav {
        let head = speech::wav_head(self.samples());
        Wav {
            left: self.samples(),
            samples: self.body.reader(),
            next: None,
            ready: io::Cursor::new(head),
        }
    }
}

/// A WAV file that is made while it is read.
pub struct Wav {
    samples: Box<dyn Read + Send>,
    /// Samples not read yet.
    left: usize,
    /// The one read last, which the piece before it needed to see.
    next: Option<i16>,
    ready: io::Cursor<Vec<u8>>,
}

impl Wav {
    /// Makes the next piece; an empty one at the end.
    fn more(&mut self) -> io::Result<()> {
        let mut some: Vec<i16> = self.next.take().into_iter().collect();
        let wanted = self.left.min(speech::CHUNK);
        let mut bytes = vec![0; wanted * 2];
        self.samples.read_exact(&mut bytes)?;
        self.left -= wanted;
        let sample = |pair: &[u8]| Some(i16::from_le_bytes(pair.try_into().ok()?));
        some.extend(bytes.chunks_exact(2).filter_map(sample));
        if self.left > 0 {
            self.next = some.pop();
        }
        self.ready = io::Cursor::new(speech::wav_part(&some, self.next.unwrap_or(0)));
        Ok(())
    }
}

impl Read for Wav {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.ready.read(buffer)? {
            0 if self.left > 0 && !buffer.is_empty() => {
                self.more()?;
                self.ready.read(buffer)
            }
            read => Ok(read),
        }
    }
}

/// Takes a file in, piece by piece.
pub(super) struct Collector {
    folder: PathBuf,
    memory: Vec<u8>,
    disk: Option<File>,
    bytes: u64,
}

impl Collector {
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            memory: Vec::new(),
            disk: None,
            bytes: 0,
        }
    }
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn add(&mut self, piece: &[u8]) -> io::Result<()> {
        self.bytes += u64::try_from(piece.len()).unwrap_or(u64::MAX);
        if let Some(file) = &mut self.disk {
            return file.write_all(piece);
        }
        if self.memory.len() + piece.len() <= IN_MEMORY {
            self.memory.extend_from_slice(piece);
            return Ok(());
        }
        let mut file = tempfile::tempfile_in(&self.folder)?;
        file.write_all(&self.memory)?;
        file.write_all(piece)?;
        self.memory = Vec::new();
        self.disk = Some(file);
        Ok(())
    }
    /// # Errors
    /// When the file cannot be set to its beginning.
    pub(super) fn finish(self) -> io::Result<Body> {
        Ok(match self.disk {
            None => Body::Memory(self.memory),
            Some(mut file) => {
                file.seek(SeekFrom::Start(0))?;
                Body::Disk(OnDisk {
                    file,
                    bytes: self.bytes,
                    kept: None,
                })
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collected(bytes: &[u8]) -> Body {
        let mut collector = Collector::new(&std::env::temp_dir());
        for piece in bytes.chunks(100_000) {
            collector.add(piece).unwrap();
        }
        collector.finish().unwrap()
    }

    #[test]
    fn what_is_large_lies_on_disk_and_comes_back_whole() {
        let large: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        for (size, on_disk) in [(0, false), (1000, false), (3_000_000, true)] {
            let body = collected(&large[..size]);
            assert_eq!(matches!(body, Body::Disk(_)), on_disk, "{size}");
            assert_eq!(body.bytes(), size as u64);
            assert!(body.into_bytes().unwrap() == large[..size]);
        }
    }

    #[test]
    fn sound_for_a_disc_is_the_same_however_it_is_cut() {
        for count in [
            0,
            1,
            2,
            speech::CHUNK - 1,
            speech::CHUNK,
            3 * speech::CHUNK + 7,
        ] {
            let samples: Vec<i16> = (0..=i16::MAX)
                .map(|n| n.wrapping_mul(7))
                .cycle()
                .take(count)
                .collect();
            let bytes: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
            let sound = Sound::new(collected(&bytes), Vec::new());
            let (said, mut wav) = (sound.wav_bytes(), Vec::new());
            sound.wav().read_to_end(&mut wav).unwrap();
            assert_eq!(wav.len(), said, "{count}");
            let whole = [speech::wav_head(count), speech::wav_part(&samples, 0)].concat();
            assert!(wav == whole, "{count}");
        }
    }
}
