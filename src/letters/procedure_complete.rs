//! A second stage refused for written reasons: the letter that ends the internal procedure and starts the three
//! months for the Independent Assessor (rule 52).
use super::clean;
use super::closing::{AssessorContact, Ending, final_closing};
use super::common::Common;
use super::draft::Draft;
use super::tree::Letter;
use super::words;
use crate::procedure::vocabulary::LetterKind;
use chrono::NaiveDate;

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
    let mut draft = Draft::default();
    draft.say_fact(facts.requested_on, "The date of the request is not known yet", |day| {
        format!("You asked us on {} to take your complaint to the second stage of our complaints procedure. We have thought about this carefully. We have decided not to.", words::date(day))
    });
    draft.say_fact(
        facts.answered_on,
        "The date of our first response is not known yet",
        |day| format!("Our response of {} stands.", words::date(day)),
    );
    draft.heading("Why we decided this");
    draft.typed(facts.reasons.as_ref(), "No reasons written yet");
    draft.say_fact(clean::given(facts.approved_by.as_ref()), "No second person has approved this yet", |role| {
        format!("A second person ({role}), who did not propose this decision, has checked it and agrees with it.")
    });
    draft.block(final_closing(
        Ending::EscalationRefused,
        &facts.common,
        facts.assessor_last_date,
        &facts.assessor,
    ));
    draft.finish(
        LetterKind::ProcedureComplete,
        "Our complaints procedure is complete",
        &facts.common,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters::closing::FINAL_VERSION;
    use crate::letters::sample::{self, has};

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
