//! The Independent Assessor: the referral, the papers, what was found, and each recommendation to done.
//! Which form the page shows depends on how far it has come; `act` says which was sent.
use crate::procedure::steps::assessor_referral::{AssessorStep, timing};
use crate::procedure::vocabulary::AssessorOutcome;
use crate::procedure::{AllegationId, Complaint, Context, RecommendationId, StepKind, permits};
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, filters, page};
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use std::collections::HashMap;

/// The fields as typed: an allegation or a recommendation more is a field more.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(transparent)]
pub struct AssessorForm(HashMap<String, String>);

impl AssessorForm {
    /// What was typed in a field; empty when it was not sent.
    pub fn of(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
    fn day(&self, name: &str) -> Result<Option<NaiveDate>, FieldErrors> {
        forms::date(self.of(name)).map_err(|why| FieldErrors::on(name, why))
    }
    fn recommendation(&self) -> Option<RecommendationId> {
        self.of("recommendation").parse().ok().map(RecommendationId)
    }
    fn parse(&self, case: &Case) -> Result<AssessorStep, FieldErrors> {
        match self.of("act") {
            "refer" => Ok(AssessorStep::Refer {
                received_on: self.day("received_on")?,
                about: forms::text(self.of("about")),
            }),
            "asked" => Ok(AssessorStep::PapersAsked {
                on: self.day("asked_on")?,
            }),
            "sent" => Ok(AssessorStep::PapersSent {
                on: self.day("sent_on")?,
            }),
            "concluded" => Ok(AssessorStep::Concluded {
                on: self.day("concluded_on")?,
                outcomes: self.outcomes(&case.complaint),
                recommendations: forms::text(self.of("recommendations"))
                    .lines()
                    .map(|line| line.trim().to_owned())
                    .collect(),
            }),
            "answer" => Ok(AssessorStep::Answer {
                recommendation: self.recommendation(),
                accepted: match self.of("accepted") {
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => None,
                },
                reason: forms::text(self.of("answer_reason")),
                due: self.day("due")?,
            }),
            "done" => Ok(AssessorStep::Done {
                recommendation: self.recommendation(),
                on: self.day("done_on")?,
                evidence: forms::text(self.of("done_evidence")),
            }),
            _ => Err(FieldErrors::on(
                "form",
                "Use one of the buttons on this page",
            )),
        }
    }
    fn outcomes(&self, c: &Complaint) -> Vec<(AllegationId, Option<AssessorOutcome>, String)> {
        c.in_scope()
            .map(|a| {
                let outcome = self.of(&format!("assessor_outcome_{}", a.number));
                let comment = forms::text(self.of(&format!("assessor_comment_{}", a.number)));
                (a.id, AssessorOutcome::parse(outcome), comment)
            })
            .collect()
    }
}

/// One allegation of the report's form, with the names of its fields.
pub struct PointView {
    pub number: i32,
    pub alleged: String,
    pub outcome_field: String,
    pub comment_field: String,
}

/// What the Assessor found, in words.
pub struct FoundView {
    pub number: i32,
    pub outcome: &'static str,
    pub comment: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/assessor_referral.html")]
struct AssessorPage {
    /// How a referral that came today would stand.
    timing_today: &'static str,
    points: Vec<PointView>,
    found: Vec<FoundView>,
    outcomes: Vec<(&'static str, &'static str)>,
    to_answer: Vec<(String, String)>,
    to_do: Vec<(String, String)>,
    executive: bool,
    case: Case,
    version: String,
    form: AssessorForm,
    problems: Problems,
}

impl AssessorPage {
    /// This is the form that was sent.
    fn sent(&self, act: &str) -> bool {
        self.form.of("act") == act
    }
    /// The message beside a field that two forms have: only the one that was sent shows it.
    fn of_act(&self, act: &str, field: &str) -> &str {
        if self.sent(act) {
            self.problems.errors.of(field)
        } else {
            ""
        }
    }
}

/// GET `/complaints/{reference}/assessor-referral`.
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
        StepKind::AssessorReferral,
        &case.complaint,
        &who.actor,
        &who.ctx(),
    )?;
    render(&who, case, AssessorForm::default(), Problems::default())
}

/// POST `/complaints/{reference}/assessor-referral`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<AssessorForm>,
) -> Result<HttpResponse, WebError> {
    let parse = |case: &Case, _: &Context| form.parse(case);
    match case::take(
        &app,
        &who,
        (&path, form.of("version")),
        parse,
        case::no_letter,
    )
    .await?
    {
        // One thing after another happens here: back to the page, which shows what comes next.
        Taken::Done(_) => Ok(page::see_other(&format!(
            "/complaints/{path}/assessor-referral"
        ))),
        Taken::Again(case, problems) => render(&who, *case, form, problems),
    }
}

fn render(
    who: &SignedIn,
    case: Case,
    form: AssessorForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    let status = problems.status();
    let c = &case.complaint;
    let recommendations = c.referral.iter().flat_map(|r| &r.recommendations);
    let pair = |r: &crate::procedure::complaint::Recommendation| (r.id.to_string(), r.text.clone());
    let shown = AssessorPage {
        timing_today: timing(c, who.today()).label(),
        points: points(c),
        found: found(c),
        outcomes: AssessorOutcome::ALL
            .iter()
            .map(|o| (o.as_str(), o.label()))
            .collect(),
        to_answer: recommendations
            .clone()
            .filter(|r| r.accepted.is_none())
            .map(pair)
            .collect(),
        to_do: recommendations
            .filter(|r| r.accepted == Some(true) && r.done_on.is_none())
            .map(pair)
            .collect(),
        executive: who.actor.is_executive(),
        version: c.version.0.to_string(),
        case,
        form,
        problems,
    };
    page::render(&shown, status, who)
}

fn points(c: &Complaint) -> Vec<PointView> {
    c.in_scope()
        .map(|a| PointView {
            number: a.number,
            alleged: a.alleged.clone(),
            outcome_field: format!("assessor_outcome_{}", a.number),
            comment_field: format!("assessor_comment_{}", a.number),
        })
        .collect()
}

fn found(c: &Complaint) -> Vec<FoundView> {
    let number = |id| {
        c.allegations
            .iter()
            .find(|a| a.id == id)
            .map_or(0, |a| a.number)
    };
    c.referral
        .iter()
        .flat_map(|r| &r.outcomes)
        .map(|f| FoundView {
            number: number(f.allegation),
            outcome: f.outcome.label(),
            comment: f.comment.clone(),
        })
        .collect()
}
