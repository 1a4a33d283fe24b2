//! The final response. Blocks: (c)6, all nineteen.
//!
//! "The second stage of the process ends our complaints procedure and if you're still unhappy, you may refer your
//! complaint to the Independent Assessor. Our final response will explain how to do this."
use super::closing::{
    AssessorContact, Ending, final_closing, tell_data_protection, tell_human_resources,
};
use super::common::Common;
use super::draft::Draft;
use super::facts::Facts;
use super::findings::{Finding, Inquiry, say_finding, tell_inquiry};
use super::frame;
use super::gap::{AllegationGap, AnswerGap};
use super::independence::independence;
use super::tree::Letter;
use super::words;
use chrono::NaiveDate;
use procedure::vocabulary::{LetterKind, Outcome};

/// What the letter is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinalResponseFacts {
    pub common: Common,
    pub inquiry: Inquiry,
    pub findings: Vec<ReviewedFinding>,
    /// Name and role of who decided (rule 56).
    pub decided_by: Option<String>,
    /// What they did at the first stage, each in words; empty when they took no part.
    pub earlier_parts: Vec<String>,
    pub assessor: AssessorContact,
    /// Three months after this letter, as the procedure works it out (rule 61).
    pub assessor_last_date: Option<NaiveDate>,
}

/// One allegation looked at for the second time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReviewedFinding {
    pub finding: Finding,
    pub first_view: FirstView,
    /// What the decider thought of it before reading what the first stage found.
    pub own_view: Option<Outcome>,
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
    let mut told = Facts::default();
    let findings: Vec<&Finding> = facts.findings.iter().map(|one| &one.finding).collect();
    tell_inquiry(&mut told, &facts.inquiry, &findings);
    told.part("findings", |part| {
        if facts.findings.is_empty() {
            part.gap(AnswerGap::Allegation);
        }
        for reviewed in &facts.findings {
            say_finding(part, &reviewed.finding);
            say_review(part, reviewed);
        }
    });
    told.words(
        "decided_by",
        facts.decided_by.as_ref(),
        AnswerGap::DecidedBy,
    );
    let independent = Some(independence(&facts.earlier_parts));
    told.words("independence", independent, AnswerGap::DecidedBy);
    told.part("independent_assessor", |part| {
        part.block(final_closing(
            Ending::FinalResponse,
            &facts.common,
            facts.assessor_last_date,
            &facts.assessor,
        ));
    });
    tell_data_protection(&mut told, &facts.common);
    tell_human_resources(&mut told, &facts.common);
    frame::letter(LetterKind::FinalResponse, told, &facts.common)
}

/// (c)6.12: the first view, and whether it stands, is worked out; why is written.
fn say_review(draft: &mut Draft, reviewed: &ReviewedFinding) {
    let number = reviewed.finding.number;
    match (reviewed.first_view, reviewed.finding.outcome) {
        (FirstView::NotKnown, _) => {
            return draft.gap(AllegationGap::FirstView.of(number));
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
            let own = reviewed.own_view.map(|own| {
                format!(
                    "Before reading what was found at the first stage, we looked at your complaint and the evidence afresh. We thought then that {}. ",
                    words::own_view(own)
                )
            });
            draft.say(&format!(
                "{}At the first stage {}. We have looked at this again and have {stands}.",
                own.unwrap_or_default(),
                words::first_outcome(first)
            ));
        }
    }
    draft.typed(reviewed.why.as_ref(), AllegationGap::WhyView.of(number));
}

#[cfg(test)]
mod tests;
