//! When everybody who could decide stage 2 is barred, somebody is appointed all the same, by a person and with a reason:
//! never anybody complained about, and nobody who answered at stage 1 (rules 27 and 57).
use super::reviewer::{NOBODY_CHOSEN, cannot_decide, choice_gap, issues_final_responses};
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::dispatch::Dispatch;
use crate::effects::Effects;
use crate::event::Event;
use crate::ids::PersonId;
use crate::person::{Actor, Candidate};
use crate::vocabulary::{Circumstance, LetterKind, Stage};

pub struct Appoint {
    pub decider: Option<Candidate>,
    /// Why this person, though they took part (rule 56).
    pub reason: String,
    pub dispatch: Dispatch,
    /// Everybody who works here: whether nobody is free is decided here, and not by whoever asks.
    pub everybody: Vec<Candidate>,
}

/// Whether nobody can be chosen in the usual way.
pub fn nobody_is_free(complaint: &Complaint, everybody: &[Candidate]) -> bool {
    let free = |who: &Candidate| cannot_decide(complaint, who).is_none();
    !everybody.iter().any(free)
}

/// Whether somebody is to be appointed, and by this person.
pub fn is_theirs_to_appoint(complaint: &Complaint, actor: &Actor, everybody: &[Candidate]) -> bool {
    matches!(complaint.stage, Stage::Escalated | Stage::FinalReview)
        && nobody_is_free(complaint, everybody)
        && may_appoint(complaint, actor, everybody).is_ok()
}

/// Why somebody cannot even be appointed, in words for beside their name; None when they can.
pub fn cannot_be_appointed(complaint: &Complaint, who: &Candidate, by: PersonId) -> Option<String> {
    if who.id == by {
        return Some("nobody appoints themselves".to_owned());
    }
    if complaint.is_about(who.id) {
        return Some("named in the complaint".to_owned());
    }
    if !who.active {
        return Some("no longer works here".to_owned());
    }
    if !issues_final_responses(who.role) {
        return Some("not a leader, senior leader or senior complaint executive".to_owned());
    }
    complaint.answered_stage_1(who.id)
}

/// Whether this person can appoint: a senior complaint executive who is not barred or, where there is none, an
/// administrator.
///
/// # Errors
/// `NotYours`, with who can.
pub fn may_appoint(
    complaint: &Complaint,
    actor: &Actor,
    everybody: &[Candidate],
) -> Result<(), Denied> {
    let barred = |who| complaint.is_about(who) || complaint.answered_stage_1(who).is_some();
    let executive = |who: &&Candidate| who.active && who.role.is_executive() && !barred(who.id);
    let allowed = match everybody.iter().find(executive) {
        Some(_) => actor.is_executive() && !barred(actor.id),
        None => actor.administrator && !complaint.is_about(actor.id),
    };
    if allowed {
        Ok(())
    } else {
        Err(Denied::not_yours(
            "Only a senior complaint executive who is not complained about and did not answer at stage 1 can appoint somebody; an administrator can when there is none",
        ))
    }
}

impl Step for Appoint {
    const KIND: StepKind = StepKind::Appointment;
    fn decide(
        self,
        complaint: &Complaint,
        actor: &Actor,
        ctx: &Context,
    ) -> Result<Effects, Denied> {
        if !nobody_is_free(complaint, &self.everybody) {
            return Err(Denied::not_now(
                "Somebody is free to decide it: choose them under “Choose who decides”",
            ));
        }
        may_appoint(complaint, actor, &self.everybody)?;
        let mut gaps = Vec::new();
        let cannot = |c: &Complaint, d: &Candidate| cannot_be_appointed(c, d, actor.id);
        let check = (cannot, "be appointed");
        gaps.extend(choice_gap(complaint, self.decider.as_ref(), check));
        if self.reason.trim().is_empty() {
            gaps.push((
                "reason".to_owned(),
                "Say why this person should decide it although nobody is free".to_owned(),
            ));
        }
        gaps.extend(self.dispatch.gaps(complaint, ctx.today()));
        Denied::unless_empty(gaps)?;
        let Some(decider) = self.decider else {
            return Err(Denied::invalid("decider", NOBODY_CHOSEN));
        };
        Ok(Effects::of(Event::ReviewerChosen {
            decider: decider.id,
            decider_name: decider.name,
            circumstances: vec![Circumstance::Plain],
            reason: self.reason,
            instead_of: complaint.decider,
            appointed: true,
        })
        .to(Stage::FinalReview)
        .letter(LetterKind::EscalationAcknowledgement))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allegation::Subject;
    use crate::decide;
    use crate::part::{Involvement, Part};
    use crate::steps::testing::{World, candidate};

    fn everybody(world: &World) -> Vec<Candidate> {
        let all = [
            world.staff(),
            world.leader(),
            world.leader2(),
            world.executive(),
            world.executive2(),
        ];
        all.iter().map(candidate).collect()
    }

    /// Everybody of the right rank has written a note.
    fn nobody_free(world: &World) -> Complaint {
        let mut c = world.escalated();
        for who in everybody(world) {
            let (who, what, at) = (who.id, Involvement::Noted, world.now);
            c.parts.push(Part { who, what, at });
        }
        c
    }

    fn appoint(world: &World, c: &Complaint, who: &Actor) -> Appoint {
        Appoint {
            decider: Some(candidate(who)),
            reason: "She only wrote down a call".into(),
            dispatch: Dispatch::preferred(c),
            everybody: everybody(world),
        }
    }

    #[test]
    fn an_executive_appoints_when_nobody_is_free_and_only_then() {
        let world = World::new();
        let free = world.escalated();
        let early = appoint(&world, &free, &world.leader2());
        let early = decide(&free, early, &world.executive(), &world.ctx()).unwrap_err();
        assert!(early.why.contains("is free to decide"), "{early}");
        let c = nobody_free(&world);
        let staff = appoint(&world, &c, &world.leader2());
        let staff = decide(&c, staff, &world.relations(), &world.ctx()).unwrap_err();
        assert!(staff.why.contains("senior complaint executive"), "{staff}");
        let step = appoint(&world, &c, &world.leader2());
        let decision = decide(&c, step, &world.executive(), &world.ctx()).unwrap();
        let after = decision.after();
        assert!(after.is_appointed(world.leader2().id));
        assert_eq!(after.decider, Some(world.leader2().id));
        // Nobody appoints themselves.
        let own = appoint(&world, &c, &world.executive());
        let own = decide(&c, own, &world.executive(), &world.ctx()).unwrap_err();
        assert!(
            own.fields[0].1.contains("nobody appoints themselves"),
            "{own}"
        );
        // They may issue it although they took part.
        assert!(super::super::final_response::may_decide(after, world.leader2().id).is_ok());
    }

    /// HARD 27 and 57: never a subject, and never whoever answered.
    #[test]
    fn nobody_who_answered_or_is_complained_about_is_appointed() {
        let world = World::new();
        let mut c = nobody_free(&world);
        let refused = |c: &Complaint, who: &Actor| {
            let step = appoint(&world, c, who);
            decide(c, step, &world.executive(), &world.ctx())
                .unwrap_err()
                .fields[0]
                .1
                .clone()
        };
        let e2 = world.executive2();
        c.subjects.push(Subject {
            person: Some(e2.id),
            name: e2.name.clone(),
            allegation: None,
        });
        assert!(refused(&c, &e2).contains("named in the complaint"));
        let (who, at) = (world.leader2().id, world.now);
        for what in Involvement::ALL.iter().copied().filter(|w| w.answers()) {
            c.parts.push(Part { who, what, at });
            assert!(refused(&c, &world.leader2()).contains("cannot be appointed"));
            c.parts.pop();
        }
    }

    /// Failing an executive who may, an administrator who is not complained about.
    #[test]
    fn an_administrator_appoints_where_no_executive_can() {
        let world = World::new();
        let mut c = nobody_free(&world);
        let admin = Actor {
            administrator: true,
            ..world.staff2()
        };
        let step = || appoint(&world, &c, &world.leader2());
        let too_early = decide(&c, step(), &admin, &world.ctx()).unwrap_err();
        assert!(too_early.why.contains("when there is none"), "{too_early}");
        for executive in [world.executive(), world.executive2()] {
            c.subjects.push(Subject {
                person: Some(executive.id),
                name: executive.name.clone(),
                allegation: None,
            });
        }
        let step = appoint(&world, &c, &world.leader2());
        assert!(decide(&c, step, &admin, &world.ctx()).is_ok());
        c.subjects.push(Subject {
            person: Some(admin.id),
            name: admin.name.clone(),
            allegation: None,
        });
        let step = appoint(&world, &c, &world.leader2());
        assert!(decide(&c, step, &admin, &world.ctx()).is_err());
    }
}
