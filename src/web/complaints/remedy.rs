//! A promise to put something right, recorded as done.
use crate::procedure::RemedyId;
use crate::procedure::steps::remedy::CompleteRemedy;
use crate::procedure::{Context, StepKind, permits};
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::{HttpResponse, web};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct RemedyForm {
    pub version: String,
    pub remedy: String,
    pub evidence: String,
}

impl RemedyForm {
    fn parse(&self) -> Result<CompleteRemedy, FieldErrors> {
        Ok(CompleteRemedy {
            remedy: self.remedy.parse().ok().map(RemedyId),
            evidence: forms::text(&self.evidence),
        })
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/remedy.html")]
struct RemedyPage {
    case: Case,
    form: RemedyForm,
    problems: Problems,
}

/// GET `/complaints/{reference}/remedy`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do, or not now.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(StepKind::Remedy, &case.complaint, &who.actor, &who.ctx())?;
    render(&who, case, RemedyForm::default(), Problems::default())
}

/// POST `/complaints/{reference}/remedy`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<RemedyForm>,
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
    mut form: RemedyForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    // What is sent next is sent on what they see now.
    form.version = case.complaint.version.0.to_string();
    let status = problems.status();
    let page = RemedyPage {
        case,
        form,
        problems,
    };
    page::render(&page, status, who)
}
