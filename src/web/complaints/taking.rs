//! A member of Customer Relations takes a complaint from the inbox: one button, and a page only when it cannot be.
use crate::procedure::steps::taking::Take;
use crate::procedure::{StepKind, permits};
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::{HttpResponse, web};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct TakingForm {
    pub version: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/taking.html")]
struct TakingPage {
    case: Case,
    problems: Problems,
    /// It could still be taken, by pressing again.
    may: bool,
}

/// POST `/complaints/{reference}/taking`: theirs, and on to triage.
///
/// # Errors
/// `NotFound`; storage faults.
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<TakingForm>,
) -> Result<HttpResponse, WebError> {
    let at = (path.as_str(), form.version.as_str());
    match case::take(&app, &who, at, |_, _| Ok(Take), case::no_letter).await? {
        // They take it to triage it.
        Taken::Done(_) => {
            let case = case::load(&app, &who, &path).await?;
            Ok(page::see_other(&paths::step(
                case.reference(),
                &StepKind::Acknowledgement,
            )))
        }
        Taken::Again(case, problems) => {
            let c = &case.complaint;
            let may = c.owner != Some(who.actor.id)
                && permits(StepKind::Taking, c, &who.actor, &who.ctx()).is_ok();
            let status = problems.status();
            page::render(
                &TakingPage {
                    case: *case,
                    problems,
                    may,
                },
                status,
                &who,
            )
        }
    }
}
