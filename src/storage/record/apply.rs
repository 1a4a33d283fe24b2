//! What each event changes in the tables: one arm for every event, so that a new one does not compile until somebody
//! has said what it writes. How it is written stands in the file of its noun.
use super::{
    Acting, acknowledgement, assessor, assignment, closure, contact, data_protection, delivery,
    details, escalation, evidence, facts, human_resources, joining, pause, plan, refusal, remedy,
    response, timescale, triage,
};
use crate::deliveries::Going;
use crate::{Connection, Result};
use procedure::{Complaint, Event};

/// Writes what one event changes; `after` is the complaint as the decision leaves it. The event itself is kept by the caller.
///
/// # Errors
/// `NotFound` when it is about something the complaint does not have.
#[expect(clippy::too_many_lines, reason = "one arm an event, and nothing else")]
pub(super) fn apply(
    conn: &mut Connection,
    acting: Acting,
    event: &Event,
    after: &Complaint,
) -> Result<()> {
    match event {
        // Nothing but history: the intake wrote the facts, or the event is the fact.
        Event::Received { .. }
        | Event::OnTheSpotTried { .. }
        | Event::SecondLookAsked { .. }
        | Event::LetterSent { .. }
        // The delivery was moved on before, and its trail says the same.
        | Event::LetterNotSent { .. }
        | Event::LetterCorrected { .. }
        | Event::LatenessCorrected { .. }
        // The clocks go with the decision.
        | Event::ClocksMoved { .. }
        // `undo` writes it whole, with the stage.
        | Event::Undone { .. } => Ok(()),
        Event::Noted {
            happened_at,
            office_told,
            ..
        } => {
            if *office_told {
                details::office_told(conn, acting, *happened_at)?;
            }
            Ok(())
        }
        Event::Planned { planned } => plan::planned(conn, acting, planned),
        Event::OnTheSpotResolved { .. } | Event::Closed { .. } => closure::closed(conn, acting),
        Event::Promoted { .. } | Event::Reopened { .. } => closure::opened_again(conn, acting),
        Event::RecordsJoined { other, goes_on, .. } => {
            joining::joined(conn, acting, (other, *goes_on), after)
        }
        Event::RecordsTakenApart { goes_on, .. } => {
            joining::taken_apart(conn, acting, *goes_on, after)
        }
        Event::Taken { owner } => triage::taken(conn, acting, *owner),
        Event::DetailsChanged { details, .. } => details::changed(conn, acting, details),
        Event::Triaged { triaged } => triage::triaged(conn, acting, triaged),
        Event::FactsCorrected { facts, .. } => facts::corrected(conn, acting, facts),
        Event::AllegationAdded {
            allegation,
            subjects,
        } => triage::allegation_added(conn, acting, allegation, subjects),
        Event::RefusalProposed {
            of,
            reason,
            evidence,
            belongs,
            repeats,
        } => {
            let proposed = refusal::Proposed {
                repeats: repeats.as_ref(),
                of: *of,
                reason,
                evidence,
                belongs,
            };
            refusal::proposed(conn, acting, &proposed)
        }
        Event::RefusalApproved {
            reason, last_date, ..
        } => refusal::approved(conn, acting, reason, *last_date),
        Event::RefusalReturned { reason, .. } => refusal::returned(conn, acting, reason),
        Event::Acknowledged { area, deciding, .. } => {
            let area = Some(*area).filter(|_| !deciding);
            acknowledgement::acknowledged(conn, acting, area)
        }
        Event::HandedBack {
            area,
            area_name,
            reason,
            held,
        } => {
            let by_area = assignment::ByArea {
                area: *area,
                area_name,
                held: *held,
                reason,
            };
            assignment::handed_back(conn, acting, &by_area)
        }
        Event::Assigned { to, reason, .. } => assignment::assigned(conn, acting, *to, reason),
        Event::TimescaleAgreed {
            promise,
            old_due,
            new_due,
            contacted_at,
            channel,
            reason,
            agreed,
            late,
        } => {
            let agreed = timescale::NewDate {
                promise: *promise,
                old_due: *old_due,
                new_due: *new_due,
                contacted_at: *contacted_at,
                channel: *channel,
                reason,
                agreed: *agreed,
                late: *late,
            };
            timescale::agreed(conn, acting, &agreed)
        }
        Event::Contacted {
            happened_at,
            from_us,
            channel,
            note,
            reply_due,
            answers,
            mail,
            agreed_allegations,
            by_itself,
        } => {
            let contact = contact::Contact {
                happened_at: *happened_at,
                from_us: *from_us,
                channel: *channel,
                note,
                reply_due: *reply_due,
                mail: *mail,
                agreed_allegations: *agreed_allegations,
                by_itself: *by_itself,
            };
            contact::contacted(conn, acting, &contact, answers)
        }
        Event::EvidenceAdded {
            allegation,
            what,
            source,
            dated,
            ..
        } => {
            let added = evidence::Added {
                allegation: *allegation,
                what,
                source,
                dated: *dated,
            };
            evidence::added(conn, acting, &added)
        }
        Event::Responded {
            outcome,
            findings,
            remedies,
            ..
        } => response::responded(conn, acting, *outcome, findings, remedies),
        Event::EscalationRequested {
            requested_at,
            channel,
            unhappy_about,
            wanted,
            no_response,
            late_reason,
        } => {
            let requested = escalation::NewEscalation {
                requested_at: *requested_at,
                channel: *channel,
                unhappy_about,
                wanted,
                no_response: *no_response,
                late_reason,
            };
            escalation::requested(conn, acting, &requested)
        }
        Event::ReviewerChosen {
            decider,
            circumstances,
            reason,
            appointed,
            ..
        } => {
            let chosen = escalation::Chosen {
                decider: *decider,
                circumstances,
                reason,
                appointed: *appointed,
            };
            escalation::reviewer_chosen(conn, acting, &chosen)
        }
        Event::OwnViewRecorded {
            allegation,
            view,
            reasons,
            ..
        } => response::own_view(conn, acting, *allegation, (*view, reasons)),
        Event::FinalResponseIssued {
            outcome,
            findings,
            remedies,
            closing_version,
            last_date,
        } => {
            let issued = response::Final {
                outcome: *outcome,
                findings,
                remedies,
                closing_version: *closing_version,
                last_date: *last_date,
            };
            response::final_response_issued(conn, acting, &issued)
        }
        Event::RemedyDone {
            remedy,
            on,
            evidence,
        } => remedy::done(conn, acting, *remedy, (*on, evidence)),
        Event::Paused {
            reason,
            stops_the_clock,
            review_on,
        } => pause::paused(conn, acting, reason, *stops_the_clock, *review_on),
        Event::Resumed { .. } => pause::resumed(conn, acting),
        Event::DataProtectionMarked { about } => data_protection::marked(conn, acting, about),
        Event::DataProtectionUnmarked { .. } => data_protection::unmarked(conn, acting),
        Event::DataProtectionAnswered { on, letter, answer } => {
            data_protection::answered(conn, acting, *on, (*letter, answer))
        }
        Event::PassedToHumanResources { on, to, words } => {
            human_resources::passed(conn, acting, *on, (to, words))
        }
        Event::ReferredToAssessor {
            received_on,
            timing,
            about,
            repeat,
        } => {
            let referred = assessor::Referred {
                received_on: *received_on,
                timing: *timing,
                about,
                repeat: *repeat,
            };
            assessor::referred(conn, acting, &referred)
        }
        Event::AssessorPapersAsked { on } => assessor::papers_asked(conn, acting, *on),
        Event::AssessorPapersSent { on, report_due } => {
            assessor::papers_sent(conn, acting, *on, *report_due)
        }
        Event::AssessorReportMoved { due, .. } => assessor::report_moved(conn, acting, *due),
        Event::AssessorChased { on, again_on, .. } => {
            assessor::chased(conn, acting, *on, *again_on)
        }
        Event::AssessorConcluded {
            on,
            outcomes,
            recommendations,
        } => assessor::concluded(conn, acting, *on, outcomes, recommendations),
        Event::RecommendationAnswered {
            recommendation,
            accepted,
            reason,
            due,
        } => {
            let answer = assessor::Answer {
                accepted: *accepted,
                reason,
                due: *due,
            };
            assessor::recommendation_answered(conn, acting, *recommendation, &answer)
        }
        Event::RecommendationDone {
            recommendation,
            on,
            evidence,
        } => assessor::recommendation_done(conn, acting, *recommendation, *on, evidence),
        Event::LetterLeft {
            delivery,
            letter,
            left_at,
            last_day,
            ..
        } => {
            let left = delivery::Left {
                letter: *letter,
                at: *left_at,
                last_day: *last_day,
            };
            delivery::left(conn, acting, *delivery, &left)
        }
        Event::LetterStopped {
            delivery, reason, ..
        } => delivery::stopped(conn, acting, *delivery, reason),
        Event::LetterTakenBack {
            delivery, reason, ..
        } => delivery::taken_back(conn, acting, *delivery, reason),
        Event::LetterCameBack {
            delivery,
            letter,
            on,
            reason,
            bounced,
            ..
        } => delivery::came_back(conn, acting, (*delivery, *letter), (*on, reason, *bounced)),
        Event::LetterSentAgain {
            delivery,
            channel,
            format,
            email,
            address,
            reason,
            ..
        } => {
            let going = Going {
                channel: *channel,
                format: *format,
                email,
                address,
                reason,
            };
            delivery::sent_again(conn, acting, *delivery, &going)
        }
        Event::LetterClosedWithout {
            delivery, reason, ..
        } => delivery::closed_without(conn, acting, *delivery, reason),
    }
}
