//! Closed because we heard no more (rule 54).
use super::Writer;
use super::parts::common;
use super::remedies::still_to_do;
use crate::{Letter, NoFurtherContactFacts};
use procedure::Complaint;
use procedure::dispatch::Dispatch;
use procedure::working_time::uk_time::local_date;

/// The letter, from when we answered and what is still to be done.
pub fn no_further_contact(complaint: &Complaint, dispatch: &Dispatch, writer: &Writer) -> Letter {
    crate::no_further_contact(&NoFurtherContactFacts {
        common: common(complaint, dispatch, writer),
        answered_on: complaint.answered_at.map(local_date),
        still_to_do: still_to_do(complaint, writer),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::Stationery;
    use super::*;
    use crate::sample::has;

    #[test]
    fn the_day_we_answered_is_told() {
        let stationery = Stationery::new();
        let ctx = stationery.world.ctx();
        let write = |c: &Complaint| {
            no_further_contact(c, &Dispatch::preferred(c), &stationery.writer(&ctx))
        };
        let letter = write(&stationery.world.answered());
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &["our response to your complaint on 24 November 2026"],
        );
        assert_eq!(
            write(&stationery.world.investigated()).gaps(),
            ["The date of our response is not known yet"]
        );
    }
}
