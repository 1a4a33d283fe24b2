//! Two records of one complaint are joined: this one is closed, and the other goes on. Or they are taken apart again.
use crate::casework::Case;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, More, Query, Reading, StepPage, View};
use crate::web::{filters, paths};
use procedure::steps::joining::{Join, TakeApart};
use procedure::vocabulary::{Channel, Stage};
use procedure::{Complaint, Reference, StepKind, Version};
use storage::queues::QueueRow;
use storage::{Connection, StorageError, complaints, lists};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct JoiningForm {
    /// The reference of the other record, and its version as it was looked at.
    with: String,
    with_version: String,
    same_person: String,
    told_on: String,
    how: String,
    reason: String,
}

/// The other record, once it is named, and those of the same person that could be it.
pub struct Others {
    other: Option<Case>,
    candidates: Vec<QueueRow>,
}

impl More for Others {
    fn load(
        conn: &mut Connection,
        case: &Case,
        who: &SignedIn,
        query: &Query,
    ) -> Result<Self, StorageError> {
        let c = &case.complaint;
        let named = match &c.joined.into {
            Some(on) => Some(on.reference.clone()),
            None => Reference::parse(query.of("with")),
        };
        let other = match named {
            None => None,
            Some(reference) => match complaints::find(conn, &reference, &who.actor) {
                Ok(complaint) => Some(Case::of(conn, complaint)?),
                // Alike for what is not there and what is not theirs to see.
                Err(StorageError::NotFound) => None,
                Err(fault) => return Err(fault),
            },
        };
        let theirs = (c.complainant_id, c.id);
        let mut candidates = if other.is_none() {
            let ids = lists::others(conn, &who.actor, theirs, who.now)?;
            lists::rows_of(conn, &ids)?
        } else {
            Vec::new()
        };
        candidates.retain(could_be_joined);
        Ok(Self { other, candidates })
    }
}

fn could_be_joined(row: &QueueRow) -> bool {
    match row.stage {
        Some(Stage::Triage | Stage::Assignment | Stage::Investigation) => true,
        Some(
            Stage::OnTheSpot
            | Stage::Answered
            | Stage::Escalated
            | Stage::FinalReview
            | Stage::FinalResponse
            | Stage::Closed,
        )
        | None => false,
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/joining.html")]
pub struct JoiningPage {
    view: View<JoiningForm, Others>,
}

impl JoiningPage {
    fn is_joined(&self) -> bool {
        self.view.case.complaint.joined.into.is_some()
    }
    fn title(&self) -> &'static str {
        if self.is_joined() {
            "Take the records apart"
        } else {
            "Join with another record"
        }
    }
    /// Recorded for two people.
    fn asks_if_same(&self, other: &Case) -> bool {
        other.complaint.complainant_id != self.view.case.complaint.complainant_id
    }
    fn about(case: &Case) -> String {
        let names = case.complaint.subjects.iter().map(|s| s.name.as_str());
        names.collect::<Vec<_>>().join(", ")
    }
    fn with(&self, row: &QueueRow) -> String {
        let here = paths::of(self.view.case.reference(), "joining");
        paths::with(&here, "with", row.reference.as_str())
    }
}

const NOT_FOUND: &str =
    "There is no record with this reference that you can open. Check the reference";
const CHANGED: &str = "Somebody has changed the other record since you looked at it. Look at it again, and send this if it is still right";

/// What is wrong with how the other record was looked at.
fn looked_at(form: &JoiningForm, other: &Complaint) -> FieldErrors {
    let seen = form.with_version.trim().parse().map(Version);
    match seen {
        Ok(seen) if other.is_as_seen(seen) => FieldErrors::default(),
        Ok(_) | Err(_) => FieldErrors::on("with", CHANGED),
    }
}

impl StepPage for JoiningPage {
    const KIND: StepKind = StepKind::Joining;
    const ORDER: &'static [&'static str] = &["with", "same_person", "told_on", "how", "reason"];
    type Form = JoiningForm;
    type More = Others;

    fn blank(_: &At<Others>) -> JoiningForm {
        JoiningForm::default()
    }
    fn read(form: &JoiningForm, at: &At<Others>) -> Reading {
        let Some(other) = &at.more.other else {
            return Reading::wrong(FieldErrors::on("with", NOT_FOUND));
        };
        let mut errors = looked_at(form, &other.complaint);
        let goes_on = Box::new(other.complaint.clone());
        let reason = forms::text(&form.reason);
        if at.complaint().joined.into.is_some() {
            return Reading::of(TakeApart { goes_on, reason }).despite(errors);
        }
        let step = Join {
            goes_on,
            same_person: form.same_person == "yes",
            told_on: errors.keep("told_on", forms::date(&form.told_on)),
            how: Channel::parse(&form.how),
            reason,
        };
        Reading::of(step).despite(errors)
    }
    fn page(view: View<JoiningForm, Others>, _: &SignedIn) -> Self {
        Self { view }
    }
}
