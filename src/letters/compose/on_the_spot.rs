//! Put right on the spot, and confirmed in writing (rules 3 and 47).
use super::Writer;
use super::parts::{common, given};
use crate::{Letter, OnTheSpotFacts};
use procedure::Complaint;
use procedure::dispatch::Dispatch;
use procedure::working_time::uk_time::local_date;

/// The letter. `outcome` is what was done, as Markdown.
pub fn on_the_spot(
    complaint: &Complaint,
    outcome: &str,
    dispatch: &Dispatch,
    writer: &Writer,
) -> Letter {
    let received = &complaint.received;
    let details = &complaint.details;
    crate::on_the_spot(&OnTheSpotFacts {
        common: common(complaint, dispatch, writer),
        told: Some((local_date(received.at), received.channel)),
        what: given(&details.what_happened).or_else(|| given(&details.summary)),
        done: given(outcome),
        resolved_on: Some(writer.ctx.today()),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::Stationery;
    use super::*;
    use crate::sample::has;
    use procedure::steps::testing::a_complaint;

    #[test]
    fn only_the_outcome_has_to_be_written() {
        let stationery = Stationery::new();
        let c = a_complaint(&stationery.world);
        let ctx = stationery.world.ctx();
        let write = |outcome| {
            on_the_spot(
                &c,
                outcome,
                &Dispatch::preferred(&c),
                &stationery.writer(&ctx),
            )
        };
        let letter = write("We rang you back.");
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "No update since 12 October",
                "We rang you back.",
                "agreed with you on 24 November",
            ],
        );
        assert_eq!(write(" ").gaps(), ["Nothing written yet on what we did"]);
    }
}
