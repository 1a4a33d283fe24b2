//! Stage 1: the individual assigned writes the response, point by point, and issues it.
use crate::procedure::Context;
use crate::procedure::steps::response::IssueResponse;
use crate::storage::drafts::Fields;
use crate::web::App;
use crate::web::case::{self, Case};
use crate::web::editor::form::Typed;
use crate::web::editor::{Which, desk};
use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use actix_web::{HttpResponse, web};

/// GET `/complaints/{reference}/response`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to write.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    desk::show(&app, &who, &path, Which::First).await
}

/// POST `/complaints/{reference}/response`: `act` is save, a preview, or issue.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<Fields>,
) -> Result<HttpResponse, WebError> {
    let desk = desk::load(&app, &who, &path, Which::First).await?;
    if let Some(answer) = desk::answer(&app, &who, &desk, &form).await? {
        return Ok(answer);
    }
    let typed = |case: &Case| Typed::sent(&form, &case.complaint);
    let parse = |case: &Case, _: &Context| {
        let ready = desk.ready(case, &typed(case), &who)?;
        Ok(IssueResponse {
            findings: ready.answered.findings,
            dispatch: ready.answered.dispatch,
            letter_gaps: ready.letter_gaps,
        })
    };
    let letter = |case: &Case, _: &Context| desk.outgoing(case, &typed(case), &who);
    let seen = (path.as_str(), desk::version(&form));
    let taken = case::take(&app, &who, seen, parse, letter).await?;
    desk::ended(&app, &who, (&desk, &form), taken).await
}
