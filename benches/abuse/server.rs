//! The server under attack, as the kernel sees it: whether it lives, and the memory of it and of its children.
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

pub struct Server {
    child: Child,
    pub address: String,
    peaks: Arc<Peaks>,
}

/// The most resident memory seen, in kB.
#[derive(Debug, Default)]
struct Peaks {
    server: AtomicU64,
    child: AtomicU64,
    end: AtomicBool,
}

impl Server {
    pub fn start(data: &Path) -> Self {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap().to_string();
        drop(free);
        let log = std::fs::File::create(data.join("abuse.log")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_redress"))
            .args(["serve", "--listen", &address, "--data"])
            .arg(data)
            .env("RUST_LOG", "warn")
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let peaks = Arc::new(Peaks::default());
        let server = Self {
            child,
            address,
            peaks: peaks.clone(),
        };
        let pid = server.child.id();
        std::thread::spawn(move || watch(pid, &peaks));
        let begun = Instant::now();
        while !server.answers() {
            assert!(begun.elapsed() < Duration::from_mins(1), "no answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }
    pub fn answers(&self) -> bool {
        let mut sender = super::sender::Sender::new(&self.address);
        sender
            .get("/health")
            .is_ok_and(|answer| answer.status == 200)
    }
    pub fn lives(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|ended| ended.is_none())
    }
    /// Megabytes: the server's peak and that of the largest process below it.
    pub fn peaks(&self) -> (u64, u64) {
        let of = |peak: &AtomicU64| peak.load(Ordering::Relaxed) / 1024;
        (of(&self.peaks.server), of(&self.peaks.child))
    }
    /// Megabytes resident now.
    pub fn resident(&self) -> u64 {
        resident(self.child.id()) / 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.peaks.end.store(true, Ordering::Relaxed);
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn watch(pid: u32, peaks: &Peaks) {
    while !peaks.end.load(Ordering::Relaxed) {
        peaks.server.fetch_max(resident(pid), Ordering::Relaxed);
        for below in descendants(pid) {
            peaks.child.fetch_max(resident(below), Ordering::Relaxed);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|l| l.split_whitespace().next()?.parse().ok());
    kilobytes.unwrap_or(0)
}

fn descendants(pid: u32) -> Vec<u32> {
    let Ok(tasks) = std::fs::read_dir(format!("/proc/{pid}/task")) else {
        return Vec::new();
    };
    let children = tasks.flatten().flat_map(|task| {
        let listed = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
        let pids: Vec<u32> = listed
            .split_whitespace()
            .filter_map(|p| p.parse().ok())
            .collect();
        pids
    });
    children
        .flat_map(|child| std::iter::once(child).chain(descendants(child)))
        .collect()
}
