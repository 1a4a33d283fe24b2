//! A hold begins or ends.
use crate::procedure::clocks::Pause;
use crate::procedure::steps::pause::Hold;
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
pub struct PauseForm {
    pub version: String,
    /// `begin` or `end`.
    pub act: String,
    pub reason: String,
    pub stops_the_clock: String,
    pub review_on: String,
}

impl PauseForm {
    fn parse(&self) -> Result<Hold, FieldErrors> {
        let reason = forms::text(&self.reason);
        match self.act.as_str() {
            "begin" => Ok(Hold::Begin {
                reason,
                stops_the_clock: self.stops_the_clock == "yes",
                review_on: forms::date(&self.review_on)
                    .map_err(|why| FieldErrors::on("review_on", why))?,
            }),
            "end" => Ok(Hold::End { reason }),
            _ => Err(FieldErrors::on("form", "Put it on hold, or end the hold")),
        }
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/pause.html")]
struct PausePage {
    case: Case,
    form: PauseForm,
    problems: Problems,
}

impl PausePage {
    fn title(&self) -> &'static str {
        if self.held().is_some() {
            "End the hold"
        } else {
            "Put this complaint on hold"
        }
    }
    fn held(&self) -> Option<&Pause> {
        self.case
            .complaint
            .pauses
            .iter()
            .find(|p| p.until.is_none())
    }
}

/// GET `/complaints/{reference}/pause`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do, or not now.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(StepKind::Pause, &case.complaint, &who.actor, &who.ctx())?;
    render(&who, case, PauseForm::default(), Problems::default())
}

/// POST `/complaints/{reference}/pause`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<PauseForm>,
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
    mut form: PauseForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    // What is sent next is sent on what they see now.
    form.version = case.complaint.version.0.to_string();
    let status = problems.status();
    let page = PausePage {
        case,
        form,
        problems,
    };
    page::render(&page, status, who)
}
