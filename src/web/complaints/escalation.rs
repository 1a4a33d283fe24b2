//! The complainant asks for the second stage. They need give no reasons.
use crate::procedure::steps::escalation::RequestEscalation;
use crate::procedure::vocabulary::{Channel, Promise};
use crate::procedure::working_time::uk_time;
use crate::procedure::{Complaint, Context, StepKind, permits};
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct EscalationForm {
    pub version: String,
    pub requested_at_date: String,
    pub requested_at_time: String,
    pub channel: String,
    pub unhappy_about: String,
    pub wanted: String,
    pub late_reason: String,
}

impl EscalationForm {
    fn parse(&self) -> Result<RequestEscalation, FieldErrors> {
        let requested_at = forms::instant(&self.requested_at_date, &self.requested_at_time)
            .map_err(|why| FieldErrors::on("requested_at", why))?;
        Ok(RequestEscalation {
            requested_at,
            channel: Channel::parse(&self.channel),
            unhappy_about: forms::text(&self.unhappy_about),
            wanted: forms::text(&self.wanted),
            late_reason: forms::text(&self.late_reason),
        })
    }
}

/// What stage 1 found on one allegation.
pub struct FindingView {
    pub number: i32,
    pub alleged: String,
    pub outcome: &'static str,
}

#[derive(askama::Template)]
#[template(path = "complaints/escalation.html")]
struct EscalationPage {
    case: Case,
    channels: Vec<(&'static str, &'static str)>,
    /// How stage 1 ended, in a sentence.
    stage_1: String,
    findings: Vec<FindingView>,
    /// The soft close, in a sentence; empty when none ran.
    deadline: String,
    closed: bool,
    form: EscalationForm,
    problems: Problems,
}

/// GET `/complaints/{reference}/escalation`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do or too early.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(
        StepKind::Escalation,
        &case.complaint,
        &who.actor,
        &who.ctx(),
    )?;
    render(&who, case, EscalationForm::default(), Problems::default())
}

/// POST `/complaints/{reference}/escalation`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<EscalationForm>,
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
    mut form: EscalationForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    form.version = case.complaint.version.0.to_string();
    let status = problems.status();
    let c = &case.complaint;
    let shown = EscalationPage {
        channels: Channel::ALL
            .iter()
            .map(|c| (c.as_str(), c.label()))
            .collect(),
        stage_1: stage_1(&case),
        findings: findings(c),
        deadline: deadline(c, who.now),
        closed: c.is_closed(),
        case,
        form,
        problems,
    };
    page::render(&shown, status, who)
}

/// How the first stage ended, and by whose hand.
pub(super) fn stage_1(case: &Case) -> String {
    let c = &case.complaint;
    match (c.answered_at, c.outcome(1)) {
        (Some(at), outcome) => {
            let outcome = outcome.map_or("No outcome recorded", |o| o.label());
            let by = c
                .assignee
                .map_or(String::new(), |id| format!(" by {}", case.name(id)));
            let day = uk_time::date_long(uk_time::local_date(at));
            format!("{outcome}. Answered{by} on {day}.")
        }
        (None, _) => "The stage 1 response is overdue, so they need not wait for it.".to_owned(),
    }
}

pub(super) fn findings(c: &Complaint) -> Vec<FindingView> {
    let found = |a: &crate::procedure::Allegation| {
        let finding = c
            .findings
            .iter()
            .find(|f| f.stage == 1 && f.allegation == a.id);
        finding.map_or("Not answered", |f| f.outcome.label())
    };
    c.in_scope()
        .map(|a| FindingView {
            number: a.number,
            alleged: a.alleged.clone(),
            outcome: found(a),
        })
        .collect()
}

/// Rule 54: the factsheet sets no limit, so ours only closes softly.
fn deadline(c: &Complaint, now: DateTime<Utc>) -> String {
    let Some(clock) = c
        .clocks
        .iter()
        .rev()
        .find(|k| k.promise == Promise::Escalate)
    else {
        return String::new();
    };
    let day = uk_time::date_long(uk_time::local_date(clock.due_at));
    if now > clock.due_at {
        format!(
            "We asked to hear by {day}. That date is ours, not published: a late request is accepted, with the reason."
        )
    } else {
        format!("We asked to hear by {day}. That date is ours, not published.")
    }
}
