//! A bounded way in: so many at work, so many waiting, and the rest told at once to come back. What waits for ever
//! helps nobody; what is refused quickly can be sent again.
//!
//! A lane is fair between visitors: one who sends forty requests at once waits behind their own, not in front of
//! everybody else's. It also finishes what was begun: a request that has had a turn goes before one that has not, so
//! that under overload some are answered and the others are refused early, instead of all being answered late.
use super::{Result, StorageError};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

tokio::task_local! {
    static VISIT: Visit;
}

/// A request as the lanes know it.
#[derive(Debug, Clone)]
struct Visit {
    who: Arc<str>,
    /// It has had a turn in some lane.
    begun: Arc<AtomicBool>,
}

/// Does the work of a request for this visitor, who shares the lanes fairly with the others. Work outside of this (a
/// job, the command line) has no visitor: no share limits it.
pub async fn on_behalf_of<F: Future>(who: &str, work: F) -> F::Output {
    let begun = VISIT.try_with(|visit| visit.begun.clone());
    let visit = Visit {
        who: who.into(),
        begun: begun.unwrap_or_default(),
    };
    VISIT.scope(visit, work).await
}

/// The same work in a task of its own, still for the visitor of this one.
pub fn carried<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let visit = VISIT.try_with(Clone::clone);
    async move {
        match visit {
            Ok(visit) => VISIT.scope(visit, work).await,
            Err(_) => work.await,
        }
    }
}

/// How much a lane takes.
#[derive(Debug, Clone, Copy)]
struct Limits {
    at_work: usize,
    /// Requests that have had no turn yet; four times as many may wait of those that have.
    waiting: usize,
    /// One visitor's part of both.
    each_at_work: usize,
    each_waiting: usize,
    /// The longest wait of a request that has had no turn yet.
    first: Duration,
    /// The longest wait of any other.
    longest: Duration,
}

/// A bounded, fair way in; clones are the same lane.
#[derive(Debug, Clone)]
pub struct Lane {
    limits: Limits,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    at_work: usize,
    /// How many turns each visitor has now.
    turns: HashMap<Arc<str>, usize>,
    /// In the order they came.
    waiting: Vec<Waiting>,
    /// The round of the latest turn.
    round: u64,
    next: u64,
}

#[derive(Debug)]
struct Waiting {
    id: u64,
    who: Option<Arc<str>>,
    begun: bool,
    /// A visitor's second request waits for the round after their first one's.
    round: u64,
    told: oneshot::Sender<Turn>,
}

/// A turn in a lane; dropped, the next one's begins.
#[derive(Debug)]
pub struct Turn {
    lane: Lane,
    who: Option<Arc<str>>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.lane.state().end(self.who.as_ref());
        self.lane.pass_on();
    }
}

/// A place among those who wait; dropped, it is free.
struct Place {
    lane: Lane,
    id: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.lane.state().waiting.retain(|w| w.id != self.id);
    }
}

impl Lane {
    /// So many at work at once, so many waiting, each at most so long. One visitor has at most half of the turns.
    pub fn new(at_work: usize, waiting: usize, longest: Duration) -> Self {
        let limits = Limits {
            at_work,
            waiting,
            each_at_work: at_work.div_ceil(2),
            each_waiting: waiting,
            first: longest,
            longest,
        };
        Self {
            limits,
            state: Arc::default(),
        }
    }
    /// Requests that have had no turn anywhere yet are refused after this.
    #[must_use]
    pub fn refusing_after(mut self, first: Duration) -> Self {
        self.limits.first = first;
        self
    }
    /// The most that one visitor may have at work, and waiting.
    #[must_use]
    pub fn for_each(mut self, at_work: usize, waiting: usize) -> Self {
        self.limits.each_at_work = at_work;
        self.limits.each_waiting = waiting;
        self
    }
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// Waits for a turn. Nobody waits on after they have gone: a dropped future leaves its place.
    ///
    /// # Errors
    /// `Busy` when too many wait already, of all or of this visitor, or when this one waited too long.
    pub async fn enter(&self) -> Result<Turn> {
        let visit = VISIT.try_with(Clone::clone).ok();
        let begun = visit
            .as_ref()
            .is_none_or(|visit| visit.begun.load(Ordering::Relaxed));
        let turn = self
            .turn(visit.as_ref().map(|v| v.who.clone()), begun)
            .await?;
        if let Some(visit) = visit {
            visit.begun.store(true, Ordering::Relaxed);
        }
        Ok(turn)
    }
    async fn turn(&self, who: Option<Arc<str>>, begun: bool) -> Result<Turn> {
        let (told, turn) = oneshot::channel();
        let id = self.state().wait(&self.limits, (who, begun), told)?;
        let _place = Place {
            lane: self.clone(),
            id,
        };
        self.pass_on();
        let longest = if begun {
            self.limits.longest
        } else {
            self.limits.first
        };
        match tokio::time::timeout(longest, turn).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) | Err(_) => Err(StorageError::Busy),
        }
    }
    /// Gives free turns to those who wait for them.
    fn pass_on(&self) {
        loop {
            let next = self.state().next(&self.limits);
            let Some(next) = next else { return };
            let turn = Turn {
                lane: self.clone(),
                who: next.who,
            };
            // One who has gone gives the turn back by dropping it.
            let _gone = next.told.send(turn);
        }
    }
}

impl State {
    /// A place for one who waits. Out: its id.
    fn wait(
        &mut self,
        limits: &Limits,
        (who, begun): (Option<Arc<str>>, bool),
        told: oneshot::Sender<Turn>,
    ) -> Result<u64> {
        let most = if begun {
            limits.waiting.saturating_mul(4)
        } else {
            limits.waiting
        };
        let free = self.at_work < limits.at_work && !self.has_all(limits, who.as_ref());
        let alike = self.waiting.iter().filter(|w| w.begun == begun).count();
        let own = || self.waiting.iter().filter(|w| w.who == who);
        let too_many = alike >= most || (who.is_some() && own().count() >= limits.each_waiting);
        // Whoever can begin at once waits for nobody.
        if too_many && !free {
            return Err(StorageError::Busy);
        }
        let after = who.as_ref().and_then(|_| own().map(|w| w.round).max());
        let round = after.map_or(self.round, |last| last.saturating_add(1));
        self.next += 1;
        self.waiting.push(Waiting {
            id: self.next,
            who,
            begun,
            round: round.max(self.round),
            told,
        });
        Ok(self.next)
    }
    /// Whose turn it is, when one is free: whoever has begun goes first, then by round, then whoever came first.
    fn next(&mut self, limits: &Limits) -> Option<Waiting> {
        if self.at_work >= limits.at_work {
            return None;
        }
        let waiting = self.waiting.iter().enumerate();
        let (place, _) = waiting
            .filter(|(_, w)| !w.told.is_closed() && !self.has_all(limits, w.who.as_ref()))
            .min_by_key(|(_, w)| (!w.begun, w.round))?;
        let next = self.waiting.remove(place);
        self.round = self.round.max(next.round);
        self.at_work += 1;
        if let Some(who) = &next.who {
            *self.turns.entry(who.clone()).or_default() += 1;
        }
        Some(next)
    }
    /// Whether this visitor has as many turns as one may have.
    fn has_all(&self, limits: &Limits, who: Option<&Arc<str>>) -> bool {
        let turns = who.and_then(|who| self.turns.get(who));
        turns.is_some_and(|turns| *turns >= limits.each_at_work)
    }
    fn end(&mut self, who: Option<&Arc<str>>) {
        self.at_work = self.at_work.saturating_sub(1);
        let Some(who) = who else { return };
        if let Some(turns) = self.turns.get_mut(who) {
            *turns = turns.saturating_sub(1);
            if *turns == 0 {
                self.turns.remove(who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::Poll;

    const LONG: Duration = Duration::from_hours(1);

    /// Asks for a turn and waits as far as one can without one.
    async fn asked<F: Future>(future: F) -> (std::pin::Pin<Box<F>>, Option<F::Output>) {
        let mut future = Box::pin(future);
        let now = std::future::poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(out) => Poll::Ready(Some(out)),
            Poll::Pending => Poll::Ready(None),
        })
        .await;
        (future, now)
    }

    #[tokio::test]
    async fn so_many_work_so_many_wait_and_the_rest_are_refused() {
        let lane = Lane::new(2, 1, LONG);
        let first = lane.enter().await.unwrap();
        let _second = lane.enter().await.unwrap();
        let mut all = Vec::new();
        for _ in 0..4 {
            let (waiting, now) = asked(lane.enter()).await;
            assert!(now.is_none());
            all.push(waiting);
        }
        assert!(matches!(lane.enter().await, Err(StorageError::Busy)));
        drop(first);
        let third = all.remove(0).await.unwrap();
        // Those who have gone leave their places, with and without a turn.
        drop(all);
        drop(third);
        assert_eq!(lane.state().waiting.len(), 0);
        lane.enter().await.unwrap();
    }

    #[tokio::test]
    async fn nobody_waits_for_ever() {
        let lane = Lane::new(1, 1, LONG).refusing_after(Duration::from_millis(1));
        let first = on_behalf_of("ann", lane.enter()).await.unwrap();
        let late = on_behalf_of("ben", lane.enter()).await;
        assert!(matches!(late, Err(StorageError::Busy)));
        drop(first);
        lane.enter().await.unwrap();
    }

    #[tokio::test]
    async fn one_visitor_has_their_part_and_no_more() {
        let lane = Lane::new(2, 8, LONG).for_each(1, 3);
        let _one = on_behalf_of("ann", lane.enter()).await.unwrap();
        let mut waiting = Vec::new();
        for _ in 0..3 {
            let (turn, now) = asked(on_behalf_of("ann", lane.enter())).await;
            assert!(now.is_none(), "the other turn is somebody else's");
            waiting.push(turn);
        }
        let fourth = on_behalf_of("ann", lane.enter()).await;
        assert!(matches!(fourth, Err(StorageError::Busy)));
        on_behalf_of("ben", lane.enter()).await.unwrap();
    }

    #[tokio::test]
    async fn forty_of_one_visitor_go_in_turn_with_the_others() {
        let lane = Lane::new(1, 64, LONG);
        let begun = lane.enter().await.unwrap();
        let mut ann = Vec::new();
        for _ in 0..40 {
            ann.push(asked(on_behalf_of("ann", lane.enter())).await.0);
        }
        let (ben, _) = asked(on_behalf_of("ben", lane.enter())).await;
        drop(begun);
        let first = ann.remove(0).await.unwrap();
        let (ben, now) = asked(ben).await;
        assert!(now.is_none());
        drop(first);
        drop(ben.await.unwrap());
        ann.remove(0).await.unwrap();
    }

    #[tokio::test]
    async fn what_was_begun_goes_first() {
        let lane = Lane::new(1, 8, LONG);
        let held = lane.enter().await.unwrap();
        let (new, _) = asked(on_behalf_of("ann", lane.enter())).await;
        let begun = on_behalf_of("ben", async {
            Lane::new(1, 1, LONG).enter().await.unwrap();
            lane.enter().await
        });
        let (begun, _) = asked(begun).await;
        drop(held);
        let turn = begun.await.unwrap();
        let (new, now) = asked(new).await;
        assert!(now.is_none());
        drop(turn);
        new.await.unwrap();
    }

    #[tokio::test]
    async fn a_task_of_its_own_is_of_the_same_visitor() {
        let lane = Lane::new(2, 0, LONG).for_each(1, 0);
        let second = on_behalf_of("ann", async {
            let _one = lane.enter().await.unwrap();
            let lane = lane.clone();
            tokio::spawn(carried(async move { lane.enter().await.map(|_| ()) })).await
        });
        assert!(matches!(second.await.unwrap(), Err(StorageError::Busy)));
    }
}
