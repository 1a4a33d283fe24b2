//! Fresh eyes: the decider's own view of each point, from the complaint and the evidence, before what stage 1 found.
use crate::casework::Case;
use crate::web::filters;
use crate::web::forms;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, More, Query, Reading, StepPage, View};
use procedure::StepKind;
use procedure::allegation::Evidence;
use procedure::steps::own_view::{DraftView, RecordOwnView, VIEWS};
use procedure::vocabulary::Outcome;
use std::collections::BTreeMap;
use storage::{Connection, StorageError, evidence};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct OwnViewForm {
    /// `view_1`, `reasons_1`, for each point.
    #[serde(flatten)]
    points: BTreeMap<String, String>,
}

impl OwnViewForm {
    fn at(&self, field: &str, number: i32) -> &str {
        let name = format!("{field}_{number}");
        self.points.get(&name).map_or("", String::as_str)
    }
}

/// The evidence, for reading beside the form.
pub struct Read(Vec<Evidence>);

impl More for Read {
    fn load(
        conn: &mut Connection,
        case: &Case,
        _: &SignedIn,
        _: &Query,
    ) -> Result<Self, StorageError> {
        evidence::of_complaint(conn, case.complaint.id).map(Self)
    }
}

/// A point that still needs a view.
pub struct Point {
    pub number: i32,
    pub view_field: String,
    pub reasons_field: String,
    pub alleged: String,
    pub ground: &'static str,
    pub evidence: Vec<String>,
    pub view: String,
    pub reasons: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/own_view.html")]
pub struct OwnViewPage {
    points: Vec<Point>,
    views: Vec<(&'static str, &'static str)>,
    view: View<OwnViewForm, Read>,
}

impl StepPage for OwnViewPage {
    const KIND: StepKind = StepKind::OwnView;
    const ORDER: &'static [&'static str] = &["view_*", "reasons_*"];
    type Form = OwnViewForm;
    type More = Read;

    fn blank(_: &At<Read>) -> OwnViewForm {
        OwnViewForm::default()
    }
    fn read(form: &OwnViewForm, at: &At<Read>) -> Reading {
        let views = at.complaint().in_scope().map(|a| DraftView {
            number: a.number,
            view: Outcome::parse(form.at("view", a.number)),
            reasons: forms::text(form.at("reasons", a.number)),
        });
        Reading::of(RecordOwnView {
            views: views.collect(),
        })
    }
    fn page(view: View<OwnViewForm, Read>, who: &SignedIn) -> Self {
        let c = &view.case.complaint;
        let unseen: Vec<_> = c.unseen_by(who.actor.id).collect();
        let points = c.in_scope().filter(|a| unseen.contains(&a.id));
        let about = |id| {
            let found = view.more.0.iter().filter(move |e| e.allegation == id);
            found.map(|e| e.what.clone()).collect()
        };
        let points = points.map(|a| Point {
            number: a.number,
            view_field: format!("view_{}", a.number),
            reasons_field: format!("reasons_{}", a.number),
            alleged: a.alleged.clone(),
            ground: a.ground.map_or("", |ground| ground.label()),
            evidence: about(a.id),
            view: view.form.at("view", a.number).to_owned(),
            reasons: view.form.at("reasons", a.number).to_owned(),
        });
        Self {
            points: points.collect(),
            views: forms::options(&VIEWS, Outcome::as_str, Outcome::label),
            view,
        }
    }
}
