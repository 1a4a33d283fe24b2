//! Closing: accepted as resolved, no further contact, or the procedure complete. Only what is allowed now is offered.
use crate::web::forms::{self, FieldErrors};
use crate::web::sending::Sending;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use letters::Letter;
use letters::compose::{self, Told};
use procedure::StepKind;
use procedure::dispatch::Dispatch;
use procedure::steps::closure::{Close, WayToClose, ways};
use procedure::vocabulary::{Channel, Stage};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct ClosureForm {
    /// `accepted`, `no_further_contact` or `complete`.
    closure: String,
    told_on: String,
    how: String,
    #[serde(flatten)]
    sending: Sending,
}

impl ClosureForm {
    /// The way that was chosen, or the only one there is.
    fn way(&self, at: &At) -> Option<WayToClose> {
        let (ways, _) = ways(at.complaint(), &at.ctx());
        match ways.as_slice() {
            [only] if self.closure.is_empty() => Some(*only),
            _ => WayToClose::parse(&self.closure),
        }
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/closure.html")]
pub struct ClosurePage {
    /// (word, words) of each way to close that is allowed now.
    ways: Vec<(&'static str, &'static str)>,
    /// Why another way is not offered; empty when all are.
    not_yet: &'static str,
    view: View<ClosureForm>,
}

impl ClosurePage {
    /// After the final response there is one way, and no letter.
    fn completes(&self) -> bool {
        self.view.case.complaint.stage == Stage::FinalResponse
    }
}

impl StepPage for ClosurePage {
    const KIND: StepKind = StepKind::Closure;
    const ORDER: &'static [&'static str] = &["closure", "told_on", "how", "dispatch"];
    type Form = ClosureForm;
    type More = ();

    fn blank(at: &At) -> ClosureForm {
        let form = ClosureForm {
            sending: Sending::preferred(at.complaint()),
            ..ClosureForm::default()
        };
        let only = form.way(at).map_or("", WayToClose::as_str);
        ClosureForm {
            closure: only.to_owned(),
            ..form
        }
    }
    fn read(form: &ClosureForm, at: &At) -> Reading {
        let mut errors = FieldErrors::default();
        let dispatch = form.sending.dispatch(at.complaint());
        let told_on = errors.keep("told_on", forms::date(&form.told_on));
        let how = Channel::parse(&form.how);
        let told = Told { on: told_on, how };
        // The only way there is shows its letter before it is chosen.
        let letter = form
            .way(at)
            .and_then(|way| letter(way, told, at, &dispatch));
        let close = match WayToClose::parse(&form.closure) {
            Some(WayToClose::Accepted) => Close::Accepted {
                told_on,
                how,
                dispatch: dispatch.clone(),
            },
            Some(WayToClose::NoFurtherContact) => Close::NoFurtherContact {
                dispatch: dispatch.clone(),
            },
            Some(WayToClose::Complete) => Close::Complete,
            None => {
                let errors = FieldErrors::on("closure", "Choose how it closes");
                return Reading::wrong(errors).showing(letter);
            }
        };
        Reading::of(close).despite(errors).sending(letter, dispatch)
    }
    fn page(mut view: View<ClosureForm>, who: &SignedIn) -> Self {
        let (ways, not_yet) = ways(&view.case.complaint, &who.ctx());
        if let [only] = ways.as_slice()
            && view.form.closure.is_empty()
        {
            only.as_str().clone_into(&mut view.form.closure);
        }
        Self {
            ways: ways.iter().map(|way| (way.as_str(), way.label())).collect(),
            not_yet,
            view,
        }
    }
}

/// None when the procedure is complete, which the final response has said.
fn letter(way: WayToClose, told: Told, at: &At, dispatch: &Dispatch) -> Option<Letter> {
    match way {
        WayToClose::Accepted => {
            Some(at.write(|c, writer| compose::resolved_by_agreement(c, told, dispatch, writer)))
        }
        WayToClose::NoFurtherContact => {
            Some(at.write(|c, writer| compose::no_further_contact(c, dispatch, writer)))
        }
        WayToClose::Complete => None,
    }
}
