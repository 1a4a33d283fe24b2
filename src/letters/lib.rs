//! What each letter says.
//!
//! Facts go in (one struct a letter), a [`Letter`] tree comes out, and every format is made
//! from the tree alone. Facts may be missing: the letter then shows a gap where the words
//! would be, so a page can preview it as it stands and a step can refuse to send it.
//! Text typed by staff is a small Markdown ([`markdown`]); everything else stays as typed.
mod acknowledgement;
mod already_answered;
mod assessor_cover;
mod block;
mod change_of_contact;
pub mod checks;
mod clean;
pub mod closing;
mod common;
pub mod compose;
mod correction;
mod dated;
mod draft;
mod escalation_acknowledgement;
pub mod example;
mod facts;
mod final_response;
mod findings;
mod frame;
pub mod gap;
mod html;
mod independence;
pub mod limits;
pub mod markdown;
mod no_further_contact;
mod not_accepted;
mod on_the_spot;
mod procedure_complete;
mod resolved_by_agreement;
mod response;
mod restriction;
mod restriction_notices;
pub mod roles;
#[cfg(any(test, feature = "testing"))]
pub mod sample;
mod scope;
pub mod size;
pub mod template;
mod text;
mod timescale;
mod tree;
#[cfg(test)]
mod truth;
mod withdrawal;
mod words;

pub use acknowledgement::{AcknowledgementFacts, acknowledgement};
pub use already_answered::{AlreadyAnsweredFacts, already_answered};
pub use assessor_cover::{AssessorCoverFacts, addressed as addressed_to_assessor, assessor_cover};
pub use block::{Block, Day, Inline, Place};
pub use change_of_contact::{ChangeOfContactFacts, Covered, change_of_contact};
pub use clean::paragraphs as as_typed;
pub use closing::AssessorContact;
pub use common::{Adjustments, Common, Organisation, Signatory, Wanted};
pub use correction::{CorrectionFacts, correction};
pub use dated::Days;
pub use escalation_acknowledgement::{
    EscalationAcknowledgementFacts, OutstandingIssue, escalation_acknowledgement,
};
pub use final_response::{FinalResponseFacts, FirstView, ReviewedFinding, final_response};
pub use findings::{Evidence, EvidenceFrom, Finding, Inquiry, Remedy};
pub use gap::Gap;
pub use no_further_contact::{NoFurtherContactFacts, no_further_contact};
pub use not_accepted::{NotAcceptedFacts, not_accepted};
pub use on_the_spot::{OnTheSpotFacts, on_the_spot};
pub use procedure_complete::{ProcedureCompleteFacts, procedure_complete};
pub use resolved_by_agreement::{ResolvedByAgreementFacts, resolved_by_agreement};
pub use response::{ResponseFacts, response};
pub use restriction::{Conduct, RestrictionFacts, restriction};
pub use restriction_notices::{
    RestrictionAppealFacts, RestrictionLiftedFacts, WarningFacts, restriction_appeal,
    restriction_lifted, restriction_warning,
};
pub use scope::{Excluded, InScope, Refusal};
pub use timescale::{Agreement, LetterStage, TimescaleFacts, timescale};
pub use tree::Letter;
pub use withdrawal::{WithdrawalFacts, withdrawal};
