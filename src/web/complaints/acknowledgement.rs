//! Triage and acknowledgement: one page for what is decided about a complaint and the letter that says so.
mod form;
mod lists;
mod marks;

use crate::letters::Letter;
use crate::letters::compose::{self, NewContact};
use crate::procedure::event::Triaged;
use crate::procedure::steps::acknowledgement::Acknowledge;
use crate::procedure::steps::scope::DecideScope;
use crate::procedure::vocabulary::{Channel, Exclusion, Ground, NeedsAsked, Promise};
use crate::procedure::working_time::{SixMonthTest, six_month_test};
use crate::procedure::{Context, StepKind, permits};
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::clock_view::ClockView;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::formats::{self, Format};
use crate::web::forms::{self, FieldErrors};
use crate::web::sending::{self, Desk, Paper};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::{HttpResponse, web};
use form::{Pairs, TriageForm, value};
use lists::Lists;
use marks::Span;

#[derive(askama::Template)]
#[template(path = "complaints/acknowledgement.html")]
struct TriagePage {
    case: Case,
    form: TriageForm,
    lists: Lists,
    problems: Problems,
    paper: Paper,
    limit: Option<SixMonthTest>,
    clock: Option<ClockView>,
    saved: bool,
}

impl TriagePage {
    /// A piece of the message with the passages that became allegations.
    fn spans<'a>(&self, text: &'a str) -> Vec<Span<'a>> {
        marks::spans(text, &self.form.blocks)
    }
    /// Routed before and handed back: the letter is a change of contact.
    fn again(&self) -> bool {
        self.case.complaint.acknowledged_at.is_some()
    }
    /// "email", for the page's title.
    fn came_as(&self) -> &'static str {
        match self.case.complaint.received.channel {
            Channel::Email => "email",
            Channel::Post => "letter",
            Channel::Phone => "call",
            Channel::InPerson => "visit",
            Channel::SocialMedia | Channel::ExecutiveOrBoard => "complaint",
        }
    }
    /// Whether the six-month limit is to be decided: likely late, not known, or decided before (rule 16).
    fn asks_about_the_limit(&self) -> bool {
        !self.form.six_month.is_empty() || self.limit.as_ref().is_none_or(|test| !test.within)
    }
    fn grounds() -> Vec<(&'static str, &'static str)> {
        forms::options(Ground::ALL, Ground::as_str, Ground::label)
    }
    fn limits() -> Vec<(&'static str, &'static str)> {
        vec![
            ("waived", "Waive it: investigate anyway"),
            ("applied", "Apply it to what is too old"),
        ]
    }
    fn needs() -> Vec<(&'static str, &'static str)> {
        forms::options(NeedsAsked::ALL, NeedsAsked::as_str, NeedsAsked::label)
    }
}

/// GET `/complaints/{reference}/acknowledgement`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do, or not now.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    query: web::Query<Pairs>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(
        StepKind::Acknowledgement,
        &case.complaint,
        &who.actor,
        &who.ctx(),
    )?;
    let lists = lists(&app, &who, &case).await?;
    let form = TriageForm::saved(&case.complaint);
    let saved = value(&query, "saved") == "yes";
    render(&who, case, (form, 0), lists, (Problems::default(), saved))
}

/// POST `/complaints/{reference}/acknowledgement`: `act` is save, acknowledge or add.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(pairs): web::Form<Pairs>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    let lists = lists(&app, &who, &case).await?;
    let seen = value(&pairs, "version");
    if let Some(format) = Format::of_act(value(&pairs, "act")) {
        let ctx = who.ctx();
        permits(StepKind::Acknowledgement, &case.complaint, &who.actor, &ctx)?;
        let form = TriageForm::sent(&pairs, &case.complaint);
        let (triaged, _) = form.read(&case.complaint, &lists);
        let letter = write(&case, (&form, &triaged), &lists, &Desk::of(&who), &ctx);
        let problems = sending::too_long(&who, &letter);
        if problems.errors.is_empty() {
            return formats::proof(&app, &who, letter, format).await;
        }
        return again(&who, case, &pairs, lists, problems);
    }
    let taken = match value(&pairs, "act") {
        "add" => {
            let mut form = TriageForm::sent(&pairs, &case.complaint);
            // The version stays the one they saw: nothing was sent yet.
            seen.clone_into(&mut form.version);
            let problems = Problems::from_all(form::placed(&who.over));
            return render(&who, case, (form, 1), lists, (problems, false));
        }
        "acknowledge" => acknowledge(&app, &who, &path, (&pairs, &lists)).await?,
        _ => save(&app, &who, &case, (&pairs, &lists)).await?,
    };
    match taken {
        Taken::Done(answer) => Ok(answer),
        Taken::Again(case, problems) => again(&who, *case, &pairs, lists, problems),
    }
}

/// The page with what is wrong, in its order and beside its fields, and the words kept.
fn again(
    who: &SignedIn,
    case: Case,
    pairs: &Pairs,
    lists: Lists,
    mut problems: Problems,
) -> Result<HttpResponse, WebError> {
    problems.errors = form::placed(&problems.errors).in_page_order(&form::PAGE);
    let mut form = TriageForm::sent(pairs, &case.complaint);
    form.version = case.complaint.version.0.to_string();
    render(who, case, (form, 0), lists, (problems, false))
}

async fn save(
    app: &App,
    who: &SignedIn,
    loaded: &Case,
    (pairs, lists): (&Pairs, &Lists),
) -> Result<Taken, WebError> {
    let parse = |case: &Case, _: &Context| {
        let (triaged, errors) =
            TriageForm::sent(pairs, &case.complaint).read(&case.complaint, lists);
        errors.or(DecideScope { triaged })
    };
    let reference = loaded.reference();
    let at = (reference.as_str(), value(pairs, "version"));
    let taken = case::take(app, who, at, parse, case::no_letter).await?;
    Ok(match taken {
        Taken::Done(_) => Taken::Done(page::see_other(&paths::triage_saved(reference))),
        again @ Taken::Again(..) => again,
    })
}

/// Triage, letter and routing in one act.
async fn acknowledge(
    app: &App,
    who: &SignedIn,
    reference: &str,
    (pairs, lists): (&Pairs, &Lists),
) -> Result<Taken, WebError> {
    let desk = Desk::of(who);
    let parse = |case: &Case, _: &Context| -> Result<Acknowledge, FieldErrors> {
        let form = TriageForm::sent(pairs, &case.complaint);
        let (triaged, errors) = form.read(&case.complaint, lists);
        errors.or(Acknowledge {
            area: form.area(lists).cloned(),
            dispatch: form.sending.dispatch(&case.complaint),
            triaged: Some(triaged),
        })
    };
    let letter = |case: &Case, ctx: &Context| {
        let form = TriageForm::sent(pairs, &case.complaint);
        let (triaged, _) = form.read(&case.complaint, lists);
        let letter = write(case, (&form, &triaged), lists, &desk, ctx);
        sending::outgoing(&letter, &form.sending.dispatch(&case.complaint), case, ctx)
    };
    case::take(
        app,
        who,
        (reference, value(pairs, "version")),
        parse,
        letter,
    )
    .await
}

/// The letter as the page has it: an acknowledgement, or after a hand-back a change of contact.
fn write(
    case: &Case,
    (form, triaged): (&TriageForm, &Triaged),
    lists: &Lists,
    desk: &Desk,
    ctx: &Context,
) -> Letter {
    let c = &case.complaint;
    let (area, way) = (form.area(lists), form.sending.dispatch(c));
    let writer = desk.writer(case, ctx);
    if c.acknowledged_at.is_some() {
        let to = area.map_or(NewContact::NotChosen, NewContact::Area);
        return compose::change_of_contact(c, to, "", &way, &writer);
    }
    compose::acknowledgement(c, Some(triaged), area, &way, &writer)
}

async fn lists(app: &App, who: &SignedIn, case: &Case) -> Result<Lists, WebError> {
    let (complaint, actor, today) = (case.complaint.clone(), who.actor.clone(), who.today());
    Ok(app
        .db
        .read(move |conn| Lists::load(conn, &complaint, &actor, today))
        .await?)
}

fn render(
    who: &SignedIn,
    case: Case,
    (mut form, more): (TriageForm, usize),
    lists: Lists,
    (problems, saved): (Problems, bool),
) -> Result<HttpResponse, WebError> {
    let ctx = who.ctx();
    let (triaged, _) = form.read(&case.complaint, &lists);
    let paper = Paper::from(&write(
        &case,
        (&form, &triaged),
        &lists,
        &Desk::of(who),
        &ctx,
    ));
    form.make_room(more);
    let details = &case.complaint.details;
    let limit = details
        .latest_event
        .map(|latest| six_month_test(latest, details.first_raised));
    let promise = if case.complaint.acknowledged_at.is_some() {
        Promise::Assign
    } else {
        Promise::Acknowledge
    };
    let clock = case
        .complaint
        .running(promise)
        .map(|clock| ClockView::of(clock, ctx.calendar, ctx.now))
        .map(|view| ClockView {
            due: format!("{} by {}", promise.label(), view.due),
            ..view
        });
    let status = problems.status();
    page::render(
        &TriagePage {
            case,
            form,
            lists,
            problems,
            paper,
            limit,
            clock,
            saved,
        },
        status,
        who,
    )
}
