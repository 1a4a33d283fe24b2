//! Evidence beside the allegation it is about.
use crate::procedure::steps::evidence::AddEvidence;
use crate::procedure::{Context, StepKind, permits};
use crate::storage::files::With;
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::upload::{Upload, sending_files};
use crate::web::{App, page};
use actix_web::{HttpRequest, HttpResponse, web};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct EvidenceForm {
    pub version: String,
    pub allegation: String,
    pub what: String,
    pub source: String,
    pub dated: String,
}

impl EvidenceForm {
    fn parse(&self) -> Result<AddEvidence, FieldErrors> {
        let dated = forms::date(&self.dated).map_err(|why| FieldErrors::on("dated", why))?;
        Ok(AddEvidence {
            allegation: self.allegation.parse().ok(),
            what: forms::text(&self.what),
            source: forms::line(&self.source),
            dated,
        })
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/evidence.html")]
struct EvidencePage {
    case: Case,
    form: EvidenceForm,
    problems: Problems,
}

impl EvidencePage {
    /// (number, words) of each allegation.
    fn allegations(&self) -> Vec<(String, String)> {
        let all = self.case.complaint.allegations.iter();
        all.map(|a| (a.number.to_string(), format!("{}. {}", a.number, a.alleged)))
            .collect()
    }
}

/// GET `/complaints/{reference}/evidence`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do, or not now.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(StepKind::Evidence, &case.complaint, &who.actor, &who.ctx())?;
    render(&who, case, EvidenceForm::default(), Problems::default())
}

/// POST `/complaints/{reference}/evidence`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    (req, payload): (HttpRequest, web::Payload),
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    let may = permits(StepKind::Evidence, &case.complaint, &who.actor, &who.ctx()).is_ok();
    let upload = Upload::read(&app, may, &req, payload).await?;
    let form: EvidenceForm = upload.form()?;
    let parse = |_: &Case, _: &Context| upload.with(form.parse());
    let taken = sending_files(
        (&app, &who),
        (&path, &form.version),
        (&upload, With::Evidence),
        parse,
    );
    match taken.await? {
        Taken::Done(answer) => Ok(answer),
        Taken::Again(case, problems) => render(&who, *case, form, problems),
    }
}

fn render(
    who: &SignedIn,
    case: Case,
    mut form: EvidenceForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    // What is sent next is sent on what they see now.
    form.version = case.complaint.version.0.to_string();
    let status = problems.status();
    let page = EvidencePage {
        case,
        form,
        problems,
    };
    page::render(&page, status, who)
}
