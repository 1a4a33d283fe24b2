//! Stage 1: the individual assigned writes the response, point by point, and issues it.
use crate::web::editor::Which;
use crate::web::editor::desk::Response;
use crate::web::editor::form::Answered;
use procedure::steps::AnyStep;
use procedure::steps::response::IssueResponse;

pub struct ResponseEditor;

impl Response for ResponseEditor {
    const WHICH: Which = Which::First;
    fn issue(answered: Answered, letter_gaps: Vec<(String, String)>) -> AnyStep {
        IssueResponse {
            findings: answered.findings,
            dispatch: answered.dispatch,
            letter_gaps,
        }
        .into()
    }
}
