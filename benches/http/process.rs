//! A server as a process of its own: what it uses is the kernel's account of it.
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

pub struct Running {
    child: Child,
    pub address: String,
}

impl Running {
    pub fn redress(data: &Path) -> Self {
        let address = free_address();
        let child = Command::new(env!("CARGO_BIN_EXE_redress"))
            .args(["serve", "--listen", &address, "--data"])
            .arg(data)
            .env("RUST_LOG", "error")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { child, address }.answering("/health")
    }
    pub fn plain(data: &Path, reference: &str) -> Self {
        let address = free_address();
        let child = Command::new(std::env::current_exe().unwrap())
            .env("REDRESS_BENCH_PLAIN", data.join("redress.sqlite"))
            .env("REDRESS_BENCH_ADDRESS", &address)
            .env("REDRESS_BENCH_REFERENCE", reference)
            .spawn()
            .unwrap();
        Self { child, address }.answering("/inbox")
    }
    fn answering(self, path: &str) -> Self {
        for _ in 0..2_000 {
            if std::net::TcpStream::connect(&self.address).is_ok()
                && super::Client::new(&self.address).send("GET", path, "").0 == 200
            {
                return self;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the server does not answer");
    }
    /// CPU time used so far, all its threads: fields 14 and 15 of its `stat`, in hundredths of a second.
    pub fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let after_name = stat.rsplit(')').next().unwrap();
        let fields: Vec<u64> = after_name
            .split_whitespace()
            .skip(1)
            .map(|f| f.parse().unwrap_or(0))
            .collect();
        Duration::from_millis((fields[10] + fields[11]) * 10)
    }
    pub fn resident_megabytes(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap();
        line.split_whitespace()
            .nth(1)
            .unwrap()
            .parse::<f64>()
            .unwrap()
            / 1024.0
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn free_address() -> String {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string()
}
