//! "If the issue is complex, they may need additional time to investigate but they will contact you to agree timescales."
use crate::letters::Letter;
use crate::letters::compose::{self, NewDate};
use crate::procedure::clocks::Clock;
use crate::procedure::complaint::Timescale;
use crate::procedure::steps::timescale::AgreeTimescale;
use crate::procedure::vocabulary::{Channel, Promise, Stage};
use crate::procedure::working_time::{Span, uk_time};
use crate::procedure::{Complaint, Context, StepKind, permits};
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::formats::{self, Format};
use crate::web::forms::{self, FieldErrors};
use crate::web::sending::{self, Desk, Paper, Sending};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::{HttpResponse, web};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct TimescaleForm {
    pub version: String,
    /// `preview` shows the letter; anything else sends it.
    pub act: String,
    pub until: String,
    pub contacted_at_date: String,
    pub contacted_at_time: String,
    pub channel_used: String,
    pub reason: String,
    /// What has been done so far, for the letter; empty for what the complaint itself shows.
    pub done: String,
    pub agreed: String,
    pub channel: String,
    pub format: String,
    pub dispatch_reason: String,
}

impl TimescaleForm {
    fn new(complaint: &Complaint) -> Self {
        let preferred = Sending::preferred(complaint);
        Self {
            channel: preferred.channel,
            format: preferred.format,
            ..Self::default()
        }
    }
    fn sending(&self) -> Sending {
        Sending {
            channel: self.channel.clone(),
            format: self.format.clone(),
            dispatch_reason: self.dispatch_reason.clone(),
        }
    }
    fn agreed(&self) -> Option<bool> {
        match self.agreed.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }
    fn parse(&self, complaint: &Complaint) -> Result<AgreeTimescale, FieldErrors> {
        let mut errors = FieldErrors::default();
        let until = forms::date(&self.until).unwrap_or_else(|why| {
            errors.add("until", why);
            None
        });
        let contacted_at = forms::instant(&self.contacted_at_date, &self.contacted_at_time)
            .unwrap_or_else(|why| {
                errors.add("contacted_at", why);
                None
            });
        errors.or(AgreeTimescale {
            until,
            contacted_at,
            channel: Channel::parse(&self.channel_used),
            reason: forms::text(&self.reason),
            agreed: self.agreed(),
            dispatch: self.sending().dispatch(complaint),
        })
    }
    fn letter(&self, case: &Case, desk: &Desk, ctx: &Context) -> Letter {
        let (reason, done) = (forms::text(&self.reason), forms::text(&self.done));
        let new = NewDate {
            until: forms::date(&self.until).unwrap_or_default(),
            contacted_at: forms::instant(&self.contacted_at_date, &self.contacted_at_time)
                .unwrap_or_default(),
            channel: Channel::parse(&self.channel_used),
            agreed: self.agreed(),
            reason: &reason,
            done: &done,
        };
        let way = self.sending().dispatch(&case.complaint);
        compose::timescale(&case.complaint, &new, &way, &desk.writer(case, ctx))
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/timescale.html")]
struct TimescalePage {
    case: Case,
    form: TimescaleForm,
    sending: Sending,
    problems: Problems,
    paper: Paper,
    channels: Vec<(&'static str, &'static str)>,
    clock: Option<Clock>,
    /// Who may agree what date, in words.
    limit: String,
}

impl TimescalePage {
    fn earlier(&self) -> impl Iterator<Item = &Timescale> {
        self.case.complaint.timescales.iter()
    }
}

/// GET `/complaints/{reference}/timescale`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do, or not now.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(StepKind::Timescale, &case.complaint, &who.actor, &who.ctx())?;
    let form = TimescaleForm::new(&case.complaint);
    render(&who, case, form, Problems::default())
}

/// POST `/complaints/{reference}/timescale`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<TimescaleForm>,
) -> Result<HttpResponse, WebError> {
    if form.act.starts_with("preview") {
        let case = case::load(&app, &who, &path).await?;
        permits(StepKind::Timescale, &case.complaint, &who.actor, &who.ctx())?;
        let letter = form.letter(&case, &Desk::of(&who), &who.ctx());
        let problems = sending::too_long(&who, &letter);
        if let Some(format) = Format::of_act(&form.act).filter(|_| problems.errors.is_empty()) {
            return formats::proof(&app, &who, letter, format).await;
        }
        return render(&who, case, form, problems);
    }
    let desk = Desk::of(&who);
    let parse = |case: &Case, _: &Context| form.parse(&case.complaint);
    let letter = |case: &Case, ctx: &Context| {
        let way = form.sending().dispatch(&case.complaint);
        sending::outgoing(&form.letter(case, &desk, ctx), &way, case, ctx)
    };
    match case::take(&app, &who, (&path, &form.version), parse, letter).await? {
        Taken::Done(answer) => Ok(answer),
        Taken::Again(case, problems) => render(&who, *case, form, problems),
    }
}

fn render(
    who: &SignedIn,
    case: Case,
    mut form: TimescaleForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    if form.act != "preview" || form.version.is_empty() {
        form.version = case.complaint.version.0.to_string();
    }
    let status = problems.status();
    let paper = Paper::from(&form.letter(&case, &Desk::of(who), &who.ctx()));
    let clock = case.complaint.running(promise(&case.complaint)).cloned();
    let page = TimescalePage {
        sending: form.sending(),
        channels: super::contact::channels(),
        limit: limit(&case.complaint, who),
        clock,
        paper,
        case,
        form,
        problems,
    };
    page::render(&page, status, who)
}

fn promise(c: &Complaint) -> Promise {
    if c.stage == Stage::FinalReview {
        Promise::FinalResponse
    } else {
        Promise::Respond
    }
}

/// Rule 40 in words, before it refuses anything.
fn limit(c: &Complaint, who: &SignedIn) -> String {
    let promise = promise(c);
    let area = c.area.as_ref();
    if promise == Promise::FinalResponse {
        return "You decide this stage, so the date is yours to agree.".to_owned();
    }
    if area.is_some_and(|a| who.actor.leads(a.id)) {
        return "You lead this area: you may agree a second move, and more than 10 working days."
            .to_owned();
    }
    let leader = area.map_or("the area", |a| a.name.as_str());
    if c.timescales.iter().any(|t| t.promise == promise) {
        return format!(
            "The date has been moved before. Only the Leader of {leader} can agree a second move."
        );
    }
    match c.running(promise) {
        Some(clock) => {
            let last = who
                .rules
                .calendar
                .due(clock.due_at, Span::WorkingDays(10), &[]);
            let last = uk_time::day(uk_time::local_date(last));
            format!(
                "You may agree a date up to {last}, 10 working days later. Only the Leader of {leader} can agree more."
            )
        }
        None => String::new(),
    }
}
