//! Connections: how many there may be, how long one may be silent, and how slow it may be.
pub mod attended;
pub mod line;
pub mod pace;
pub mod stream;
pub mod table;

use pace::Speed;
use std::time::Duration;

/// What a connection is told that there is no room for.
pub const FULL: &str = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\nConnection: close\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Length: 71\r\n\r\n\
    Redress has too many connections just now. Try again in half a minute.\n";

/// What a connection may take of our time. The figures are far below what an honest slow line does (20 kB a second),
/// and above what a silent one can hold for long.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For the first request's line and headers.
    pub head: Duration,
    /// Between an answer and the next request, while nothing comes…
    pub keep_alive: Duration,
    /// …and while something comes, but no whole request.
    pub rest: Duration,
    /// The body of a request.
    pub bodies: Speed,
    /// An answer.
    pub answers: Speed,
    /// How often a connection is looked at.
    pub look: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let speed = Speed {
            quiet: Duration::from_secs(15),
            over: Duration::from_secs(20),
            least: 40_000,
        };
        Self {
            head: Duration::from_secs(10),
            keep_alive: Duration::from_secs(20),
            rest: Duration::from_secs(22),
            bodies: speed,
            answers: speed,
            look: Duration::from_millis(2_500),
        }
    }
}
