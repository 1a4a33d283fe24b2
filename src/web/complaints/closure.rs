//! Closing: accepted as resolved, no further contact, or the procedure complete. Only what is allowed now is offered.
use crate::letters::Letter;
use crate::letters::compose::{self, Told};
use crate::procedure::steps::closure::Close;
use crate::procedure::vocabulary::{Channel, Promise, Stage};
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
pub struct ClosureForm {
    pub version: String,
    /// `preview` shows the letter; anything else closes.
    pub act: String,
    /// `accepted`, `no_further_contact` or `complete`.
    pub closure: String,
    pub told_on: String,
    pub how: String,
    pub channel: String,
    pub format: String,
    pub dispatch_reason: String,
}

impl ClosureForm {
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
    fn parse(&self, complaint: &Complaint) -> Result<Close, FieldErrors> {
        let dispatch = self.sending().dispatch(complaint);
        match self.closure.as_str() {
            "accepted" => Ok(Close::Accepted {
                told_on: forms::date(&self.told_on)
                    .map_err(|why| FieldErrors::on("told_on", why))?,
                how: Channel::parse(&self.how),
                dispatch,
            }),
            "no_further_contact" => Ok(Close::NoFurtherContact { dispatch }),
            "complete" => Ok(Close::Complete),
            _ => Err(FieldErrors::on("closure", "Choose how it closes")),
        }
    }
    /// The letter of this way to close; none when the procedure is complete, which the final response has said.
    fn letter(&self, case: &Case, desk: &Desk, ctx: &Context) -> Option<Letter> {
        let way = self.sending().dispatch(&case.complaint);
        let writer = desk.writer(case, ctx);
        let told = Told {
            on: forms::date(&self.told_on).unwrap_or_default(),
            how: Channel::parse(&self.how),
        };
        match self.closure.as_str() {
            "accepted" => Some(compose::resolved_by_agreement(
                &case.complaint,
                told,
                &way,
                &writer,
            )),
            "no_further_contact" => {
                Some(compose::no_further_contact(&case.complaint, &way, &writer))
            }
            _ => None,
        }
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/closure.html")]
struct ClosurePage {
    case: Case,
    form: ClosureForm,
    sending: Sending,
    problems: Problems,
    paper: Option<Paper>,
    channels: Vec<(&'static str, &'static str)>,
    /// (word, words) of each way to close that is allowed now.
    ways: Vec<(&'static str, &'static str)>,
    /// Why another way is not offered; empty when all are.
    not_yet: &'static str,
}

impl ClosurePage {
    /// After the final response there is one way, and no letter.
    fn completes(&self) -> bool {
        self.case.complaint.stage == Stage::FinalResponse
    }
}

/// GET `/complaints/{reference}/closure`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do, or not now.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(StepKind::Closure, &case.complaint, &who.actor, &who.ctx())?;
    let form = ClosureForm::new(&case.complaint);
    render(&who, case, form, Problems::default())
}

/// POST `/complaints/{reference}/closure`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<ClosureForm>,
) -> Result<HttpResponse, WebError> {
    if form.act.starts_with("preview") {
        let case = case::load(&app, &who, &path).await?;
        permits(StepKind::Closure, &case.complaint, &who.actor, &who.ctx())?;
        let letter = form.letter(&case, &Desk::of(&who), &who.ctx());
        let problems = letter.as_ref().map(|one| sending::too_long(&who, one));
        let problems = problems.unwrap_or_default();
        if let Some((format, letter)) = Format::of_act(&form.act).zip(letter)
            && problems.errors.is_empty()
        {
            return formats::proof(&app, &who, letter, format).await;
        }
        return render(&who, case, form, problems);
    }
    let desk = Desk::of(&who);
    let parse = |case: &Case, _: &Context| form.parse(&case.complaint);
    let letter = |case: &Case, ctx: &Context| {
        let way = form.sending().dispatch(&case.complaint);
        match form.letter(case, &desk, ctx) {
            Some(letter) => sending::outgoing(&letter, &way, case, ctx),
            None => Ok(None),
        }
    };
    match case::take(&app, &who, (&path, &form.version), parse, letter).await? {
        Taken::Done(answer) => Ok(answer),
        Taken::Again(case, problems) => render(&who, *case, form, problems),
    }
}

fn render(
    who: &SignedIn,
    case: Case,
    mut form: ClosureForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    if form.act != "preview" || form.version.is_empty() {
        form.version = case.complaint.version.0.to_string();
    }
    let (ways, not_yet) = ways(&case.complaint, &who.ctx());
    if let [(only, _)] = ways.as_slice()
        && form.closure.is_empty()
    {
        (*only).clone_into(&mut form.closure);
    }
    let status = problems.status();
    let letter = form.letter(&case, &Desk::of(who), &who.ctx());
    let page = ClosurePage {
        sending: form.sending(),
        channels: super::contact::channels(),
        paper: letter.as_ref().map(Paper::from),
        ways,
        not_yet,
        case,
        form,
        problems,
    };
    page::render(&page, status, who)
}

/// The ways to close that `procedure` would not refuse now, and why another is not among them.
fn ways(c: &Complaint, ctx: &Context) -> (Vec<(&'static str, &'static str)>, &'static str) {
    const ACCEPTED: (&str, &str) = ("accepted", "They said they accept the response");
    const SILENT: (&str, &str) = ("no_further_contact", "They have not come back to us");
    const COMPLETE: (&str, &str) = ("complete", "The procedure is complete");
    if c.open_remedies().next().is_some() {
        return (
            Vec::new(),
            "Something we promised is still to be done. The complaint closes when it is",
        );
    }
    if c.stage == Stage::FinalResponse {
        return (vec![COMPLETE], "");
    }
    let over = c
        .running(Promise::Escalate)
        .is_none_or(|clock| clock.is_late(ctx.now));
    if over {
        (vec![ACCEPTED, SILENT], "")
    } else {
        (
            vec![ACCEPTED],
            "They still have time to escalate, so it cannot be closed for lack of contact. Silence is not agreement",
        )
    }
}
