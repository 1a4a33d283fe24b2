//! The wrong area: back to Customer Relations, with the reason and the first date kept.
use crate::casework::Case;
use crate::web::filters;
use crate::web::forms;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use procedure::steps::hand_back::HandBack;
use procedure::vocabulary::Promise;
use procedure::working_time::{WorkingSpan, uk_time};
use procedure::{Complaint, StepKind};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct HandBackForm {
    reason: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/hand_back.html")]
pub struct HandBackPage {
    area: String,
    assignee: String,
    /// The date that stands, by which an individual should have been assigned: "Thu 26 Nov, 10:00".
    stands: String,
    /// "1 d 3 h": how long the area has had it; empty when that is not known.
    held: String,
    view: View<HandBackForm>,
}

impl StepPage for HandBackPage {
    const KIND: StepKind = StepKind::HandBack;
    type Form = HandBackForm;
    type More = ();

    fn blank(_: &At) -> HandBackForm {
        HandBackForm::default()
    }
    fn read(form: &HandBackForm, _: &At) -> Reading {
        let reason = forms::text(&form.reason);
        Reading::of(HandBack { reason })
    }
    /// It is with Customer Relations now, and no longer theirs to see.
    fn next(_: &HandBackForm, _: &Case, _: &SignedIn) -> String {
        "/assignment".to_owned()
    }
    fn page(view: View<HandBackForm>, who: &SignedIn) -> Self {
        let complaint = &view.case.complaint;
        let area = complaint.area.as_ref();
        let assignee = complaint.assignee.map(|id| view.case.name(id));
        Self {
            area: area.map_or(String::new(), |a| a.name.clone()),
            assignee: assignee.unwrap_or_default(),
            stands: stands(complaint, who),
            held: held(complaint, who),
            view,
        }
    }
}

fn held(complaint: &Complaint, who: &SignedIn) -> String {
    let span = |from| WorkingSpan::between(&who.rules.calendar, from, who.now).words();
    complaint.routed_at.map(span).unwrap_or_default()
}

/// The promise to assign somebody keeps its first date.
fn stands(complaint: &Complaint, who: &SignedIn) -> String {
    let mut clocks = complaint.clocks.iter();
    let assign = clocks.rfind(|clock| clock.promise == Promise::Assign);
    assign
        .map(|clock| uk_time::short(clock.due_at, who.now))
        .unwrap_or_default()
}
