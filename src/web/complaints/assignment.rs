//! The Leader of the area assigns an individual to respond, or moves it from one person to another.
use crate::letters::Letter;
use crate::letters::compose::{self, NewContact};
use crate::procedure::steps::assignment::{Assign, cannot_be_assigned};
use crate::procedure::{Candidate, Context, PersonId, StepKind, permits};
use crate::storage::people;
use crate::storage::workload::{self, Cuts, Member};
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::formats::{self, Format};
use crate::web::forms::{self, FieldErrors};
use crate::web::sending::{self, Desk, Paper, Sending};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::{HttpResponse, web};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct AssignmentForm {
    pub version: String,
    pub assignee: String,
    pub reason: String,
    pub accepts_absence: String,
    /// The area's id, or `none`, when it was sent from the board: back there afterwards.
    pub board: String,
    /// `preview` shows the letter again instead of sending anything.
    pub act: String,
    /// "yes" when the complainant is to be told who has it now (rule 31).
    pub tell: String,
    /// The reason we give the complainant; Markdown.
    pub told_why: String,
    pub channel: String,
    pub format: String,
    pub dispatch_reason: String,
}

impl AssignmentForm {
    fn parse(&self, choices: &[Candidate]) -> Result<Assign, FieldErrors> {
        Ok(Assign {
            to: self.chosen(choices).cloned(),
            reason: forms::text(&self.reason),
            accepts_absence: self.accepts_absence == "yes",
        })
    }
    fn chosen<'a>(&self, choices: &'a [Candidate]) -> Option<&'a Candidate> {
        choices.iter().find(|c| c.id.to_string() == self.assignee)
    }
    fn sending(&self) -> Sending {
        Sending {
            channel: self.channel.clone(),
            format: self.format.clone(),
            dispatch_reason: self.dispatch_reason.clone(),
        }
    }
    /// The letter that tells them who has it now.
    fn letter(&self, who: &SignedIn, case: &Case, choices: &[Candidate]) -> Letter {
        let (desk, ctx) = (Desk::of(who), who.ctx());
        let to = self
            .chosen(choices)
            .map_or(NewContact::NotChosen, NewContact::Person);
        let way = self.sending().dispatch(&case.complaint);
        let why = forms::text(&self.told_why);
        compose::change_of_contact(&case.complaint, to, &why, &way, &desk.writer(case, &ctx))
    }
}

/// One name to choose, with what they have and why they cannot be.
pub struct Choice {
    pub id: PersonId,
    pub name: String,
    /// "4 of 8 complaints", and away if they are.
    pub load: String,
    pub refused: Option<&'static str>,
}

#[derive(askama::Template)]
#[template(path = "complaints/assignment.html")]
struct AssignmentPage {
    case: Case,
    /// Who has it now; empty when nobody does.
    now_with: String,
    choices: Vec<Choice>,
    sending: Sending,
    paper: Option<Paper>,
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
    let preferred = Sending::preferred(&case.complaint);
    let form = AssignmentForm {
        tell: "yes".to_owned(),
        channel: preferred.channel,
        format: preferred.format,
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
    if form.act.starts_with("preview") {
        let case = case::load(&app, &who, &path).await?;
        permits(
            StepKind::Assignment,
            &case.complaint,
            &who.actor,
            &who.ctx(),
        )?;
        let letter = form.letter(&who, &case, &candidates(&app, &who).await?);
        let problems = sending::too_long(&who, &letter);
        if let Some(format) = Format::of_act(&form.act).filter(|_| problems.errors.is_empty()) {
            return formats::proof(&app, &who, letter, format).await;
        }
        return render(&app, &who, case, form, problems).await;
    }
    let everybody = candidates(&app, &who).await?;
    let parse = |_: &Case, _: &Context| form.parse(&everybody);
    let letter = |case: &Case, ctx: &Context| {
        if case.complaint.assignee.is_none() || form.tell != "yes" {
            return Ok(None);
        }
        let way = form.sending().dispatch(&case.complaint);
        sending::outgoing(&form.letter(&who, case, &everybody), &way, case, ctx)
    };
    match case::take(&app, &who, (&path, &form.version), parse, letter).await? {
        Taken::Done(_) if !form.board.is_empty() => {
            let board = paths::assignment_board(&form.board, &[("done", path.as_str())]);
            Ok(page::see_other(&board))
        }
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

async fn team(app: &App, who: &SignedIn, case: &Case) -> Result<Vec<Member>, WebError> {
    let areas: Vec<_> = case.complaint.area.iter().map(|a| a.id).collect();
    let (actor, cuts) = (who.actor.clone(), Cuts::of(who.now));
    Ok(app
        .db
        .read(move |conn| workload::team(conn, &areas, &actor, cuts))
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
    let team = team(app, who, &case).await?;
    let now_with = case.complaint.assignee;
    let status = problems.status();
    let names: Vec<Candidate> = team.iter().map(|m| m.who.clone()).collect();
    let paper = now_with.map(|_| Paper::from(&form.letter(who, &case, &names)));
    let choices = team
        .into_iter()
        .map(|member| choice(&case, member))
        .collect();
    let shown = AssignmentPage {
        now_with: now_with.map_or(String::new(), |id| case.name(id)),
        sending: form.sending(),
        paper,
        choices,
        case,
        form,
        problems,
    };
    page::render(&shown, status, who)
}

fn choice(case: &Case, member: Member) -> Choice {
    let refused = cannot_be_assigned(&case.complaint, &member.who);
    let mut load = format!("{} of {} complaints", member.load.open, member.limit);
    if member.load.late > 0 {
        load = format!("{load}, {} overdue", member.load.late);
    }
    match (member.who.away_until, member.away_until) {
        (Some(_), Some(until)) => load = format!("{load}. Away until {}", until.format("%-d %B")),
        (Some(_), None) => load = format!("{load}. Away"),
        _ => {}
    }
    Choice {
        id: member.who.id,
        refused: refused
            .or((case.complaint.assignee == Some(member.who.id)).then_some("has it now")),
        name: member.who.name,
        load,
    }
}
