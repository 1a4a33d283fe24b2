//! Stage 2: the person it was escalated to writes the final response, which ends the procedure.
use crate::web::editor::Which;
use crate::web::editor::desk::Response;
use crate::web::editor::form::Answered;
use letters::closing::FINAL_VERSION;
use procedure::steps::AnyStep;
use procedure::steps::final_response::IssueFinalResponse;

pub struct FinalResponseEditor;

impl Response for FinalResponseEditor {
    const WHICH: Which = Which::Final;
    fn issue(answered: Answered, letter_gaps: Vec<(String, String)>) -> AnyStep {
        IssueFinalResponse {
            findings: answered.findings,
            dispatch: answered.dispatch,
            letter_gaps,
            closing_version: FINAL_VERSION,
        }
        .into()
    }
}
