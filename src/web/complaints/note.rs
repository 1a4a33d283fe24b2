//! A note: added to the history, never changed.
use crate::procedure::steps::note::AddNote;
use crate::procedure::{Context, StepKind, permits};
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::{HttpResponse, web};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct NoteForm {
    pub version: String,
    pub happened_at_date: String,
    pub happened_at_time: String,
    pub note: String,
}

impl NoteForm {
    fn parse(&self) -> Result<AddNote, FieldErrors> {
        let happened_at = forms::instant(&self.happened_at_date, &self.happened_at_time)
            .map_err(|why| FieldErrors::on("happened_at", why))?;
        Ok(AddNote {
            happened_at,
            note: forms::text(&self.note),
        })
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/note.html")]
struct NotePage {
    case: Case,
    form: NoteForm,
    problems: Problems,
}

/// GET `/complaints/{reference}/note`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do, or not now.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(StepKind::Note, &case.complaint, &who.actor, &who.ctx())?;
    render(&who, case, NoteForm::default(), Problems::default())
}

/// POST `/complaints/{reference}/note`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<NoteForm>,
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
    mut form: NoteForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    // What is sent next is sent on what they see now.
    form.version = case.complaint.version.0.to_string();
    let status = problems.status();
    let page = NotePage {
        case,
        form,
        problems,
    };
    page::render(&page, status, who)
}
