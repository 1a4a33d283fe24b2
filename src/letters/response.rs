//! The stage 1 response. Blocks: (c)4; every part answered with reasons (rule 43) and the way to the second
//! stage locked in (rule 46).
use super::block::{Day, Place};
use super::closing::{escalation_paragraph, tell_data_protection, tell_human_resources};
use super::common::Common;
use super::facts::Facts;
use super::findings::{Finding, Inquiry, say_finding, tell_inquiry};
use super::frame;
use super::gap::AnswerGap;
use super::tree::Letter;
use chrono::NaiveDate;
use procedure::vocabulary::LetterKind;

/// What the letter is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseFacts {
    pub common: Common,
    pub inquiry: Inquiry,
    pub findings: Vec<Finding>,
    /// Name or role and title of who decided.
    pub decided_by: Option<String>,
    /// Only a suggestion (rule 54); no sentence when there is none.
    pub escalate_by: Option<NaiveDate>,
}

/// The letter; complete when it has no gaps.
pub fn response(facts: &ResponseFacts) -> Letter {
    let mut told = Facts::default();
    let findings: Vec<&Finding> = facts.findings.iter().collect();
    tell_inquiry(&mut told, &facts.inquiry, &findings);
    told.part("findings", |part| {
        if facts.findings.is_empty() {
            part.gap(AnswerGap::Allegation);
        }
        for finding in &facts.findings {
            say_finding(part, finding);
        }
    });
    told.words(
        "decided_by",
        facts.decided_by.as_ref(),
        AnswerGap::DecidedBy,
    );
    told.part("second_stage", |part| {
        let ask_by = facts.escalate_by;
        part.block(escalation_paragraph(
            &facts.common,
            ask_by.map(|day| Day::Counted(Place::EscalateBy, day)),
        ));
    });
    tell_data_protection(&mut told, &facts.common);
    tell_human_resources(&mut told, &facts.common);
    frame::letter(LetterKind::Response, told, &facts.common)
}

#[cfg(test)]
mod tests;
