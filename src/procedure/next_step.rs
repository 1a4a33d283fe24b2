//! The one thing a complaint needs next: what is owed, by whom, by when.
use super::clocks::leading;
use super::complaint::Complaint;
use super::delivery::State;
use super::ids::{AreaId, PersonId};
use super::steps::StepKind;
use super::vocabulary::{LetterKind, Promise, Stage};
use super::working_time::Calendar;
use chrono::{DateTime, Utc};

/// Who owes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owes {
    CustomerRelations,
    Person(PersonId),
    LeaderOf(AreaId),
    SeniorComplaintExecutive,
    Complainant,
    Nobody,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextStep {
    pub what: &'static str,
    pub who: Owes,
    pub by: Option<DateTime<Utc>>,
    /// The step that does it; the one primary button.
    pub step: Option<StepKind>,
}

/// What whoever holds a complaint does next at its stage, in a word or two; none where nobody holds it. Lists show it;
/// `promise`: the one that its stage owes next. [`next_step`] knows more, such as a refusal to agree.
pub fn of_holder(stage: Stage, promise: Option<Promise>) -> Option<&'static str> {
    match stage {
        Stage::OnTheSpot => Some("Say how the on-the-spot attempt ended"),
        Stage::Triage if promise == Some(Promise::Assign) => Some("Send it to another area"),
        Stage::Triage if promise == Some(Promise::Respond) => {
            Some("Decide whether we look into it")
        }
        Stage::Triage => Some("Acknowledge, naming the area"),
        Stage::Investigation if promise == Some(Promise::FirstContact) => Some(FIRST_CONTACT),
        Stage::Investigation => Some("Send the stage 1 response"),
        Stage::FinalReview => Some("Issue the final response"),
        Stage::Assignment
        | Stage::Answered
        | Stage::Escalated
        | Stage::FinalResponse
        | Stage::Closed => None,
    }
}

const FIRST_CONTACT: &str = "Make the first contact, or respond";

/// What is owed next on a complaint; what is promised for a day is owed by that day's closing time.
pub fn next_step(c: &Complaint, calendar: &Calendar) -> NextStep {
    let due = |promise: Promise| c.running(promise).map(|clock| clock.due_at);
    let relations = c.owner.map_or(Owes::CustomerRelations, Owes::Person);
    if let Some(refusal) = of_refusal(c) {
        return refusal;
    }
    let holder = of_holder(c.stage, leading(c)).unwrap_or_default();
    match c.stage {
        Stage::OnTheSpot => next(
            holder,
            Owes::Person(c.received.entered_by),
            due(Promise::Acknowledge),
            StepKind::OnTheSpot,
        ),
        Stage::Triage if c.executive_routes() => next(
            "Decide which area answers: it was handed back twice",
            Owes::SeniorComplaintExecutive,
            due(Promise::Assign),
            StepKind::Acknowledgement,
        ),
        Stage::Triage => {
            let (promise, step) = in_triage(c);
            next(holder, relations, due(promise), step)
        }
        Stage::Assignment => next(
            "Assign an individual to respond",
            leader(c),
            due(Promise::Assign),
            StepKind::Assignment,
        ),
        // Named in it since: it is not theirs any more, and they do not see it (rule 27).
        Stage::Investigation if c.assignee.is_some_and(|who| c.is_about(who)) => next(
            "Assign somebody else: the person who has it is complained about",
            leader(c),
            due(Promise::Respond),
            StepKind::Assignment,
        ),
        Stage::FinalReview if c.decider.is_some_and(|who| c.is_about(who)) => next(
            "Choose somebody else to decide: the person who has it is complained about",
            Owes::CustomerRelations,
            due(Promise::FinalResponse),
            StepKind::Reviewer,
        ),
        Stage::Investigation => {
            let who = c.assignee.map_or(Owes::CustomerRelations, Owes::Person);
            if leading(c) == Some(Promise::FirstContact) {
                next(holder, who, due(Promise::FirstContact), StepKind::Contact)
            } else {
                next(holder, who, due(Promise::Respond), StepKind::Response)
            }
        }
        Stage::Answered if !c.is_answered() => {
            letter(c, LetterKind::Response, due(Promise::Respond))
        }
        Stage::Answered => after_answer(c, calendar),
        Stage::Escalated => next(
            "Choose who issues the final response, and acknowledge",
            Owes::CustomerRelations,
            due(Promise::AcknowledgeEscalation),
            StepKind::Reviewer,
        ),
        Stage::FinalReview => {
            let who = c.decider.map_or(Owes::CustomerRelations, Owes::Person);
            let unseen = c.decider.is_some_and(|d| c.unseen_by(d).next().is_some());
            let (what, step) = if unseen {
                (
                    "Record your own view of each point, before you read the stage 1 response",
                    StepKind::OwnView,
                )
            } else {
                (holder, StepKind::FinalResponse)
            };
            next(what, who, due(Promise::FinalResponse), step)
        }
        Stage::FinalResponse if !c.is_complete() => {
            let ends = if c.escalation_is_refused() {
                LetterKind::ProcedureComplete
            } else {
                LetterKind::FinalResponse
            };
            letter(c, ends, due(Promise::FinalResponse))
        }
        Stage::FinalResponse => after_final_response(c, calendar),
        Stage::Closed => closed(c, calendar),
    }
}

fn next(what: &'static str, who: Owes, by: Option<DateTime<Utc>>, step: StepKind) -> NextStep {
    NextStep {
        what,
        who,
        by,
        step: Some(step),
    }
}

fn leader(c: &Complaint) -> Owes {
    let area = c.area.as_ref();
    area.map_or(Owes::CustomerRelations, |a| Owes::LeaderOf(a.id))
}

/// A refusal that waits for the second person, or whose letter has not left.
fn of_refusal(c: &Complaint) -> Option<NextStep> {
    let due = |promise: Promise| c.running(promise).map(|clock| clock.due_at);
    let by = due(Promise::Acknowledge).or(due(Promise::Respond));
    let refused_first = c.stage == Stage::Triage && c.acknowledged_at.is_none();
    if c.open_refusal().is_some() && !refused_first {
        return Some(next(
            "Agree the refusal, or send it back",
            Owes::SeniorComplaintExecutive,
            by.or(due(Promise::AcknowledgeEscalation)),
            StepKind::Refusal,
        ));
    }
    let refusal = c.refusal_agreed()?;
    Some(letter(c, refusal.of.letter(), by))
}

/// What Customer Relations owe in triage, and the step that does it.
fn in_triage(c: &Complaint) -> (Promise, StepKind) {
    if leading(c) == Some(Promise::Assign) {
        (Promise::Assign, StepKind::Acknowledgement)
    } else if c.is_being_decided() && c.is_wholly_outside() {
        (Promise::Respond, StepKind::Refusal)
    } else if c.is_being_decided() {
        (Promise::Respond, StepKind::Acknowledgement)
    } else {
        (Promise::Acknowledge, StepKind::Acknowledgement)
    }
}

/// A letter that was written and has not left: whoever sends it on, by the date of the promise it keeps.
fn letter(c: &Complaint, kind: LetterKind, by: Option<DateTime<Utc>>) -> NextStep {
    let newest = c.deliveries.iter().find(|d| d.kind == kind);
    let (what, who) = match newest.map(|d| d.state) {
        Some(State::Held | State::Waiting | State::Retrying) => {
            ("Wait until the letter has left", Owes::Nobody)
        }
        Some(State::ToPrint | State::Printed) => {
            ("Print and post the letter", Owes::CustomerRelations)
        }
        Some(State::ToOrder | State::Ordered) => (
            "Have the letter made and dispatched",
            Owes::CustomerRelations,
        ),
        _ => (
            "Send the letter again: they have not had it",
            newest.map_or(Owes::CustomerRelations, |d| Owes::Person(d.sent_by)),
        ),
    };
    NextStep {
        what,
        who,
        by,
        step: Some(StepKind::Delivery),
    }
}

fn remedy_due(c: &Complaint, calendar: &Calendar) -> Option<NextStep> {
    // One without a day is owed after those that have one.
    let first = c.open_remedies().min_by_key(|r| (r.due.is_none(), r.due))?;
    let by = first.due.map(|day| calendar.close_of_business(day));
    let who = first.owner.map_or(Owes::CustomerRelations, Owes::Person);
    Some(NextStep {
        what: "Do what was promised, and record it",
        who,
        by,
        step: Some(StepKind::Remedy),
    })
}

/// The Assessor has the papers: the report comes by its day, or they are asked how it goes (rule 65).
fn report_due(c: &Complaint, calendar: &Calendar) -> Option<NextStep> {
    let day = c.referral.as_ref()?.to_chase_on()?;
    Some(NextStep {
        what: "Wait for the Independent Assessor's report. When it is late, ask how it goes",
        who: Owes::CustomerRelations,
        by: Some(calendar.close_of_business(day)),
        step: Some(StepKind::AssessorReferral),
    })
}

/// Nothing is owed to the complainant any more; the Independent Assessor may have asked for papers, or have it.
fn closed(c: &Complaint, calendar: &Calendar) -> NextStep {
    if c.running(Promise::SendToAssessor).is_some() {
        return after_final_response(c, calendar);
    }
    let what = if c.is_with_the_assessor() {
        "Nothing: it is closed, and with the Independent Assessor"
    } else {
        "Nothing: it is closed"
    };
    report_due(c, calendar).unwrap_or(NextStep {
        what,
        who: Owes::Nobody,
        by: None,
        step: None,
    })
}

fn after_answer(c: &Complaint, calendar: &Calendar) -> NextStep {
    remedy_due(c, calendar).unwrap_or_else(|| NextStep {
        what: "Wait for them to accept the response or ask for stage 2",
        who: Owes::Complainant,
        by: c.running(Promise::Escalate).map(|clock| clock.due_at),
        step: Some(StepKind::Closure),
    })
}

fn after_final_response(c: &Complaint, calendar: &Calendar) -> NextStep {
    if let Some(remedy) = remedy_due(c, calendar) {
        return remedy;
    }
    if let Some(report) = report_due(c, calendar) {
        return report;
    }
    let papers = c.running(Promise::SendToAssessor);
    let (what, by, step) = match papers {
        Some(clock) => (
            "Send the papers to the Independent Assessor",
            Some(clock.due_at),
            StepKind::AssessorReferral,
        ),
        None => (
            "Close it: the procedure is complete",
            None,
            StepKind::Closure,
        ),
    };
    NextStep {
        what,
        who: Owes::CustomerRelations,
        by,
        step: Some(step),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps::testing::{World, a_complaint, a_remedy};

    #[test]
    fn each_stage_owes_one_thing() {
        let world = World::new();
        let who = |c: &Complaint| next_step(c, &world.calendar).who;
        assert_eq!(who(&a_complaint(&world)), Owes::CustomerRelations);
        assert_eq!(
            who(&world.acknowledged()),
            Owes::LeaderOf(world.energy().id)
        );
        assert_eq!(who(&world.investigated()), Owes::Person(world.staff().id));
        assert_eq!(who(&world.answered()), Owes::Complainant);
        assert_eq!(
            who(&world.in_final_review()),
            Owes::Person(world.leader2().id)
        );
        let mut c = world.answered();
        c.remedies.push(a_remedy(None));
        assert_eq!(next_step(&c, &world.calendar).step, Some(StepKind::Remedy));
    }

    /// In London, summer and winter; on a day we are closed, when the day before it closes or that day ends is
    /// for the calendar to say.
    #[test]
    fn a_remedy_is_owed_by_the_closing_time_of_its_day() {
        let world = World::new();
        let mut c = world.answered();
        c.remedies.push(a_remedy(None));
        for (day, due) in [
            ("2026-12-04", "2026-12-04T17:00:00+00:00"),
            ("2027-07-01", "2027-07-01T16:00:00+00:00"),
        ] {
            c.remedies[0].due = day.parse().ok();
            let by = next_step(&c, &world.calendar).by;
            assert_eq!(by.map(|at| at.to_rfc3339()).as_deref(), Some(due));
        }
    }
}
