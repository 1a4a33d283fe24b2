//! What a child that makes documents may use. Every figure is far above what an honest letter takes: 0.03 s and 80 MB
//! for the PDF of a final response, 4 s for ten minutes of sound (`benches/formats.rs`).
use rustix::process::{Resource, Rlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};
use std::io;
use std::time::Duration;

/// Bytes of address space: what is resident can be no more.
pub const MEMORY: u64 = 590 << 20;
/// Bytes of a file. What is made goes through a pipe and no file is written, but the sound library of `espeak-ng`
/// reserves 64 MB of shared memory, which counts as one.
const FILE: u64 = 72 << 20;
/// Open files, pipes to other programs among them.
const FILES: u64 = 64;
/// A child with so much resident memory is replaced after the document it has just made.
const GROWN: u64 = 250 << 20;
/// A child is replaced after so many documents.
const DOCUMENTS: usize = 500;
/// Below everything that serves pages.
const NICE: i32 = 10;
/// What a build without optimisation takes longer: tests make documents, too.
const SLOWER: u32 = if cfg!(debug_assertions) { 6 } else { 1 };

/// What one document may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// From asking to the last byte; the child is killed then, and what it has started with it.
    pub longest: Duration,
    /// Seconds of processor time of the child.
    pub cpu_seconds: u64,
    /// Bytes of what is made.
    pub largest: u64,
}

impl Bounds {
    /// What somebody waits for.
    pub(super) const NOW: Self = Self::new(20, 10, 16 << 20);
    /// Sound: an hour for a disc is 160 MB as the voice gives it.
    pub(super) const SOUND: Self = Self::new(60, 10, 200 << 20);
    /// What is made in the background, and papers that are bound.
    pub(super) const BACKGROUND: Self = Self::new(50, 40, 48 << 20);

    const fn new(seconds: u32, cpu_seconds: u32, largest: u64) -> Self {
        Self {
            longest: Duration::from_secs((seconds * SLOWER) as u64),
            cpu_seconds: (cpu_seconds * SLOWER) as u64,
            largest,
        }
    }
}

/// Limits this process for good.
///
/// # Errors
/// When a limit cannot be set: nothing is made without it.
pub(super) fn limit() -> io::Result<()> {
    for (what, most) in [
        (Resource::As, MEMORY),
        (Resource::Data, MEMORY),
        (Resource::Nofile, FILES),
        (Resource::Fsize, FILE),
        // An image of memory would hold letters.
        (Resource::Core, 0),
    ] {
        set(what, most, Some(most))?;
    }
    // It would only be quicker.
    let _as_before = rustix::process::nice(NICE);
    Ok(())
}

/// Gives this process so many seconds of processor time from now on; it is ended by the kernel after them.
///
/// # Errors
/// When the limit cannot be set.
pub(super) fn allow(cpu_seconds: u64) -> io::Result<()> {
    let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec;
    let used = u64::try_from(used).unwrap_or_default();
    // The hard limit stays open: the next document is given its own time.
    set(Resource::Cpu, used + cpu_seconds + 1, None)
}

fn set(what: Resource, current: u64, maximum: Option<u64>) -> io::Result<()> {
    let current = Some(current);
    Ok(setrlimit(what, Rlimit { current, maximum })?)
}

/// Whether this process has made enough: it gives its memory back by ending.
pub(super) fn is_worn(documents: usize) -> bool {
    documents >= DOCUMENTS || resident() > GROWN
}

/// Bytes; 0 where nothing says so.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}
