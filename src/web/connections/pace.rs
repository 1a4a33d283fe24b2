//! How slow is too slow. Only time spent waiting for the other side counts, never our own.
use std::time::Duration;
use tokio::time::Instant;

/// The least that the other side must do.
#[derive(Debug, Clone, Copy)]
pub struct Speed {
    /// The longest silence.
    pub quiet: Duration,
    /// In each stretch of this much waiting…
    pub over: Duration,
    /// …at least so many bytes.
    pub least: u64,
}

/// Bytes that move one way while one side waits for the other.
#[derive(Debug)]
pub struct Pace {
    speed: Speed,
    /// Since when nothing has moved.
    quiet_since: Option<Instant>,
    /// The part of this stretch that is over, and since when the rest of it runs.
    waited: Duration,
    counted_from: Option<Instant>,
    bytes: u64,
}

impl Pace {
    pub fn new(speed: Speed) -> Self {
        Self {
            speed,
            quiet_since: None,
            waited: Duration::ZERO,
            counted_from: None,
            bytes: 0,
        }
    }
    /// We wait for the other side from now on.
    pub fn waits(&mut self, now: Instant) {
        self.quiet_since.get_or_insert(now);
        self.counted_from.get_or_insert(now);
    }
    /// So many bytes moved; we wait no longer.
    pub fn moved(&mut self, bytes: usize, now: Instant) {
        self.quiet_since = None;
        if let Some(from) = self.counted_from.take() {
            self.waited += now - from;
        }
        self.bytes = self.bytes.saturating_add(bytes as u64);
    }
    /// Nothing is left to move.
    pub fn rests(&mut self) {
        *self = Self::new(self.speed);
    }
    pub fn is_waiting(&self) -> bool {
        self.quiet_since.is_some()
    }
    /// Whether the other side is too slow by now; asked from time to time.
    pub fn is_too_slow(&mut self, now: Instant) -> bool {
        let since = |from: Option<Instant>| from.map_or(Duration::ZERO, |from| now - from);
        if since(self.quiet_since) >= self.speed.quiet {
            return true;
        }
        if self.waited + since(self.counted_from) < self.speed.over {
            return false;
        }
        if self.bytes < self.speed.least {
            return true;
        }
        self.waited = Duration::ZERO;
        self.bytes = 0;
        self.counted_from = self.counted_from.map(|_| now);
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEED: Speed = Speed {
        quiet: Duration::from_secs(15),
        over: Duration::from_secs(20),
        least: 40_000,
    };

    /// So many bytes each second, for as long as it is borne; at most ten minutes.
    fn borne(each_second: impl Fn(u64) -> usize) -> u64 {
        let began = Instant::now();
        let mut pace = Pace::new(SPEED);
        for second in 1..=600 {
            let now = began + Duration::from_secs(second);
            pace.waits(now - Duration::from_secs(1));
            if pace.is_too_slow(now) {
                return second;
            }
            match each_second(second) {
                0 => {}
                bytes => pace.moved(bytes, now),
            }
        }
        600
    }

    #[test]
    fn silence_ends_and_a_trickle_ends() {
        assert_eq!(borne(|_| 0), 15);
        assert_eq!(borne(|_| 100), 20);
        // A great deal at first buys no more than one stretch.
        assert_eq!(borne(|second| if second == 1 { 1_900_000 } else { 0 }), 16);
        assert_eq!(borne(|second| if second == 1 { 1_900_000 } else { 9 }), 40);
    }

    #[test]
    fn an_honest_slow_line_is_borne() {
        assert_eq!(borne(|_| 20_000), 600);
        assert_eq!(borne(|_| 2_500), 600);
        // In lumps, as a full buffer of the kernel lets go.
        assert_eq!(
            borne(|second| if second % 12 == 0 { 40_000 } else { 0 }),
            600
        );
    }

    #[test]
    fn time_of_our_own_does_not_count() {
        let now = Instant::now();
        let mut pace = Pace::new(SPEED);
        pace.waits(now);
        pace.moved(10, now + Duration::from_secs(1));
        // We did something else for a minute.
        let later = now + Duration::from_mins(1);
        assert!(!pace.is_too_slow(later));
        pace.waits(later);
        assert!(!pace.is_too_slow(later + Duration::from_secs(14)));
        assert!(pace.is_too_slow(later + Duration::from_secs(15)));
    }
}
