//! The letter that corrects one that has left: what was wrong in it, or that it left later than it says.
use super::block::Day;
use super::closing::{AssessorContact, Ending, escalation_paragraph, final_closing_again};
use super::common::Common;
use super::facts::Facts;
use super::frame;
use super::gap::FactGap;
use super::tree::Letter;
use super::words;
use chrono::NaiveDate;
use procedure::vocabulary::LetterKind;

/// What the letter is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionFacts {
    pub common: Common,
    /// Which letter it corrects.
    pub kind: LetterKind,
    /// The date that letter bears.
    pub dated: NaiveDate,
    /// The day it left, where that is later: every time limit in it counts from then.
    pub left: Option<NaiveDate>,
    /// Markdown. May be empty, with `is_right`, where the letter only left late.
    pub was_wrong: Option<String>,
    /// Markdown.
    pub is_right: Option<String>,
    pub assessor: AssessorContact,
    /// Said again where the letter ended the procedure.
    pub assessor_last_date: Option<NaiveDate>,
    /// Only a suggestion (rule 54), said again in a correction of the stage 1 response.
    pub escalate_by: Option<NaiveDate>,
}

/// The locked part of the corrected letter that is said again.
#[derive(Clone, Copy)]
enum Again {
    SecondStage,
    Assessor(Ending),
    Nothing,
}

/// The letter; complete when it has no gaps.
pub fn correction(facts: &CorrectionFacts) -> Letter {
    let mut told = Facts::default();
    let kind = facts.kind;
    let name = kind.may_be_corrected().then(|| words::our_letter(kind));
    told.words("corrected_letter", name, FactGap::NotCorrected);
    told.words("dated", Some(words::date(facts.dated)), FactGap::ResponseOn);
    let late = facts.left.filter(|left| *left > facts.dated);
    told.words_if_any(
        "late_posting",
        late.map(|left| late_posting(kind, facts.dated, left)),
    );
    let is_typed = |words: &Option<String>| super::clean::given(words.as_ref()).is_some();
    let typed = late.is_none() || is_typed(&facts.was_wrong) || is_typed(&facts.is_right);
    for (name, words, missing) in [
        ("what_was_wrong", &facts.was_wrong, FactGap::WasWrong),
        ("what_is_right", &facts.is_right, FactGap::IsRight),
    ] {
        told.part(name, |part| {
            if typed {
                part.typed(words.as_ref(), missing);
            }
        });
    }
    let again = again(kind);
    told.part("independent_assessor", |part| match again {
        Again::Assessor(ending) => part.block(final_closing_again(
            ending,
            late.unwrap_or(facts.dated),
            facts.assessor_last_date,
            &facts.assessor,
        )),
        Again::SecondStage | Again::Nothing => {}
    });
    told.part("second_stage", |part| match again {
        Again::SecondStage => {
            let ask_by = facts.escalate_by.map(Day::Fixed);
            part.block(escalation_paragraph(&facts.common, ask_by));
        }
        Again::Assessor(_) | Again::Nothing => {}
    });
    frame::letter(LetterKind::Correction, told, &facts.common)
}

fn late_posting(kind: LetterKind, dated: NaiveDate, left: NaiveDate) -> String {
    let left = words::date(left);
    let counts = if gives_time(kind) {
        format!(", so the time you have counts from {left}.")
    } else {
        format!(". Any time limit in it counts from {left}.")
    };
    format!(
        "Our {} is dated {}. We posted it on {left}{counts}",
        words::our_letter(kind),
        words::date(dated)
    )
}

/// Whether such a letter gives the person time to do something.
fn gives_time(kind: LetterKind) -> bool {
    match kind {
        LetterKind::NotAccepted
        | LetterKind::AlreadyAnswered
        | LetterKind::Response
        | LetterKind::FinalResponse
        | LetterKind::ProcedureComplete
        | LetterKind::ResolvedByAgreement
        | LetterKind::NoFurtherContact => true,
        LetterKind::Acknowledgement
        | LetterKind::Timescale
        | LetterKind::EscalationAcknowledgement
        | LetterKind::ChangeOfContact
        | LetterKind::Withdrawal
        | LetterKind::OnTheSpot
        | LetterKind::Correction
        | LetterKind::RestrictionWarning
        | LetterKind::Restriction
        | LetterKind::RestrictionAppeal
        | LetterKind::RestrictionLifted
        | LetterKind::AssessorCover => false,
    }
}

fn again(kind: LetterKind) -> Again {
    match kind {
        LetterKind::Response => Again::SecondStage,
        LetterKind::FinalResponse => Again::Assessor(Ending::FinalResponse),
        LetterKind::ProcedureComplete => Again::Assessor(Ending::EscalationRefused),
        LetterKind::Acknowledgement
        | LetterKind::NotAccepted
        | LetterKind::AlreadyAnswered
        | LetterKind::Timescale
        | LetterKind::EscalationAcknowledgement
        | LetterKind::ResolvedByAgreement
        | LetterKind::ChangeOfContact
        | LetterKind::NoFurtherContact
        | LetterKind::Withdrawal
        | LetterKind::OnTheSpot
        | LetterKind::Correction
        | LetterKind::RestrictionWarning
        | LetterKind::Restriction
        | LetterKind::RestrictionAppeal
        | LetterKind::RestrictionLifted
        | LetterKind::AssessorCover => Again::Nothing,
    }
}

#[cfg(test)]
mod tests;
