//! Who may see a complaint, and who may take which step when: the whole policy of a complaint. Lists and pages that
//! are not about one are in `screen.rs`.
//!
//! Its role x stage x step table is a reviewed snapshot (`tests/it/permissions.rs`).
mod asking;

use super::by::Cause;
use super::complaint::{Complaint, Hands};
use super::context::Context;
use super::denied::Denied;
use super::ids::AreaId;
use super::person::Actor;
use super::steps::StepKind;
use super::tally::{Once, count};
use super::vocabulary::Stage;
use asking::Asking;

/// Whether a complaint exists for this person. `src/storage/sight.rs` has the same rule in SQL, and `tests/it/sight.rs`
/// compares the two over random complaints and people.
///
/// - A person complained about never sees it, whatever their rank (rule 27 and the wall).
/// - Customer Relations and senior complaint executives see the rest.
/// - Senior leaders see what has been routed to an area.
/// - Leaders and deputies see what is with their area.
/// - Anybody sees what they logged, what is assigned to them, and what was escalated to them.
/// - Whoever sees a record that goes on sees those that were joined with it.
/// - Being an administrator shows nothing.
pub fn sees(complaint: &Complaint, actor: &Actor) -> bool {
    if complaint.is_about(actor.id) {
        return false;
    }
    let area = complaint.area.as_ref().map(|a| a.id);
    let joined = complaint.joined.into.as_ref().and_then(|on| on.with);
    is_theirs(actor, area, complaint.hands())
        || joined.is_some_and(|(area, hands)| is_theirs(actor, area, hands))
}

fn is_theirs(actor: &Actor, area: Option<AreaId>, hands: Hands) -> bool {
    actor.in_customer_relations()
        || (actor.sees_every_area() && area.is_some())
        || area.is_some_and(|a| actor.leads(a))
        || hands.entered_by == actor.id
        || hands.assignee == Some(actor.id)
        || hands.decider == Some(actor.id)
}

/// Who may take which step, and when.
///
/// # Errors
/// `NotYours` with who can, or `NotNow` with why.
pub fn permits(
    step: StepKind,
    complaint: &Complaint,
    actor: &Actor,
    ctx: &Context,
) -> Result<(), Denied> {
    count(Once::Permits);
    // Whoever handed it back may not see it any more, and can still undo that.
    let own = step == StepKind::Undo && is_own_act(complaint, actor);
    // An administrator appoints where no executive can, by the reference and the list of barred people alone.
    let appoints =
        step == StepKind::Appointment && actor.administrator && !complaint.is_about(actor.id);
    if !sees(complaint, actor) && !own && !appoints {
        return Err(Denied::not_yours(
            "You do not have access to this complaint",
        ));
    }
    let asks = Asking {
        step,
        complaint,
        actor,
        ctx,
    };
    asks.readable(step)?;
    match step {
        StepKind::Details => asks.details(),
        StepKind::Facts => asks.facts(),
        StepKind::OnTheSpot => asks.on_the_spot(),
        StepKind::Taking => asks.stage(&[Stage::Triage]).and(asks.taking()),
        StepKind::Scope => asks.scope(),
        StepKind::Acknowledgement => asks.acknowledgement(),
        StepKind::Refusal => asks.refusal(),
        StepKind::Joining => asks.joining(),
        StepKind::HandBack => asks
            .stage(&[Stage::Assignment, Stage::Investigation])
            .and(asks.leads_it("hand this back")),
        StepKind::Assignment => asks
            .stage(&[Stage::Assignment, Stage::Investigation])
            .and(asks.leads_it("assign an individual to respond")),
        StepKind::Timescale => asks.timescale(),
        StepKind::Plan => asks
            .stage(&[Stage::Investigation])
            .and(asks.answering("plan the investigation")),
        StepKind::Note => asks.worker("add a note"),
        // Closed too: somebody who writes afterwards is heard and answered (rule 37).
        StepKind::Contact => asks.goes_on().and(asks.worker("record a contact")),
        StepKind::Evidence => asks.answering("add evidence"),
        StepKind::Response => asks
            .stage(&[Stage::Investigation])
            .and(asks.assignee("write the stage 1 response")),
        StepKind::Closure => asks.closure(),
        StepKind::Withdrawal => asks
            .stage(&[
                Stage::OnTheSpot,
                Stage::Triage,
                Stage::Assignment,
                Stage::Investigation,
                Stage::Answered,
                Stage::Escalated,
                Stage::FinalReview,
            ])
            .and(asks.no_agreed_refusal())
            .and(asks.worker("record that the complaint was withdrawn")),
        StepKind::Reopening => asks.reopening(),
        StepKind::Escalation => asks.escalation(),
        StepKind::Reviewer => asks
            .stage(&[Stage::Escalated, Stage::FinalReview])
            .and(asks.no_open_refusal())
            .and(asks.customer_relations("choose who issues the final response")),
        StepKind::Appointment => asks
            .stage(&[Stage::Escalated, Stage::FinalReview])
            .and(asks.no_open_refusal())
            .and(asks.appoints()),
        StepKind::OwnView => asks
            .stage(&[Stage::FinalReview])
            .and(asks.decider("record a view before reading what stage 1 found"))
            .and(asks.views_to_record()),
        StepKind::FinalResponse => asks
            .stage(&[Stage::FinalReview])
            .and(asks.decider("issue the final response"))
            .and(asks.own_views_first()),
        StepKind::Remedy => asks.remedy(),
        StepKind::Pause => asks.pause(),
        // Closed too: it is answered whatever becomes of the rest (rule 94).
        StepKind::DataProtection => {
            asks.customer_relations("deal with what is about personal data")
        }
        // Closed too: what they say afterwards goes there as well (rule 15).
        StepKind::HumanResources => asks.worker("pass something to human resources"),
        StepKind::AssessorReferral => asks.assessor_referral(),
        StepKind::Lateness => asks.lateness(),
        // Closed too: a letter that came back is seen to whenever it did, and one that was wrong is put right.
        StepKind::Delivery => asks.delivery(),
        StepKind::Correction => asks.correction(),
        StepKind::Undo => asks.undo(),
    }
}

/// What may happen without anybody acting. A new cause does not compile without its line.
///
/// # Errors
/// `NotYours` for everything else.
pub fn permits_itself(step: StepKind, cause: Cause) -> Result<(), Denied> {
    let follows = match cause {
        Cause::MessageArrived => step == StepKind::Contact,
        // What becomes of a delivery is no step of the complaint: `delivery::Move` decides on it.
        Cause::LetterLeft | Cause::LetterBounced => false,
        Cause::TimeIsOver => step == StepKind::Closure,
    };
    if follows {
        Ok(())
    } else {
        Err(Denied::not_yours("This is done by a person"))
    }
}

/// The last act was theirs, and the complaint is not about them.
fn is_own_act(complaint: &Complaint, actor: &Actor) -> bool {
    let by = complaint.undoable.as_ref().map(|last| last.by);
    by == Some(actor.id) && !complaint.is_about(actor.id)
}

/// Writes down what somebody said or noticed, and decides nothing.
fn only_adds(step: StepKind) -> bool {
    match step {
        StepKind::Note | StepKind::Contact => true,
        StepKind::Details
        | StepKind::Facts
        | StepKind::OnTheSpot
        | StepKind::Taking
        | StepKind::Scope
        | StepKind::Acknowledgement
        | StepKind::Refusal
        | StepKind::Joining
        | StepKind::HandBack
        | StepKind::Assignment
        | StepKind::Timescale
        | StepKind::Plan
        | StepKind::Evidence
        | StepKind::Response
        | StepKind::Closure
        | StepKind::Withdrawal
        | StepKind::Reopening
        | StepKind::Escalation
        | StepKind::Reviewer
        | StepKind::Appointment
        | StepKind::OwnView
        | StepKind::FinalResponse
        | StepKind::Remedy
        | StepKind::Pause
        | StepKind::DataProtection
        | StepKind::HumanResources
        | StepKind::AssessorReferral
        | StepKind::Lateness
        | StepKind::Delivery
        | StepKind::Correction
        | StepKind::Undo => false,
    }
}
