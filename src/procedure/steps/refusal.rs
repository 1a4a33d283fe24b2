//! "Our complaints procedure doesn't cover ..." - and refusing a second stage.
//!
//! The Independent Assessor does not consider "our decision not to accept a complaint", so a second
//! person's check is the only fairness control (rules 17, 18 and 52).
use super::{Step, StepKind};
use crate::complaint::{Complaint, RefusalOf};
use crate::context::Context;
use crate::denied::Denied;
use crate::dispatch::Dispatch;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;
use crate::repeat::{earlier, no_repeat};
use crate::vocabulary::Stage;
use crate::working_time::assessor_last_date;

pub struct ProposeRefusal {
    /// Why, on this complaint, and why no discretion.
    pub reason: String,
    /// The evidence and dates relied on.
    pub evidence: String,
    /// Where the matter belongs instead.
    pub belongs: String,
}

/// An earlier complaint, which is complete, was about the same facts: it is answered already (reading (e)18).
pub struct ProposeRepeat {
    pub repeats: Box<Complaint>,
    /// Which facts are the same, and that nothing is new.
    pub reason: String,
}

pub enum DecideRefusal {
    /// Agreed: the letter is written, and the complaint closes when it leaves (rule 18).
    Approve { reason: String, dispatch: Dispatch },
    /// Not agreed: back to Customer Relations with the reason.
    Return { reason: String },
}

/// What a refusal of this complaint would refuse now.
pub fn refuses(complaint: &Complaint) -> RefusalOf {
    if complaint.stage == Stage::Escalated {
        RefusalOf::Escalation
    } else {
        RefusalOf::Complaint
    }
}

impl Step for ProposeRefusal {
    const KIND: StepKind = StepKind::Refusal;
    fn decide(self, complaint: &Complaint, _: &Actor, _: &Context) -> Result<Effects, Denied> {
        if complaint.open_refusal().is_some() {
            return Err(Denied::not_now(WAITS));
        }
        let of = refuses(complaint);
        let mut gaps = Vec::new();
        if self.reason.trim().is_empty() {
            gaps.push((
                "reason".to_owned(),
                "Give the reasons in this case".to_owned(),
            ));
        }
        if self.evidence.trim().is_empty() {
            gaps.push((
                "evidence".to_owned(),
                "Say what evidence and dates you relied on".to_owned(),
            ));
        }
        if of == RefusalOf::Complaint && !complaint.is_wholly_outside() {
            let why = "Only a complaint with every allegation outside the procedure can be refused. Accept a mixed one for the part that is in";
            gaps.push(("allegations".to_owned(), why.to_owned()));
        }
        Denied::unless_empty(gaps)?;
        Ok(Effects::of(Event::RefusalProposed {
            of,
            reason: self.reason,
            evidence: self.evidence,
            belongs: self.belongs,
            repeats: None,
        }))
    }
}

impl Step for ProposeRepeat {
    const KIND: StepKind = StepKind::Refusal;
    fn decide(self, complaint: &Complaint, _: &Actor, _: &Context) -> Result<Effects, Denied> {
        if complaint.open_refusal().is_some() {
            return Err(Denied::not_now(WAITS));
        }
        if refuses(complaint) == RefusalOf::Escalation {
            return Err(Denied::not_now(
                "They ask for the second stage of this complaint, which is no repeat of another",
            ));
        }
        let mut gaps = Vec::new();
        let why = no_repeat(complaint, &self.repeats);
        gaps.extend(why.map(|why| ("repeats".to_owned(), why)));
        if self.reason.trim().is_empty() {
            let why = "Say which facts are the same, and that nothing is new";
            gaps.push(("reason".to_owned(), why.to_owned()));
        }
        Denied::unless_empty(gaps)?;
        Ok(Effects::of(Event::RefusalProposed {
            of: RefusalOf::Repeat,
            reason: self.reason,
            evidence: String::new(),
            belongs: String::new(),
            repeats: earlier(&self.repeats),
        }))
    }
}

const WAITS: &str = "A refusal is already waiting for a second person";

impl Step for DecideRefusal {
    const KIND: StepKind = StepKind::Refusal;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let proposal = complaint
            .open_refusal()
            .ok_or_else(|| Denied::not_now("No refusal has been proposed"))?;
        let of = proposal.of;
        match self {
            Self::Return { reason } if reason.trim().is_empty() => Err(Denied::invalid(
                "decision_reason",
                "Say why you do not agree, so that they can act on it",
            )),
            Self::Return { reason } => Ok(Effects::of(Event::RefusalReturned { of, reason })),
            Self::Approve { reason, dispatch } => {
                // Somebody may have put an allegation inside since it was proposed (rule 14).
                if of == RefusalOf::Complaint && !complaint.is_wholly_outside() {
                    return Err(Denied::not_now(
                        "Not all of it is outside the procedure any more. Send the refusal back",
                    ));
                }
                dispatch.check(complaint, ctx.today())?;
                let last_date = (of == RefusalOf::Escalation).then(|| {
                    assessor_last_date(ctx.calendar, ctx.today(), dispatch.goes_by_post())
                });
                // A refusal whose letter has not left is none: the complaint closes when it leaves.
                let effects = Effects::of(Event::RefusalApproved {
                    of,
                    reason,
                    last_date,
                });
                let effects = effects.letter(of.letter());
                Ok(match of {
                    RefusalOf::Complaint | RefusalOf::Repeat => effects,
                    RefusalOf::Escalation => effects.to(Stage::FinalResponse),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::delivery::State;
    use crate::event::Triaged;
    use crate::steps::acknowledgement::Acknowledge;
    use crate::steps::closure::Close;
    use crate::steps::delivery::{Act, SeeTo};
    use crate::steps::testing::{World, a_complaint, a_remedy, a_triage, refused_by};
    use crate::vocabulary::{Closure, LetterKind, Promise};

    fn proposal() -> ProposeRefusal {
        ProposeRefusal {
            reason: "About the decision".into(),
            evidence: "Letter of 3 March".into(),
            belongs: String::new(),
        }
    }

    /// Rule 14: a mixed complaint is accepted for the part in scope.
    #[test]
    fn a_mixed_complaint_cannot_be_refused_whole() {
        let world = World::new();
        let mut mixed = refused_by(&world, world.relations().id);
        mixed.refusals.clear();
        mixed.allegations.extend(a_complaint(&world).allegations);
        let refusal = decide(&mixed, proposal(), &world.relations(), &world.ctx()).unwrap_err();
        assert_eq!(refusal.fields[0].0, "allegations");
    }

    /// Rule 17: the second approver is not the proposer; rule 18: the letter goes with it.
    #[test]
    fn a_second_person_approves_and_the_letter_is_owed() {
        let world = World::new();
        let approve = || DecideRefusal::Approve {
            reason: String::new(),
            dispatch: Dispatch::preferred(&a_complaint(&world)),
        };
        let complaint = refused_by(&world, world.executive().id);
        let own = decide(&complaint, approve(), &world.executive(), &world.ctx()).unwrap_err();
        assert!(own.why.contains("who did not propose it"), "{own}");
        let colleague =
            decide(&complaint, approve(), &world.relations(), &world.ctx()).unwrap_err();
        assert!(
            colleague.why.contains("senior complaint executive"),
            "{colleague}"
        );
        let decision = decide(&complaint, approve(), &world.executive2(), &world.ctx()).unwrap();
        assert_eq!(decision.effects().letter, Some(LetterKind::NotAccepted));
        // It is open until the letter leaves, which is owed by the date of the response.
        let agreed = decision.after();
        assert_eq!(agreed.stage, Stage::Triage);
        let respond = agreed.running(Promise::Respond).map(|clock| clock.due_at);
        assert!(agreed.refusal_agreed().is_some() && respond.is_some());
        assert_eq!(
            Some(decision.letter_owed_by(LetterKind::NotAccepted)),
            respond
        );
        let left = world.left(agreed, LetterKind::NotAccepted);
        assert_eq!(left.closure, Some(Closure::NotAccepted));
        // The refusal keeps no promise; the acknowledgement had kept its own.
        let kept = |promise: Promise| left.clocks.iter().any(|c| c.promise == promise && c.kept);
        assert!(kept(Promise::Acknowledge) && !kept(Promise::Respond));
        assert!(left.clocks.iter().all(|c| c.stopped_at.is_some()));
    }

    /// Stopped, it is a proposal again that waits for a second person.
    #[test]
    fn a_refusal_whose_letter_is_stopped_is_no_refusal() {
        let world = World::new();
        let complaint = refused_by(&world, world.relations().id);
        let approve = DecideRefusal::Approve {
            reason: String::new(),
            dispatch: Dispatch::preferred(&complaint),
        };
        let agreed = decide(&complaint, approve, &world.executive(), &world.ctx()).unwrap();
        let stop = SeeTo {
            delivery: agreed.after().deliveries.first().map(|d| d.id),
            reason: String::new(),
            act: Some(Act::Stop),
        };
        let stopped = decide(agreed.after(), stop, &world.relations(), &world.ctx()).unwrap();
        let after = stopped.after();
        assert!(after.open_refusal().is_some() && after.refusal_agreed().is_none());
        assert_eq!(after.clocks, complaint.clocks);
        assert_eq!(after.deliveries[0].state, State::TakenBack);
    }

    fn acknowledge(world: &World, c: &Complaint, triaged: Option<Triaged>) -> Acknowledge {
        Acknowledge {
            area: Some(world.energy()),
            dispatch: Dispatch::preferred(c),
            triaged,
        }
    }

    #[test]
    fn a_complaint_with_a_proposed_refusal_waits() {
        let world = World::new();
        let complaint = refused_by(&world, world.relations().id);
        let step = acknowledge(&world, &complaint, None);
        let refusal = decide(&complaint, step, &world.relations(), &world.ctx()).unwrap_err();
        assert!(refusal.why.contains("second person"), "{refusal}");
    }

    /// B11 and reading (e)17: nothing is refused before it is acknowledged, nor while its acknowledgement is owed again.
    #[test]
    fn it_is_acknowledged_before_it_is_refused() {
        let world = World::new();
        let (who, ctx) = (world.relations(), world.ctx());
        let approve = |c: &Complaint| DecideRefusal::Approve {
            reason: String::new(),
            dispatch: Dispatch::preferred(c),
        };
        let mut c = refused_by(&world, who.id);
        let proposed = std::mem::take(&mut c.refusals);
        c.written(LetterKind::Acknowledgement, who.id, world.now);
        c.deliveries[0].state = State::Stopped;
        let stopped = decide(&c, proposal(), &who, &ctx).unwrap_err();
        assert!(stopped.why.contains("Send it again first"), "{stopped}");
        c.acknowledged_at = None;
        c.deliveries.clear();
        let early = decide(&c, proposal(), &who, &ctx).unwrap_err();
        assert!(early.why.contains("Acknowledge it first"), "{early}");
        // One that was proposed before this was so: it can be acknowledged while it waits, and then agreed.
        c.refusals = proposed;
        let early = decide(&c, approve(&c), &world.executive(), &ctx).unwrap_err();
        assert!(early.why.contains("Acknowledge it first"), "{early}");
        let inside = acknowledge(&world, &c, Some(a_triage()));
        let around = decide(&c, inside, &who, &ctx).unwrap_err();
        assert!(around.why.contains("second person"), "{around}");
        let told = decide(&c, acknowledge(&world, &c, None), &who, &ctx).unwrap();
        let told = told.after();
        assert!(told.is_being_decided() && told.open_refusal().is_some());
        decide(told, approve(told), &world.executive(), &ctx).unwrap();
    }

    /// Rule 14: an allegation that was put inside while the refusal waited is not refused with it.
    #[test]
    fn what_is_inside_by_now_is_not_refused() {
        let world = World::new();
        let mut c = refused_by(&world, world.relations().id);
        c.allegations[0].scope = crate::allegation::Scope::CanInvestigate;
        let approve = DecideRefusal::Approve {
            reason: String::new(),
            dispatch: Dispatch::preferred(&c),
        };
        let refusal = decide(&c, approve, &world.executive(), &world.ctx()).unwrap_err();
        assert!(refusal.why.contains("Send the refusal back"), "{refusal}");
    }

    /// Rules 52 and 69: the letter is not kept back by a remedy, and the complaint does not close over it.
    #[test]
    fn a_refused_second_stage_waits_open_for_what_was_promised() {
        let world = World::new();
        let mut c = world.escalated();
        c.refusals = refused_by(&world, world.relations().id).refusals;
        c.refusals[0].of = RefusalOf::Escalation;
        let approve = |c: &Complaint| DecideRefusal::Approve {
            reason: String::new(),
            dispatch: Dispatch::preferred(c),
        };
        let decide_it =
            |c: &Complaint| decide(c, approve(c), &world.executive(), &world.ctx()).unwrap();
        let left = |c: &Complaint| world.left(c, LetterKind::ProcedureComplete);
        let gone = left(decide_it(&c).after());
        assert_eq!(gone.closure, Some(Closure::EscalationRefused));
        assert!(gone.assessor_last_date.is_some());
        c.remedies.push(a_remedy(None));
        let waits = decide_it(&c);
        assert_eq!(waits.effects().stage, Some(Stage::FinalResponse));
        assert_eq!(waits.effects().letter, Some(LetterKind::ProcedureComplete));
        assert!(matches!(waits.events(), [Event::RefusalApproved { .. }]));
        assert_eq!(left(waits.after()).stage, Stage::FinalResponse);
        // Done, it closes as what it was.
        c.stage = Stage::FinalResponse;
        c.refusals[0].approved = Some(true);
        c.remedies[0].done_on = Some(world.ctx().today());
        let closed = decide(&c, Close::Complete, &world.relations(), &world.ctx()).unwrap();
        assert!(matches!(
            closed.events(),
            [Event::Closed {
                closure: Closure::EscalationRefused,
                ..
            }]
        ));
    }

    /// B16: refused after an area had handed it back, nothing of it runs on.
    #[test]
    fn refused_after_a_hand_back_no_clock_runs() {
        let world = World::new();
        let mut c = world.investigated();
        c.stage = Stage::Triage;
        (c.area, c.assignee) = (None, None);
        let refused = refused_by(&world, world.relations().id);
        (c.refusals, c.allegations) = (refused.refusals, refused.allegations);
        let approve = DecideRefusal::Approve {
            reason: String::new(),
            dispatch: Dispatch::preferred(&c),
        };
        let agreed = decide(&c, approve, &world.executive(), &world.ctx()).unwrap();
        let closed = world.left(agreed.after(), LetterKind::NotAccepted);
        assert_eq!(closed.closure, Some(Closure::NotAccepted));
        assert!(closed.clocks.iter().all(|k| k.stopped_at.is_some()));
        assert!(
            closed
                .clocks
                .iter()
                .all(|k| k.promise == Promise::Update || !k.kept)
        );
    }

    /// A finished complaint, and another of the same person about the same, acknowledged.
    fn repeat(world: &World) -> (Complaint, Complaint) {
        let mut done = world.escalated();
        done.id = crate::ComplaintId(70);
        done.stage = Stage::Closed;
        done.closure = Some(Closure::Complete);
        done.final_at = Some(world.now);
        done.assessor_last_date = Some("2027-02-24".parse().unwrap());
        let mut c = refused_by(world, world.relations().id);
        c.refusals.clear();
        c.allegations = a_complaint(world).allegations;
        (c, done)
    }
    fn again(done: &Complaint) -> ProposeRepeat {
        ProposeRepeat {
            reason: "The same nine weeks without a word".into(),
            repeats: Box::new(done.clone()),
        }
    }

    /// Reading (e)18: two people agree that it is answered, its own letter goes, and it can be looked at again.
    #[test]
    fn a_repeat_of_a_finished_complaint_is_already_answered() {
        let world = World::new();
        let (c, done) = repeat(&world);
        let (who, ctx) = (world.relations(), world.ctx());
        let proposed = decide(&c, again(&done), &who, &ctx).unwrap();
        let proposed = proposed.after().clone();
        let open = proposed.open_refusal().unwrap();
        let earlier = open.repeats.as_ref().unwrap();
        assert_eq!(
            (open.of, &earlier.reference),
            (RefusalOf::Repeat, &done.reference)
        );
        assert_eq!(earlier.last_date, done.assessor_last_date);
        let approve = |c: &Complaint| DecideRefusal::Approve {
            reason: String::new(),
            dispatch: Dispatch::preferred(c),
        };
        let own = decide(&proposed, approve(&proposed), &who, &ctx).unwrap_err();
        assert!(own.why.contains("senior complaint executive"), "{own}");
        let agreed = decide(&proposed, approve(&proposed), &world.executive(), &ctx).unwrap();
        assert_eq!(agreed.effects().letter, Some(LetterKind::AlreadyAnswered));
        let closed = world.left(agreed.after(), LetterKind::AlreadyAnswered);
        assert_eq!(closed.closure, Some(Closure::AlreadyAnswered));
        assert!(closed.clocks.iter().all(|k| k.stopped_at.is_some()));
        let asked = crate::steps::reopening::LookAgain {
            asked_on: Some(ctx.today()),
            channel: Some(crate::vocabulary::Channel::Email),
            words: String::new(),
        };
        let asked = decide(&closed, asked, &who, &ctx).unwrap();
        let waits = asked.after().open_refusal().unwrap();
        assert_eq!(
            (waits.of, waits.repeats.as_ref()),
            (RefusalOf::Repeat, Some(earlier))
        );
        let same = decide(asked.after(), approve(&closed), &world.executive(), &ctx).unwrap_err();
        assert!(same.why.contains("took no part"), "{same}");
    }

    #[test]
    fn only_what_is_complete_and_about_the_same_is_already_answered() {
        let world = World::new();
        let (c, done) = repeat(&world);
        let why = |c: &Complaint, done: &Complaint| {
            let denied = decide(c, again(done), &world.relations(), &world.ctx()).unwrap_err();
            assert_eq!(denied.fields[0].0, "repeats", "{denied}");
            denied.fields[0].1.clone()
        };
        let mut open = done.clone();
        (open.stage, open.closure) = (Stage::FinalReview, None);
        open.final_at = None;
        assert!(why(&c, &open).contains("is not complete"));
        let mut accepted = done.clone();
        accepted.closure = Some(Closure::Accepted);
        assert!(why(&c, &accepted).contains("is not complete"));
        let mut others = done.clone();
        others.complainant_id = crate::ComplainantId(99);
        assert!(why(&c, &others).contains("of the same person"));
        let mut about = done.clone();
        about.subjects.push(crate::Subject {
            person: Some(crate::PersonId(40)),
            name: "Somebody".into(),
            allegation: None,
        });
        assert!(why(&c, &about).contains("not named here"));
        let mut later = c.clone();
        later.details.latest_event = Some("2026-11-25".parse().unwrap());
        assert!(why(&later, &done).contains("Later events are a new complaint"));
        // What is new is looked into: nothing of it is refused by the four exclusions.
        let bare = ProposeRepeat {
            reason: " ".into(),
            ..again(&done)
        };
        let denied = decide(&c, bare, &world.relations(), &world.ctx()).unwrap_err();
        assert_eq!(denied.fields.len(), 1, "{denied:?}");
        assert_eq!(denied.fields[0].0, "reason");
    }
}
