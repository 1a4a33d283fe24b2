//! The request for the second stage, acknowledged with the name of who decides (rule 55).
use super::Writer;
use super::parts::{adjustments, answer_on, common, due_on, given, wanted};
use crate::{EscalationAcknowledgementFacts, Letter, OutstandingIssue};
use procedure::dispatch::Dispatch;
use procedure::vocabulary::Promise;
use procedure::working_time::uk_time::local_date;
use procedure::{Candidate, Complaint};

/// The letter. Every allegation in scope is outstanding: none may be dropped because no reasons were given
/// (rule 51). `decider` is the one chosen on the page.
pub fn escalation_acknowledgement(
    complaint: &Complaint,
    decider: Option<&Candidate>,
    dispatch: &Dispatch,
    writer: &Writer,
) -> Letter {
    let asked = complaint.escalation.as_ref();
    let outstanding = complaint.in_scope().map(|a| OutstandingIssue {
        number: a.number,
        alleged: given(&a.alleged),
        ground: a.ground,
    });
    crate::escalation_acknowledgement(&EscalationAcknowledgementFacts {
        common: common(complaint, dispatch, writer),
        requested_on: asked.map(|one| local_date(one.requested_at)),
        outstanding: outstanding.collect(),
        still_unhappy: asked.and_then(|one| given(&one.unhappy_about)),
        outcome_wanted: wanted(complaint),
        decider: decider.map(|who| format!("{}, {},", who.name, who.role.label().to_lowercase())),
        earlier_parts: decider.map_or_else(Vec::new, |who| complaint.parts_in_words(who.id)),
        answer_by: Some(answer_on(complaint, writer.ctx)),
        next_update: Some(due_on(writer.ctx, Promise::Update)),
        adjustments: adjustments(complaint, complaint.triage.needs_asked),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::Stationery;
    use super::*;
    use crate::sample::has;
    use procedure::steps::testing::candidate;

    fn told(stationery: &Stationery, c: &Complaint, decider: Option<&Candidate>) -> Letter {
        let ctx = stationery.world.ctx();
        escalation_acknowledgement(
            c,
            decider,
            &Dispatch::preferred(c),
            &stationery.writer(&ctx),
        )
    }

    #[test]
    fn only_who_decides_has_to_be_chosen() {
        let stationery = Stationery::new();
        let mut c = stationery.world.escalated();
        let letter = told(
            &stationery,
            &c,
            Some(&candidate(&stationery.world.executive())),
        );
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "You asked us on 24 November 2026",
                "No update since 12 October",
                "An apology",
                "Ruth Adeyemi, senior complaint executive, will look at your complaint",
                "our final response by 22 December 2026",
                "We will update you by 1 December 2026.",
            ],
        );
        let unchosen = ["Nobody chosen yet to decide the second stage"];
        assert_eq!(told(&stationery, &c, None).gaps(), unchosen);
        if let Some(asked) = &mut c.escalation {
            asked.unhappy_about = "Too late".into();
            asked.wanted = "To be rung back".into();
        }
        has(
            &told(&stationery, &c, None),
            &["Too late", "To be rung back"],
        );
    }

    #[test]
    fn a_missed_date_is_owned_and_not_promised_again() {
        let mut stationery = Stationery::new();
        let c = stationery.world.escalated();
        stationery.world.now += chrono::Duration::days(60);
        let letter = told(
            &stationery,
            &c,
            Some(&candidate(&stationery.world.executive())),
        );
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &["You should have had our final response by 22 December 2026. You did not"],
        );
    }
}
