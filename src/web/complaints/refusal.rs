//! Refusing a complaint, or its second stage: one person proposes, another reads the letter and decides.
use crate::web::complaint::own_words::OwnWords;
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::sending::Sending;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use letters::Letter;
use letters::compose;
use procedure::complaint::{RefusalOf, RefusalRecord};
use procedure::dispatch::Dispatch;
use procedure::steps::refusal::{DecideRefusal, ProposeRefusal, refuses};
use procedure::{Complaint, Scope, StepKind};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct RefusalForm {
    /// `propose`; of the second person `approve` or `return`.
    act: String,
    reason: String,
    evidence: String,
    belongs: String,
    decision_reason: String,
    #[serde(flatten)]
    sending: Sending,
}

impl RefusalForm {
    /// The proposal that waits, when this form decides it.
    fn decides<'a>(&self, complaint: &'a Complaint) -> Option<&'a RefusalRecord> {
        complaint.open_refusal().filter(|_| self.act != "propose")
    }
    fn proposal(&self) -> ProposeRefusal {
        ProposeRefusal {
            reason: forms::text(&self.reason),
            evidence: forms::text(&self.evidence),
            belongs: forms::text(&self.belongs),
        }
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/refusal.html")]
pub struct RefusalPage {
    /// The proposal that waits, when this page decides it.
    proposal: Option<RefusalRecord>,
    of: RefusalOf,
    view: View<RefusalForm, OwnWords>,
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
        let all = self.view.case.complaint.allegations.iter();
        all.map(|a| (a.number, a.alleged.as_str(), stands(&a.scope)))
            .collect()
    }
}

impl StepPage for RefusalPage {
    const KIND: StepKind = StepKind::Refusal;
    type Form = RefusalForm;
    type More = OwnWords;

    fn blank(at: &At<OwnWords>) -> RefusalForm {
        RefusalForm {
            sending: Sending::preferred(at.complaint()),
            ..RefusalForm::default()
        }
    }
    fn read(form: &RefusalForm, at: &At<OwnWords>) -> Reading {
        let way = form.sending.dispatch(at.complaint());
        let letter = letter(form, at, &way);
        let reason = forms::text(&form.decision_reason);
        match form.act.as_str() {
            "propose" => Reading::of(form.proposal()).showing(letter),
            "approve" => {
                let dispatch = way.clone();
                Reading::of(DecideRefusal::Approve { reason, dispatch }).sending(letter, way)
            }
            "return" => Reading::of(DecideRefusal::Return { reason }).showing(letter),
            _ => {
                let errors = FieldErrors::on("form", "Agree the refusal, or send it back");
                Reading::wrong(errors).showing(letter)
            }
        }
    }
    fn page(view: View<RefusalForm, OwnWords>, _: &SignedIn) -> Self {
        Self {
            proposal: view.form.decides(&view.case.complaint).cloned(),
            of: refuses(&view.case.complaint),
            view,
        }
    }
}

/// Of what is proposed already, checked by whoever reads it; or of what is being proposed.
fn letter(form: &RefusalForm, at: &At<OwnWords>, way: &Dispatch) -> Letter {
    let mut proposed = at.complaint().clone();
    let role = at.who.actor.role.label().to_lowercase();
    let checked_by = form.decides(at.complaint()).map(|_| role.as_str());
    if checked_by.is_none() {
        proposed.refusals.push(as_proposed(form.proposal(), at));
    }
    at.write(|_, writer| match refuses(&proposed) {
        RefusalOf::Complaint => compose::not_accepted(&proposed, checked_by, way, writer),
        RefusalOf::Escalation => compose::procedure_complete(&proposed, checked_by, way, writer),
    })
}

/// How it will stand when the words typed now are proposed.
fn as_proposed(typed: ProposeRefusal, at: &At<OwnWords>) -> RefusalRecord {
    RefusalRecord {
        of: refuses(at.complaint()),
        reason: typed.reason,
        evidence: typed.evidence,
        belongs: typed.belongs,
        proposed_by: at.who.actor.id,
        proposed_at: at.who.now,
        decided_by: None,
        approved: None,
        decision_reason: String::new(),
    }
}
