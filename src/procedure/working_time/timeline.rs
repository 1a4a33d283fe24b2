//! Stretches in which a clock runs, with prefix sums, so that any question is one binary search.
use chrono::{DateTime, Utc};

/// One stretch of running clock: from inclusive, to exclusive, and how much has run by its end.
/// All in microseconds since 1970, the precision of the database.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: i64,
    to: i64,
    run_by_end: i64,
}

/// Stretches in order, none touching backwards.
#[derive(Debug, Clone, Default)]
pub(super) struct Timeline {
    stretches: Vec<Stretch>,
}

impl Timeline {
    /// Adds a stretch after the last; one that is empty (opening hours inside the spring gap) is left out.
    pub fn push(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) {
        let (from, to) = (from.timestamp_micros(), to.timestamp_micros());
        let run = self.stretches.last().map_or(0, |last| last.run_by_end);
        if from < to {
            let run_by_end = run + (to - from);
            self.stretches.push(Stretch {
                from,
                to,
                run_by_end,
            });
        }
    }

    /// How much of the clock runs from `a` to `b`, in microseconds; 0 when `b` is not after `a`.
    pub fn run_between(&self, a: i64, b: i64) -> i64 {
        (self.run_until(b) - self.run_until(a)).max(0)
    }

    /// [`Timeline::run_between`] without what falls in the pauses (which must be merged).
    pub fn run_unpaused(&self, a: i64, b: i64, pauses: &[(i64, i64)]) -> i64 {
        let stood_still: i64 = pauses
            .iter()
            .map(|&(from, until)| self.run_between(from.max(a), until.min(b)))
            .sum();
        self.run_between(a, b) - stood_still
    }

    /// The earliest instant by which `amount` has run since `start` outside the pauses (which must be merged).
    ///
    /// The end of a stretch comes before the start of the next: what fills a day exactly ends at its close.
    /// With nothing to run, it is the first running instant. Past the last stretch it is the last one's end.
    pub fn advance(&self, start: i64, amount: i64, pauses: &[(i64, i64)]) -> i64 {
        let (mut at, mut left) = (start, amount);
        for &(from, until) in pauses.iter().filter(|pause| pause.1 > start) {
            let runs = self.run_between(at, from);
            if left <= runs && from > at {
                break;
            }
            left -= runs;
            at = until.max(at);
        }
        self.reach(at, left)
    }

    /// The stretch in which `at` falls, if the clock runs then.
    pub fn running_at(&self, at: i64) -> Option<(i64, i64)> {
        self.running_or_next(at).filter(|stretch| stretch.0 <= at)
    }

    /// The first stretch that is not over at `at`.
    pub fn running_or_next(&self, at: i64) -> Option<(i64, i64)> {
        self.overlapping(at, i64::MAX).next()
    }

    /// The stretches that overlap `a` to `b`, whole.
    pub fn overlapping(&self, a: i64, b: i64) -> impl Iterator<Item = (i64, i64)> + '_ {
        self.stretches
            .iter()
            .skip(self.first_not_over(a))
            .take_while(move |stretch| stretch.from < b)
            .map(move |stretch| (stretch.from, stretch.to))
    }

    fn reach(&self, at: i64, amount: i64) -> i64 {
        if amount <= 0 {
            return self.running_or_next(at).map_or(at, |next| next.0.max(at));
        }
        let target = self.run_until(at) + amount;
        let index = self
            .stretches
            .partition_point(|stretch| stretch.run_by_end < target);
        match self.stretches.get(index) {
            Some(stretch) => stretch.to - (stretch.run_by_end - target),
            None => self.stretches.last().map_or(at, |last| last.to.max(at)),
        }
    }

    fn run_until(&self, at: i64) -> i64 {
        let index = self.first_not_over(at);
        let before = index
            .checked_sub(1)
            .and_then(|previous| self.stretches.get(previous))
            .map_or(0, |previous| previous.run_by_end);
        let within = self
            .stretches
            .get(index)
            .map_or(0, |stretch| (at - stretch.from).max(0));
        before + within
    }

    fn first_not_over(&self, at: i64) -> usize {
        self.stretches.partition_point(|stretch| stretch.to <= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs 10 to 20 and 30 to 40.
    fn timeline() -> Timeline {
        let at = |micros| DateTime::from_timestamp_micros(micros).unwrap();
        let mut timeline = Timeline::default();
        timeline.push(at(10), at(20));
        timeline.push(at(25), at(25));
        timeline.push(at(30), at(40));
        timeline
    }

    #[test]
    fn counts_only_what_runs() {
        assert_eq!(timeline().run_between(0, 100), 20);
        assert_eq!(timeline().run_between(15, 32), 7);
        assert_eq!(timeline().run_between(20, 30), 0);
        assert_eq!(timeline().run_between(32, 15), 0);
        assert_eq!(timeline().run_unpaused(0, 100, &[(5, 12), (38, 50)]), 16);
    }

    #[test]
    fn an_amount_that_fills_a_stretch_ends_at_its_close() {
        assert_eq!(timeline().advance(10, 10, &[]), 20);
        assert_eq!(timeline().advance(10, 11, &[]), 31);
        assert_eq!(timeline().advance(22, 1, &[]), 31);
        assert_eq!(timeline().advance(22, 0, &[]), 30);
        assert_eq!(timeline().advance(10, 100, &[]), 40);
    }

    #[test]
    fn pauses_are_stepped_over() {
        assert_eq!(timeline().advance(10, 10, &[(12, 15)]), 33);
        assert_eq!(timeline().advance(10, 5, &[(15, 18)]), 15);
        assert_eq!(timeline().advance(10, 5, &[(0, 12), (18, 20)]), 17);
        assert_eq!(timeline().advance(12, 5, &[(0, 14)]), 19);
        assert_eq!(timeline().advance(22, 5, &[(21, 23)]), 35);
    }

    #[test]
    fn knows_what_runs_now_and_next() {
        assert_eq!(timeline().running_at(10), Some((10, 20)));
        assert_eq!(timeline().running_at(20), None);
        assert_eq!(timeline().running_or_next(20), Some((30, 40)));
        assert_eq!(timeline().running_or_next(40), None);
    }
}
