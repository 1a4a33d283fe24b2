//! One allegation in the editor.
use super::desk::Desk;
use super::form::Typed;
use super::gaps;
use crate::web::forms;
use procedure::complaint::Planned;
use procedure::vocabulary::Outcome;
use procedure::{Allegation, Finding};

/// One allegation in the editor.
pub struct FindingView {
    pub number: i32,
    pub title: String,
    pub alleged: String,
    pub outcome: Option<Outcome>,
    pub evidence: usize,
    /// The details stand open while something of them is missing.
    pub open: bool,
    pub first: Option<FirstView>,
    /// What was planned for it, while the stage 1 response is written.
    pub plan: Option<Planned>,
}

/// What stage 1 found, for reading while the final response is written.
pub struct FirstView {
    pub outcome: &'static str,
    pub reasons: String,
    pub remedies: Vec<String>,
}

impl FindingView {
    /// The name of one of its fields: `reasons_1`.
    pub fn id(&self, name: &str) -> String {
        format!("{name}_{}", self.number)
    }
    /// Whether the heading shows only the beginning of what is alleged.
    pub fn is_cut(&self) -> bool {
        self.title != self.alleged
    }
}

/// "Keeping you updated", or the first words of what is alleged.
pub fn short_title(allegation: &Allegation) -> String {
    const LONGEST: usize = 60;
    let line = forms::line(&allegation.alleged);
    if line.chars().count() <= LONGEST {
        return line;
    }
    let cut: String = line.chars().take(LONGEST).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(kept, _)| kept);
    format!("{whole} …")
}

/// As the page shows it; `gaps` are those of the whole letter.
pub fn of(desk: &Desk, typed: &Typed, a: &Allegation, gaps: &[gaps::Gap]) -> FindingView {
    // The outcome and the reasons stand outside the details.
    let suffix = format!("_{}", a.number);
    let inside = |field: &str| {
        field
            .strip_suffix(&suffix)
            .is_some_and(|name| !matches!(name, "outcome" | "reasons"))
    };
    let outcome = Outcome::parse(typed.at("outcome", a.number));
    let found = |f: &&Finding| f.stage == 1 && f.allegation == a.id;
    let first = desk.case.complaint.findings.iter().find(found);
    let planned = desk
        .case
        .complaint
        .plan
        .iter()
        .find(|p| p.allegation == a.id);
    FindingView {
        number: a.number,
        title: short_title(a),
        alleged: a.alleged.clone(),
        outcome,
        evidence: desk
            .evidence
            .iter()
            .filter(|e| e.allegation == a.id)
            .count(),
        open: gaps.iter().any(|gap| inside(&gap.field)),
        first: first
            .filter(|_| desk.which.is_final())
            .map(|f| first_view(desk, f)),
        plan: planned.filter(|_| !desk.which.is_final()).cloned(),
    }
}

fn first_view(desk: &Desk, found: &Finding) -> FirstView {
    let promised = desk.case.complaint.remedies.iter();
    FirstView {
        outcome: found.outcome.label(),
        reasons: found.reasons.clone(),
        remedies: promised
            .filter(|r| r.stage == 1 && r.allegation == found.allegation)
            .map(|r| match r.detail.trim() {
                "" => r.kind.label().to_owned(),
                detail => format!("{}: {detail}", r.kind.label()),
            })
            .collect(),
    }
}
