//! Reopening a closed complaint, with the reason; or recording that they ask us to look again at a refusal.
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use chrono::NaiveDate;
use procedure::StepKind;
use procedure::steps::reopening::{LookAgain, Reopen, is_refused, reopens_until};
use procedure::vocabulary::Channel;

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct ReopeningForm {
    reason: String,
    asked_on: String,
    channel: String,
    /// What they say.
    told: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/reopening.html")]
pub struct ReopeningPage {
    view: View<ReopeningForm>,
    /// The last day for whoever works on it; only when that has not passed.
    until: Option<NaiveDate>,
}

impl ReopeningPage {
    fn refused(&self) -> bool {
        is_refused(&self.view.case.complaint)
    }
    fn title(&self) -> &'static str {
        if self.refused() {
            "They ask us to look at it again"
        } else {
            "Reopen this complaint"
        }
    }
}

impl StepPage for ReopeningPage {
    const KIND: StepKind = StepKind::Reopening;
    const ORDER: &'static [&'static str] = &["asked_on", "channel", "told", "reason"];
    type Form = ReopeningForm;
    type More = ();

    fn blank(_: &At) -> ReopeningForm {
        ReopeningForm::default()
    }
    fn read(form: &ReopeningForm, at: &At) -> Reading {
        if !is_refused(at.complaint()) {
            let reason = forms::text(&form.reason);
            return Reading::of(Reopen { reason });
        }
        let mut errors = FieldErrors::default();
        let step = LookAgain {
            asked_on: errors.keep("asked_on", forms::date(&form.asked_on)),
            channel: Channel::parse(&form.channel),
            words: forms::text(&form.told),
        };
        Reading::of(step).despite(errors)
    }
    fn page(view: View<ReopeningForm>, who: &SignedIn) -> Self {
        let until = reopens_until(&view.case.complaint, &who.ctx());
        Self {
            until: until.filter(|last| *last >= who.today()),
            view,
        }
    }
}
