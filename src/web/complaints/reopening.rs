//! Reopening a closed complaint, with the reason.
use crate::procedure::steps::reopening::Reopen;
use crate::procedure::{Context, StepKind, permits};
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::{HttpResponse, web};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct ReopeningForm {
    pub version: String,
    pub reason: String,
}

impl ReopeningForm {
    fn parse(&self) -> Result<Reopen, FieldErrors> {
        Ok(Reopen {
            reason: forms::text(&self.reason),
        })
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/reopening.html")]
struct ReopeningPage {
    case: Case,
    form: ReopeningForm,
    problems: Problems,
}

/// GET `/complaints/{reference}/reopening`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do, or not now.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(StepKind::Reopening, &case.complaint, &who.actor, &who.ctx())?;
    render(&who, case, ReopeningForm::default(), Problems::default())
}

/// POST `/complaints/{reference}/reopening`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<ReopeningForm>,
) -> Result<HttpResponse, WebError> {
    let parse = |_: &Case, _: &Context| form.parse();
    match case::take(&app, &who, (&path, &form.version), parse, case::no_letter).await? {
        Taken::Done(answer) => Ok(answer),
        Taken::Again(case, problems) => render(&who, *case, form, problems),
    }
}

fn render(
    who: &SignedIn,
    case: Case,
    mut form: ReopeningForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    // What is sent next is sent on what they see now.
    form.version = case.complaint.version.0.to_string();
    let status = problems.status();
    let page = ReopeningPage {
        case,
        form,
        problems,
    };
    page::render(&page, status, who)
}
