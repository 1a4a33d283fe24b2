//! A complaint we do not accept, from the refusal that was proposed (rules 17 and 18).
use super::Writer;
use super::acknowledgement::excluded;
use super::parts::{common, due_on, given, lines, refusal};
use crate::{Excluded, Letter, NotAcceptedFacts, Refusal};
use procedure::Complaint;
use procedure::complaint::RefusalOf;
use procedure::dispatch::Dispatch;
use procedure::vocabulary::{Exclusion, Promise};
use procedure::working_time::uk_time::local_date;

/// The refusal, from its proposal. `checked_by` is the role of the second person, none while nobody has agreed.
pub fn not_accepted(
    complaint: &Complaint,
    checked_by: Option<&str>,
    dispatch: &Dispatch,
    writer: &Writer,
) -> Letter {
    let proposal = refusal(complaint, RefusalOf::Complaint);
    let why = proposal.and_then(|one| given(&one.reason));
    let six_month = complaint.triage.six_month.as_ref();
    let outside = complaint.allegations.iter().filter_map(|a| {
        let one = excluded(complaint, &a.alleged, &a.scope, six_month)?;
        let old = one.exclusion == Some(Exclusion::OverSixMonths);
        // The proposal says "why, on this complaint, and why no discretion".
        let no_discretion = one.no_discretion.or_else(|| why.clone().filter(|_| old));
        Some(Excluded {
            no_discretion,
            ..one
        })
    });
    crate::not_accepted(&NotAcceptedFacts {
        common: common(complaint, dispatch, writer),
        received_on: Some(local_date(complaint.received.at)),
        refusal: Refusal {
            considered: why.clone(),
            evidence: proposal.map(|one| lines(&one.evidence)).unwrap_or_default(),
            excluded: outside.collect(),
            checked_by: checked_by.map(str::to_owned),
            dispute_reference: given(&complaint.details.dispute_reference),
            belongs: proposal.and_then(|one| given(&one.belongs)),
            look_again_by: Some(due_on(writer.ctx, Promise::Escalate)),
            is_second_look: complaint.looked_at_again().is_some(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::Stationery;
    use super::*;
    use crate::gap::FactGap;
    use crate::sample::has;
    use procedure::Scope;
    use procedure::steps::testing::refused_by;

    #[test]
    fn the_proposal_is_the_letter_and_a_second_person_completes_it() {
        let stationery = Stationery::new();
        let mut c = refused_by(&stationery.world, stationery.world.relations().id);
        let ctx = stationery.world.ctx();
        let dispatch = Dispatch::preferred(&c);
        let write =
            |c: &Complaint, role| not_accepted(c, role, &dispatch, &stationery.writer(&ctx));
        let letter = write(&c, Some("senior complaint executive"));
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "About the decision",
                "doesn't cover the decision made by the case handler",
                "Only the outcome",
                "Letter of 3 March",
                "A second person (senior complaint executive)",
                "dispute reference, EN-778120",
                "Please tell us by 24 December 2026",
            ],
        );
        let unchecked = ["No second person has checked this refusal yet"];
        assert_eq!(write(&c, None).gaps(), unchecked);
        c.allegations[0].scope = Scope::Outside {
            exclusion: Exclusion::OverSixMonths,
            reason: "It was in March".into(),
        };
        assert_eq!(write(&c, None).gaps(), unchecked);
        // They asked us to look again, and somebody else agrees.
        c.refusals.push(c.refusals[0].clone());
        c.refusals[0].approved = Some(true);
        let again = write(&c, Some("senior complaint executive"));
        assert_eq!(again.gaps(), Vec::<&str>::new());
        has(
            &again,
            &[
                "You asked us to look again",
                "We have now looked at this twice",
            ],
        );
        c.refusals.pop();
        c.refusals[0].approved = Some(false);
        assert!(
            write(&c, None)
                .gaps()
                .contains(&&FactGap::Considered.into())
        );
    }
}
