//! A promise to put something right, recorded as done.
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use procedure::steps::remedy::CompleteRemedy;
use procedure::{RemedyId, StepKind};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct RemedyForm {
    remedy: String,
    done_on: String,
    evidence: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/remedy.html")]
pub struct RemedyPage {
    view: View<RemedyForm>,
}

impl StepPage for RemedyPage {
    const KIND: StepKind = StepKind::Remedy;
    const ORDER: &'static [&'static str] = &["remedy", "done_on", "evidence"];
    type Form = RemedyForm;
    type More = ();

    fn blank(_: &At) -> RemedyForm {
        RemedyForm::default()
    }
    fn read(form: &RemedyForm, _: &At) -> Reading {
        let mut errors = FieldErrors::default();
        let on = errors.keep("done_on", forms::date(&form.done_on));
        let step = CompleteRemedy {
            remedy: form.remedy.parse().ok().map(RemedyId),
            on,
            evidence: forms::text(&form.evidence),
        };
        Reading::of(step).despite(errors)
    }
    fn page(view: View<RemedyForm>, _: &SignedIn) -> Self {
        Self { view }
    }
}
