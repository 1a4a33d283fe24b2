//! A second stage refused for written reasons: the letter that ends the internal procedure and starts the three
//! months for the Independent Assessor (rule 52).
use super::closing::{AssessorContact, Ending, final_closing};
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
pub struct ProcedureCompleteFacts {
    pub common: Common,
    pub requested_on: Option<NaiveDate>,
    pub answered_on: Option<NaiveDate>,
    /// Why there is no second stage. Markdown.
    pub reasons: Option<String>,
    /// Role of the second person who approved it.
    pub approved_by: Option<String>,
    pub assessor: AssessorContact,
    /// Three months after this letter.
    pub assessor_last_date: Option<NaiveDate>,
}

/// The letter; complete when it has no gaps.
pub fn procedure_complete(facts: &ProcedureCompleteFacts) -> Letter {
    let mut told = Facts::default();
    told.words(
        "requested_on",
        facts.requested_on.map(words::date),
        FactGap::RequestedOn,
    );
    told.words(
        "answered_on",
        facts.answered_on.map(words::date),
        FactGap::FirstResponseOn,
    );
    told.typed("reasons", facts.reasons.as_ref(), FactGap::Reasons);
    told.words(
        "approved_by",
        facts.approved_by.as_ref(),
        FactGap::ApprovedBy,
    );
    told.part("independent_assessor", |part| {
        part.block(final_closing(
            Ending::EscalationRefused,
            &facts.common,
            facts.assessor_last_date,
            &facts.assessor,
        ));
    });
    frame::letter(LetterKind::ProcedureComplete, told, &facts.common)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closing::FINAL_VERSION;
    use crate::sample::{self, has};

    #[test]
    fn it_ends_the_procedure_and_names_the_assessor() {
        let letter = procedure_complete(&sample::procedure_complete());
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        assert_eq!(letter.locked_versions(), [FINAL_VERSION]);
        has(
            &letter,
            &[
                "You asked us on 23 November 2026",
                "Our response of 6 November 2026 stands.",
                "You accepted the remedy in writing.",
                "A second person (senior complaint executive)",
                "This letter was issued on 24 November 2026 and our internal procedure is complete.",
                "Send them a copy of this letter",
                "The last date is 24 February 2027.",
            ],
        );
        assert!(!sample::flat(&letter).contains("This is our final response"));
    }

    #[test]
    fn what_is_missing_shows_as_gaps() {
        let facts = ProcedureCompleteFacts {
            common: sample::common(),
            requested_on: None,
            answered_on: None,
            reasons: None,
            approved_by: None,
            assessor: AssessorContact::default(),
            assessor_last_date: None,
        };
        assert_eq!(
            procedure_complete(&facts).gaps(),
            [
                "The date of the request is not known yet",
                "The date of our first response is not known yet",
                "No reasons written yet",
                "No second person has approved this yet",
                "No contact details for the Independent Assessor in the settings yet",
                "The last date for the Independent Assessor has not been worked out yet",
            ]
        );
    }
}
