//! Plays the acts of a story: what the person does, and the letter it sends.
use super::deliveries;
use super::people::Place;
use super::scene::{Scene, carry_out, dispatch};
use super::story::Act;
use super::triage;
use super::whom::Whom;
use crate::casework::silence::{self, Became};
use chrono::Days;
use letters::Letter;
use letters::compose::{self, Correcting, NewContact, Told};
use procedure::AreaId;
use procedure::allegation::Evidence;
use procedure::steps::acknowledgement::Acknowledge;
use procedure::steps::assignment::Assign;
use procedure::steps::closure::Close;
use procedure::steps::contact::RecordContact;
use procedure::steps::correction::{Correct, correctable};
use procedure::steps::data_protection::AboutData;
use procedure::steps::delivery::{Act as Stopping, SeeTo};
use procedure::steps::details::ChangeDetails;
use procedure::steps::evidence::AddEvidence;
use procedure::steps::hand_back::HandBack;
use procedure::steps::note::AddNote;
use procedure::steps::on_the_spot::{Confirmation, OnTheSpotOutcome};
use procedure::steps::pause::Hold;
use procedure::steps::refusal::{DecideRefusal, ProposeRefusal};
use procedure::steps::remedy::CompleteRemedy;
use procedure::steps::scope::DecideScope;
use procedure::steps::taking::Take;
use procedure::steps::withdrawal::Withdraw;
use procedure::vocabulary::{Authority, Channel};
use storage::{Connection, Result, StorageError};

impl Scene<'_> {
    /// Takes the step.
    ///
    /// # Errors
    /// The queries'; the procedure's refusal.
    pub fn play(&mut self, conn: &mut Connection, act: &Act) -> Result<()> {
        match act {
            Act::Take => carry_out(conn, self, Take, None),
            Act::SettleOnTheSpot(_) | Act::Promote(_) => self.on_the_spot(conn, act),
            Act::Review => {
                let triaged = triage::triage(self)?;
                carry_out(conn, self, DecideScope { triaged }, None)
            }
            Act::Acknowledge => self.acknowledge(conn, triage::area(self)?),
            Act::Route(place) => self.acknowledge(conn, *place),
            Act::AcknowledgeRepeat | Act::Repeats(_) => self.repeats(conn, act),
            Act::Refuse(_) | Act::ReturnRefusal(_) | Act::ApproveRefusal(_) => {
                self.refusal(conn, act)
            }
            Act::HandBack(reason) => carry_out(
                conn,
                self,
                HandBack {
                    reason: (*reason).into(),
                },
                None,
            ),
            Act::Assign(to) => self.assign(conn, *to, ""),
            Act::Reassign(to, why) => self.assign(conn, *to, why),
            Act::ReassignUntold(..)
            | Act::Plan(..)
            | Act::LateOutside(_)
            | Act::TellOffice
            | Act::PassOn(_) => self.beside(conn, act),
            Act::Note(note) => {
                let note = AddNote {
                    happened_at: None,
                    note: (*note).into(),
                };
                carry_out(conn, self, note, None)
            }
            Act::Wrote(channel, note) => self.contact(conn, true, *channel, note, None),
            Act::Asked(channel, note, wait) => {
                self.contact(conn, false, *channel, note, Some(*wait))
            }
            Act::Evidence(what, source) => self.add_evidence(conn, what, source),
            Act::Remedied(evidence) => self.remedied(conn, evidence),
            Act::Accept(_) | Act::Silence | Act::Complete | Act::Withdraw(_) => {
                self.close(conn, act)
            }
            Act::Hold(reason, days) | Act::Freeze(reason, days) => {
                let hold = Hold::Begin {
                    reason: (*reason).into(),
                    stops_the_clock: matches!(act, Act::Freeze(..)),
                    review_on: Some(self.ctx.today() + Days::new(*days)),
                };
                carry_out(conn, self, hold, None)
            }
            Act::Stop(_) | Act::Correct(..) => self.letter(conn, act),
            Act::Print | Act::LeaveToPrint | Act::PostLate => {
                let newest = self.complaint.deliveries.first();
                let newest = newest.ok_or(StorageError::NotFound)?;
                deliveries::of_the_post_room(conn, self.house, newest, (act, self.ctx.now))
            }
            Act::Join(_) | Act::TakeApart(_) => self.joining(conn, act),
            Act::Authorised => self.authorised(conn),
            Act::Lapse => self.lapse(conn),
            Act::MarkData(_) | Act::AnswerData(_) => self.about_data(conn, act),
            _ => self.answer(conn, act),
        }
    }
    fn on_the_spot(&self, conn: &mut Connection, act: &Act) -> Result<()> {
        let Act::SettleOnTheSpot(outcome) = act else {
            let reason = match act {
                Act::Promote(why) => (*why).to_owned(),
                _ => String::new(),
            };
            return carry_out(conn, self, OnTheSpotOutcome::Promoted { reason }, None);
        };
        let c = self.complaint;
        let letter = compose::on_the_spot(c, outcome, &dispatch(c), &self.writer());
        let outcome = (*outcome).to_owned();
        carry_out(
            conn,
            self,
            OnTheSpotOutcome::Resolved {
                outcome,
                confirmation: Confirmation::Letter(dispatch(c)),
            },
            Some(&letter),
        )
    }
    fn acknowledge(&self, conn: &mut Connection, place: Place) -> Result<()> {
        let c = self.complaint;
        let area = self.house.areas.iter().find(|a| a.id == AreaId(place.id()));
        let triaged = triage::triage(self)?;
        let (way, writer) = (dispatch(c), self.writer());
        let letter: Letter = match area {
            Some(area) if c.is_being_decided() => {
                let to = NewContact::Covered(area, Some(&triaged));
                compose::change_of_contact(c, to, "", &way, &writer)
            }
            Some(area) if c.acknowledged_at.is_some() => {
                compose::change_of_contact(c, NewContact::Area(area), "", &way, &writer)
            }
            _ => compose::acknowledgement(c, Some(&triaged), area, &way, &writer),
        };
        let step = Acknowledge {
            area: area.cloned(),
            dispatch: dispatch(c),
            triaged: Some(triaged),
        };
        carry_out(conn, self, step, Some(&letter))
    }
    fn refusal(&self, conn: &mut Connection, act: &Act) -> Result<()> {
        let c = self.complaint;
        match act {
            Act::ReturnRefusal(reason) => {
                let reason = (*reason).to_owned();
                carry_out(conn, self, DecideRefusal::Return { reason }, None)
            }
            Act::ApproveRefusal(reason) => {
                let by = Some("a senior complaint executive");
                let (way, writer) = (dispatch(c), self.writer());
                let repeat = c.open_refusal().is_some_and(|r| r.repeats.is_some());
                let letter = if repeat {
                    compose::already_answered(c, by, &way, &writer)
                } else if c.escalation.is_some() {
                    compose::procedure_complete(c, by, &way, &writer)
                } else {
                    compose::not_accepted(c, by, &way, &writer)
                };
                let approve = DecideRefusal::Approve {
                    reason: (*reason).to_owned(),
                    dispatch: dispatch(c),
                };
                carry_out(conn, self, approve, Some(&letter))
            }
            Act::Refuse(reason) => {
                let propose = ProposeRefusal {
                    reason: (*reason).to_owned(),
                    evidence: "The complaint itself and the decision letter on the case".to_owned(),
                    belongs: "The case handler's team, who can explain the decision".to_owned(),
                };
                carry_out(conn, self, propose, None)
            }
            _ => Ok(()),
        }
    }
    fn assign(&self, conn: &mut Connection, to: Whom, reason: &str) -> Result<()> {
        let to = self.candidate(conn, to)?;
        let step = Assign {
            to,
            reason: reason.to_owned(),
            accepts_absence: true,
        };
        // Somebody else from now on: they are told (rule 31).
        let told = step.to.as_ref().filter(|_| !reason.is_empty()).map(|to| {
            let (c, writer) = (self.complaint, self.writer());
            compose::change_of_contact(c, NewContact::Person(to), "", &dispatch(c), &writer)
        });
        carry_out(conn, self, step, told.as_ref())
    }
    fn contact(
        &self,
        conn: &mut Connection,
        from_us: bool,
        channel: Channel,
        note: &str,
        wait: Option<i64>,
    ) -> Result<()> {
        let step = RecordContact {
            happened_at: None,
            from_us: Some(from_us),
            channel: Some(channel),
            note: note.to_owned(),
            reply_due: wait.map(|minutes| self.ctx.calendar.add_minutes(self.ctx.now, minutes)),
            answers: Vec::new(),
            mail: None,
            agrees_list: false,
            by_itself: false,
        };
        carry_out(conn, self, step, None)
    }
    fn add_evidence(&mut self, conn: &mut Connection, what: &str, source: &str) -> Result<()> {
        let first = self.complaint.in_scope().next();
        let first = first.ok_or(StorageError::NotFound)?;
        let step = AddEvidence {
            allegation: Some(first.number),
            what: what.to_owned(),
            source: source.to_owned(),
            dated: None,
        };
        carry_out(conn, self, step, None)?;
        self.evidence.push(Evidence {
            allegation: first.id,
            what: what.to_owned(),
            source: source.to_owned(),
            dated: None,
            by: self.who.id(),
            at: self.ctx.now,
        });
        Ok(())
    }
    /// Every open remedy is done; each is a step of its own on what the one before left.
    fn remedied(&self, conn: &mut Connection, evidence: &str) -> Result<()> {
        let mut complaint = self.complaint.clone();
        loop {
            let next = complaint.open_remedies().next().map(|r| r.id);
            let Some(remedy) = next else { return Ok(()) };
            let scene = Scene {
                complaint: &complaint,
                evidence: &mut Vec::new(),
                ..*self
            };
            let step = CompleteRemedy {
                on: None,
                remedy: Some(remedy),
                evidence: evidence.to_owned(),
            };
            carry_out(conn, &scene, step, None)?;
            complaint = storage::complaints::get(conn, complaint.id)?;
        }
    }
    fn close(&self, conn: &mut Connection, act: &Act) -> Result<()> {
        let c = self.complaint;
        let (way, writer, today) = (dispatch(c), self.writer(), Some(self.ctx.today()));
        let told = |how| Told {
            on: today,
            how: Some(how),
        };
        match act {
            Act::Accept(how) => {
                let letter = compose::resolved_by_agreement(c, told(*how), &way, &writer);
                let step = Close::Accepted {
                    told_on: today,
                    how: Some(*how),
                    dispatch: dispatch(c),
                };
                carry_out(conn, self, step, Some(&letter))
            }
            Act::Withdraw(how) => {
                let letter = compose::withdrawal(c, told(*how), "", &way, &writer);
                let step = Withdraw {
                    told_on: today,
                    how: Some(*how),
                    reason: String::new(),
                    dispatch: dispatch(c),
                };
                carry_out(conn, self, step, Some(&letter))
            }
            Act::Silence => {
                let letter = compose::no_further_contact(c, &way, &writer);
                let dispatch = dispatch(c);
                carry_out(
                    conn,
                    self,
                    Close::NoFurtherContact { dispatch },
                    Some(&letter),
                )
            }
            _ => carry_out(conn, self, Close::Complete, None),
        }
    }
    /// As the job does it.
    fn lapse(&self, conn: &mut Connection) -> Result<()> {
        match silence::close(conn, self.complaint.id, self.ctx.now)? {
            Became::Closed => Ok(()),
            other => Err(StorageError::Corrupt(format!(
                "demonstration: it did not close by itself: {other:?}"
            ))),
        }
    }
    fn about_data(&self, conn: &mut Connection, act: &Act) -> Result<()> {
        let step = match act {
            Act::MarkData(about) => AboutData::Mark {
                about: (*about).to_owned(),
            },
            Act::AnswerData(answer) => AboutData::Answered {
                on: Some(self.ctx.today()),
                letter: None,
                answer: (*answer).to_owned(),
            },
            _ => return Ok(()),
        };
        carry_out(conn, self, step, None)
    }
    /// Stops the newest letter, or corrects the newest that has left.
    fn letter(&self, conn: &mut Connection, act: &Act) -> Result<()> {
        let c = self.complaint;
        match act {
            Act::Correct(was_wrong, is_right) => {
                let first = correctable(c).next().ok_or(StorageError::NotFound)?;
                let correcting = Correcting {
                    kind: first.kind,
                    dated: first.dated.unwrap_or_else(|| self.ctx.today()),
                    left: first.misdated().map(|(_, left)| left),
                    last_day: None,
                    was_wrong,
                    is_right,
                };
                let letter = compose::correction(c, &correcting, &dispatch(c), &self.writer());
                let step = Correct {
                    delivery: Some(first.id),
                    was_wrong: (*was_wrong).to_owned(),
                    is_right: (*is_right).to_owned(),
                    dispatch: dispatch(c),
                };
                carry_out(conn, self, step, Some(&letter))
            }
            Act::Stop(reason) => {
                let step = SeeTo {
                    delivery: c.deliveries.first().map(|d| d.id),
                    reason: (*reason).to_owned(),
                    act: Some(Stopping::Stop),
                };
                carry_out(conn, self, step, None)
            }
            _ => Ok(()),
        }
    }
    fn authorised(&self, conn: &mut Connection) -> Result<()> {
        let mut details = self.complaint.details.clone();
        if let Some(rep) = &mut details.representative {
            rep.authority = Authority::Held;
            rep.expires = Some(self.ctx.today() + Days::new(180));
        }
        details.write_to_representative = details.representative.is_some();
        carry_out(conn, self, ChangeDetails { details }, None)
    }
}
