//! The words Redress comes with: `templates/letters/<kind>.md`.
use procedure::vocabulary::LetterKind;

macro_rules! sources {
    ($kind:expr, $($name:ident = $file:literal),* $(,)?) => {
        match $kind {
            $(LetterKind::$name => include_str!(concat!("../../../templates/letters/", $file, ".md")),)*
        }
    };
}

/// The template of a kind of letter.
pub(super) fn source(kind: LetterKind) -> &'static str {
    sources!(
        kind,
        Acknowledgement = "acknowledgement",
        NotAccepted = "not_accepted",
        AlreadyAnswered = "already_answered",
        Timescale = "timescale",
        Response = "response",
        EscalationAcknowledgement = "escalation_acknowledgement",
        FinalResponse = "final_response",
        ProcedureComplete = "procedure_complete",
        ResolvedByAgreement = "resolved_by_agreement",
        ChangeOfContact = "change_of_contact",
        NoFurtherContact = "no_further_contact",
        Withdrawal = "withdrawal",
        OnTheSpot = "on_the_spot",
        Correction = "correction",
        RestrictionWarning = "restriction_warning",
        Restriction = "restriction",
        RestrictionAppeal = "restriction_appeal",
        RestrictionLifted = "restriction_lifted",
        AssessorCover = "assessor_cover",
    )
}
