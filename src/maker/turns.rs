//! Whose document is made next. At most one request of each person is at work and one more waits; whoever was served
//! longest ago is next, so nobody waits for two documents of one other person.
use super::NotMade;
use procedure::PersonId;
use std::collections::HashMap;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use tokio::sync::oneshot;

/// Requests of one person: one at work and one that waits.
const EACH: usize = 2;
/// Finished files of one person that are too large for memory and not read to their end.
const UNREAD: usize = 2;
/// People who may wait in a line. The background's is short: what waits there must not outlast the lease that the
/// outbox has on a letter (`jobs/outbox.rs`).
const WAITING: [usize; 2] = [24, 3];

/// For whom something is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whose {
    Person(PersonId),
    /// The letters that leave.
    Outbox,
}

/// Where a request waits. Each has a child of its own, so that neither holds up the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Somebody looks at it at once.
    Now,
    /// Letters that leave, batches and bundles.
    Background,
}

impl Line {
    const ALL: [Self; 2] = [Self::Now, Self::Background];
    fn nth(self) -> usize {
        match self {
            Self::Now => 0,
            Self::Background => 1,
        }
    }
}

/// The lines, shared by everybody.
#[derive(Debug, Clone, Default)]
pub(super) struct Turns(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// In the order they came.
    waiting: Vec<Waiting>,
    at_work: Vec<(Line, Whose)>,
    /// When each was served last: the number of that turn.
    served: HashMap<Whose, u64>,
    /// Large files that are not read yet.
    unread: HashMap<Whose, usize>,
    turns: u64,
    places: u64,
}

#[derive(Debug)]
struct Waiting {
    place: u64,
    line: Line,
    whose: Whose,
    begin: oneshot::Sender<()>,
}

/// A place in a line, and then a turn; dropped, the next one's begins.
#[derive(Debug)]
pub(super) struct Turn {
    turns: Turns,
    place: u64,
    line: Line,
    whose: Whose,
}

impl Turns {
    /// Takes a place. The turn begins when what comes back is done.
    ///
    /// # Errors
    /// At once: `Yours`, `Unread` or `Busy`.
    pub(super) fn enter(
        &self,
        line: Line,
        whose: Whose,
    ) -> Result<impl Future<Output = Result<Turn, NotMade>> + Send + use<>, NotMade> {
        let (begin, begun) = oneshot::channel();
        let mut state = self.lock();
        state.has_room(line, whose)?;
        state.places += 1;
        let place = state.places;
        state.waiting.push(Waiting {
            place,
            line,
            whose,
            begin,
        });
        state.begin();
        drop(state);
        // Whoever gives up leaves the line by dropping it.
        let turn = Turn {
            turns: self.clone(),
            place,
            line,
            whose,
        };
        Ok(async move { begun.await.map(|()| turn).map_err(|_| NotMade::Busy) })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn has_room(&self, line: Line, whose: Whose) -> Result<(), NotMade> {
        let Whose::Person(_) = whose else {
            // One letter after another leaves, and each has waited long enough.
            return Ok(());
        };
        let waits = self.waiting.iter().filter(|w| w.whose == whose).count();
        let works = self.at_work.iter().filter(|w| w.1 == whose).count();
        if waits + works >= EACH {
            return Err(NotMade::Yours);
        }
        if self.unread.get(&whose).is_some_and(|n| *n >= UNREAD) {
            return Err(NotMade::Unread);
        }
        let people = |w: &&Waiting| w.line == line && w.whose != Whose::Outbox;
        let most = WAITING.get(line.nth()).copied().unwrap_or_default();
        if self.waiting.iter().filter(people).count() >= most {
            return Err(NotMade::Busy);
        }
        Ok(())
    }

    /// Begins the turn of whoever is next in each line that is free.
    fn begin(&mut self) {
        for line in Line::ALL {
            while self.at_work.iter().all(|work| work.0 != line) {
                let Some(next) = self.next(line) else { break };
                let next = self.waiting.remove(next);
                self.turns += 1;
                self.served.insert(next.whose, self.turns);
                self.at_work.push((line, next.whose));
                // Nobody there any more: dropping the turn gives the line back.
                let _gone = next.begin.send(());
            }
        }
    }

    /// Whoever was served longest ago and has nothing at work in the other line.
    fn next(&self, line: Line) -> Option<usize> {
        let all = self.waiting.iter().enumerate();
        let may = all.filter(|(_, waiting)| {
            waiting.line == line && self.at_work.iter().all(|work| work.1 != waiting.whose)
        });
        may.min_by_key(|(_, waiting)| {
            let served = self.served.get(&waiting.whose).copied();
            (served.unwrap_or_default(), waiting.place)
        })
        .map(|(nth, _)| nth)
    }
}

impl Turn {
    pub(super) fn line(&self) -> Line {
        self.line
    }
    /// Counts a large file for this person until it is dropped.
    pub(super) fn keeps(&self) -> Option<Kept> {
        if self.whose == Whose::Outbox {
            return None;
        }
        *self.turns.lock().unread.entry(self.whose).or_default() += 1;
        Some(Kept {
            turns: self.turns.clone(),
            whose: self.whose,
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.turns.lock();
        let before = state.waiting.len();
        state.waiting.retain(|waiting| waiting.place != self.place);
        if state.waiting.len() == before {
            let mine = (self.line, self.whose);
            if let Some(nth) = state.at_work.iter().position(|work| *work == mine) {
                state.at_work.remove(nth);
            }
        }
        state.begin();
    }
}

/// A large file of somebody's that is not read yet.
#[derive(Debug)]
pub(super) struct Kept {
    turns: Turns,
    whose: Whose,
}

impl Drop for Kept {
    fn drop(&mut self) {
        let mut state = self.turns.lock();
        if let Some(count) = state.unread.get_mut(&self.whose) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                state.unread.remove(&self.whose);
            }
        }
    }
}

/// Waits for it on this thread.
pub(super) fn wait<T>(work: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut work: Pin<&mut _> = pin!(work);
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return done;
        }
        std::thread::park();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Whose = Whose::Person(PersonId(1));
    const B: Whose = Whose::Person(PersonId(2));
    const C: Whose = Whose::Person(PersonId(3));

    type Place = Pin<Box<dyn Future<Output = Result<Turn, NotMade>>>>;

    fn enter(turns: &Turns, line: Line, whose: Whose) -> Result<Place, NotMade> {
        turns
            .enter(line, whose)
            .map(|place| Box::pin(place) as Place)
    }

    /// The turn, if it has begun.
    fn begun(place: &mut Place) -> Option<Turn> {
        let mut context = Context::from_waker(Waker::noop());
        match place.as_mut().poll(&mut context) {
            Poll::Ready(turn) => Some(turn.unwrap()),
            Poll::Pending => None,
        }
    }

    #[test]
    fn one_works_one_waits_and_a_third_is_refused_at_once() {
        let turns = Turns::default();
        let first = begun(&mut enter(&turns, Line::Now, A).unwrap()).unwrap();
        let mut second = enter(&turns, Line::Now, A).unwrap();
        assert!(begun(&mut second).is_none());
        for line in Line::ALL {
            assert_eq!(enter(&turns, line, A).err(), Some(NotMade::Yours));
        }
        drop(first);
        let second = begun(&mut second).unwrap();
        drop(second);
        begun(&mut enter(&turns, Line::Now, A).unwrap()).unwrap();
    }

    #[test]
    fn nobody_waits_for_two_documents_of_one_other_person() {
        let turns = Turns::default();
        let first = begun(&mut enter(&turns, Line::Now, A).unwrap()).unwrap();
        let mut second = enter(&turns, Line::Now, A).unwrap();
        let mut theirs = [B, C].map(|whose| enter(&turns, Line::Now, whose).unwrap());
        drop(first);
        for place in &mut theirs {
            assert!(begun(&mut second).is_none());
            drop(begun(place).unwrap());
        }
        begun(&mut second).unwrap();
    }

    #[test]
    fn the_background_holds_up_nobody_and_nobody_holds_up_the_outbox() {
        let turns = Turns::default();
        let letter = begun(&mut enter(&turns, Line::Background, Whose::Outbox).unwrap()).unwrap();
        let _now = begun(&mut enter(&turns, Line::Now, A).unwrap()).unwrap();
        // The same person is served in one line at a time.
        let mut batch = enter(&turns, Line::Background, A).unwrap();
        let mut others: Vec<Place> = (10..12)
            .map(|n| enter(&turns, Line::Background, Whose::Person(PersonId(n))).unwrap())
            .collect();
        assert_eq!(
            enter(&turns, Line::Background, B).err(),
            Some(NotMade::Busy)
        );
        let mut next = enter(&turns, Line::Background, Whose::Outbox).unwrap();
        drop(letter);
        assert!(begun(&mut batch).is_none());
        for other in &mut others {
            drop(begun(other).unwrap());
        }
        begun(&mut next).unwrap();
    }

    #[test]
    fn whoever_gives_up_leaves_the_line() {
        let turns = Turns::default();
        let first = begun(&mut enter(&turns, Line::Now, A).unwrap()).unwrap();
        let waiting = enter(&turns, Line::Now, B).unwrap();
        let mut third = enter(&turns, Line::Now, C).unwrap();
        drop(waiting);
        drop(first);
        // Given the turn, and gone before it knew.
        let begun_unseen = enter(&turns, Line::Now, B).unwrap();
        drop(begun(&mut third).unwrap());
        drop(begun_unseen);
        begun(&mut enter(&turns, Line::Now, A).unwrap()).unwrap();
    }

    #[test]
    fn large_files_are_counted_until_they_are_read() {
        let turns = Turns::default();
        let kept: Vec<Kept> = (0..UNREAD)
            .map(|_| {
                let turn = begun(&mut enter(&turns, Line::Now, A).unwrap()).unwrap();
                turn.keeps().unwrap()
            })
            .collect();
        assert_eq!(enter(&turns, Line::Now, A).err(), Some(NotMade::Unread));
        assert!(enter(&turns, Line::Now, B).is_ok());
        drop(kept);
        begun(&mut enter(&turns, Line::Now, A).unwrap()).unwrap();
    }

    #[test]
    fn a_thread_waits_for_its_turn() {
        let turns = Turns::default();
        let first = begun(&mut enter(&turns, Line::Now, A).unwrap()).unwrap();
        let place = turns.enter(Line::Now, B).unwrap();
        let waiting = std::thread::spawn(move || wait(place).map(|turn| turn.line()));
        drop(first);
        assert_eq!(waiting.join().unwrap(), Ok(Line::Now));
    }
}
