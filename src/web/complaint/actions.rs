//! The one next step, what this person can do, and what they cannot: all from `permits`.
use crate::web::case::Case;
use crate::web::signed_in::SignedIn;
use crate::web::{ROUTES, paths};
use chrono::{DateTime, Utc};
use procedure::next_step::{Owes, next_step};
use procedure::steps::reopening::is_refused;
use procedure::{Complaint, StepKind, permits};

/// A step as its button shows it.
pub struct Action {
    pub label: &'static str,
    pub href: String,
    /// It has no page of its own: the button does it.
    pub at_once: bool,
}

/// A step somebody else does, or nobody now.
pub struct Refused {
    pub label: &'static str,
    pub why: String,
}

/// What is owed next.
pub struct Next {
    pub what: &'static str,
    /// "You", a name, or who in general; empty when nothing is owed.
    pub who: String,
    pub by: Option<DateTime<Utc>>,
    pub overdue: bool,
    pub step: Option<StepKind>,
    /// The one primary button, when this person may.
    pub action: Option<Action>,
    /// Who can, when this person may not.
    pub instead: String,
    /// The Independent Assessor was asked too early: this is to be answered first (rule 63).
    pub too_early: bool,
}

pub struct Actions {
    pub next: Next,
    pub can: Vec<Action>,
    pub cannot: Vec<Refused>,
}

/// What is owed next, without its button.
pub fn next(case: &Case, who: &SignedIn) -> Next {
    let owed = next_step(&case.complaint, &who.rules.calendar);
    Next {
        what: owed.what,
        who: owes(case, who, owed.who),
        by: owed.by,
        overdue: owed.by.is_some_and(|by| by < who.now),
        step: owed.step,
        action: None,
        instead: String::new(),
        too_early: case.complaint.was_referred_too_early(),
    }
}

pub fn actions(case: &Case, who: &SignedIn) -> Actions {
    let c = &case.complaint;
    let mut next = next(case, who);
    let (mut can, mut cannot) = (Vec::new(), Vec::new());
    for step in StepKind::ALL {
        let Some(action) = action(case, *step) else {
            continue;
        };
        match allowed(*step, c, who) {
            Ok(()) if next.step == Some(*step) => next.action = Some(action),
            Ok(()) => can.push(action),
            // What can be undone is said where it was done; that nothing can is no news.
            Err(_) if *step == StepKind::Undo => {}
            Err(why) => {
                if next.step == Some(*step) {
                    next.instead.clone_from(&why);
                }
                cannot.push(Refused {
                    label: action.label,
                    why,
                });
            }
        }
    }
    Actions { next, can, cannot }
}

fn allowed(step: StepKind, c: &Complaint, who: &SignedIn) -> Result<(), String> {
    permits(step, c, &who.actor, &who.ctx()).map_err(|refusal| refusal.why)
}

/// The step's address, from the table of routes: a step without one has no button. A letter is seen to from where it
/// stands.
fn action(case: &Case, step: StepKind) -> Option<Action> {
    // Somebody is appointed from the page that shows that nobody is free.
    if matches!(step, StepKind::Delivery | StepKind::Appointment) {
        return None;
    }
    let path = format!("/complaints/{{reference}}/{}", step.noun());
    let has = |method| ROUTES.iter().any(|r| r.path == path && r.method == method);
    let at_once = match (has("get"), has("post")) {
        (true, _) => false,
        (false, true) => true,
        _ => return None,
    };
    Some(Action {
        label: label(step, &case.complaint),
        href: paths::step(case.reference(), &step),
        at_once,
    })
}

fn label(step: StepKind, c: &Complaint) -> &'static str {
    match step {
        StepKind::Pause if c.pauses.iter().any(|p| p.until.is_none()) => "End the hold",
        StepKind::Assignment if c.assignee.is_some() => "Reassign",
        StepKind::Reviewer if c.decider.is_some() => "Choose somebody else to decide",
        StepKind::Reopening if is_refused(c) => "Look at it again",
        StepKind::Joining if c.joined.into.is_some() => "Take the records apart",
        StepKind::Timescale if !c.timescales.is_empty() => "Agree a new date",
        other => other.label(),
    }
}

fn owes(case: &Case, who: &SignedIn, owed: Owes) -> String {
    match owed {
        Owes::CustomerRelations => "Customer Relations".to_owned(),
        Owes::Person(id) if id == who.actor.id => "You".to_owned(),
        Owes::Person(id) => case.name(id),
        Owes::LeaderOf(_) => leader(case, who),
        Owes::SeniorComplaintExecutive => "A senior complaint executive".to_owned(),
        Owes::Complainant => case.complaint.details.name.clone(),
        Owes::Nobody => String::new(),
    }
}

fn leader(case: &Case, who: &SignedIn) -> String {
    let named = |person| case.complaint.is_about(person);
    match &case.complaint.area {
        Some(area) if who.actor.leads(area.id) => format!("You, leading {}", area.name),
        Some(area) if area.led_by(who.today(), named).is_none() => format!(
            "Customer Relations, because nobody who leads {} is here",
            area.name
        ),
        Some(area) => match area.leader {
            Some(id) => format!("The Leader of {}, {}", area.name, case.name(id)),
            None => format!("The Leader of {}", area.name),
        },
        None => "The area's Leader".to_owned(),
    }
}
