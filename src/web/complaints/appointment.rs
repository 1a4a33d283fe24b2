//! Somebody is appointed to decide stage 2 when nobody is free. An administrator sees the reference and who is barred,
//! and nothing of the complaint.
use super::reviewer::{Everybody, rank_of};
use crate::casework::Case;
use crate::web::complaint::certificate::{barred, bars};
use crate::web::forms;
use crate::web::paths;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use letters::compose;
use procedure::dispatch::Dispatch;
use procedure::steps::appointment::{Appoint, cannot_be_appointed, may_appoint, nobody_is_free};
use procedure::vocabulary::Role;
use procedure::{StepKind, sees};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct AppointmentForm {
    decider: String,
    reason: String,
}

/// One name to choose, with what they did or why they cannot be.
pub struct Choice {
    pub id: String,
    pub name: String,
    pub rank: String,
    pub did: String,
    pub refused: Option<String>,
}

#[derive(askama::Template)]
#[template(path = "complaints/appointment.html")]
pub struct AppointmentPage {
    choices: Vec<Choice>,
    /// Everybody who is barred, with what bars them.
    barred: Vec<(String, String)>,
    nobody_is_free: bool,
    /// Why it is not theirs to do; empty when it is.
    not_theirs: String,
    /// They may open the complaint itself.
    sees: bool,
    view: View<AppointmentForm, Everybody>,
}

impl StepPage for AppointmentPage {
    const KIND: StepKind = StepKind::Appointment;
    const ORDER: &'static [&'static str] = &["decider", "reason"];
    type Form = AppointmentForm;
    type More = Everybody;

    fn blank(_: &At<Everybody>) -> AppointmentForm {
        AppointmentForm::default()
    }
    fn read(form: &AppointmentForm, at: &At<Everybody>) -> Reading {
        let everybody = &at.more.0;
        let decider = everybody.iter().find(|c| c.id.to_string() == form.decider);
        // It goes as the complainant prefers: whoever appoints may not see how that is.
        let way = Dispatch::preferred(at.complaint());
        let letter =
            at.write(|c, writer| compose::escalation_acknowledgement(c, decider, &way, writer));
        Reading::of(Appoint {
            decider: decider.cloned(),
            reason: forms::text(&form.reason),
            dispatch: way.clone(),
            everybody: everybody.clone(),
        })
        .sending(letter, way)
    }
    fn next(_: &AppointmentForm, before: &Case, who: &SignedIn) -> String {
        if sees(&before.complaint, &who.actor) {
            paths::complaint(before.reference())
        } else {
            paths::PEOPLE.to_owned()
        }
    }
    fn page(mut view: View<AppointmentForm, Everybody>, who: &SignedIn) -> Self {
        // What others did meanwhile, and the letter, are for whoever may open the complaint.
        if !sees(&view.case.complaint, &who.actor) {
            view.problems.meanwhile.clear();
            view.paper = None;
        }
        let (c, everybody) = (&view.case.complaint, &view.more.0);
        let (ranked, me) = (
            everybody.iter().filter(|who| who.role != Role::Staff),
            who.actor.id,
        );
        let name = |id| {
            let known = everybody.iter().find(|one| one.id == id);
            known.map_or_else(|| view.case.name(id), |one| one.name.clone())
        };
        Self {
            choices: ranked
                .map(|who| Choice {
                    id: who.id.to_string(),
                    name: who.name.clone(),
                    rank: rank_of(who),
                    did: c.part_words(who.id).unwrap_or_default(),
                    refused: cannot_be_appointed(c, who, me),
                })
                .collect(),
            barred: barred(c)
                .into_iter()
                .map(|id| (name(id), bars(c, id)))
                .collect(),
            nobody_is_free: nobody_is_free(c, everybody),
            not_theirs: may_appoint(c, &who.actor, everybody)
                .err()
                .map_or(String::new(), |denied| denied.why),
            sees: sees(c, &who.actor),
            view,
        }
    }
}
