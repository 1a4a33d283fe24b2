//! Bytes that requests may hold at once: together, and each visitor's part of them.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A sum of bytes; clones are the same one.
#[derive(Debug, Clone)]
pub struct Budget {
    together: usize,
    each: usize,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    together: usize,
    by: HashMap<Arc<str>, usize>,
}

/// Some of the bytes; dropped, they are free again.
#[derive(Debug)]
pub struct Share {
    budget: Budget,
    who: Arc<str>,
    bytes: usize,
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut taken = self.budget.taken();
        taken.together = taken.together.saturating_sub(self.bytes);
        if let Some(own) = taken.by.get_mut(&self.who) {
            *own = own.saturating_sub(self.bytes);
            if *own == 0 {
                taken.by.remove(&self.who);
            }
        }
    }
}

impl Budget {
    pub fn new(together: usize, each: usize) -> Self {
        Self {
            together,
            each,
            taken: Arc::default(),
        }
    }
    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// So many bytes for this visitor; None when they, or all together, would hold too many.
    pub fn take(&self, who: &str, bytes: usize) -> Option<Share> {
        let mut taken = self.taken();
        let own = taken.by.get(who).copied().unwrap_or_default();
        let too_many = |held: usize, most: usize| held.saturating_add(bytes) > most;
        if too_many(own, self.each) || too_many(taken.together, self.together) {
            return None;
        }
        let who: Arc<str> = who.into();
        taken.together += bytes;
        taken.by.insert(who.clone(), own + bytes);
        Some(Share {
            budget: self.clone(),
            who,
            bytes,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_takes_what_is_there_for_all() {
        let budget = Budget::new(10, 4);
        let one = budget.take("ann", 3).unwrap();
        assert!(budget.take("ann", 2).is_none(), "her part");
        let _two = budget.take("ben", 4).unwrap();
        assert!(budget.take("cat", 4).is_none(), "11 together");
        drop(one);
        budget.take("cat", 4).unwrap();
        budget.take("ann", 4).unwrap();
        assert_eq!(budget.taken().by.len(), 1);
    }
}
