//! A hold begins or ends.
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use procedure::StepKind;
use procedure::clocks::Pause;
use procedure::steps::pause::Hold;

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct PauseForm {
    /// `begin` or `end`.
    act: String,
    reason: String,
    stops_the_clock: String,
    review_on: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/pause.html")]
pub struct PausePage {
    view: View<PauseForm>,
}

impl PausePage {
    fn title(&self) -> &'static str {
        if self.held().is_some() {
            "End the hold"
        } else {
            "Put this complaint on hold"
        }
    }
    fn held(&self) -> Option<&Pause> {
        let mut all = self.view.case.complaint.pauses.iter();
        all.find(|p| p.until.is_none())
    }
}

impl StepPage for PausePage {
    const KIND: StepKind = StepKind::Pause;
    type Form = PauseForm;
    type More = ();

    fn blank(_: &At) -> PauseForm {
        PauseForm::default()
    }
    fn read(form: &PauseForm, _: &At) -> Reading {
        let mut errors = FieldErrors::default();
        let reason = forms::text(&form.reason);
        Reading::read(match form.act.as_str() {
            "begin" => {
                let review_on = errors.keep("review_on", forms::date(&form.review_on));
                errors.or(Hold::Begin {
                    reason,
                    stops_the_clock: form.stops_the_clock == "yes",
                    review_on,
                })
            }
            "end" => Ok(Hold::End { reason }),
            _ => Err(FieldErrors::on("form", "Put it on hold, or end the hold")),
        })
    }
    fn page(view: View<PauseForm>, _: &SignedIn) -> Self {
        Self { view }
    }
}
