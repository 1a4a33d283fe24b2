//! What of a complaint is about personal data: marked, taken away with a reason, answered. Which form the page shows depends
//! on how far it has come; `act` says which was sent.
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use procedure::complaint::DataProtection;
use procedure::steps::data_protection::AboutData;
use procedure::working_time::uk_time;
use procedure::{LetterId, StepKind};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct DataForm {
    /// `mark`, `answered` or `unmark`.
    act: String,
    data_about: String,
    unmark_reason: String,
    data_answered_on: String,
    data_letter: String,
    data_answer: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/data_protection.html")]
pub struct DataPage {
    /// (its number, "Stage 1 response, 24 November 2026") of each letter that has left.
    letters: Vec<(String, String)>,
    view: View<DataForm>,
}

impl DataPage {
    fn marked(&self) -> Option<&DataProtection> {
        self.view.case.complaint.data_protection.as_ref()
    }
    fn title(&self) -> &'static str {
        if self.marked().is_some() {
            "Data protection complaint"
        } else {
            "Mark as a data protection complaint"
        }
    }
    /// The letter that answers it, in words; empty where it was answered in words alone.
    fn answered_by(&self) -> &str {
        let id = self
            .marked()
            .and_then(|d| d.letter)
            .map(|id| id.to_string());
        let mut all = self.letters.iter();
        all.find(|(letter, _)| Some(letter) == id.as_ref())
            .map_or("", |(_, words)| words)
    }
}

impl StepPage for DataPage {
    const KIND: StepKind = StepKind::DataProtection;
    const ORDER: &'static [&'static str] = &[
        "data_about",
        "data_answered_on",
        "data_letter",
        "data_answer",
        "unmark_reason",
    ];
    type Form = DataForm;
    type More = ();

    fn blank(_: &At) -> DataForm {
        DataForm::default()
    }
    fn read(form: &DataForm, _: &At) -> Reading {
        let mut errors = FieldErrors::default();
        let step = match form.act.as_str() {
            "mark" => AboutData::Mark {
                about: forms::text(&form.data_about),
            },
            "unmark" => AboutData::Unmark {
                reason: forms::text(&form.unmark_reason),
            },
            "answered" => AboutData::Answered {
                on: errors.keep("data_answered_on", forms::date(&form.data_answered_on)),
                letter: form.data_letter.trim().parse().ok().map(LetterId),
                answer: forms::text(&form.data_answer),
            },
            _ => {
                let why = "Use one of the buttons on this page";
                return Reading::wrong(FieldErrors::on("form", why));
            }
        };
        Reading::of(step).despite(errors)
    }
    fn page(view: View<DataForm>, _: &SignedIn) -> Self {
        let left = view.case.complaint.deliveries.iter();
        let left = left.filter(|d| d.state.has_left() && d.number == 1);
        let words = |d: &procedure::Delivery| {
            let on = d
                .left_at
                .map(|at| uk_time::date_long(uk_time::local_date(at)));
            let kind = d.kind.label();
            let words = on.map_or_else(|| kind.to_owned(), |on| format!("{kind}, {on}"));
            (d.letter.to_string(), words)
        };
        Self {
            letters: left.map(words).collect(),
            view,
        }
    }
}
