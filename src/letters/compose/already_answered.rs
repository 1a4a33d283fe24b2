//! A repeat of a finished complaint, from the proposal that names it (reading (e)18).
use super::Writer;
use super::parts::{common, due_on, given, refusal};
use crate::{AlreadyAnsweredFacts, Letter};
use procedure::Complaint;
use procedure::complaint::RefusalOf;
use procedure::dispatch::Dispatch;
use procedure::vocabulary::Promise;
use procedure::working_time::uk_time::local_date;

/// The letter, from its proposal. `checked_by` is the role of the second person, none while nobody has agreed.
pub fn already_answered(
    complaint: &Complaint,
    checked_by: Option<&str>,
    dispatch: &Dispatch,
    writer: &Writer,
) -> Letter {
    let proposal = refusal(complaint, RefusalOf::Repeat);
    let earlier = proposal.and_then(|one| one.repeats.as_ref());
    crate::already_answered(&AlreadyAnsweredFacts {
        common: common(complaint, dispatch, writer),
        received_on: Some(local_date(complaint.received.at)),
        earlier: earlier.map(|one| one.reference.to_string()),
        completed_on: earlier.map(|one| one.completed_on),
        assessor_last_date: earlier.and_then(|one| one.last_date),
        same: proposal.and_then(|one| given(&one.reason)),
        checked_by: checked_by.map(str::to_owned),
        look_again_by: Some(due_on(writer.ctx, Promise::Escalate)),
        is_second_look: complaint.looked_at_again().is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::Stationery;
    use super::*;
    use crate::sample::has;
    use procedure::complaint::Earlier;
    use procedure::steps::testing::refused_by;
    use procedure::{ComplaintId, Reference};

    #[test]
    fn the_proposal_is_the_letter_and_a_second_person_completes_it() {
        let stationery = Stationery::new();
        let mut c = refused_by(&stationery.world, stationery.world.relations().id);
        c.refusals[0].of = RefusalOf::Repeat;
        c.refusals[0].repeats = Some(Earlier {
            id: ComplaintId(70),
            reference: Reference::new("SC", 2026, 70),
            completed_on: "2026-10-01".parse().unwrap(),
            last_date: "2027-01-04".parse().ok(),
        });
        let ctx = stationery.world.ctx();
        let dispatch = Dispatch::preferred(&c);
        let write =
            |c: &Complaint, role| already_answered(c, role, &dispatch, &stationery.writer(&ctx));
        let letter = write(&c, Some("senior complaint executive"));
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "SC-2026-000070",
                "complete on 1 October 2026",
                "The last date for that is 4 January 2027.",
                "About the decision",
                "Please tell us by 24 December 2026",
            ],
        );
        let unchecked = ["No second person has checked this refusal yet"];
        assert_eq!(write(&c, None).gaps(), unchecked);
    }
}
