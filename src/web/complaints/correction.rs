//! A letter that corrects one that has left.
use crate::casework::Case;
use crate::web::forms;
use crate::web::sending::Sending;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, More, Query, Reading, StepPage, View};
use letters::compose::{self, Correcting};
use procedure::StepKind;
use procedure::delivery::Delivery;
use procedure::steps::correction::{Correct, correctable};
use procedure::working_time::uk_time;
use storage::{Connection, StorageError};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct CorrectionForm {
    delivery: String,
    was_wrong: String,
    is_right: String,
    #[serde(flatten)]
    sending: Sending,
}

/// The letter that the address names: `?delivery=7`; the one that is owed a correction, else the newest, when it names
/// none.
pub struct Corrected(Option<Delivery>);

impl More for Corrected {
    fn load(
        _: &mut Connection,
        case: &Case,
        _: &SignedIn,
        query: &Query,
    ) -> Result<Self, StorageError> {
        let c = &case.complaint;
        let named = query.of("delivery").trim();
        if named.is_empty() {
            let owed = c.corrections_owed().next();
            let first = owed.or_else(|| correctable(c).next());
            return Ok(Self(first.cloned()));
        }
        let found = correctable(c).find(|d| d.id.to_string() == named);
        found
            .map(|found| Self(Some(found.clone())))
            .ok_or(StorageError::NotFound)
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/correction.html")]
pub struct CorrectionPage {
    /// The letters that can be corrected: an id, and "Final response of 24 November 2026".
    choices: Vec<(String, String)>,
    /// It left on another day than it bears: the two days, in words.
    misdated: Option<(String, String)>,
    view: View<CorrectionForm, Corrected>,
}

impl StepPage for CorrectionPage {
    const KIND: StepKind = StepKind::Correction;
    const ORDER: &'static [&'static str] = &["delivery", "was_wrong", "is_right"];
    type Form = CorrectionForm;
    type More = Corrected;

    fn blank(at: &At<Corrected>) -> CorrectionForm {
        let letter = at.more.0.as_ref();
        CorrectionForm {
            delivery: letter.map(|d| d.id.to_string()).unwrap_or_default(),
            sending: Sending::preferred(at.complaint()),
            ..CorrectionForm::default()
        }
    }
    fn read(form: &CorrectionForm, at: &At<Corrected>) -> Reading {
        let way = form.sending.dispatch(at.complaint());
        let (was_wrong, is_right) = (forms::text(&form.was_wrong), forms::text(&form.is_right));
        let letter = at.more.0.as_ref().map(|corrected| {
            let misdated = corrected.misdated();
            let correcting = Correcting {
                kind: corrected.kind,
                dated: bears(corrected),
                left: misdated.map(|(_, left)| left),
                last_day: None,
                was_wrong: &was_wrong,
                is_right: &is_right,
            };
            at.write(|c, writer| compose::correction(c, &correcting, &way, writer))
        });
        let step = Correct {
            delivery: at.more.0.as_ref().map(|d| d.id),
            was_wrong: was_wrong.clone(),
            is_right: is_right.clone(),
            dispatch: way.clone(),
        };
        Reading::of(step).sending(letter, way)
    }
    fn page(view: View<CorrectionForm, Corrected>, _: &SignedIn) -> Self {
        let chosen = view.more.0.as_ref();
        let choices = correctable(&view.case.complaint).map(|d| {
            let words = format!("{} of {}", d.kind.label(), uk_time::date_long(bears(d)));
            (d.id.to_string(), words)
        });
        let misdated = chosen.and_then(Delivery::misdated);
        Self {
            choices: choices.collect(),
            misdated: misdated
                .map(|(dated, left)| (uk_time::date_long(dated), uk_time::date_long(left))),
            view,
        }
    }
}

/// The date that a letter bears; the day it left, of one whose file was made before that was written down.
fn bears(letter: &Delivery) -> chrono::NaiveDate {
    let left = letter.left_on();
    letter
        .dated
        .or(left)
        .unwrap_or_else(|| uk_time::local_date(letter.leaves_at))
}
