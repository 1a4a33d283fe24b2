//! A note: added to the history, never changed.
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use procedure::StepKind;
use procedure::steps::note::AddNote;

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct NoteForm {
    happened_at_date: String,
    happened_at_time: String,
    note: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/note.html")]
pub struct NotePage {
    view: View<NoteForm>,
}

impl StepPage for NotePage {
    const KIND: StepKind = StepKind::Note;
    const ORDER: &'static [&'static str] = &["note", "happened_at"];
    type Form = NoteForm;
    type More = ();

    fn blank(_: &At) -> NoteForm {
        NoteForm::default()
    }
    fn read(form: &NoteForm, _: &At) -> Reading {
        let mut errors = FieldErrors::default();
        let happened = forms::instant(&form.happened_at_date, &form.happened_at_time);
        let happened_at = errors.keep("happened_at", happened);
        let note = forms::text(&form.note);
        Reading::of(AddNote { happened_at, note }).despite(errors)
    }
    fn page(view: View<NoteForm>, _: &SignedIn) -> Self {
        Self { view }
    }
}
