//! The complainant withdraws, on their word: when, how, and the letter that confirms it.
use crate::letters::Letter;
use crate::letters::compose::{self, Told};
use crate::procedure::steps::withdrawal::Withdraw;
use crate::procedure::vocabulary::Channel;
use crate::procedure::{Complaint, Context, StepKind, permits};
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::formats::{self, Format};
use crate::web::forms::{self, FieldErrors};
use crate::web::sending::{self, Desk, Paper, Sending};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::{HttpResponse, web};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct WithdrawalForm {
    pub version: String,
    /// `preview` shows the letter; anything else sends it.
    pub act: String,
    pub told_on: String,
    pub how: String,
    pub reason: String,
    pub channel: String,
    pub format: String,
    pub dispatch_reason: String,
}

impl WithdrawalForm {
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
    fn told(&self) -> Told {
        Told {
            on: forms::date(&self.told_on).unwrap_or_default(),
            how: Channel::parse(&self.how),
        }
    }
    fn parse(&self, complaint: &Complaint) -> Result<Withdraw, FieldErrors> {
        Ok(Withdraw {
            told_on: forms::date(&self.told_on).map_err(|why| FieldErrors::on("told_on", why))?,
            how: Channel::parse(&self.how),
            reason: forms::text(&self.reason),
            dispatch: self.sending().dispatch(complaint),
        })
    }
    fn letter(&self, case: &Case, desk: &Desk, ctx: &Context) -> Letter {
        let way = self.sending().dispatch(&case.complaint);
        let said = forms::text(&self.reason);
        let writer = desk.writer(case, ctx);
        compose::withdrawal(&case.complaint, self.told(), &said, &way, &writer)
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/withdrawal.html")]
struct WithdrawalPage {
    case: Case,
    form: WithdrawalForm,
    sending: Sending,
    problems: Problems,
    paper: Paper,
    channels: Vec<(&'static str, &'static str)>,
}

/// GET `/complaints/{reference}/withdrawal`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do, or not now.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(
        StepKind::Withdrawal,
        &case.complaint,
        &who.actor,
        &who.ctx(),
    )?;
    let form = WithdrawalForm::new(&case.complaint);
    render(&who, case, form, Problems::default())
}

/// POST `/complaints/{reference}/withdrawal`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<WithdrawalForm>,
) -> Result<HttpResponse, WebError> {
    if form.act.starts_with("preview") {
        let case = case::load(&app, &who, &path).await?;
        permits(
            StepKind::Withdrawal,
            &case.complaint,
            &who.actor,
            &who.ctx(),
        )?;
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
    mut form: WithdrawalForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    if form.act != "preview" || form.version.is_empty() {
        form.version = case.complaint.version.0.to_string();
    }
    let status = problems.status();
    let paper = Paper::from(&form.letter(&case, &Desk::of(who), &who.ctx()));
    let page = WithdrawalPage {
        sending: form.sending(),
        channels: super::contact::channels(),
        paper,
        case,
        form,
        problems,
    };
    page::render(&page, status, who)
}
