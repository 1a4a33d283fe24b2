//! A note: added to the history, never changed.
use crate::casework::Case;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, More, Query, Reading, StepPage, View};
use procedure::StepKind;
use procedure::steps::note::{AddNote, TellOffice};
use storage::{Connection, Result};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct NoteForm {
    happened_at_date: String,
    happened_at_time: String,
    note: String,
    /// `yes`: the office of the executive it was addressed to was told.
    office: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/note.html")]
pub struct NotePage {
    view: View<NoteForm, Opened>,
}

impl NotePage {
    /// Who it was addressed to; empty when nobody in particular.
    fn addressed_to(&self) -> &str {
        self.view.case.complaint.received.addressed_to.trim()
    }
}

/// From which link the page was opened.
#[derive(Debug, Clone, Default)]
pub struct Opened {
    to_tell_the_office: bool,
}

impl More for Opened {
    fn load(_: &mut Connection, _: &Case, _: &SignedIn, query: &Query) -> Result<Self> {
        Ok(Self {
            to_tell_the_office: query.of("office") == "yes",
        })
    }
}

impl StepPage for NotePage {
    const KIND: StepKind = StepKind::Note;
    const ORDER: &'static [&'static str] = &["note", "happened_at"];
    type Form = NoteForm;
    type More = Opened;

    fn blank(at: &At<Opened>) -> NoteForm {
        let told = at.more.to_tell_the_office;
        NoteForm {
            office: if told { "yes" } else { "" }.to_owned(),
            ..NoteForm::default()
        }
    }
    fn read(form: &NoteForm, _: &At<Opened>) -> Reading {
        let mut errors = FieldErrors::default();
        let happened = forms::instant(&form.happened_at_date, &form.happened_at_time);
        let happened_at = errors.keep("happened_at", happened);
        let note = forms::text(&form.note);
        let reading = if form.office == "yes" {
            Reading::of(TellOffice { happened_at, note })
        } else {
            Reading::of(AddNote { happened_at, note })
        };
        reading.despite(errors)
    }
    fn page(view: View<NoteForm, Opened>, _: &SignedIn) -> Self {
        Self { view }
    }
}
