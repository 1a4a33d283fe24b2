//! A member of Customer Relations takes a complaint from the inbox: one button, and a page only when it cannot be.
use crate::casework::Case;
use crate::web::paths;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use procedure::steps::taking::Take;
use procedure::{StepKind, permits};

/// One button; nothing is typed.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct TakingForm {}

#[derive(askama::Template)]
#[template(path = "complaints/taking.html")]
pub struct TakingPage {
    /// It could still be taken, by pressing again.
    may: bool,
    view: View<TakingForm>,
}

impl StepPage for TakingPage {
    const KIND: StepKind = StepKind::Taking;
    type Form = TakingForm;
    type More = ();

    fn blank(_: &At) -> TakingForm {
        TakingForm::default()
    }
    fn read(_: &TakingForm, _: &At) -> Reading {
        Reading::of(Take)
    }
    /// They take it to triage it.
    fn next(_: &TakingForm, before: &Case, _: &SignedIn) -> String {
        paths::step(before.reference(), &StepKind::Acknowledgement)
    }
    fn page(view: View<TakingForm>, who: &SignedIn) -> Self {
        let c = &view.case.complaint;
        let may = c.owner != Some(who.actor.id)
            && permits(StepKind::Taking, c, &who.actor, &who.ctx()).is_ok();
        Self { may, view }
    }
}
