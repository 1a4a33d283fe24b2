//! The plan of an investigation: a block for each allegation, written by whoever answers.
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use procedure::StepKind;
use procedure::steps::plan::{DraftPlan, WritePlan};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct PlanForm {
    /// `standard_1`, `evidence_1`, `by_1_on`, for each allegation.
    #[serde(flatten)]
    points: BTreeMap<String, String>,
}

impl PlanForm {
    fn of(&self, name: &str) -> &str {
        self.points.get(name).map_or("", String::as_str)
    }
}

/// An allegation to plan.
pub struct Block {
    pub number: i32,
    pub alleged: String,
    pub ground: &'static str,
    pub standard_field: String,
    pub evidence_field: String,
    pub by_field: String,
    pub standard: String,
    pub evidence: String,
    pub by: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/plan.html")]
pub struct PlanPage {
    blocks: Vec<Block>,
    view: View<PlanForm>,
}

fn names(number: i32) -> [String; 3] {
    [
        format!("standard_{number}"),
        format!("evidence_{number}"),
        format!("by_{number}_on"),
    ]
}

impl StepPage for PlanPage {
    const KIND: StepKind = StepKind::Plan;
    const ORDER: &'static [&'static str] = &["standard_*", "evidence_*", "by_*"];
    type Form = PlanForm;
    type More = ();

    fn blank(at: &At) -> PlanForm {
        let c = at.complaint();
        let mut points = BTreeMap::new();
        for planned in &c.plan {
            let of = c.allegations.iter().find(|a| a.id == planned.allegation);
            let Some(allegation) = of else { continue };
            let by = planned.by.map_or(String::new(), |by| by.to_string());
            let words = [planned.standard.clone(), planned.evidence.clone(), by];
            points.extend(names(allegation.number).into_iter().zip(words));
        }
        PlanForm { points }
    }
    fn read(form: &PlanForm, at: &At) -> Reading {
        let mut errors = FieldErrors::default();
        let entries = at.complaint().in_scope().map(|a| {
            let [standard, evidence, by] = names(a.number);
            DraftPlan {
                number: a.number,
                standard: forms::text(form.of(&standard)),
                evidence: forms::text(form.of(&evidence)),
                by: errors.keep(&by, forms::date(form.of(&by))),
            }
        });
        let entries = entries.collect();
        Reading::of(WritePlan { entries }).despite(errors)
    }
    fn page(view: View<PlanForm>, _: &SignedIn) -> Self {
        let blocks = view.case.complaint.in_scope().map(|a| {
            let [standard_field, evidence_field, by_field] = names(a.number);
            Block {
                number: a.number,
                alleged: a.alleged.clone(),
                ground: a.ground.map_or("", |ground| ground.label()),
                standard: view.form.of(&standard_field).to_owned(),
                evidence: view.form.of(&evidence_field).to_owned(),
                by: view.form.of(&by_field).to_owned(),
                standard_field,
                evidence_field,
                by_field,
            }
        });
        Self {
            blocks: blocks.collect(),
            view,
        }
    }
}
