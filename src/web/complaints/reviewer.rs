//! Customer Relations chooses who issues the final response, and the stage 2 acknowledgement goes: one act.
use super::escalation::{FindingView, findings, stage_1};
use crate::letters::Letter;
use crate::letters::compose;
use crate::procedure::steps::reviewer::{ChooseReviewer, cannot_decide};
use crate::procedure::vocabulary::{Circumstance, Role};
use crate::procedure::{Candidate, Context, PersonId, StepKind, permits};
use crate::storage::people;
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::forms;
use crate::web::sending::{self, Desk, Paper, Sending};
use crate::web::signed_in::SignedIn;
use crate::web::{App, filters, page};
use actix_web::{HttpResponse, web};
use std::collections::HashMap;

/// The fields as typed; each circumstance is a field of its own.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(transparent)]
pub struct ReviewerForm(HashMap<String, String>);

impl ReviewerForm {
    /// What was typed in a field; empty when it was not sent.
    pub fn of(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
    fn circumstances(&self) -> Vec<Circumstance> {
        let ticked = |c: &Circumstance| self.of(&field(*c)) == "yes";
        Circumstance::ALL.iter().copied().filter(ticked).collect()
    }
    fn sending(&self) -> Sending {
        Sending {
            channel: self.of("channel").to_owned(),
            format: self.of("format").to_owned(),
            dispatch_reason: self.of("dispatch_reason").to_owned(),
        }
    }
    fn chosen<'a>(&self, choices: &'a [Candidate]) -> Option<&'a Candidate> {
        choices
            .iter()
            .find(|c| c.id.to_string() == self.of("decider"))
    }
    fn step(&self, case: &Case, choices: &[Candidate]) -> ChooseReviewer {
        ChooseReviewer {
            decider: self.chosen(choices).cloned(),
            circumstances: self.circumstances(),
            reason: forms::text(self.of("reason")),
            dispatch: self.sending().dispatch(&case.complaint),
        }
    }
    fn letter(&self, who: &SignedIn, case: &Case, choices: &[Candidate]) -> Letter {
        let (desk, ctx) = (Desk::of(who), who.ctx());
        let way = self.sending().dispatch(&case.complaint);
        let writer = desk.writer(case, &ctx);
        compose::escalation_acknowledgement(&case.complaint, self.chosen(choices), &way, &writer)
    }
}

fn field(c: Circumstance) -> String {
    format!("circumstance_{}", c.as_str())
}

/// The rank the circumstances point to, and which of them do; none when none is ticked.
fn suggestion(circumstances: &[Circumstance]) -> Option<(Role, Vec<Circumstance>)> {
    let rank = circumstances.iter().map(|c| c.suggests()).max()?;
    let why = circumstances
        .iter()
        .copied()
        .filter(|c| c.suggests() == rank);
    Some((rank, why.collect()))
}

/// One circumstance to tick.
pub struct TickView {
    pub field: String,
    pub label: &'static str,
    pub suggests: &'static str,
    pub ticked: bool,
}

/// One name to choose, with why it cannot be.
pub struct Choice {
    pub id: PersonId,
    pub name: String,
    /// "Leader, Energy", and away if they are.
    pub rank: String,
    pub suggested: bool,
    pub refused: Option<&'static str>,
}

#[derive(askama::Template)]
#[template(path = "complaints/reviewer.html")]
struct ReviewerPage {
    stage_1: String,
    findings: Vec<FindingView>,
    ticks: Vec<TickView>,
    /// "A senior complaint executive, because: ..."; empty when nothing is ticked.
    suggestion: String,
    choices: Vec<Choice>,
    /// Who decides now; empty when nobody does.
    now_with: String,
    sending: Sending,
    paper: Paper,
    version: String,
    case: Case,
    form: ReviewerForm,
    problems: Problems,
}

/// GET `/complaints/{reference}/reviewer`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(StepKind::Reviewer, &case.complaint, &who.actor, &who.ctx())?;
    let preferred = Sending::preferred(&case.complaint);
    let form = ReviewerForm(HashMap::from([
        ("channel".to_owned(), preferred.channel),
        ("format".to_owned(), preferred.format),
    ]));
    let everybody = candidates(&app, &who).await?;
    render(&who, case, &everybody, form, Problems::default())
}

/// POST `/complaints/{reference}/reviewer`; `act=suggest` works out the suggestion and the letter again and
/// records nothing.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<ReviewerForm>,
) -> Result<HttpResponse, WebError> {
    let everybody = candidates(&app, &who).await?;
    if form.of("act") == "suggest" {
        let case = case::load(&app, &who, &path).await?;
        permits(StepKind::Reviewer, &case.complaint, &who.actor, &who.ctx())?;
        let problems = Problems::from_all(who.over.clone());
        return render(&who, case, &everybody, form, problems);
    }
    let parse = |case: &Case, _: &Context| Ok(form.step(case, &everybody));
    let letter = |case: &Case, ctx: &Context| {
        let way = form.sending().dispatch(&case.complaint);
        sending::outgoing(&form.letter(&who, case, &everybody), &way, case, ctx)
    };
    match case::take(&app, &who, (&path, form.of("version")), parse, letter).await? {
        Taken::Done(answer) => Ok(answer),
        Taken::Again(case, problems) => render(&who, *case, &everybody, form, problems),
    }
}

async fn candidates(app: &App, who: &SignedIn) -> Result<Vec<Candidate>, WebError> {
    let today = who.today();
    Ok(app
        .db
        .read(move |conn| people::candidates(conn, None, today))
        .await?)
}

fn render(
    who: &SignedIn,
    case: Case,
    everybody: &[Candidate],
    form: ReviewerForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    let status = problems.status();
    let suggested = suggestion(&form.circumstances());
    let rank = suggested.as_ref().map(|(rank, _)| *rank);
    let shown = ReviewerPage {
        stage_1: stage_1(&case),
        findings: findings(&case.complaint),
        ticks: ticks(&form),
        suggestion: suggested.map_or(String::new(), |(rank, why)| words(rank, &why)),
        choices: choices(&case, everybody, rank),
        now_with: case
            .complaint
            .decider
            .map_or(String::new(), |id| case.name(id)),
        sending: form.sending(),
        paper: Paper::from(&form.letter(who, &case, everybody)),
        version: case.complaint.version.0.to_string(),
        case,
        form,
        problems,
    };
    page::render(&shown, status, who)
}

fn words(rank: Role, why: &[Circumstance]) -> String {
    let why: Vec<String> = why.iter().map(|c| c.label().to_lowercase()).collect();
    format!(
        "A {}, because: {}",
        rank.label().to_lowercase(),
        why.join("; ")
    )
}

fn ticks(form: &ReviewerForm) -> Vec<TickView> {
    Circumstance::ALL
        .iter()
        .map(|c| TickView {
            ticked: form.of(&field(*c)) == "yes",
            field: field(*c),
            label: c.label(),
            suggests: c.suggests().label(),
        })
        .collect()
}

/// Every leader, senior leader and executive: those who can decide first, then the others, each with why not.
fn choices(case: &Case, everybody: &[Candidate], rank: Option<Role>) -> Vec<Choice> {
    let c = &case.complaint;
    let ranked = everybody.iter().filter(|who| who.role != Role::Staff);
    let mut found: Vec<(&Candidate, Option<&'static str>)> = ranked
        .map(|who| {
            let has_it = (c.decider == Some(who.id)).then_some("has it now");
            (who, cannot_decide(c, who).or(has_it))
        })
        .collect();
    found.sort_by_key(|(who, refused)| (refused.is_some(), Some(who.role) != rank, who.role));
    found
        .into_iter()
        .map(|(who, refused)| Choice {
            id: who.id,
            name: who.name.clone(),
            rank: rank_of(who),
            suggested: refused.is_none() && rank == Some(who.role),
            refused,
        })
        .collect()
}

fn rank_of(who: &Candidate) -> String {
    let mut words = who.role.label().to_owned();
    if !who.area_name.is_empty() {
        words = format!("{words}, {}", who.area_name);
    }
    match who.away_until {
        Some(until) => format!("{words}. Away until {}", until.format("%-d %B")),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rule 56: by nature and circumstances.
    #[test]
    fn the_highest_rank_any_circumstance_points_to_is_suggested() {
        assert!(suggestion(&[]).is_none());
        let both = [Circumstance::Plain, Circumstance::Discrimination];
        let (rank, why) = suggestion(&both).unwrap();
        assert_eq!(rank, Role::SeniorComplaintExecutive);
        assert_eq!(
            words(rank, &why),
            "A senior complaint executive, because: discrimination is alleged"
        );
    }
}
