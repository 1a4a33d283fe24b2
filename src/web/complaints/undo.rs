//! Undoing the last act on a complaint.
use crate::web::forms;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use procedure::StepKind;
use procedure::steps::undo::UndoLast;

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct UndoForm {
    reason: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/undo.html")]
pub struct UndoPage {
    /// What is undone: "Assign".
    what: &'static str,
    /// A letter goes with it, which does not leave then.
    letter: bool,
    view: View<UndoForm>,
}

impl StepPage for UndoPage {
    const KIND: StepKind = StepKind::Undo;
    type Form = UndoForm;
    type More = ();

    fn blank(_: &At) -> UndoForm {
        UndoForm::default()
    }
    fn read(form: &UndoForm, _: &At) -> Reading {
        Reading::of(UndoLast {
            reason: forms::text(&form.reason),
        })
    }
    fn page(view: View<UndoForm>, _: &SignedIn) -> Self {
        let last = view.case.complaint.undoable.as_ref();
        Self {
            what: last.map_or("the last step", |last| last.step.label()),
            letter: last.is_some_and(|last| last.delivery.is_some()),
            view,
        }
    }
}
