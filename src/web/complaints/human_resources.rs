//! What is passed to human resources: the form, and below it what was passed before, with the words for those who may read
//! them.
use crate::casework::Case;
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, More, Query, Reading, StepPage, View};
use procedure::StepKind;
use procedure::complaint::PassedOn;
use procedure::steps::human_resources::PassToHumanResources;
use storage::{Connection, Result, human_resources};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct PassForm {
    went_on: String,
    passed_to: String,
    passed_words: String,
}

/// The words of each time, the first one first; none in place of those that the reader may not see.
#[derive(Debug, Clone, Default)]
pub struct Kept(Vec<Option<String>>);

impl More for Kept {
    fn load(conn: &mut Connection, case: &Case, who: &SignedIn, _: &Query) -> Result<Self> {
        let c = &case.complaint;
        if c.human_resources.is_empty() {
            return Ok(Self::default());
        }
        let words = human_resources::words(conn, c.id, &who.actor)?;
        if words.iter().any(Option::is_some) {
            tracing::info!(complaint = %c.reference, person = %who.actor.id, "words passed to human resources were read");
        }
        Ok(Self(words))
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/human_resources.html")]
pub struct PassPage {
    view: View<PassForm, Kept>,
}

impl PassPage {
    /// What was passed before, with its words where they may be read.
    fn before(&self) -> impl Iterator<Item = (&PassedOn, Option<&String>)> {
        let passed = self.view.case.complaint.human_resources.iter();
        let words = self.view.more.0.iter().map(Option::as_ref);
        passed.zip(words.chain(std::iter::repeat(None)))
    }
}

impl StepPage for PassPage {
    const KIND: StepKind = StepKind::HumanResources;
    const ORDER: &'static [&'static str] = &["went_on", "passed_to", "passed_words"];
    type Form = PassForm;
    type More = Kept;

    fn blank(at: &At<Kept>) -> PassForm {
        PassForm {
            went_on: at.who.today().to_string(),
            ..PassForm::default()
        }
    }
    fn read(form: &PassForm, _: &At<Kept>) -> Reading {
        let mut errors = FieldErrors::default();
        let step = PassToHumanResources {
            on: errors.keep("went_on", forms::date(&form.went_on)),
            to: forms::text(&form.passed_to),
            words: forms::text(&form.passed_words),
        };
        Reading::of(step).despite(errors)
    }
    fn page(view: View<PassForm, Kept>, _: &SignedIn) -> Self {
        Self { view }
    }
}
