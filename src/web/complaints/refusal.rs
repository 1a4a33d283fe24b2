//! Refusing a complaint, or its second stage: one person proposes, another reads the letter and decides.
use crate::letters::Letter;
use crate::letters::compose;
use crate::procedure::complaint::{RefusalOf, RefusalRecord};
use crate::procedure::steps::refusal::{DecideRefusal, ProposeRefusal};
use crate::procedure::vocabulary::Stage;
use crate::procedure::{Complaint, Context, Scope, StepKind, permits};
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
pub struct RefusalForm {
    pub version: String,
    /// `propose` or `preview`; of the second person `approve` or `return`.
    pub act: String,
    pub reason: String,
    pub evidence: String,
    pub belongs: String,
    pub decision_reason: String,
    pub channel: String,
    pub format: String,
    pub dispatch_reason: String,
}

impl RefusalForm {
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
    fn proposes(&self) -> bool {
        self.act == "propose" || self.act.starts_with("preview")
    }
    fn proposal(&self) -> ProposeRefusal {
        ProposeRefusal {
            reason: forms::text(&self.reason),
            evidence: forms::text(&self.evidence),
            belongs: forms::text(&self.belongs),
        }
    }
    fn decision(&self, complaint: &Complaint) -> Result<DecideRefusal, FieldErrors> {
        let reason = forms::text(&self.decision_reason);
        match self.act.as_str() {
            "approve" => Ok(DecideRefusal::Approve {
                reason,
                dispatch: self.sending().dispatch(complaint),
            }),
            "return" => Ok(DecideRefusal::Return { reason }),
            _ => Err(FieldErrors::on(
                "form",
                "Agree the refusal, or send it back",
            )),
        }
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/refusal.html")]
struct RefusalPage {
    case: Case,
    form: RefusalForm,
    sending: Sending,
    problems: Problems,
    paper: Paper,
    /// The proposal that waits, when this page decides it.
    proposal: Option<RefusalRecord>,
    of: RefusalOf,
}

impl RefusalPage {
    fn title(&self) -> &'static str {
        match (self.proposal.is_some(), self.of) {
            (true, RefusalOf::Complaint) => "Agree this refusal?",
            (true, RefusalOf::Escalation) => "Agree to refuse the second stage?",
            (false, RefusalOf::Complaint) => "Propose to refuse this complaint",
            (false, RefusalOf::Escalation) => "Propose to refuse the second stage",
        }
    }
    /// The whole complaint, not its second stage.
    fn refuses_complaint(&self) -> bool {
        self.of == RefusalOf::Complaint
    }
    /// (number, what is alleged, how it stands) of each allegation.
    fn allegations(&self) -> Vec<(i32, &str, String)> {
        let stands = |scope: &Scope| match scope {
            Scope::Undecided => "Not decided yet".to_owned(),
            Scope::CanInvestigate => "Can be investigated".to_owned(),
            Scope::Outside { exclusion, reason } => format!("{}. {reason}", exclusion.label()),
        };
        let all = self.case.complaint.allegations.iter();
        all.map(|a| (a.number, a.alleged.as_str(), stands(&a.scope)))
            .collect()
    }
}

/// GET `/complaints/{reference}/refusal`: to propose, or to decide what somebody else proposed.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do, or not now.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(StepKind::Refusal, &case.complaint, &who.actor, &who.ctx())?;
    let form = RefusalForm::new(&case.complaint);
    render(&who, case, form, Problems::default())
}

/// POST `/complaints/{reference}/refusal`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<RefusalForm>,
) -> Result<HttpResponse, WebError> {
    let at = (path.as_str(), form.version.as_str());
    let taken = match form.act.as_str() {
        act if act.starts_with("preview") => {
            let case = case::load(&app, &who, &path).await?;
            let letter = as_it_stands(&who, &case, &form);
            let problems = sending::too_long(&who, &letter);
            if let Some(format) = Format::of_act(act).filter(|_| problems.errors.is_empty()) {
                return formats::proof(&app, &who, letter, format).await;
            }
            return render(&who, case, form, problems);
        }
        "propose" => {
            case::take(&app, &who, at, |_, _| Ok(form.proposal()), case::no_letter).await?
        }
        _ => {
            let desk = Desk::of(&who);
            let parse = |case: &Case, _: &Context| form.decision(&case.complaint);
            let letter = |case: &Case, ctx: &Context| {
                if form.act != "approve" {
                    return Ok(None);
                }
                let way = form.sending().dispatch(&case.complaint);
                let letter = write(&who, &case.complaint, (case, &form, &desk), ctx);
                sending::outgoing(&letter, &way, case, ctx)
            };
            case::take(&app, &who, at, parse, letter).await?
        }
    };
    match taken {
        Taken::Done(answer) => Ok(answer),
        Taken::Again(case, problems) => render(&who, *case, form, problems),
    }
}

/// What is refused, as the procedure reads it from the stage.
fn of(complaint: &Complaint) -> RefusalOf {
    if complaint.stage == Stage::Escalated {
        RefusalOf::Escalation
    } else {
        RefusalOf::Complaint
    }
}

/// The letter of the proposal in `complaint`. The signed-in person is the second checker, unless they are proposing.
fn write(
    who: &SignedIn,
    complaint: &Complaint,
    (case, form, desk): (&Case, &RefusalForm, &Desk),
    ctx: &Context,
) -> Letter {
    let role = who.actor.role.label().to_lowercase();
    let checked_by =
        (case.complaint.open_refusal().is_some() && !form.proposes()).then_some(role.as_str());
    let way = form.sending().dispatch(complaint);
    let writer = desk.writer(case, ctx);
    match of(complaint) {
        RefusalOf::Complaint => compose::not_accepted(complaint, checked_by, &way, &writer),
        RefusalOf::Escalation => compose::procedure_complete(complaint, checked_by, &way, &writer),
    }
}

/// The complaint as it would stand with the words typed now proposed.
fn with_proposal(who: &SignedIn, complaint: &Complaint, form: &RefusalForm) -> Complaint {
    let typed = form.proposal();
    let mut complaint = complaint.clone();
    complaint.refusals.push(RefusalRecord {
        of: of(&complaint),
        reason: typed.reason,
        evidence: typed.evidence,
        belongs: typed.belongs,
        proposed_by: who.actor.id,
        proposed_at: who.now,
        decided_by: None,
        approved: None,
        decision_reason: String::new(),
    });
    complaint
}

/// The letter of what is proposed already, or of what is being proposed.
fn as_it_stands(who: &SignedIn, case: &Case, form: &RefusalForm) -> Letter {
    let proposed = case.complaint.open_refusal().is_some() && !form.proposes();
    let complaint = if proposed {
        case.complaint.clone()
    } else {
        with_proposal(who, &case.complaint, form)
    };
    write(who, &complaint, (case, form, &Desk::of(who)), &who.ctx())
}

fn render(
    who: &SignedIn,
    case: Case,
    mut form: RefusalForm,
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    form.version = case.complaint.version.0.to_string();
    let proposal = case
        .complaint
        .open_refusal()
        .filter(|_| !form.proposes())
        .cloned();
    let letter = as_it_stands(who, &case, &form);
    let status = problems.status();
    page::render(
        &RefusalPage {
            of: of(&case.complaint),
            sending: form.sending(),
            paper: Paper::from(&letter),
            case,
            form,
            problems,
            proposal,
        },
        status,
        who,
    )
}
