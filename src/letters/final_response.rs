//! The final response. Blocks: (c)6, all nineteen.
//!
//! "The second stage of the process ends our complaints procedure and if you're still unhappy, you may refer your
//! complaint to the Independent Assessor. Our final response will explain how to do this."
use super::clean;
use super::closing::{AssessorContact, Ending, final_closing};
use super::common::Common;
use super::draft::Draft;
use super::findings::{
    Finding, Inquiry, say_complaint, say_finding, say_in_short, say_putting_right,
};
use super::tree::Letter;
use super::words;
use crate::procedure::vocabulary::{LetterKind, Outcome};
use chrono::NaiveDate;

/// What the letter is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinalResponseFacts {
    pub common: Common,
    pub inquiry: Inquiry,
    pub findings: Vec<ReviewedFinding>,
    /// Name and role of who decided (rule 56).
    pub decided_by: Option<String>,
    pub assessor: AssessorContact,
    /// Three months after this letter, as the procedure works it out (rule 61).
    pub assessor_last_date: Option<NaiveDate>,
}

/// One allegation looked at for the second time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReviewedFinding {
    pub finding: Finding,
    pub first_view: FirstView,
    /// Why the first view is kept or changed. Markdown.
    pub why: Option<String>,
}

/// What the first stage said of an allegation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FirstView {
    #[default]
    NotKnown,
    /// Escalated because stage 1 was overdue (rule 50).
    NeverGiven,
    Given(Outcome),
}

/// The letter; complete when it has no gaps.
pub fn final_response(facts: &FinalResponseFacts) -> Letter {
    let mut draft = Draft::default();
    draft.say("This is our response to your complaint at the second stage of our complaints procedure. The second stage is the last.");
    say_in_short(&mut draft, facts.findings.iter().map(|one| &one.finding));
    say_complaint(&mut draft, &facts.inquiry);
    draft.heading("What we found");
    if facts.findings.is_empty() {
        draft.gap("No allegation to answer yet");
    }
    for reviewed in &facts.findings {
        say_finding(&mut draft, &reviewed.finding);
        say_review(&mut draft, reviewed);
    }
    say_putting_right(
        &mut draft,
        &facts.inquiry,
        &facts
            .findings
            .iter()
            .map(|one| &one.finding)
            .collect::<Vec<_>>(),
    );
    draft.heading("Who decided this");
    draft.say_fact(
        clean::given(facts.decided_by.as_ref()),
        "Nobody named yet who decided this",
        |who| format!("{who} made these decisions and took no part in the first stage."),
    );
    draft.block(final_closing(
        Ending::FinalResponse,
        &facts.common,
        facts.assessor_last_date,
        &facts.assessor,
    ));
    draft.finish(
        LetterKind::FinalResponse,
        "Our final response to your complaint",
        &facts.common,
    )
}

/// (c)6.12: the first view, and whether it stands, is worked out; why is written.
fn say_review(draft: &mut Draft, reviewed: &ReviewedFinding) {
    let number = reviewed.finding.number;
    match (reviewed.first_view, reviewed.finding.outcome) {
        (FirstView::NotKnown, _) => {
            return draft.gap(&format!(
                "Allegation {number}: what the first stage found is not known yet"
            ));
        }
        (FirstView::NeverGiven, _) => {
            draft.say("You had no answer on this at the first stage, and you should have had one. This is our first view as well as our last.");
            return draft.typed_if_any(reviewed.why.as_ref());
        }
        (FirstView::Given(_), None) => {}
        (FirstView::Given(first), Some(now)) => {
            let stands = if first == now {
                "kept that view"
            } else {
                "changed that view"
            };
            draft.say(&format!(
                "At the first stage {}. We have looked at this again and have {stands}.",
                words::first_outcome(first)
            ));
        }
    }
    draft.typed(
        reviewed.why.as_ref(),
        &format!(
            "Allegation {number}: nothing written yet on why the first view is kept or changed"
        ),
    );
}

#[cfg(test)]
mod tests;
