//! The stage 1 response. Blocks: (c)4; every part answered with reasons (rule 43) and the way to the second
//! stage locked in (rule 46).
use super::clean;
use super::closing::escalation_paragraph;
use super::common::Common;
use super::draft::Draft;
use super::findings::{
    Finding, Inquiry, say_complaint, say_finding, say_in_short, say_putting_right,
};
use super::tree::Letter;
use crate::procedure::vocabulary::LetterKind;
use chrono::NaiveDate;

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
    let mut draft = Draft::default();
    draft.say(
        "This is our response to your complaint at the first stage of our complaints procedure.",
    );
    say_in_short(&mut draft, facts.findings.iter());
    say_complaint(&mut draft, &facts.inquiry);
    draft.heading("What we found");
    if facts.findings.is_empty() {
        draft.gap("No allegation to answer yet");
    }
    for finding in &facts.findings {
        say_finding(&mut draft, finding);
    }
    say_putting_right(
        &mut draft,
        &facts.inquiry,
        &facts.findings.iter().collect::<Vec<_>>(),
    );
    draft.heading("Who decided this");
    draft.say_fact(
        clean::given(facts.decided_by.as_ref()),
        "Nobody named yet who decided this",
        |who| format!("{who} looked into your complaint and made these decisions."),
    );
    draft.block(escalation_paragraph(&facts.common, facts.escalate_by));
    draft.finish(
        LetterKind::Response,
        "Our response to your complaint",
        &facts.common,
    )
}

#[cfg(test)]
mod tests;
