//! What is known of one connection by its stream, by the requests on it, and by the table of all of them.
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::task::Waker;
use std::time::Duration;
use tokio::time::Instant;

/// One connection.
#[derive(Debug)]
pub struct Line {
    /// What the times below count from.
    began: Instant,
    /// Requests being answered.
    at_work: AtomicUsize,
    /// A whole request came once.
    has_asked: AtomicBool,
    /// We wait for the client: for a body, and to take its answer.
    body_waits: AtomicBool,
    writes_wait: AtomicBool,
    /// Milliseconds: when bytes last moved either way, and since when nothing is asked and nothing is owed.
    moved_at: AtomicU64,
    rests_since: AtomicU64,
    closed: AtomicBool,
    waker: Mutex<Option<Waker>>,
}

impl Line {
    pub fn new() -> Self {
        Self {
            began: Instant::now(),
            at_work: AtomicUsize::new(0),
            has_asked: AtomicBool::new(false),
            body_waits: AtomicBool::new(false),
            writes_wait: AtomicBool::new(false),
            moved_at: AtomicU64::new(0),
            rests_since: AtomicU64::new(0),
            closed: AtomicBool::new(false),
            waker: Mutex::default(),
        }
    }
    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
    fn since(&self, at: &AtomicU64) -> Duration {
        Duration::from_millis(self.now().saturating_sub(at.load(Relaxed)))
    }
    pub fn begin_answer(&self) {
        self.has_asked.store(true, Relaxed);
        self.at_work.fetch_add(1, Relaxed);
    }
    pub fn end_answer(&self) {
        self.at_work.fetch_sub(1, Relaxed);
        self.rests_since.store(self.now(), Relaxed);
    }
    pub fn has_read(&self) {
        self.moved_at.store(self.now(), Relaxed);
    }
    pub fn has_written(&self) {
        let now = self.now();
        self.moved_at.store(now, Relaxed);
        // The last bytes of an answer go when its request is over.
        self.rests_since.store(now, Relaxed);
    }
    pub fn set_body_waits(&self, waits: bool) {
        self.body_waits.store(waits, Relaxed);
    }
    pub fn set_writes_wait(&self, waits: bool) {
        self.writes_wait.store(waits, Relaxed);
    }
    /// How long nothing has been asked and nothing is owed.
    pub fn rests(&self) -> Option<Duration> {
        (self.at_work.load(Relaxed) == 0).then(|| self.since(&self.rests_since))
    }
    /// How readily this one is given up when there are too many: never while we work for it, else the one that has
    /// asked for nothing yet before others, and the longest silence first.
    pub fn dispensable(&self) -> Option<(bool, Duration)> {
        let waits = self.body_waits.load(Relaxed) || self.writes_wait.load(Relaxed);
        let idle = waits || self.at_work.load(Relaxed) == 0;
        idle.then(|| (!self.has_asked.load(Relaxed), self.since(&self.moved_at)))
    }
    /// Ends it; its stream hears of it.
    pub fn close(&self) {
        self.closed.store(true, Relaxed);
        let waker = self.waker.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(waker) = waker.as_ref() {
            waker.wake_by_ref();
        }
    }
    /// Whether it has been ended; if not, who is to hear of it.
    pub fn is_closed(&self, waker: &Waker) -> bool {
        let mut kept = self.waker.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.as_ref().is_none_or(|kept| !kept.will_wake(waker)) {
            *kept = Some(waker.clone());
        }
        drop(kept);
        self.closed.load(Relaxed)
    }
}

impl Default for Line {
    fn default() -> Self {
        Self::new()
    }
}
