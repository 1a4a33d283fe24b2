//! A bounded way in: so many at work, so many waiting their turn, and the rest told at once to come back. What waits
//! for ever helps nobody; what is refused quickly can be sent again.
use super::{Result, StorageError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

#[derive(Debug, Clone)]
pub struct Lane {
    /// At work or waiting.
    places: Arc<Semaphore>,
    /// At work.
    turns: Arc<Semaphore>,
    longest: Duration,
}

/// A turn in a lane; dropped, the next one's begins.
#[derive(Debug)]
pub struct Turn {
    _turn: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Lane {
    /// So many at work at once, so many waiting, each at most so long.
    pub fn new(at_work: usize, waiting: usize, longest: Duration) -> Self {
        Self {
            places: Arc::new(Semaphore::new(at_work + waiting)),
            turns: Arc::new(Semaphore::new(at_work)),
            longest,
        }
    }
    /// Waits for a turn.
    ///
    /// # Errors
    /// `Busy` when too many wait already, or this one waited too long.
    pub async fn enter(&self) -> Result<Turn> {
        let busy = |_| StorageError::Busy;
        let place = self.places.clone().try_acquire_owned().map_err(busy)?;
        let turn = tokio::time::timeout(self.longest, self.turns.clone().acquire_owned());
        match turn.await {
            Ok(Ok(turn)) => Ok(Turn {
                _turn: turn,
                _place: place,
            }),
            Ok(Err(_)) | Err(_) => Err(StorageError::Busy),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn so_many_work_so_many_wait_and_the_rest_are_refused() {
        let lane = Lane::new(2, 1, Duration::from_hours(1));
        let first = lane.enter().await.unwrap();
        let _second = lane.enter().await.unwrap();
        let waiting = tokio::spawn({
            let lane = lane.clone();
            async move { lane.enter().await }
        });
        while lane.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(lane.enter().await, Err(StorageError::Busy)));
        drop(first);
        let third = waiting.await.unwrap().unwrap();
        assert!(lane.places.available_permits() > 0, "a place is free again");
        drop(third);
        lane.enter().await.unwrap();
    }

    #[tokio::test]
    async fn nobody_waits_for_ever() {
        let lane = Lane::new(1, 1, Duration::from_millis(1));
        let _first = lane.enter().await.unwrap();
        assert!(matches!(lane.enter().await, Err(StorageError::Busy)));
    }
}
