//! The kinds of letter, and what follows from the kind.
use crate::closed_list;

closed_list! {
    /// What each letter is.
    LetterKind {
        Acknowledgement = "acknowledgement", "Acknowledgement";
        NotAccepted = "not_accepted", "Not accepted";
        AlreadyAnswered = "already_answered", "Already answered";
        Timescale = "timescale", "Agreed timescale";
        Response = "response", "Stage 1 response";
        EscalationAcknowledgement = "escalation_acknowledgement", "Stage 2 acknowledgement";
        FinalResponse = "final_response", "Final response";
        ProcedureComplete = "procedure_complete", "Procedure complete";
        ResolvedByAgreement = "resolved_by_agreement", "Resolved by agreement";
        ChangeOfContact = "change_of_contact", "Change of contact";
        NoFurtherContact = "no_further_contact", "No further contact";
        Withdrawal = "withdrawal", "Withdrawal confirmed";
        OnTheSpot = "on_the_spot", "Resolved on the spot";
        RestrictionWarning = "restriction_warning", "Formal warning";
        Restriction = "restriction", "Restriction";
        RestrictionAppeal = "restriction_appeal", "Decision on their appeal";
        RestrictionLifted = "restriction_lifted", "Restriction lifted";
        Correction = "correction", "Correction";
        AssessorCover = "assessor_cover", "Papers for the Independent Assessor";
    }
}

impl LetterKind {
    /// Its leaving starts the three months in which the complainant can go to the Independent Assessor (rule 61).
    pub fn starts_the_three_months(self) -> bool {
        matches!(self, Self::FinalResponse | Self::ProcedureComplete)
    }
    /// It says what stage 1 found, or may: whoever decides stage 2 opens it only after recording a view of their own.
    pub fn says_what_stage_1_found(self) -> bool {
        match self {
            Self::Response | Self::ResolvedByAgreement | Self::Correction => true,
            Self::Acknowledgement
            | Self::NotAccepted
            | Self::AlreadyAnswered
            | Self::Timescale
            | Self::EscalationAcknowledgement
            | Self::FinalResponse
            | Self::ProcedureComplete
            | Self::ChangeOfContact
            | Self::NoFurtherContact
            | Self::Withdrawal
            | Self::OnTheSpot
            | Self::RestrictionWarning
            | Self::Restriction
            | Self::RestrictionAppeal
            | Self::RestrictionLifted
            | Self::AssessorCover => false,
        }
    }
    /// About how somebody is dealt with: kept with the complainant and never shown among the letters of a
    /// complaint, which people see who need not know (rule 95).
    pub fn restricts(self) -> bool {
        match self {
            Self::RestrictionWarning
            | Self::Restriction
            | Self::RestrictionAppeal
            | Self::RestrictionLifted => true,
            Self::Acknowledgement
            | Self::NotAccepted
            | Self::AlreadyAnswered
            | Self::Timescale
            | Self::Response
            | Self::EscalationAcknowledgement
            | Self::FinalResponse
            | Self::ProcedureComplete
            | Self::ResolvedByAgreement
            | Self::ChangeOfContact
            | Self::NoFurtherContact
            | Self::Withdrawal
            | Self::OnTheSpot
            | Self::Correction
            | Self::AssessorCover => false,
        }
    }
    /// Whether a further letter of the complaint can correct it. One that restricts somebody does not belong to the
    /// complaint, and the papers for the Independent Assessor do not go to the complainant.
    pub fn may_be_corrected(self) -> bool {
        match self {
            Self::RestrictionWarning
            | Self::Restriction
            | Self::RestrictionAppeal
            | Self::RestrictionLifted
            | Self::AssessorCover => false,
            Self::Acknowledgement
            | Self::NotAccepted
            | Self::AlreadyAnswered
            | Self::Timescale
            | Self::Response
            | Self::EscalationAcknowledgement
            | Self::FinalResponse
            | Self::ProcedureComplete
            | Self::ResolvedByAgreement
            | Self::ChangeOfContact
            | Self::NoFurtherContact
            | Self::Withdrawal
            | Self::OnTheSpot
            | Self::Correction => true,
        }
    }
}
