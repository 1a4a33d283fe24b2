//! How often one request asks what it should ask once: counted in debug builds alone, so that a test can say "once".
use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Once {
    /// A whole complaint was loaded.
    Load,
    /// A form was read into a step.
    Read,
    /// A letter was composed.
    Letter,
    /// It was asked who may.
    Permits,
}

/// Counts on every thread that works for it.
#[derive(Debug, Clone, Default)]
pub struct Tally(Arc<[AtomicUsize; 4]>);

thread_local! {
    static WORKING_FOR: RefCell<Option<Tally>> = const { RefCell::new(None) };
}

impl Tally {
    /// Counts what this work asks on this thread.
    pub fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        if !cfg!(debug_assertions) {
            return work();
        }
        let before = WORKING_FOR.replace(Some(self.clone()));
        let done = work();
        WORKING_FOR.set(before);
        done
    }
    /// Loads, forms read, letters and permissions since it was asked last.
    pub fn take(&self) -> [usize; 4] {
        std::array::from_fn(|one| self.0.get(one).map_or(0, |count| count.swap(0, Relaxed)))
    }
}

/// One more of these.
pub fn count(what: Once) {
    if cfg!(debug_assertions) {
        WORKING_FOR.with_borrow(|tally| {
            let counts = tally.as_ref().and_then(|tally| tally.0.get(what as usize));
            if let Some(count) = counts {
                count.fetch_add(1, Relaxed);
            }
        });
    }
}
