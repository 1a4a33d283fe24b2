//! A promise to put something right, recorded as done.
use crate::web::filters;
use crate::web::forms;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use procedure::steps::remedy::CompleteRemedy;
use procedure::{RemedyId, StepKind};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct RemedyForm {
    remedy: String,
    evidence: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/remedy.html")]
pub struct RemedyPage {
    view: View<RemedyForm>,
}

impl StepPage for RemedyPage {
    const KIND: StepKind = StepKind::Remedy;
    type Form = RemedyForm;
    type More = ();

    fn blank(_: &At) -> RemedyForm {
        RemedyForm::default()
    }
    fn read(form: &RemedyForm, _: &At) -> Reading {
        Reading::of(CompleteRemedy {
            remedy: form.remedy.parse().ok().map(RemedyId),
            evidence: forms::text(&form.evidence),
        })
    }
    fn page(view: View<RemedyForm>, _: &SignedIn) -> Self {
        Self { view }
    }
}
