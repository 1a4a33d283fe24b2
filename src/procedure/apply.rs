//! What each event changes in a complaint: the procedure without a database. `storage::record` does the same to the
//! tables, and `tests/it/rows/memory.rs` holds the two together over random histories.
mod facts;

use super::allegation::{Finding, OwnView, Remedy};
use super::clocks::Pause;
use super::complaint::{
    AssessorFinding, Assignment, Complaint, DataProtection, Escalation, HAND_BACKS_THEN_EXECUTIVE,
    HandedBack, ListAgreed, PassedOn, Recommendation, Referral, RefusalOf, RefusalRecord,
    Timescale,
};
use super::delivery::{Delivery, State, Way};
use super::event::{Event, PromisedRemedy};
use super::ids::{DeliveryId, LetterId, PersonId, RecommendationId, ReferralId, RemedyId};
use super::person::Area;
use super::vocabulary::{Closure, LetterKind, Stage};
use super::working_time::uk_time;
use chrono::{DateTime, Utc};

impl Complaint {
    /// Changes the facts as the event says. Stage and clocks go with the decision, not with one of its events.
    #[expect(clippy::too_many_lines, reason = "one arm an event, and nothing else")]
    pub(super) fn apply(&mut self, event: &Event, by: PersonId, at: DateTime<Utc>) {
        match event {
            Event::Received { .. }
            | Event::LetterSent { .. }
            | Event::EvidenceAdded { .. }
            | Event::LetterCorrected { .. }
            | Event::ClocksMoved { .. }
            | Event::LatenessCorrected { .. }
            | Event::SecondLookAsked { .. } => {}
            Event::Noted {
                happened_at,
                office_told,
                ..
            } => {
                if *office_told {
                    self.office_told_on = Some(uk_time::local_date(*happened_at));
                }
            }
            Event::Planned { planned } => self.plan.clone_from(planned),
            Event::OnTheSpotTried { tried } => self.on_the_spot_tried.clone_from(tried),
            Event::OnTheSpotResolved { .. } | Event::Closed { .. } => self.closed_at = Some(at),
            Event::Promoted { .. } | Event::Reopened { .. } => self.closed_at = None,
            Event::RecordsJoined { other, goes_on, .. } => self.join(other, *goes_on, at),
            Event::RecordsTakenApart { other, goes_on, .. } => self.take_apart(other, *goes_on),
            Event::Taken { owner } => self.owner = Some(*owner),
            Event::DetailsChanged { details, .. } => self.details = (**details).clone(),
            Event::Triaged { triaged } => self.triage_as(triaged),
            Event::FactsCorrected { facts, .. } => self.put_right(facts),
            Event::AllegationAdded {
                allegation,
                subjects,
            } => {
                self.add_allegation(allegation);
                self.subjects.extend(subjects.iter().cloned());
            }
            Event::RefusalProposed {
                of,
                reason,
                evidence,
                belongs,
                repeats,
            } => self.refusals.push(RefusalRecord {
                of: *of,
                reason: reason.clone(),
                evidence: evidence.clone(),
                belongs: belongs.clone(),
                proposed_by: by,
                proposed_at: at,
                decided_by: None,
                approved: None,
                decision_reason: String::new(),
                repeats: repeats.clone(),
            }),
            Event::RefusalApproved { of, reason, .. } => {
                self.refusal_decided(by, true, reason);
                // Whoever agreed to refuse a second stage ended the procedure.
                if *of == RefusalOf::Escalation {
                    self.decider = Some(by);
                }
            }
            Event::RefusalReturned { reason, .. } => self.refusal_decided(by, false, reason),
            Event::Acknowledged {
                area,
                area_name,
                deciding,
                ..
            } => {
                self.owner = Some(by);
                if !deciding {
                    self.area = Some(Area {
                        id: *area,
                        name: area_name.clone(),
                        leader: None,
                        deputy: None,
                        can_receive: true,
                        away: Vec::new(),
                    });
                    self.routed_at = Some(at);
                }
                self.acknowledged_at.get_or_insert(at);
            }
            Event::HandedBack {
                area,
                area_name,
                reason,
                held,
            } => {
                self.hand_backs.push(HandedBack {
                    area: *area,
                    area_name: area_name.clone(),
                    by,
                    at,
                    held: *held,
                    reason: reason.clone(),
                });
                self.area = None;
                self.routed_at = None;
                self.assignee = None;
                // It waits for a senior complaint executive, and stands in the name of nobody.
                if self.hand_backs.len() >= HAND_BACKS_THEN_EXECUTIVE {
                    self.owner = None;
                }
                self.end_assignment(at);
            }
            Event::Assigned { to, reason, .. } => {
                self.end_assignment(at);
                self.assignments.push(Assignment {
                    to: *to,
                    by,
                    at,
                    reason: reason.clone(),
                    ended_at: None,
                });
                self.assignee = Some(*to);
            }
            Event::TimescaleAgreed {
                promise,
                old_due,
                new_due,
                contacted_at,
                channel,
                reason,
                agreed,
                late,
            } => self.timescales.push(Timescale {
                promise: *promise,
                old_due: *old_due,
                new_due: *new_due,
                contacted_at: *contacted_at,
                channel: *channel,
                reason: reason.clone(),
                agreed: *agreed,
                late: *late,
                by,
                at,
            }),
            Event::Contacted {
                happened_at,
                agreed_allegations,
                ..
            } => {
                let earlier = self.list_agreed.is_some_and(|a| a.at > *happened_at);
                if let Some(allegations) = agreed_allegations.filter(|_| !earlier) {
                    self.list_agreed = Some(ListAgreed {
                        at: *happened_at,
                        allegations,
                    });
                }
            }
            Event::Responded {
                findings, remedies, ..
            } => {
                self.answered_at = Some(at);
                self.found(findings, remedies);
            }
            Event::EscalationRequested {
                requested_at,
                channel,
                unhappy_about,
                wanted,
                no_response,
                late_reason,
            } => {
                self.closed_at = None;
                self.escalation = Some(Escalation {
                    requested_at: *requested_at,
                    channel: *channel,
                    unhappy_about: unhappy_about.clone(),
                    wanted: wanted.clone(),
                    no_response: *no_response,
                    late_reason: late_reason.clone(),
                    circumstances: Vec::new(),
                    chosen_reason: String::new(),
                    chosen_by: None,
                    chosen_at: None,
                    appointed: false,
                });
            }
            Event::ReviewerChosen {
                decider,
                circumstances,
                reason,
                appointed,
                ..
            } => {
                self.decider = Some(*decider);
                if let Some(escalation) = &mut self.escalation {
                    escalation.appointed = *appointed;
                    escalation.circumstances.clone_from(circumstances);
                    escalation.chosen_reason.clone_from(reason);
                    escalation.chosen_by = Some(by);
                    escalation.chosen_at = Some(at);
                }
            }
            Event::OwnViewRecorded {
                allegation,
                view,
                reasons,
                ..
            } => self.own_views.push(OwnView {
                allegation: *allegation,
                by,
                at,
                view: *view,
                reasons: reasons.clone(),
            }),
            Event::FinalResponseIssued {
                findings, remedies, ..
            } => {
                self.final_at = Some(at);
                self.found(findings, remedies);
            }
            Event::RemedyDone {
                remedy,
                on,
                evidence,
            } => {
                if let Some(found) = self.remedies.iter_mut().find(|r| r.id == *remedy) {
                    found.done_on = Some(on.unwrap_or(uk_time::local_date(at)));
                    found.done_by = Some(by);
                    found.evidence.clone_from(evidence);
                }
            }
            Event::Paused {
                reason,
                stops_the_clock,
                review_on,
            } => self.pauses.push(Pause {
                reason: reason.clone(),
                stops_the_clock: *stops_the_clock,
                from: at,
                until: None,
                review_on: *review_on,
                by,
            }),
            Event::Resumed { .. } => {
                for pause in self.pauses.iter_mut().filter(|p| p.until.is_none()) {
                    pause.until = Some(at);
                }
            }
            Event::DataProtectionMarked { about } => {
                self.data_protection = Some(DataProtection {
                    since: at,
                    about: about.clone(),
                    answered_on: None,
                    letter: None,
                    answer: String::new(),
                });
            }
            Event::DataProtectionUnmarked { .. } => self.data_protection = None,
            Event::DataProtectionAnswered { on, letter, answer } => {
                if let Some(marked) = &mut self.data_protection {
                    marked.answered_on = Some(*on);
                    marked.letter = *letter;
                    marked.answer.clone_from(answer);
                }
            }
            Event::PassedToHumanResources { on, to, .. } => self.human_resources.push(PassedOn {
                on: *on,
                to: to.clone(),
                by,
            }),
            Event::ReferredToAssessor {
                received_on,
                timing,
                about,
                repeat,
            } => {
                let before = self.referral.as_ref().map_or(0, |r| r.id.0);
                self.referral = Some(Referral {
                    id: ReferralId(before + 1),
                    received_on: *received_on,
                    timing: *timing,
                    about: about.clone(),
                    papers_asked_on: None,
                    papers_sent_on: None,
                    report_due: None,
                    chased_on: None,
                    chase_on: None,
                    repeat: *repeat,
                    concluded_on: None,
                    outcomes: Vec::new(),
                    recommendations: Vec::new(),
                });
            }
            Event::AssessorPapersAsked { on } => {
                if let Some(referral) = &mut self.referral {
                    referral.papers_asked_on = Some(*on);
                    // Asked once more: they are owed again.
                    referral.papers_sent_on = None;
                }
            }
            Event::AssessorPapersSent { on, report_due } => {
                if let Some(referral) = &mut self.referral {
                    referral.papers_sent_on = Some(*on);
                    referral.report_due = *report_due;
                    referral.chase_on = None;
                }
            }
            Event::AssessorReportMoved { due, .. } => {
                if let Some(referral) = &mut self.referral {
                    referral.report_due = Some(*due);
                    referral.chase_on = None;
                }
            }
            Event::AssessorChased { on, again_on, .. } => {
                if let Some(referral) = &mut self.referral {
                    referral.chased_on = Some(*on);
                    referral.chase_on = Some(*again_on);
                }
            }
            Event::AssessorConcluded {
                on,
                outcomes,
                recommendations,
            } => {
                if let Some(referral) = &mut self.referral {
                    referral.concluded_on = Some(*on);
                    let found = |(allegation, outcome, comment): &(_, _, String)| AssessorFinding {
                        allegation: *allegation,
                        outcome: *outcome,
                        comment: comment.clone(),
                    };
                    referral.outcomes = outcomes.iter().map(found).collect();
                    for text in recommendations {
                        let id = referral.recommendations.last().map_or(0, |r| r.id.0) + 1;
                        referral.recommendations.push(Recommendation {
                            id: RecommendationId(id),
                            text: text.clone(),
                            accepted: None,
                            reason: String::new(),
                            due: None,
                            done_on: None,
                            evidence: String::new(),
                        });
                    }
                }
            }
            Event::RecommendationAnswered {
                recommendation,
                accepted,
                reason,
                due,
            } => {
                if let Some(found) = self.recommendation(*recommendation) {
                    found.accepted = Some(*accepted);
                    found.reason.clone_from(reason);
                    found.due = *due;
                }
            }
            Event::RecommendationDone {
                recommendation,
                on,
                evidence,
            } => {
                if let Some(found) = self.recommendation(*recommendation) {
                    found.done_on = Some(*on);
                    found.evidence.clone_from(evidence);
                }
            }
            Event::LetterStopped { delivery, .. } => self.moved_on(*delivery, State::Stopped, at),
            Event::LetterTakenBack { delivery, .. } => {
                self.moved_on(*delivery, State::TakenBack, at);
            }
            Event::LetterNotSent { delivery, .. } => self.moved_on(*delivery, State::Failed, at),
            Event::LetterLeft {
                delivery,
                letter,
                how,
                left_at,
                last_day,
                ..
            } => {
                self.moved_on(*delivery, *how, at);
                if let Some(found) = self.delivery_mut(*delivery) {
                    found.left_at = Some(*left_at);
                }
                self.letter_left(*letter, *left_at);
                if last_day.is_some() {
                    self.assessor_last_date = *last_day;
                }
            }
            Event::LetterCameBack {
                delivery,
                letter,
                bounced,
                ..
            } => {
                let back = if *bounced {
                    State::Bounced
                } else {
                    State::Returned
                };
                self.moved_on(*delivery, back, at);
                if letter.starts_the_three_months() {
                    self.assessor_last_date = None;
                }
            }
            Event::LetterSentAgain {
                delivery,
                channel,
                format,
                email,
                address,
                reason,
                ..
            } => {
                let Some(earlier) = self.deliveries.iter().find(|d| d.id == *delivery).cloned()
                else {
                    return;
                };
                if earlier.state.is_undelivered() {
                    self.moved_on(*delivery, State::SentAgain, at);
                }
                let same = self
                    .deliveries
                    .iter()
                    .filter(|d| d.letter == earlier.letter);
                let last = same.map(|d| d.number).max().unwrap_or(earlier.number);
                let again = Delivery {
                    id: self.next_delivery(),
                    number: last + 1,
                    way: Way::of(*channel, *format),
                    channel: *channel,
                    format: *format,
                    email: email.clone(),
                    address: address.clone(),
                    reason: reason.clone(),
                    state: State::Held,
                    leaves_at: at,
                    changed_at: at,
                    dated: None,
                    last_day: None,
                    left_at: None,
                    message_id: String::new(),
                    last_error: String::new(),
                    attempts: 0,
                    ..earlier
                };
                self.deliveries.insert(0, again);
            }
            Event::LetterClosedWithout { delivery, .. } => {
                self.moved_on(*delivery, State::ClosedWithout, at);
            }
            Event::Undone { .. } => self.put_back(),
        }
    }

    /// A letter that was approved with a decision and waits to leave.
    pub(super) fn written(&mut self, kind: LetterKind, by: PersonId, at: DateTime<Utc>) {
        let letter = self
            .deliveries
            .iter()
            .map(|d| d.letter.0)
            .max()
            .unwrap_or(0)
            + 1;
        let details = &self.details;
        let (channel, format) = (details.reply_channel, details.letter_format);
        let delivery = Delivery {
            id: self.next_delivery(),
            letter: LetterId(letter),
            kind,
            sent_by: by,
            number: 1,
            way: Way::of(channel, format),
            channel,
            format,
            email: details.email.clone(),
            address: details.name.clone(),
            reason: String::new(),
            state: State::Held,
            leaves_at: at,
            changed_at: at,
            due_at: None,
            dated: None,
            last_day: None,
            left_at: None,
            corrects: None,
            message_id: String::new(),
            last_error: String::new(),
            attempts: 0,
        };
        self.deliveries.insert(0, delivery);
    }

    /// The letter that was just written corrects the one that these events name, if they name one.
    pub(super) fn corrects(&mut self, events: &[Event]) {
        let named = events.iter().find_map(|event| match event {
            Event::LetterCorrected { delivery, .. } => Some(*delivery),
            _ => None,
        });
        let mut all = self.deliveries.iter();
        let letter = named
            .and_then(|id| all.find(|d| d.id == id))
            .map(|d| d.letter);
        if let Some(newest) = self.deliveries.first_mut() {
            newest.corrects = letter;
        }
    }

    /// How it stands when it goes to a stage, with how it ended when that is the end.
    pub(super) fn enter(&mut self, stage: Stage, closure: Option<Closure>) {
        self.stage = stage;
        self.closure = closure.filter(|_| stage == Stage::Closed);
        self.closed_at = self.closed_at.filter(|_| stage == Stage::Closed);
    }

    fn next_delivery(&self) -> DeliveryId {
        let last = self.deliveries.iter().map(|d| d.id.0).max();
        DeliveryId(last.unwrap_or(0) + 1)
    }

    fn delivery_mut(&mut self, id: DeliveryId) -> Option<&mut Delivery> {
        self.deliveries.iter_mut().find(|d| d.id == id)
    }

    fn moved_on(&mut self, id: DeliveryId, to: State, at: DateTime<Utc>) {
        if let Some(delivery) = self.delivery_mut(id) {
            delivery.state = to;
            delivery.changed_at = at;
        }
    }

    /// The time of a step that a letter ends is the time when its letter left.
    fn letter_left(&mut self, kind: LetterKind, at: DateTime<Utc>) {
        let time = match kind {
            LetterKind::Acknowledgement => &mut self.acknowledged_at,
            LetterKind::Response => &mut self.answered_at,
            LetterKind::FinalResponse => &mut self.final_at,
            _ => return,
        };
        if time.is_some() {
            *time = Some(at);
        }
    }

    fn recommendation(&mut self, id: RecommendationId) -> Option<&mut Recommendation> {
        let referral = self.referral.as_mut()?;
        referral.recommendations.iter_mut().find(|r| r.id == id)
    }

    fn refusal_decided(&mut self, by: PersonId, approved: bool, reason: &str) {
        let open = self.refusals.iter_mut().rfind(|r| r.approved.is_none());
        if let Some(open) = open {
            open.decided_by = Some(by);
            open.approved = Some(approved);
            reason.clone_into(&mut open.decision_reason);
        }
    }

    fn end_assignment(&mut self, at: DateTime<Utc>) {
        for current in self.assignments.iter_mut().filter(|a| a.ended_at.is_none()) {
            current.ended_at = Some(at);
        }
    }

    fn found(&mut self, findings: &[Finding], remedies: &[PromisedRemedy]) {
        let stage = findings.first().map_or(1, |f| f.stage);
        self.findings.extend(findings.iter().cloned());
        for promised in remedies {
            let last = self.remedies.iter().map(|r| r.id.0).max();
            self.remedies.push(Remedy {
                id: RemedyId(last.unwrap_or(0) + 1),
                allegation: promised.allegation,
                stage,
                kind: promised.kind,
                detail: promised.detail.clone(),
                amount: promised.amount,
                owner: promised.owner,
                due: promised.due,
                done_on: None,
                done_by: None,
                evidence: String::new(),
            });
        }
    }
}
