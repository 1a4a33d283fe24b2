//! Reopening a closed complaint, with the reason.
use crate::web::forms;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use procedure::StepKind;
use procedure::steps::reopening::Reopen;

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct ReopeningForm {
    reason: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/reopening.html")]
pub struct ReopeningPage {
    view: View<ReopeningForm>,
}

impl StepPage for ReopeningPage {
    const KIND: StepKind = StepKind::Reopening;
    type Form = ReopeningForm;
    type More = ();

    fn blank(_: &At) -> ReopeningForm {
        ReopeningForm::default()
    }
    fn read(form: &ReopeningForm, _: &At) -> Reading {
        let reason = forms::text(&form.reason);
        Reading::of(Reopen { reason })
    }
    fn page(view: View<ReopeningForm>, _: &SignedIn) -> Self {
        Self { view }
    }
}
