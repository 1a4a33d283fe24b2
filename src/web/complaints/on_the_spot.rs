//! How an attempt to put it right on the spot ended: resolved and confirmed in writing, or on to stage 1.
use crate::letters::Letter;
use crate::letters::compose;
use crate::procedure::steps::dispatch::Dispatch;
use crate::procedure::steps::on_the_spot::{Confirmation, OnTheSpotOutcome};
use crate::procedure::{Context, StepKind, permits};
use crate::storage::record::OutgoingLetter;
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::formats::{self, Format};
use crate::web::forms;
use crate::web::sending::{self, Desk, Paper, Sending};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::{HttpResponse, web};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct OnTheSpotForm {
    pub version: String,
    /// `resolve`, `promote`, or `preview` for the letter as it stands.
    pub act: String,
    pub outcome: String,
    pub reason: String,
    /// Why no letter goes, when there is nowhere to send one.
    pub no_letter: String,
    pub channel: String,
    pub format: String,
    pub dispatch_reason: String,
}

impl OnTheSpotForm {
    fn sending(&self) -> Sending {
        Sending {
            channel: self.channel.clone(),
            format: self.format.clone(),
            dispatch_reason: self.dispatch_reason.clone(),
        }
    }
    fn parse(&self, case: &Case, ctx: &Context) -> OnTheSpotOutcome {
        if self.act == "promote" {
            return OnTheSpotOutcome::Promoted {
                reason: forms::text(&self.reason),
            };
        }
        let confirmation = if reachable(case, ctx) {
            Confirmation::Letter(self.sending().dispatch(&case.complaint))
        } else {
            Confirmation::None {
                why: forms::text(&self.no_letter),
            }
        };
        OnTheSpotOutcome::Resolved {
            outcome: forms::text(&self.outcome),
            confirmation,
        }
    }
    fn write(&self, case: &Case, desk: &Desk, ctx: &Context) -> Letter {
        let way = self.sending().dispatch(&case.complaint);
        compose::on_the_spot(
            &case.complaint,
            &forms::text(&self.outcome),
            &way,
            &desk.writer(case, ctx),
        )
    }
    fn letter(
        &self,
        case: &Case,
        desk: &Desk,
        ctx: &Context,
    ) -> Result<Option<OutgoingLetter>, crate::procedure::Refusal> {
        if self.act == "promote" || !reachable(case, ctx) {
            return Ok(None);
        }
        let way = self.sending().dispatch(&case.complaint);
        sending::outgoing(&self.write(case, desk, ctx), &way, case, ctx)
    }
}

/// A letter can get to them somehow.
fn reachable(case: &Case, ctx: &Context) -> bool {
    Dispatch::reaching(&case.complaint, ctx.today()).is_some()
}

#[derive(askama::Template)]
#[template(path = "complaints/on_the_spot.html")]
struct OnTheSpotPage {
    case: Case,
    form: OnTheSpotForm,
    sending: Sending,
    problems: Problems,
    paper: Paper,
    reachable: bool,
}

/// GET `/complaints/{reference}/on-the-spot`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do, or not now.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(StepKind::OnTheSpot, &case.complaint, &who.actor, &who.ctx())?;
    let preferred = Sending::preferred(&case.complaint);
    let form = OnTheSpotForm {
        channel: preferred.channel,
        format: preferred.format,
        ..OnTheSpotForm::default()
    };
    render(&who, case, form, Problems::default())
}

/// POST `/complaints/{reference}/on-the-spot`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<OnTheSpotForm>,
) -> Result<HttpResponse, WebError> {
    if form.act.starts_with("preview") {
        let case = case::load(&app, &who, &path).await?;
        let letter = form.write(&case, &Desk::of(&who), &who.ctx());
        let problems = sending::too_long(&who, &letter);
        if let Some(format) = Format::of_act(&form.act).filter(|_| problems.errors.is_empty()) {
            return formats::proof(&app, &who, letter, format).await;
        }
        return render(&who, case, form, problems);
    }
    let desk = Desk::of(&who);
    let parse = |case: &Case, ctx: &Context| Ok(form.parse(case, ctx));
    let letter = |case: &Case, ctx: &Context| form.letter(case, &desk, ctx);
    match case::take(&app, &who, (&path, &form.version), parse, letter).await? {
        Taken::Done(answer) => Ok(answer),
        Taken::Again(case, problems) => render(&who, *case, form, problems),
    }
}

fn render(
    who: &SignedIn,
    case: Case,
    mut form: OnTheSpotForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    form.version = case.complaint.version.0.to_string();
    let paper = Paper::from(&form.write(&case, &Desk::of(who), &who.ctx()));
    let reachable = reachable(&case, &who.ctx());
    let status = problems.status();
    let sending = form.sending();
    page::render(
        &OnTheSpotPage {
            case,
            form,
            sending,
            problems,
            paper,
            reachable,
        },
        status,
        who,
    )
}
