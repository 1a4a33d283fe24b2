//! The Leader of the area assigns an individual to respond.
use crate::procedure::steps::assignment::{Assign, cannot_be_assigned};
use crate::procedure::{Candidate, StepKind, permits};
use crate::storage::people;
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::{HttpResponse, web};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct AssignmentForm {
    pub version: String,
    pub assignee: String,
    pub reason: String,
    pub accepts_absence: String,
}

impl AssignmentForm {
    fn parse(&self, choices: &[Candidate]) -> Result<Assign, FieldErrors> {
        Ok(Assign {
            to: choices
                .iter()
                .find(|c| c.id.to_string() == self.assignee)
                .cloned(),
            reason: forms::text(&self.reason),
            accepts_absence: self.accepts_absence == "yes",
        })
    }
}

/// One name to choose, with why it cannot be.
pub struct Choice {
    pub who: Candidate,
    pub refused: Option<&'static str>,
}

#[derive(askama::Template)]
#[template(path = "complaints/assignment.html")]
struct AssignmentPage {
    case: Case,
    choices: Vec<Choice>,
    form: AssignmentForm,
    problems: Problems,
}

/// GET `/complaints/{reference}/assignment`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(
        StepKind::Assignment,
        &case.complaint,
        &who.actor,
        &who.ctx(),
    )?;
    let form = AssignmentForm {
        version: case.complaint.version.0.to_string(),
        ..AssignmentForm::default()
    };
    render(&app, &who, case, form, Problems::default()).await
}

/// POST `/complaints/{reference}/assignment`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<AssignmentForm>,
) -> Result<HttpResponse, WebError> {
    let everybody = candidates(&app, &who).await?;
    let parse = |_: &Case, _: &crate::procedure::Context| form.parse(&everybody);
    match case::take(&app, &who, (&path, &form.version), parse, case::no_letter).await? {
        Taken::Done(answer) => Ok(answer),
        Taken::Again(case, problems) => render(&app, &who, *case, form, problems).await,
    }
}

async fn candidates(app: &App, who: &SignedIn) -> Result<Vec<Candidate>, WebError> {
    let today = who.today();
    Ok(app
        .db
        .read(move |conn| people::candidates(conn, None, today))
        .await?)
}

async fn render(
    app: &App,
    who: &SignedIn,
    case: Case,
    mut form: AssignmentForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    // What is sent next is sent on what they see now.
    form.version = case.complaint.version.0.to_string();
    let area = case.complaint.area.as_ref().map(|a| a.id);
    let choices = candidates(app, who)
        .await?
        .into_iter()
        .filter(|c| c.area == area)
        .map(|who| Choice {
            refused: cannot_be_assigned(&case.complaint, &who),
            who,
        })
        .collect();
    let status = problems.status();
    page::render(
        &AssignmentPage {
            case,
            choices,
            form,
            problems,
        },
        status,
        who,
    )
}
