//! The wrong area: back to Customer Relations, with the reason and the first date kept.
use crate::procedure::steps::hand_back::{HandBack, still_to_assign};
use crate::procedure::vocabulary::Promise;
use crate::procedure::working_time::uk_time;
use crate::procedure::{ClockChange, Complaint, StepKind, permits};
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::forms;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::{HttpResponse, web};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct HandBackForm {
    pub version: String,
    pub reason: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/hand_back.html")]
struct HandBackPage {
    case: Case,
    area: String,
    assignee: String,
    /// The date that stands, by which an individual should have been assigned: "Thu 26 Nov, 10:00".
    stands: String,
    form: HandBackForm,
    problems: Problems,
}

/// GET `/complaints/{reference}/hand-back`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(StepKind::HandBack, &case.complaint, &who.actor, &who.ctx())?;
    render(&who, case, HandBackForm::default(), Problems::default())
}

/// POST `/complaints/{reference}/hand-back`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<HandBackForm>,
) -> Result<HttpResponse, WebError> {
    let parse = |_: &Case, _: &crate::procedure::Context| {
        Ok(HandBack {
            reason: forms::text(&form.reason),
        })
    };
    match case::take(&app, &who, (&path, &form.version), parse, case::no_letter).await? {
        // It is with Customer Relations now, and no longer theirs to see.
        Taken::Done(_) => Ok(page::see_other("/assignment")),
        Taken::Again(case, problems) => render(&who, *case, form, problems),
    }
}

fn stands(complaint: &Complaint, who: &SignedIn) -> String {
    let due = match still_to_assign(complaint, &who.ctx()) {
        Some(ClockChange::Start(clock)) => Some(clock.due_at),
        _ => complaint.running(Promise::Assign).map(|clock| clock.due_at),
    };
    due.map(uk_time::short).unwrap_or_default()
}

fn render(
    who: &SignedIn,
    case: Case,
    mut form: HandBackForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    form.version = case.complaint.version.0.to_string();
    let status = problems.status();
    let area = case.complaint.area.as_ref();
    let shown = HandBackPage {
        area: area.map_or(String::new(), |a| a.name.clone()),
        assignee: case
            .complaint
            .assignee
            .map_or(String::new(), |id| case.name(id)),
        stands: stands(&case.complaint, who),
        case,
        form,
        problems,
    };
    page::render(&shown, status, who)
}
