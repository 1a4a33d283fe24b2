//! The Independent Assessor: the referral, the papers, what was found, and each recommendation to done.
//! Which form the page shows depends on how far it has come; `act` says which was sent.
use crate::casework::Case;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use crate::web::{filters, paths};
use chrono::NaiveDate;
use procedure::complaint::Recommendation;
use procedure::steps::assessor_referral::{AssessorStep, timing};
use procedure::vocabulary::AssessorOutcome;
use procedure::{AllegationId, Complaint, RecommendationId, StepKind};
use std::collections::HashMap;

/// The fields as typed: an allegation or a recommendation more is a field more.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(transparent)]
pub struct AssessorForm(HashMap<String, String>);

impl AssessorForm {
    /// What was typed in a field; empty when it was not sent.
    pub fn of(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
    fn day(&self, name: &str) -> Result<Option<NaiveDate>, FieldErrors> {
        forms::date(self.of(name)).map_err(|why| FieldErrors::on(name, why))
    }
    fn recommendation(&self) -> Option<RecommendationId> {
        self.of("recommendation").parse().ok().map(RecommendationId)
    }
    fn parse(&self, complaint: &Complaint) -> Result<AssessorStep, FieldErrors> {
        match self.of("act") {
            "refer" => Ok(AssessorStep::Refer {
                received_on: self.day("received_on")?,
                about: forms::text(self.of("about")),
            }),
            "asked" => Ok(AssessorStep::PapersAsked {
                on: self.day("asked_on")?,
            }),
            "sent" => Ok(AssessorStep::PapersSent {
                on: self.day("sent_on")?,
            }),
            "moved" => Ok(AssessorStep::ReportMoved {
                due: self.day("report_due_on")?,
                reason: forms::text(self.of("report_reason")),
            }),
            "chased" => Ok(AssessorStep::Chased {
                on: self.day("chased_on")?,
                said: forms::text(self.of("chase_said")),
                again_on: self.day("chase_again_on")?,
            }),
            "concluded" => Ok(AssessorStep::Concluded {
                on: self.day("concluded_on")?,
                outcomes: self.outcomes(complaint),
                recommendations: forms::text(self.of("recommendations"))
                    .lines()
                    .map(|line| line.trim().to_owned())
                    .collect(),
            }),
            "answer" => Ok(AssessorStep::Answer {
                recommendation: self.recommendation(),
                accepted: match self.of("accepted") {
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => None,
                },
                reason: forms::text(self.of("answer_reason")),
                due: self.day("due")?,
            }),
            "done" => Ok(AssessorStep::Done {
                recommendation: self.recommendation(),
                on: self.day("done_on")?,
                evidence: forms::text(self.of("done_evidence")),
            }),
            _ => Err(FieldErrors::on(
                "form",
                "Use one of the buttons on this page",
            )),
        }
    }
    fn outcomes(&self, c: &Complaint) -> Vec<(AllegationId, Option<AssessorOutcome>, String)> {
        c.in_scope()
            .map(|a| {
                let outcome = self.of(&format!("assessor_outcome_{}", a.number));
                let comment = forms::text(self.of(&format!("assessor_comment_{}", a.number)));
                (a.id, AssessorOutcome::parse(outcome), comment)
            })
            .collect()
    }
}

/// One allegation of the report's form, with the names of its fields.
pub struct PointView {
    pub number: i32,
    pub alleged: String,
    pub outcome_field: String,
    pub comment_field: String,
}

/// What the Assessor found, in words.
pub struct FoundView {
    pub number: i32,
    pub outcome: &'static str,
    pub comment: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/assessor_referral.html")]
pub struct AssessorPage {
    /// How a referral that came today would stand.
    timing_today: &'static str,
    points: Vec<PointView>,
    found: Vec<FoundView>,
    outcomes: Vec<(&'static str, &'static str)>,
    to_answer: Vec<(String, String)>,
    to_do: Vec<(String, String)>,
    executive: bool,
    view: View<AssessorForm>,
}

impl AssessorPage {
    /// This is the form that was sent.
    fn sent(&self, act: &str) -> bool {
        self.view.form.of("act") == act
    }
    /// The message beside a field that two forms have: only the one that was sent shows it.
    fn of_act(&self, act: &str, field: &str) -> &str {
        if self.sent(act) {
            self.view.errors().of(field)
        } else {
            ""
        }
    }
}

impl StepPage for AssessorPage {
    const KIND: StepKind = StepKind::AssessorReferral;
    type Form = AssessorForm;
    type More = ();

    fn blank(_: &At) -> AssessorForm {
        AssessorForm::default()
    }
    fn read(form: &AssessorForm, at: &At) -> Reading {
        Reading::read(form.parse(at.complaint()))
    }
    /// One thing after another happens here: back to the page, which shows what comes next.
    fn next(_: &AssessorForm, before: &Case, _: &SignedIn) -> String {
        paths::step(before.reference(), &StepKind::AssessorReferral)
    }
    fn page(view: View<AssessorForm>, who: &SignedIn) -> Self {
        let c = &view.case.complaint;
        let all = || c.referral.iter().flat_map(|r| &r.recommendations);
        let pair = |r: &Recommendation| (r.id.to_string(), r.text.clone());
        let to_answer = all().filter(|r| r.accepted.is_none());
        let to_do = all().filter(|r| r.accepted == Some(true) && r.done_on.is_none());
        Self {
            timing_today: timing(c, who.today()).label(),
            points: points(c),
            found: found(c),
            outcomes: forms::options(
                AssessorOutcome::ALL,
                AssessorOutcome::as_str,
                AssessorOutcome::label,
            ),
            to_answer: to_answer.map(pair).collect(),
            to_do: to_do.map(pair).collect(),
            executive: who.actor.is_executive(),
            view,
        }
    }
}

fn points(c: &Complaint) -> Vec<PointView> {
    c.in_scope()
        .map(|a| PointView {
            number: a.number,
            alleged: a.alleged.clone(),
            outcome_field: format!("assessor_outcome_{}", a.number),
            comment_field: format!("assessor_comment_{}", a.number),
        })
        .collect()
}

fn found(c: &Complaint) -> Vec<FoundView> {
    let number = |id| {
        c.allegations
            .iter()
            .find(|a| a.id == id)
            .map_or(0, |a| a.number)
    };
    c.referral
        .iter()
        .flat_map(|r| &r.outcomes)
        .map(|f| FoundView {
            number: number(f.allegation),
            outcome: f.outcome.label(),
            comment: f.comment.clone(),
        })
        .collect()
}
