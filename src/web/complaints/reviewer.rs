//! Customer Relations chooses who issues the final response, and the stage 2 acknowledgement goes: one act.
use super::escalation::{FindingView, findings, stage_1};
use crate::casework::Case;
use crate::web::filters;
use crate::web::forms;
use crate::web::sending::Sending;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, More, Query, Reading, StepPage, View};
use letters::compose;
use procedure::steps::appointment::{may_appoint, nobody_is_free};
use procedure::steps::reviewer::{ChooseReviewer, cannot_decide};
use procedure::vocabulary::{Circumstance, Role};
use procedure::{Candidate, PersonId, StepKind};
use std::collections::BTreeMap;
use storage::{Connection, StorageError, people};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct ReviewerForm {
    decider: String,
    reason: String,
    #[serde(flatten)]
    sending: Sending,
    /// Each circumstance is a box of its own.
    #[serde(flatten)]
    boxes: BTreeMap<String, String>,
}

impl ReviewerForm {
    fn has(&self, circumstance: Circumstance) -> bool {
        let ticked = self.boxes.get(&field(circumstance));
        ticked.is_some_and(|word| word == "yes")
    }
    fn circumstances(&self) -> Vec<Circumstance> {
        let all = Circumstance::ALL.iter().copied();
        all.filter(|c| self.has(*c)).collect()
    }
}

/// Everybody who works here, each with what they have.
pub struct Everybody(pub(super) Vec<Candidate>);

impl More for Everybody {
    fn load(
        conn: &mut Connection,
        _: &Case,
        who: &SignedIn,
        _: &Query,
    ) -> Result<Self, StorageError> {
        people::candidates(conn, None, who.today()).map(Self)
    }
}

impl Everybody {
    fn chosen(&self, form: &ReviewerForm) -> Option<&Candidate> {
        self.0.iter().find(|c| c.id.to_string() == form.decider)
    }
}

fn field(c: Circumstance) -> String {
    format!("circumstance_{}", c.as_str())
}

/// The rank the circumstances point to, and which of them do; none when none is ticked.
fn suggestion(circumstances: &[Circumstance]) -> Option<(Role, Vec<Circumstance>)> {
    let rank = circumstances.iter().map(|c| c.suggests()).max()?;
    let why = circumstances
        .iter()
        .copied()
        .filter(|c| c.suggests() == rank);
    Some((rank, why.collect()))
}

/// One circumstance to tick.
pub struct TickView {
    pub field: String,
    pub label: &'static str,
    pub suggests: &'static str,
    pub ticked: bool,
}

/// One name to choose, with why it cannot be.
pub struct Choice {
    pub id: PersonId,
    pub name: String,
    /// "Leader, Energy", and away if they are.
    pub rank: String,
    pub suggested: bool,
    pub refused: Option<String>,
}

#[derive(askama::Template)]
#[template(path = "complaints/reviewer.html")]
pub struct ReviewerPage {
    stage_1: String,
    findings: Vec<FindingView>,
    ticks: Vec<TickView>,
    /// "A senior complaint executive, because: ..."; empty when nothing is ticked.
    suggestion: String,
    choices: Vec<Choice>,
    /// Who decides now; empty when nobody does.
    now_with: String,
    /// Everybody who could decide is barred: somebody is appointed.
    nobody_is_free: bool,
    /// They can appoint somebody themselves.
    may_appoint: bool,
    view: View<ReviewerForm, Everybody>,
}

impl StepPage for ReviewerPage {
    const KIND: StepKind = StepKind::Reviewer;
    type Form = ReviewerForm;
    type More = Everybody;

    fn blank(at: &At<Everybody>) -> ReviewerForm {
        ReviewerForm {
            sending: Sending::preferred(at.complaint()),
            ..ReviewerForm::default()
        }
    }
    fn read(form: &ReviewerForm, at: &At<Everybody>) -> Reading {
        let (who, way) = (at.more.chosen(form), form.sending.dispatch(at.complaint()));
        let letter =
            at.write(|c, writer| compose::escalation_acknowledgement(c, who, &way, writer));
        Reading::of(ChooseReviewer {
            decider: who.cloned(),
            circumstances: form.circumstances(),
            reason: forms::text(&form.reason),
            dispatch: way.clone(),
        })
        .sending(letter, way)
    }
    fn page(view: View<ReviewerForm, Everybody>, who: &SignedIn) -> Self {
        let me = who.actor.id;
        let case = &view.case;
        let suggested = suggestion(&view.form.circumstances());
        let rank = suggested.as_ref().map(|(rank, _)| *rank);
        let now_with = case.complaint.decider.map(|id| case.name(id));
        Self {
            stage_1: stage_1(case, me),
            findings: findings(&case.complaint, me),
            ticks: ticks(&view.form),
            suggestion: suggested.map_or(String::new(), |(rank, why)| words(rank, &why)),
            choices: choices(case, &view.more.0, rank),
            now_with: now_with.unwrap_or_default(),
            nobody_is_free: nobody_is_free(&case.complaint, &view.more.0),
            may_appoint: may_appoint(&case.complaint, &who.actor, &view.more.0).is_ok(),
            view,
        }
    }
}

fn words(rank: Role, why: &[Circumstance]) -> String {
    let why: Vec<String> = why.iter().map(|c| c.label().to_lowercase()).collect();
    format!(
        "A {}, because: {}",
        rank.label().to_lowercase(),
        why.join("; ")
    )
}

fn ticks(form: &ReviewerForm) -> Vec<TickView> {
    Circumstance::ALL
        .iter()
        .map(|c| TickView {
            ticked: form.has(*c),
            field: field(*c),
            label: c.label(),
            suggests: c.suggests().label(),
        })
        .collect()
}

/// Every leader, senior leader and executive: those who can decide first, then the others, each with why not.
fn choices(case: &Case, everybody: &[Candidate], rank: Option<Role>) -> Vec<Choice> {
    let c = &case.complaint;
    let ranked = everybody.iter().filter(|who| who.role != Role::Staff);
    let mut found: Vec<(&Candidate, Option<String>)> = ranked
        .map(|who| {
            let has_it = (c.decider == Some(who.id)).then(|| "has it now".to_owned());
            (who, cannot_decide(c, who).or(has_it))
        })
        .collect();
    found.sort_by_key(|(who, refused)| (refused.is_some(), Some(who.role) != rank, who.role));
    found
        .into_iter()
        .map(|(who, refused)| Choice {
            id: who.id,
            name: who.name.clone(),
            rank: rank_of(who),
            suggested: refused.is_none() && rank == Some(who.role),
            refused,
        })
        .collect()
}

pub(super) fn rank_of(who: &Candidate) -> String {
    let mut words = who.role.label().to_owned();
    if !who.area_name.is_empty() {
        words = format!("{words}, {}", who.area_name);
    }
    match who.away_until {
        Some(until) => format!("{words}. Away until {}", until.format("%-d %B")),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rule 56: by nature and circumstances.
    #[test]
    fn the_highest_rank_any_circumstance_points_to_is_suggested() {
        assert!(suggestion(&[]).is_none());
        let both = [Circumstance::Plain, Circumstance::Discrimination];
        let (rank, why) = suggestion(&both).unwrap();
        assert_eq!(rank, Role::SeniorComplaintExecutive);
        assert_eq!(
            words(rank, &why),
            "A senior complaint executive, because: discrimination is alleged"
        );
    }
}
