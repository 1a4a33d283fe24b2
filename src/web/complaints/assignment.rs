//! The Leader of the area assigns an individual to respond, or moves it from one person to another.
use crate::casework::Case;
use crate::web::forms;
use crate::web::paths;
use crate::web::sending::Sending;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, More, Query, Reading, StepPage, View};
use letters::compose::{self, NewContact};
use procedure::steps::assignment::{Assign, AssignUntold, cannot_be_assigned};
use procedure::{Candidate, PersonId, StepKind};
use storage::workload::{self, Cuts, Member};
use storage::{Connection, StorageError};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct AssignmentForm {
    assignee: String,
    reason: String,
    accepts_absence: String,
    /// The area's id, or `none`, when it was sent from the board: back there afterwards.
    board: String,
    /// "yes" when the complainant is to be told who has it now (rule 31).
    tell: String,
    /// The reason we give the complainant; Markdown.
    told_why: String,
    /// Why they are not told.
    untold_why: String,
    #[serde(flatten)]
    sending: Sending,
}

/// Everybody of the area, with what they have.
pub struct Team(Vec<Member>);

impl More for Team {
    fn load(
        conn: &mut Connection,
        case: &Case,
        who: &SignedIn,
        _: &Query,
    ) -> Result<Self, StorageError> {
        let areas: Vec<_> = case.complaint.area.iter().map(|a| a.id).collect();
        workload::team(conn, &areas, &who.actor, Cuts::of(who.now)).map(Self)
    }
}

impl Team {
    fn chosen(&self, form: &AssignmentForm) -> Option<&Candidate> {
        let mut all = self.0.iter().map(|member| &member.who);
        all.find(|who| who.id.to_string() == form.assignee)
    }
}

/// One name to choose, with what they have and why they cannot be.
pub struct Choice {
    id: PersonId,
    name: String,
    /// "4 of 8 complaints", and away if they are.
    load: String,
    refused: Option<&'static str>,
}

#[derive(askama::Template)]
#[template(path = "complaints/assignment.html")]
pub struct AssignmentPage {
    /// Who has it now; empty when nobody does.
    now_with: String,
    choices: Vec<Choice>,
    view: View<AssignmentForm, Team>,
}

impl StepPage for AssignmentPage {
    const KIND: StepKind = StepKind::Assignment;
    const ORDER: &'static [&'static str] = &[
        "assignee",
        "reason",
        "accepts_absence",
        "untold_why",
        "dispatch",
    ];
    type Form = AssignmentForm;
    type More = Team;

    fn blank(at: &At<Team>) -> AssignmentForm {
        AssignmentForm {
            tell: "yes".to_owned(),
            sending: Sending::preferred(at.complaint()),
            ..AssignmentForm::default()
        }
    }
    fn read(form: &AssignmentForm, at: &At<Team>) -> Reading {
        let chosen = at.more.chosen(form);
        let assign = Assign {
            to: chosen.cloned(),
            reason: forms::text(&form.reason),
            accepts_absence: form.accepts_absence == "yes",
        };
        if at.complaint().assignee.is_none() {
            return Reading::of(assign);
        }
        // The letter tells them who has it now.
        let to = chosen.map_or(NewContact::NotChosen, NewContact::Person);
        let why = forms::text(&form.told_why);
        let way = form.sending.dispatch(at.complaint());
        let letter = at.write(|c, writer| compose::change_of_contact(c, to, &why, &way, writer));
        if form.tell == "yes" {
            return Reading::of(assign).sending(letter, way);
        }
        let why = forms::text(&form.untold_why);
        Reading::of(AssignUntold { assign, why }).showing(letter)
    }
    fn next(form: &AssignmentForm, before: &Case, _: &SignedIn) -> String {
        let reference = before.reference();
        match form.board.as_str() {
            "" => paths::complaint(reference),
            board => paths::assignment_board(board, &[]),
        }
    }
    fn page(view: View<AssignmentForm, Team>, _: &SignedIn) -> Self {
        let now_with = view.case.complaint.assignee.map(|id| view.case.name(id));
        let members = view.more.0.iter();
        Self {
            now_with: now_with.unwrap_or_default(),
            choices: members.map(|member| choice(&view.case, member)).collect(),
            view,
        }
    }
}

fn choice(case: &Case, member: &Member) -> Choice {
    let has_it = case.complaint.assignee == Some(member.who.id);
    let mut load = format!("{} of {} complaints", member.load.open, member.limit);
    if member.load.late > 0 {
        load = format!("{load}, {} overdue", member.load.late);
    }
    match (member.who.away_until, member.away_until) {
        (Some(_), Some(until)) => load = format!("{load}. Away until {}", until.format("%-d %B")),
        (Some(_), None) => load = format!("{load}. Away"),
        _ => {}
    }
    Choice {
        id: member.who.id,
        name: member.who.name.clone(),
        load,
        refused: cannot_be_assigned(&case.complaint, &member.who)
            .or(has_it.then_some("has it now")),
    }
}
