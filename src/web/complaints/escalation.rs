//! The complainant asks for the second stage. They need give no reasons.
use crate::casework::Case;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use chrono::{DateTime, Utc};
use procedure::steps::escalation::RequestEscalation;
use procedure::vocabulary::{Channel, Promise};
use procedure::working_time::uk_time;
use procedure::{Complaint, PersonId, StepKind};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct EscalationForm {
    requested_at_date: String,
    requested_at_time: String,
    channel: String,
    unhappy_about: String,
    wanted: String,
    late_reason: String,
}

/// What stage 1 found on one allegation.
pub struct FindingView {
    pub number: i32,
    pub alleged: String,
    pub outcome: &'static str,
}

#[derive(askama::Template)]
#[template(path = "complaints/escalation.html")]
pub struct EscalationPage {
    channels: Vec<(&'static str, &'static str)>,
    /// How stage 1 ended, in a sentence.
    stage_1: String,
    findings: Vec<FindingView>,
    /// The soft close, in a sentence; empty when none ran.
    deadline: String,
    view: View<EscalationForm>,
}

impl StepPage for EscalationPage {
    const KIND: StepKind = StepKind::Escalation;
    const ORDER: &'static [&'static str] = &[
        "requested_at",
        "channel",
        "unhappy_about",
        "wanted",
        "late_reason",
    ];
    type Form = EscalationForm;
    type More = ();

    fn blank(_: &At) -> EscalationForm {
        EscalationForm::default()
    }
    fn read(form: &EscalationForm, _: &At) -> Reading {
        let mut errors = FieldErrors::default();
        let requested = forms::instant(&form.requested_at_date, &form.requested_at_time);
        let requested_at = errors.keep("requested_at", requested);
        Reading::of(RequestEscalation {
            requested_at,
            channel: Channel::parse(&form.channel),
            unhappy_about: forms::text(&form.unhappy_about),
            wanted: forms::text(&form.wanted),
            late_reason: forms::text(&form.late_reason),
        })
        .despite(errors)
    }
    fn page(view: View<EscalationForm>, who: &SignedIn) -> Self {
        Self {
            channels: forms::options(Channel::ALL, Channel::as_str, Channel::label),
            stage_1: stage_1(&view.case, who.actor.id),
            findings: findings(&view.case.complaint, who.actor.id),
            deadline: deadline(&view.case.complaint, who.now),
            view,
        }
    }
}

/// How the first stage ended, and by whose hand.
pub(super) fn stage_1(case: &Case, who: PersonId) -> String {
    let c = &case.complaint;
    let outcome = c.outcome(1).filter(|_| !c.stage_1_is_shut_to(who));
    match (c.answered_at, outcome) {
        (Some(at), outcome) => {
            let outcome = outcome.map_or("No outcome recorded", |o| o.label());
            let by = c
                .assignee
                .map_or(String::new(), |id| format!(" by {}", case.name(id)));
            let day = uk_time::date_long(uk_time::local_date(at));
            format!("{outcome}. Answered{by} on {day}.")
        }
        (None, _) => "The stage 1 response is overdue, so they need not wait for it.".to_owned(),
    }
}

pub(super) fn findings(c: &Complaint, who: PersonId) -> Vec<FindingView> {
    let found = |a: &procedure::Allegation| {
        if c.unseen_by(who).any(|id| id == a.id) {
            return "Shown once you have recorded your own view";
        }
        let mut findings = c.findings_seen_by(who);
        let finding = findings.find(|f| f.stage == 1 && f.allegation == a.id);
        finding.map_or("Not answered", |f| f.outcome.label())
    };
    c.in_scope()
        .map(|a| FindingView {
            number: a.number,
            alleged: a.alleged.clone(),
            outcome: found(a),
        })
        .collect()
}

/// Rule 54: the factsheet sets no limit, so ours only closes softly.
fn deadline(c: &Complaint, now: DateTime<Utc>) -> String {
    let Some(clock) = c
        .clocks
        .iter()
        .rev()
        .find(|k| k.promise == Promise::Escalate)
    else {
        return String::new();
    };
    let day = uk_time::date_long(uk_time::local_date(clock.due_at));
    if now > clock.due_at {
        format!(
            "We asked to hear by {day}. That date is ours, not published: a late request is accepted, with the reason."
        )
    } else {
        format!("We asked to hear by {day}. That date is ours, not published.")
    }
}
