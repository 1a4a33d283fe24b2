//! The final response, from the editor and what the first stage found.
use super::Writer;
use super::answer::{Answer, decided_by, finding, inquiry};
use super::parts::common;
use super::remedies::of_first_stage;
use crate::{FinalResponseFacts, FirstView, Letter, ReviewedFinding};
use procedure::dispatch::Dispatch;
use procedure::vocabulary::Outcome;
use procedure::working_time::assessor_last_date;
use procedure::{Allegation, Complaint};

/// The letter as it stands. The last date for the Independent Assessor is the one the step will keep (rule 61).
pub fn final_response(
    complaint: &Complaint,
    answer: &Answer,
    dispatch: &Dispatch,
    writer: &Writer,
) -> Letter {
    let ctx = writer.ctx;
    let last = assessor_last_date(ctx.calendar, ctx.today(), dispatch.goes_by_post());
    crate::final_response(&FinalResponseFacts {
        common: common(complaint, dispatch, writer),
        inquiry: inquiry(complaint, answer),
        findings: complaint
            .in_scope()
            .map(|a| reviewed(complaint, a, answer, writer))
            .collect(),
        decided_by: decided_by(writer),
        earlier_parts: complaint
            .decider
            .map_or_else(Vec::new, |who| complaint.parts_in_words(who)),
        assessor: writer.assessor.clone(),
        assessor_last_date: Some(last),
    })
}

fn reviewed(c: &Complaint, a: &Allegation, answer: &Answer, writer: &Writer) -> ReviewedFinding {
    let mut finding = finding(a, answer, writer);
    finding.remedies.extend(of_first_stage(c, a.id, writer));
    let first = c
        .findings
        .iter()
        .find(|f| f.stage == 1 && f.allegation == a.id);
    let draft = answer.drafts.iter().find(|f| f.number == a.number);
    let views = first.map(|f| f.outcome).zip(finding.outcome);
    let own = c.decider.and_then(|who| c.own_view(a.id, who));
    ReviewedFinding {
        own_view: own.map(|own| own.view),
        why: views
            .and_then(|both| why(both, draft?.changed?))
            .map(str::to_owned),
        finding,
        // Nothing found at stage 1 on an allegation means that nobody answered it there.
        first_view: first.map_or(FirstView::NeverGiven, |f| FirstView::Given(f.outcome)),
    }
}

/// Why the first view is kept or changed: the reasons say it. None where the tick contradicts the outcomes, so that
/// the letter shows a gap.
fn why((first, now): (Outcome, Outcome), changed: bool) -> Option<&'static str> {
    match (first == now, changed) {
        (true, false) => Some("The reasons above say why."),
        (true, true) => Some("Our reasons are no longer the same. They are given above."),
        (false, true) => Some("The reasons above say what changed it."),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sections::{ResponseSections, default_sections};
    use super::super::testing::Stationery;
    use super::*;
    use crate::AssessorContact;
    use crate::sample::has;
    use procedure::steps::response::DraftFinding;
    use procedure::steps::testing::{a_remedy, upheld};
    use procedure::{AllegationId, Finding};

    fn first(outcome: Outcome) -> Finding {
        Finding {
            allegation: AllegationId(1),
            stage: 1,
            outcome,
            reasons: "A reason".into(),
            standard: String::new(),
            impact: String::new(),
            root_cause: None,
            learning: String::new(),
            learning_none: false,
            changed: None,
        }
    }

    fn second(changed: bool) -> DraftFinding {
        DraftFinding {
            changed: Some(changed),
            ..upheld(1)
        }
    }

    fn told(stationery: &Stationery, c: &Complaint, draft: DraftFinding) -> Letter {
        let ctx = stationery.world.ctx();
        let drafts = [draft];
        let answer = Answer {
            sections: &ResponseSections {
                looked: "I listened to the call of 3 September again.".into(),
                ..default_sections(c, &drafts)
            },
            drafts: &drafts,
            evidence: &[],
        };
        final_response(
            c,
            &answer,
            &Dispatch::preferred(c),
            &stationery.writer(&ctx),
        )
    }

    #[test]
    fn the_first_view_and_the_last_date_come_with_it() {
        let stationery = Stationery::new();
        let mut c = stationery.world.in_final_review();
        c.findings.push(first(Outcome::NotUpheld));
        c.remedies
            .push(a_remedy(Some(stationery.world.ctx().today())));
        let letter = told(&stationery, &c, second(true));
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "At the first stage we did not uphold this part of your complaint. We have looked at this again and have changed that view.",
                "The reasons above say what changed it.",
                "A written apology. We did this on 24 November 2026.",
                "The Customer Relations team will keep you updated",
                "The last date is 24 February 2027.",
            ],
        );
        c.findings[0].outcome = Outcome::Upheld;
        has(
            &told(&stationery, &c, second(false)),
            &["have kept that view. The reasons above say why."],
        );
    }

    #[test]
    fn a_tick_that_contradicts_the_outcomes_is_a_gap() {
        let stationery = Stationery::new();
        let mut c = stationery.world.in_final_review();
        c.findings.push(first(Outcome::NotUpheld));
        let gap = ["Allegation 1: nothing written yet on why the first view is kept or changed"];
        assert_eq!(told(&stationery, &c, second(false)).gaps(), gap);
        assert_eq!(told(&stationery, &c, upheld(1)).gaps(), gap);
    }

    #[test]
    fn no_answer_at_the_first_stage_is_owned_and_no_assessor_is_a_gap() {
        let mut stationery = Stationery::new();
        let c = stationery.world.in_final_review();
        stationery.assessor = AssessorContact::default();
        let letter = told(&stationery, &c, upheld(1));
        has(
            &letter,
            &["You had no answer on this at the first stage, and you should have had one."],
        );
        assert_eq!(
            letter.gaps(),
            ["No contact details for the Independent Assessor in the settings yet"]
        );
    }
}
