//! Why a step cannot be taken at a point of the procedure, in words for whoever wants to take it.
use super::complaint::Complaint;
use super::steps::StepKind;
use super::vocabulary::Stage;

/// Why a step cannot be taken at this point of the procedure. Each sentence is true of the complaint as it stands,
/// whichever way it came there: handed back, reopened, escalated unanswered or never acknowledged.
pub(super) fn not_now(step: StepKind, c: &Complaint) -> String {
    let why = match step {
        StepKind::OnTheSpot => on_the_spot(c),
        StepKind::Taking => taking(c),
        StepKind::Scope => scope(c),
        StepKind::Acknowledgement => acknowledgement(c),
        StepKind::Refusal => refusal(c),
        StepKind::Joining => joining(c),
        StepKind::HandBack | StepKind::Assignment | StepKind::Plan | StepKind::Response => {
            at_stage_1(c)
        }
        StepKind::Closure => closure(c),
        StepKind::Escalation => escalation(c),
        StepKind::Reviewer
        | StepKind::Appointment
        | StepKind::OwnView
        | StepKind::FinalResponse => at_stage_2(c),
        // Where the complaint is says why.
        StepKind::Details
        | StepKind::Facts
        | StepKind::Timescale
        | StepKind::Note
        | StepKind::Contact
        | StepKind::Evidence
        | StepKind::Withdrawal
        | StepKind::Reopening
        | StepKind::Remedy
        | StepKind::Pause
        | StepKind::DataProtection
        | StepKind::HumanResources
        | StepKind::AssessorReferral
        | StepKind::Lateness
        | StepKind::Delivery
        | StepKind::Correction
        | StepKind::Undo => None,
    };
    why.map_or_else(|| stands(c), str::to_owned)
}

fn on_the_spot(c: &Complaint) -> Option<&'static str> {
    match c.stage {
        Stage::OnTheSpot | Stage::Closed => None,
        _ if c.on_the_spot_tried.is_empty() => {
            Some("It came to stage 1 at once: nothing was tried on the spot")
        }
        Stage::Triage | Stage::Assignment | Stage::Investigation | Stage::Answered => {
            Some("It has gone on to stage 1")
        }
        Stage::Escalated | Stage::FinalReview | Stage::FinalResponse => {
            Some("It has gone on to stage 2")
        }
    }
}

fn taking(c: &Complaint) -> Option<&'static str> {
    match c.stage {
        Stage::OnTheSpot | Stage::Triage | Stage::Closed => None,
        Stage::Assignment | Stage::Investigation | Stage::Answered => {
            Some("It is with an area, and no longer in the inbox")
        }
        Stage::Escalated | Stage::FinalReview | Stage::FinalResponse => {
            Some("It is at stage 2, and no longer in the inbox")
        }
    }
}

fn scope(c: &Complaint) -> Option<&'static str> {
    match c.stage {
        Stage::Answered => Some(
            "The stage 1 response is written, so anything new is a new complaint: log it as one",
        ),
        Stage::Escalated | Stage::FinalReview => Some(
            "Stage 2 answers what stage 1 did, so anything new is a new complaint: log it as one",
        ),
        Stage::FinalResponse => {
            Some("The procedure has ended, so anything new is a new complaint: log it as one")
        }
        Stage::OnTheSpot
        | Stage::Triage
        | Stage::Assignment
        | Stage::Investigation
        | Stage::Closed => None,
    }
}

fn acknowledgement(c: &Complaint) -> Option<&'static str> {
    match c.stage {
        Stage::OnTheSpot | Stage::Closed => None,
        _ if c.acknowledged_at.is_some() => Some("This complaint has already been acknowledged"),
        Stage::Triage | Stage::Assignment | Stage::Investigation | Stage::Answered => None,
        Stage::Escalated | Stage::FinalReview | Stage::FinalResponse => {
            Some("It is at stage 2, which has an acknowledgement of its own")
        }
    }
}

fn refusal(c: &Complaint) -> Option<&'static str> {
    match c.stage {
        Stage::Assignment | Stage::Investigation => Some(
            "It was accepted and is with an area. If the procedure does not cover it, the area hands it back first",
        ),
        Stage::Answered => Some("The stage 1 response is written"),
        Stage::FinalReview => {
            Some("Stage 2 cannot be refused once somebody has been chosen to decide")
        }
        Stage::OnTheSpot
        | Stage::Triage
        | Stage::Escalated
        | Stage::FinalResponse
        | Stage::Closed => None,
    }
}

fn joining(c: &Complaint) -> Option<&'static str> {
    match c.stage {
        Stage::OnTheSpot => Some(
            "Somebody is still trying to put this right on the spot. Take it to stage 1 first, and then join the two",
        ),
        Stage::Answered => Some(
            "It has been answered, and an answer stands by itself. Records are joined before either is answered",
        ),
        Stage::Escalated | Stage::FinalReview => Some(
            "It is at stage 2, which looks at one answered complaint. Records are joined at stage 1, before either is answered",
        ),
        Stage::FinalResponse => Some(
            "The procedure has ended for it. If the other complaint is about the same matter, it has been answered already",
        ),
        Stage::Triage | Stage::Assignment | Stage::Investigation | Stage::Closed => None,
    }
}

/// Why another record cannot be joined with this one, as its stage is; none when it can.
pub(super) fn joining_with(c: &Complaint) -> Option<String> {
    match c.stage {
        Stage::Triage | Stage::Assignment | Stage::Investigation => None,
        Stage::OnTheSpot
        | Stage::Answered
        | Stage::Escalated
        | Stage::FinalReview
        | Stage::FinalResponse
        | Stage::Closed => {
            let why = joining(c).map_or_else(|| stands(c), str::to_owned);
            let mut rest = why.chars();
            let first = rest.next().map(|c| c.to_lowercase().to_string());
            Some(format!("{}{}", first.unwrap_or_default(), rest.as_str()))
        }
    }
}

/// Of what an area does at stage 1.
fn at_stage_1(c: &Complaint) -> Option<&'static str> {
    match c.stage {
        Stage::Escalated | Stage::FinalReview => Some("It is at stage 2"),
        Stage::OnTheSpot
        | Stage::Triage
        | Stage::Assignment
        | Stage::Investigation
        | Stage::Answered
        | Stage::FinalResponse
        | Stage::Closed => None,
    }
}

fn closure(c: &Complaint) -> Option<&'static str> {
    match c.stage {
        Stage::OnTheSpot | Stage::Triage | Stage::Assignment | Stage::Investigation => {
            Some("It can be closed once a response has been sent")
        }
        Stage::Escalated | Stage::FinalReview => Some("The final response has not been issued yet"),
        Stage::Answered | Stage::FinalResponse | Stage::Closed => None,
    }
}

fn escalation(c: &Complaint) -> Option<&'static str> {
    match c.stage {
        Stage::OnTheSpot => Some(
            "Somebody is still trying to put this right on the spot. Take it to stage 1 if they want to go on",
        ),
        Stage::Triage | Stage::Assignment | Stage::Investigation => Some(
            "Stage 2 can be asked for once the stage 1 response is sent, or when it is overdue",
        ),
        Stage::Escalated | Stage::FinalReview => Some("They have already asked for stage 2"),
        Stage::Answered | Stage::FinalResponse | Stage::Closed => None,
    }
}

fn at_stage_2(c: &Complaint) -> Option<&'static str> {
    match c.stage {
        Stage::OnTheSpot
        | Stage::Triage
        | Stage::Assignment
        | Stage::Investigation
        | Stage::Answered => Some("They have not asked for stage 2"),
        Stage::Escalated | Stage::FinalReview | Stage::FinalResponse | Stage::Closed => None,
    }
}

/// Where the complaint is.
fn stands(complaint: &Complaint) -> String {
    match complaint.stage {
        Stage::OnTheSpot => "Somebody is still trying to put this right on the spot".to_owned(),
        Stage::Triage if complaint.is_being_decided() => {
            "Customer Relations are deciding whether the procedure covers it".to_owned()
        }
        Stage::Triage if complaint.acknowledged_at.is_some() => {
            "It was handed back to Customer Relations, and is with no area yet".to_owned()
        }
        Stage::Triage => "This complaint has not been acknowledged yet".to_owned(),
        Stage::Assignment => "Nobody has been assigned to respond yet".to_owned(),
        Stage::Investigation => "The stage 1 response has not been sent yet".to_owned(),
        Stage::Answered if !complaint.is_answered() => {
            "The stage 1 response is written, and waits to leave".to_owned()
        }
        Stage::Answered => "The stage 1 response has been sent".to_owned(),
        Stage::Escalated => "Nobody has been chosen to issue the final response yet".to_owned(),
        Stage::FinalReview => "The complaint is at stage 2".to_owned(),
        Stage::FinalResponse if complaint.escalation_is_refused() => {
            "The second stage was refused, which ends the procedure".to_owned()
        }
        Stage::FinalResponse => {
            "The final response has been issued, which ends the procedure".to_owned()
        }
        Stage::Closed => {
            let how = complaint.closure.map_or("", |c| c.label());
            format!("This complaint is closed: {}", how.to_lowercase())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::permits;
    use crate::steps::testing::{World, a_complaint, refused_by};

    /// F13: of an acknowledged complaint at stage 1, and of those that came there another way, each refusal is true.
    #[test]
    fn each_step_is_refused_for_what_is_true_of_the_complaint() {
        let world = World::new();
        let triage = a_complaint(&world);
        let mut deciding = refused_by(&world, world.relations().id);
        deciding.refusals.clear();
        let mut back = world.investigated();
        back.stage = Stage::Triage;
        (back.area, back.assignee) = (None, None);
        let investigated = world.investigated();
        let mut unanswered = world.escalated();
        unanswered.answered_at = None;
        let mut never_acknowledged = unanswered.clone();
        never_acknowledged.acknowledged_at = None;
        let mut tried = world.investigated();
        tried.on_the_spot_tried = "Rang the supplier".into();
        let cases: &[(&Complaint, StepKind, &str)] = &[
            (&investigated, StepKind::Taking, "It is with an area"),
            (
                &investigated,
                StepKind::Refusal,
                "It was accepted and is with an area",
            ),
            (
                &investigated,
                StepKind::OnTheSpot,
                "nothing was tried on the spot",
            ),
            (&tried, StepKind::OnTheSpot, "It has gone on to stage 1"),
            (
                &investigated,
                StepKind::Reviewer,
                "They have not asked for stage 2",
            ),
            (
                &investigated,
                StepKind::Acknowledgement,
                "already been acknowledged",
            ),
            (&triage, StepKind::Escalation, "or when it is overdue"),
            (
                &triage,
                StepKind::Assignment,
                "has not been acknowledged yet",
            ),
            (&back, StepKind::Assignment, "It was handed back"),
            (&back, StepKind::Evidence, "It was handed back"),
            (
                &deciding,
                StepKind::Assignment,
                "deciding whether the procedure covers it",
            ),
            (
                &deciding,
                StepKind::Response,
                "deciding whether the procedure covers it",
            ),
            (
                &never_acknowledged,
                StepKind::Acknowledgement,
                "an acknowledgement of its own",
            ),
            (&never_acknowledged, StepKind::Taking, "It is at stage 2"),
            (&unanswered, StepKind::HandBack, "It is at stage 2"),
        ];
        for (c, step, says) in cases {
            let denied = permits(*step, c, &world.executive(), &world.ctx()).unwrap_err();
            assert!(denied.why.contains(says), "{step:?}: {denied}");
        }
    }
}
