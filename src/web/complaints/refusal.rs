//! Refusing a complaint, or its second stage: one person proposes, another reads the letter and decides.
use crate::casework::Case;
use crate::web::complaint::own_words::OwnWords;
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::sending::Sending;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, More, Query, Reading, StepPage, View};
use letters::Letter;
use letters::compose;
use procedure::complaint::{RefusalOf, RefusalRecord};
use procedure::dispatch::Dispatch;
use procedure::repeat::earlier;
use procedure::steps::refusal::{DecideRefusal, ProposeRefusal, ProposeRepeat, refuses};
use procedure::working_time::uk_time;
use procedure::{Complaint, Reference, Scope, StepKind};
use storage::{Connection, StorageError, finished};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct RefusalForm {
    /// `propose`; of the second person `approve` or `return`.
    act: String,
    /// The reference of the finished complaint that it repeats, when it is proposed as that.
    repeats: String,
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

/// What the complainant said, and which complaints of theirs are complete: what a repeat can be answered by.
pub struct Refusing {
    own: OwnWords,
    finished: Vec<Complaint>,
}

impl More for Refusing {
    fn load(
        conn: &mut Connection,
        case: &Case,
        who: &SignedIn,
        query: &Query,
    ) -> Result<Self, StorageError> {
        let c = &case.complaint;
        let finished = match refuses(c) {
            RefusalOf::Escalation => Vec::new(),
            RefusalOf::Complaint | RefusalOf::Repeat => {
                finished::finished(conn, &who.actor, (c.complainant_id, c.id))?
            }
        };
        Ok(Self {
            own: OwnWords::load(conn, case, who, query)?,
            finished,
        })
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/refusal.html")]
pub struct RefusalPage {
    /// The proposal that waits, when this page decides it.
    proposal: Option<RefusalRecord>,
    of: RefusalOf,
    view: View<RefusalForm, Refusing>,
}

impl RefusalPage {
    fn title(&self) -> &'static str {
        match (self.proposal.is_some(), self.of) {
            (true, RefusalOf::Complaint) => "Agree this refusal?",
            (true, RefusalOf::Repeat) => "Agree that it is answered already?",
            (false, RefusalOf::Repeat) => "Propose that it is answered already",
            (true, RefusalOf::Escalation) => "Agree to refuse the second stage?",
            (false, RefusalOf::Complaint) => "Propose to refuse this complaint",
            (false, RefusalOf::Escalation) => "Propose to refuse the second stage",
        }
    }
    /// The whole complaint, not its second stage.
    fn refuses_complaint(&self) -> bool {
        self.of.is_of_the_whole()
    }
    /// (reference, what it says) of each finished complaint of the same person.
    fn finished(&self) -> Vec<(String, String)> {
        choices(&self.view.more.finished)
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
    type More = Refusing;

    fn blank(at: &At<Refusing>) -> RefusalForm {
        RefusalForm {
            sending: Sending::preferred(at.complaint()),
            ..RefusalForm::default()
        }
    }
    fn read(form: &RefusalForm, at: &At<Refusing>) -> Reading {
        let way = form.sending.dispatch(at.complaint());
        let letter = letter(form, at, &way);
        let reason = forms::text(&form.decision_reason);
        match form.act.as_str() {
            "propose" if !form.repeats.trim().is_empty() => {
                let Some(repeats) = named(&form.repeats, &at.more.finished) else {
                    return Reading::wrong(FieldErrors::on("repeats", NOT_FINISHED));
                };
                let repeats = Box::new(repeats.clone());
                let reason = forms::text(&form.reason);
                Reading::of(ProposeRepeat { repeats, reason }).showing(letter)
            }
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
    fn page(view: View<RefusalForm, Refusing>, _: &SignedIn) -> Self {
        Self {
            proposal: view.form.decides(&view.case.complaint).cloned(),
            of: match view.form.decides(&view.case.complaint) {
                Some(proposal) => proposal.of,
                None => refuses(&view.case.complaint),
            },
            view,
        }
    }
}

const NOT_FINISHED: &str = "Choose one of the complaints that are complete";

/// The finished complaint of this reference.
pub(super) fn named<'a>(reference: &str, finished: &'a [Complaint]) -> Option<&'a Complaint> {
    let wanted = Reference::parse(reference)?;
    finished.iter().find(|one| one.reference == wanted)
}

/// (reference, "SC-2026-000071, complete since 2 November 2026: no update") of each.
pub(super) fn choices(finished: &[Complaint]) -> Vec<(String, String)> {
    let each = finished.iter().filter_map(|one| {
        let since = uk_time::date_long(earlier(one)?.completed_on);
        let (reference, summary) = (&one.reference, &one.details.summary);
        let words = format!("{reference}, complete since {since}: {summary}");
        Some((reference.to_string(), words))
    });
    each.collect()
}

/// Of what is proposed already, checked by whoever reads it; or of what is being proposed.
fn letter(form: &RefusalForm, at: &At<Refusing>, way: &Dispatch) -> Letter {
    let mut proposed = at.complaint().clone();
    let role = at.who.actor.role.label().to_lowercase();
    let checked_by = form.decides(at.complaint()).map(|_| role.as_str());
    if checked_by.is_none() {
        proposed.refusals.push(as_proposed(form, at));
    }
    let of = proposed
        .open_refusal()
        .map_or(refuses(&proposed), |one| one.of);
    at.write(|_, writer| match of {
        RefusalOf::Repeat => compose::already_answered(&proposed, checked_by, way, writer),
        RefusalOf::Complaint => compose::not_accepted(&proposed, checked_by, way, writer),
        RefusalOf::Escalation => compose::procedure_complete(&proposed, checked_by, way, writer),
    })
}

/// How it will stand when the words typed now are proposed.
fn as_proposed(form: &RefusalForm, at: &At<Refusing>) -> RefusalRecord {
    let typed = form.proposal();
    let repeats = named(&form.repeats, &at.more.finished).and_then(earlier);
    let of = match repeats {
        Some(_) => RefusalOf::Repeat,
        None => refuses(at.complaint()),
    };
    RefusalRecord {
        of,
        repeats,
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
