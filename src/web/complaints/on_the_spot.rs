//! How an attempt to put it right on the spot ended: resolved and confirmed in writing, or on to stage 1.
use crate::web::filters;
use crate::web::forms;
use crate::web::sending::Sending;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use letters::compose;
use procedure::StepKind;
use procedure::dispatch::Dispatch;
use procedure::steps::on_the_spot::{Confirmation, OnTheSpotOutcome};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct OnTheSpotForm {
    /// `resolve` or `promote`.
    act: String,
    outcome: String,
    reason: String,
    /// Why no letter goes, when there is nowhere to send one.
    no_letter: String,
    #[serde(flatten)]
    sending: Sending,
}

#[derive(askama::Template)]
#[template(path = "complaints/on_the_spot.html")]
pub struct OnTheSpotPage {
    /// A letter can get to them somehow.
    reachable: bool,
    view: View<OnTheSpotForm>,
}

impl StepPage for OnTheSpotPage {
    const KIND: StepKind = StepKind::OnTheSpot;
    type Form = OnTheSpotForm;
    type More = ();

    fn blank(at: &At) -> OnTheSpotForm {
        OnTheSpotForm {
            sending: Sending::preferred(at.complaint()),
            ..OnTheSpotForm::default()
        }
    }
    fn read(form: &OnTheSpotForm, at: &At) -> Reading {
        let outcome = forms::text(&form.outcome);
        let way = form.sending.dispatch(at.complaint());
        let letter = at.write(|c, writer| compose::on_the_spot(c, &outcome, &way, writer));
        if form.act == "promote" {
            let reason = forms::text(&form.reason);
            return Reading::of(OnTheSpotOutcome::Promoted { reason }).showing(letter);
        }
        let reachable = Dispatch::reaching(at.complaint(), at.ctx().today()).is_some();
        let confirmation = if reachable {
            Confirmation::Letter(way.clone())
        } else {
            Confirmation::None {
                why: forms::text(&form.no_letter),
            }
        };
        let reading = Reading::of(OnTheSpotOutcome::Resolved {
            outcome,
            confirmation,
        });
        if reachable {
            reading.sending(letter, way)
        } else {
            reading.showing(letter)
        }
    }
    fn page(view: View<OnTheSpotForm>, who: &SignedIn) -> Self {
        let reached = Dispatch::reaching(&view.case.complaint, who.today());
        Self {
            reachable: reached.is_some(),
            view,
        }
    }
}
