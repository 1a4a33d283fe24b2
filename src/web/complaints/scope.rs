//! A further allegation during stage 1, until the response is out (rule 11). In triage the triage page decides scope.
use crate::procedure::allegation::Scope;
use crate::procedure::steps::scope::AddAllegation;
use crate::procedure::vocabulary::{Exclusion, Ground, Stage};
use crate::procedure::{Candidate, StepKind, Subject, permits};
use crate::storage::people;
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::{HttpResponse, web};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct ScopeForm {
    pub version: String,
    pub alleged: String,
    pub ground: String,
    pub scope: String,
    pub scope_reason: String,
    pub person: String,
    pub other_people: String,
}

impl ScopeForm {
    fn parse(&self, case: &Case, staff: &[Candidate]) -> Result<AddAllegation, FieldErrors> {
        let mut errors = FieldErrors::default();
        let ground = Ground::parse(&self.ground);
        if ground.is_none() && !self.ground.is_empty() {
            errors.add("ground", "Choose one from the list");
        }
        let exclusion = Exclusion::parse(&self.scope);
        let scope = match (self.scope.as_str(), exclusion) {
            ("", _) => Scope::Undecided,
            ("can_investigate", _) => Scope::CanInvestigate,
            (_, Some(exclusion)) => Scope::Outside {
                exclusion,
                reason: forms::text(&self.scope_reason),
            },
            // Rule 13: these four and no others.
            (_, None) => {
                errors.add("scope", "Choose one of the four exclusions");
                Scope::Undecided
            }
        };
        let subjects = self.subjects(case, staff, &mut errors);
        errors.or(AddAllegation {
            alleged: forms::text(&self.alleged),
            ground,
            scope,
            subjects,
        })
    }
    /// Who this allegation names and the complaint does not name yet.
    fn subjects(&self, case: &Case, staff: &[Candidate], errors: &mut FieldErrors) -> Vec<Subject> {
        let known = &case.complaint.allegations;
        let number = known.iter().map(|a| a.number).max().unwrap_or(0) + 1;
        let mut named = Vec::new();
        if !self.person.is_empty() {
            match staff.iter().find(|s| s.id.to_string() == self.person) {
                Some(person) => named.push((Some(person.id), person.name.clone())),
                None => errors.add("subjects", "Choose people from the list"),
            }
        }
        let typed = forms::text(&self.other_people);
        let lines = typed.lines().map(forms::line).filter(|l| !l.is_empty());
        named.extend(lines.map(|name| (None, name)));
        named
            .into_iter()
            .filter(|(person, _)| person.is_none_or(|id| !case.complaint.is_about(id)))
            .map(|(person, name)| Subject {
                person,
                name,
                allegation: Some(number),
            })
            .collect()
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/scope.html")]
struct ScopePage {
    case: Case,
    staff: Vec<Candidate>,
    form: ScopeForm,
    problems: Problems,
}

impl ScopePage {
    fn grounds() -> Vec<(&'static str, &'static str)> {
        forms::options(Ground::ALL, Ground::as_str, Ground::label)
    }
    fn scopes() -> Vec<(&'static str, &'static str)> {
        let outside = forms::options(Exclusion::ALL, Exclusion::as_str, Exclusion::label);
        [("can_investigate", "We can investigate it")]
            .into_iter()
            .chain(outside)
            .collect()
    }
}

/// GET `/complaints/{reference}/scope`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do, or not now.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(StepKind::Scope, &case.complaint, &who.actor, &who.ctx())?;
    if case.complaint.stage == Stage::Triage {
        let triage = paths::step(case.reference(), &StepKind::Acknowledgement);
        return Ok(page::see_other(&triage));
    }
    let staff = staff(&app, &who).await?;
    render(
        &who,
        (case, staff),
        ScopeForm::default(),
        Problems::default(),
    )
}

/// POST `/complaints/{reference}/scope`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<ScopeForm>,
) -> Result<HttpResponse, WebError> {
    let staff = staff(&app, &who).await?;
    let parse = |case: &Case, _: &crate::procedure::Context| form.parse(case, &staff);
    match case::take(&app, &who, (&path, &form.version), parse, case::no_letter).await? {
        Taken::Done(answer) => Ok(answer),
        Taken::Again(case, problems) => render(&who, (*case, staff), form, problems),
    }
}

async fn staff(app: &App, who: &SignedIn) -> Result<Vec<Candidate>, WebError> {
    let today = who.today();
    Ok(app
        .db
        .read(move |conn| people::candidates(conn, None, today))
        .await?)
}

fn render(
    who: &SignedIn,
    (case, staff): (Case, Vec<Candidate>),
    mut form: ScopeForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    form.version = case.complaint.version.0.to_string();
    let status = problems.status();
    page::render(
        &ScopePage {
            case,
            staff,
            form,
            problems,
        },
        status,
        who,
    )
}
