//! A repeat: a new complaint about the same facts as one whose procedure is complete. "Already answered" letter with the
//! original final date; new facts or later events are a new complaint; never merged silently (reading (e)18).
//!
//! It is none of the exclusions: rule 13 has four, and the list is closed.
use super::complaint::{Complaint, Earlier};
use super::dates;
use super::vocabulary::{Closure, Stage};
use super::working_time::uk_time;

/// A complaint as a repeat of it names it; none while its procedure is not complete.
pub fn earlier(c: &Complaint) -> Option<Earlier> {
    let complete = match c.stage {
        Stage::Closed => c.closure.is_some_and(Closure::is_complete),
        Stage::FinalResponse => c.is_complete(),
        Stage::OnTheSpot
        | Stage::Triage
        | Stage::Assignment
        | Stage::Investigation
        | Stage::Answered
        | Stage::Escalated
        | Stage::FinalReview => false,
    };
    let completed_on = dates::procedure_ended_on(c).filter(|_| complete)?;
    Some(Earlier {
        id: c.id,
        reference: c.reference.clone(),
        completed_on,
        last_date: c.assessor_last_date,
    })
}

/// Why this is no repeat of the other complaint; none when it can be one.
pub fn no_repeat(c: &Complaint, other: &Complaint) -> Option<String> {
    let reference = &other.reference;
    if other.id == c.id || other.complainant_id != c.complainant_id {
        return Some("Choose an earlier complaint of the same person".to_owned());
    }
    let Some(earlier) = earlier(other) else {
        return Some(format!(
            "{reference} is not complete: only what the whole procedure has answered is answered already"
        ));
    };
    if !c.names_everybody_of(other) {
        return Some(format!(
            "{reference} is about somebody who is not named here. Name everybody it is about in this complaint first, so that none of them handles it"
        ));
    }
    let later = c
        .details
        .latest_event
        .filter(|event| *event > earlier.completed_on)?;
    Some(format!(
        "This complaint tells of something on {}, after {reference} was finished on {}. Later events are a new complaint",
        uk_time::date_long(later),
        uk_time::date_long(earlier.completed_on)
    ))
}
