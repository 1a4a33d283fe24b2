//! The longer steps of a story: dates agreed, both responses, escalation, the Independent Assessor.
use super::matters::Point;
use super::scene::{Scene, carry_out, dispatch};
use super::story::Act;
use super::triage::matter;
use super::whom::Whom;
use chrono::{Days, Duration};
use letters::closing::FINAL_VERSION;
use letters::compose::{self, Answer, NewDate, ResponseSections};
use procedure::steps::assessor_referral::AssessorStep;
use procedure::steps::escalation::RequestEscalation;
use procedure::steps::final_response::IssueFinalResponse;
use procedure::steps::own_view::{DraftView, RecordOwnView};
use procedure::steps::response::{DraftFinding, IssueResponse};
use procedure::steps::reviewer::ChooseReviewer;
use procedure::steps::timescale::AgreeTimescale;
use procedure::vocabulary::{Channel, Circumstance, Outcome, Promise};
use procedure::working_time::Span;
use procedure::working_time::uk_time::local_date;
use storage::{Connection, Result, StorageError};

/// "How we looked into it": what a person read and whom they asked.
const LOOKED: &str = "I read your messages and the case notes, listened to the calls that were recorded, and asked the people who dealt with your case what happened.";
const LOOKED_AGAIN: &str = "I read your complaint and everything you sent us before I read any earlier answer. I then went through the case notes and the calls, and asked about what was not clear from them.";

impl Scene<'_> {
    /// The rest of [`Scene::play`].
    pub(super) fn answer(&self, conn: &mut Connection, act: &Act) -> Result<()> {
        match act {
            Act::MoveDate(days, why) => self.move_date(conn, (*days, true), why),
            Act::TellDate(days, why) => self.move_date(conn, (*days, false), why),
            Act::Respond(outcomes, due) => self.respond(conn, outcomes, *due),
            Act::OwnView(outcomes) => {
                let last = outcomes.last().copied();
                let views = self
                    .complaint
                    .in_scope()
                    .enumerate()
                    .map(|(i, a)| DraftView {
                        number: a.number,
                        view: outcomes.get(i).copied().or(last),
                        reasons: "From the complaint, the call log and the messages on the file"
                            .to_owned(),
                    });
                let step = RecordOwnView {
                    views: views.collect(),
                };
                carry_out(conn, self, step, None)
            }
            Act::Finally(outcomes, changed, due) => {
                self.finally(conn, outcomes, Some(*changed), *due)
            }
            Act::Escalate(channel, why) => {
                let step = RequestEscalation {
                    requested_at: Some(self.ctx.now),
                    channel: Some(*channel),
                    unhappy_about: (*why).to_owned(),
                    wanted: String::new(),
                    late_reason: String::new(),
                };
                carry_out(conn, self, step, None)
            }
            Act::Choose(who, circumstances, why) => self.choose(conn, *who, circumstances, why),
            _ => self.assessor(conn, act),
        }
    }
    fn move_date(
        &self,
        conn: &mut Connection,
        (days, agreed): (u32, bool),
        why: &str,
    ) -> Result<()> {
        let c = self.complaint;
        let promise = match c.running(Promise::FinalResponse) {
            Some(_) => Promise::FinalResponse,
            None => Promise::Respond,
        };
        let old = c.running(promise).ok_or(StorageError::NotFound)?;
        let from = old.due_at.max(self.ctx.now);
        let until = local_date(self.ctx.calendar.due(from, Span::WorkingDays(days), &[]));
        let contacted_at = self.ctx.now - Duration::minutes(10);
        let new = NewDate {
            until: Some(until),
            contacted_at: Some(contacted_at),
            channel: Some(Channel::Phone),
            agreed: Some(agreed),
            reason: why,
            done: "I have read the file and asked for the recordings of the calls.",
        };
        let letter = compose::timescale(c, &new, &dispatch(c), &self.writer());
        let step = AgreeTimescale {
            until: Some(until),
            contacted_at: Some(contacted_at),
            channel: Some(Channel::Phone),
            reason: why.to_owned(),
            agreed: Some(agreed),
            dispatch: dispatch(c),
        };
        carry_out(conn, self, step, Some(&letter))
    }
    fn respond(&self, conn: &mut Connection, outcomes: &[Outcome], due: u64) -> Result<()> {
        let c = self.complaint;
        let findings = self.findings(outcomes, None, due)?;
        let sections = ResponseSections {
            looked: LOOKED.to_owned(),
            ..compose::default_sections(c, &findings)
        };
        let answer = Answer {
            sections: &sections,
            drafts: &findings,
            evidence: self.evidence,
        };
        let letter = compose::response(c, &answer, &dispatch(c), &self.writer());
        let step = IssueResponse {
            findings,
            dispatch: dispatch(c),
            letter_gaps: vec![],
        };
        carry_out(conn, self, step, Some(&letter))
    }
    fn finally(
        &self,
        conn: &mut Connection,
        outcomes: &[Outcome],
        changed: Option<bool>,
        due: u64,
    ) -> Result<()> {
        let c = self.complaint;
        let findings = self.findings(outcomes, changed, due)?;
        let sections = ResponseSections {
            looked: LOOKED_AGAIN.to_owned(),
            ..compose::default_sections(c, &findings)
        };
        let answer = Answer {
            sections: &sections,
            drafts: &findings,
            evidence: self.evidence,
        };
        let letter = compose::final_response(c, &answer, &dispatch(c), &self.writer());
        let step = IssueFinalResponse {
            findings,
            dispatch: dispatch(c),
            letter_gaps: vec![],
            closing_version: FINAL_VERSION,
        };
        carry_out(conn, self, step, Some(&letter))
    }
    /// What was found on each allegation in scope, in the matter's words.
    fn findings(
        &self,
        outcomes: &[Outcome],
        changed: Option<bool>,
        due: u64,
    ) -> Result<Vec<DraftFinding>> {
        let points = &matter(self)?.points;
        let due = self.ctx.today() + Days::new(due);
        let last = outcomes.last().copied().unwrap_or(Outcome::NotUpheld);
        let drafts = self.complaint.in_scope().zip(points).enumerate();
        Ok(drafts
            .map(|(i, (a, point))| {
                let outcome = outcomes.get(i).copied().unwrap_or(last);
                draft(a.number, outcome, point, changed, due)
            })
            .collect())
    }
    fn choose(
        &self,
        conn: &mut Connection,
        who: Whom,
        circumstances: &[Circumstance],
        why: &str,
    ) -> Result<()> {
        let c = self.complaint;
        let decider = self.candidate(conn, who)?;
        let letter =
            compose::escalation_acknowledgement(c, decider.as_ref(), &dispatch(c), &self.writer());
        let step = ChooseReviewer {
            decider,
            circumstances: circumstances.to_vec(),
            reason: why.to_owned(),
            dispatch: dispatch(c),
        };
        carry_out(conn, self, step, Some(&letter))
    }
    fn assessor(&self, conn: &mut Connection, act: &Act) -> Result<()> {
        let today = Some(self.ctx.today());
        let recommendations = self
            .complaint
            .referral
            .iter()
            .flat_map(|r| &r.recommendations);
        let step = match act {
            Act::Refer(about) => AssessorStep::Refer {
                received_on: today,
                about: (*about).to_owned(),
            },
            Act::PapersAsked => AssessorStep::PapersAsked { on: today },
            Act::PapersSent => AssessorStep::PapersSent { on: today },
            Act::ReportMoved(days, reason) => AssessorStep::ReportMoved {
                due: Some(self.ctx.today() + Days::new(*days)),
                reason: (*reason).to_owned(),
            },
            Act::Chase(said, days) => AssessorStep::Chased {
                on: today,
                said: (*said).to_owned(),
                again_on: Some(self.ctx.today() + Days::new(*days)),
            },
            Act::Concluded(outcome, list) => AssessorStep::Concluded {
                on: today,
                outcomes: self
                    .complaint
                    .in_scope()
                    .map(|a| (a.id, Some(*outcome), String::new()))
                    .collect(),
                recommendations: list.iter().map(|one| (*one).to_owned()).collect(),
            },
            Act::Answer(accepted, reason) => AssessorStep::Answer {
                recommendation: recommendations
                    .filter(|r| r.accepted.is_none())
                    .map(|r| r.id)
                    .next(),
                accepted: Some(*accepted),
                reason: (*reason).to_owned(),
                due: accepted.then(|| self.ctx.today() + Days::new(28)),
            },
            Act::Done(evidence) => AssessorStep::Done {
                recommendation: recommendations
                    .filter(|r| r.accepted == Some(true) && r.done_on.is_none())
                    .map(|r| r.id)
                    .next(),
                on: today,
                evidence: (*evidence).to_owned(),
            },
            _ => return Ok(()),
        };
        carry_out(conn, self, step, None)
    }
}

fn draft(
    number: i32,
    outcome: Outcome,
    point: &Point,
    changed: Option<bool>,
    due: chrono::NaiveDate,
) -> DraftFinding {
    let upheld = outcome.is_upheld();
    let if_upheld = |words: &str| {
        if upheld {
            words.to_owned()
        } else {
            String::new()
        }
    };
    DraftFinding {
        number,
        outcome: Some(outcome),
        reasons: if upheld {
            point.found.clone()
        } else {
            point.not_found.clone()
        },
        standard: point.standard.clone(),
        impact: if_upheld(&point.impact),
        root_cause: upheld.then_some(point.cause),
        learning: if_upheld(&point.learning),
        learning_none: false,
        changed,
        remedy: upheld.then_some(point.remedy),
        remedy_detail: if_upheld(&point.detail),
        amount: point.pence.filter(|_| upheld),
        remedy_due: upheld.then_some(due),
    }
}
