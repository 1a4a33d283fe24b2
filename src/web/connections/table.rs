//! All connections there are. When there are too many, of all or of one address, the one that has been silent for
//! longest makes room: whoever holds connections open in silence keeps nobody else out.
use super::line::Line;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many there may be.
#[derive(Debug, Clone, Copy)]
pub struct Most {
    pub together: usize,
    /// From one address; none behind a proxy, where all come from the proxy's.
    pub of_an_address: Option<usize>,
}

#[derive(Debug, Clone)]
pub struct Table {
    most: Most,
    lines: Arc<Mutex<Lines>>,
}

#[derive(Debug, Default)]
struct Lines {
    next: u64,
    all: HashMap<u64, (Arc<str>, Arc<Line>)>,
    of_address: HashMap<Arc<str>, usize>,
}

/// A connection's place; dropped, it is free.
#[derive(Debug)]
pub struct Held {
    table: Table,
    id: u64,
    pub line: Arc<Line>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.table.lines().remove(self.id);
    }
}

impl Table {
    pub fn new(most: Most) -> Self {
        Self {
            most,
            lines: Arc::default(),
        }
    }
    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// A place for a connection from this address; None when all are taken and none of them is silent.
    pub fn admit(&self, address: &str) -> Option<Held> {
        let mut lines = self.lines();
        let own = lines.of_address.get(address).copied().unwrap_or_default();
        if self.most.of_an_address.is_some_and(|most| own >= most) {
            lines.give_up(Some(address))?;
        }
        if lines.all.len() >= self.most.together {
            lines.give_up(None)?;
        }
        let (id, line) = lines.add(address);
        Some(Held {
            table: self.clone(),
            id,
            line,
        })
    }
}

impl Lines {
    fn add(&mut self, address: &str) -> (u64, Arc<Line>) {
        let (address, line): (Arc<str>, _) = (address.into(), Arc::new(Line::new()));
        self.next += 1;
        self.all.insert(self.next, (address.clone(), line.clone()));
        *self.of_address.entry(address).or_default() += 1;
        (self.next, line)
    }
    fn remove(&mut self, id: u64) -> Option<Arc<Line>> {
        let (address, line) = self.all.remove(&id)?;
        if let Some(count) = self.of_address.get_mut(&address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.of_address.remove(&address);
            }
        }
        Some(line)
    }
    /// Ends the most dispensable one, of an address or of all.
    fn give_up(&mut self, address: Option<&str>) -> Option<()> {
        let all = self.all.iter();
        let (_, id) = all
            .filter(|(_, (from, _))| address.is_none_or(|address| **from == *address))
            .filter_map(|(id, (_, line))| Some((line.dispensable()?, *id)))
            .max_by_key(|(dispensable, _)| *dispensable)?;
        self.remove(id)?.close();
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::Waker;

    fn table(together: usize, of_an_address: usize) -> Table {
        Table::new(Most {
            together,
            of_an_address: Some(of_an_address),
        })
    }

    fn is_open(held: &Held) -> bool {
        !held.line.is_closed(Waker::noop())
    }

    #[test]
    fn the_silent_make_room_for_their_own_address_first() {
        let table = table(9, 2);
        let other = table.admit("b").unwrap();
        let answered = table.admit("a").unwrap();
        answered.line.begin_answer();
        answered.line.end_answer();
        let silent = table.admit("a").unwrap();
        let third = table.admit("a").unwrap();
        assert!(!is_open(&silent), "it asked for nothing");
        assert!(is_open(&other) && is_open(&answered) && is_open(&third));
    }

    #[test]
    fn whoever_is_being_answered_keeps_their_place() {
        let table = table(2, 2);
        let one = table.admit("a").unwrap();
        let two = table.admit("b").unwrap();
        one.line.begin_answer();
        two.line.begin_answer();
        assert!(table.admit("c").is_none());
        // One that we wait for does not.
        two.line.set_body_waits(true);
        let three = table.admit("c").unwrap();
        assert!(is_open(&one) && !is_open(&two) && is_open(&three));
        drop((one, two, three));
        assert!(table.lines().all.is_empty() && table.lines().of_address.is_empty());
    }
}
