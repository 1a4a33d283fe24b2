//! Every sentence of a letter that says who did what agrees with what was done, whatever people do in whatever order:
//! who took part at stage 1, who checked a refusal, who looked at it again, when it came, whose view came first.
//! What was done is kept here, act by act, and not taken from what the complaint says of it.
use super::answer::Answer;
use super::sections::{ResponseSections, default_sections};
use super::testing::Stationery;
use super::{escalation_acknowledgement, final_response, not_accepted};
use crate::sample::flat;
use crate::words::date;
use chrono::{DateTime, Duration, Utc};
use procedure::delivery::State;
use procedure::dispatch::Dispatch;
use procedure::steps::appointment::Appoint;
use procedure::steps::refusal::DecideRefusal;
use procedure::steps::reviewer::ChooseReviewer;
use procedure::steps::testing::acts::{Company, one_permitted};
use procedure::steps::testing::{World, a_complaint, upheld};
use procedure::vocabulary::{Circumstance, Stage};
use procedure::working_time::uk_time::local_date;
use procedure::{
    Actor, Candidate, Complaint, Decision, Event, PersonId, StepKind, decide, on_its_way, permits,
};
use proptest::prelude::*;

/// As another room of the code would say it, so that a change of words is seen.
const NO_PART: &str = "took no part in the first stage";
const APPOINTED: &str = "so we appointed somebody";
const CHECKED: &str = "who did not propose this decision, has checked it";
const AGAIN: &str = "Somebody who took no part in that decision has looked at all of it again";
const AFRESH: &str = "Before reading what was found at the first stage";

struct Walk {
    stationery: Stationery,
    company: Company,
    complaint: Complaint,
    /// Acts, for the words of a failure.
    done: Vec<String>,
    /// Who did something at stage 1, or was given it.
    stage_1: Vec<PersonId>,
    received: DateTime<Utc>,
    /// Who proposed the refusal that is open, and who proposed or agreed to those before it.
    proposed_by: Option<PersonId>,
    refused_by: Vec<PersonId>,
    viewed: Vec<PersonId>,
}

type Checked = Result<(), TestCaseError>;

impl Walk {
    fn new() -> Self {
        let stationery = Stationery::new();
        let complaint = a_complaint(&stationery.world);
        Self {
            company: Company::of(&stationery.world),
            received: complaint.received.at,
            stationery,
            complaint,
            done: Vec::new(),
            stage_1: Vec::new(),
            proposed_by: None,
            refused_by: Vec::new(),
            viewed: Vec::new(),
        }
    }

    fn world(&self) -> &World {
        &self.stationery.world
    }

    fn go_on(&mut self, (roll, turn, minutes): (usize, usize, i64)) -> Checked {
        self.stationery.world.now += Duration::minutes(minutes);
        let ctx = self.stationery.world.ctx();
        let found = one_permitted(&self.complaint, &self.company, ctx, (roll, turn));
        if let Some((name, decision)) = found {
            self.done.push(name);
            self.keep(&decision);
            self.complaint = decision.after().clone();
        }
        self.letters_leave()?;
        let say = |e: TestCaseError| TestCaseError::fail(format!("{:#?}: {e}", self.done));
        self.when_it_came().map_err(say)?;
        self.who_decides().map_err(say)?;
        self.who_is_chosen().map_err(say)?;
        self.who_refuses().map_err(say)
    }

    fn keep(&mut self, decision: &Decision) {
        let (by, before) = (decision.by(), self.complaint.escalation.is_some());
        for event in decision.events() {
            match event {
                Event::EscalationRequested { .. } | Event::LetterCameBack { .. } => continue,
                Event::Assigned { to, .. } => self.stage_1.push(*to),
                Event::RefusalProposed { .. } => self.proposed_by = Some(by),
                Event::RefusalApproved { .. } | Event::RefusalReturned { .. } => {
                    self.refused_by.extend(self.proposed_by.take());
                    self.refused_by.push(by);
                }
                Event::OwnViewRecorded { .. } => self.viewed.push(by),
                Event::FactsCorrected { facts, .. } => self.received = facts.received_at,
                _ => {}
            }
            if !before {
                self.stage_1.push(by);
            }
        }
    }

    /// Every letter that is written leaves at once: what waits for a letter goes on.
    fn letters_leave(&mut self) -> Checked {
        let ctx = self.stationery.world.ctx();
        let unsent = |d: &procedure::Delivery| d.state == State::Held;
        while let Some(found) = self.complaint.deliveries.iter().position(unsent) {
            self.complaint.deliveries[found].state = State::Waiting;
            let letter = self.complaint.deliveries[found].clone();
            let left = (None, ctx.now, "");
            let went = on_its_way(&self.complaint, &letter, State::Sent, left, &ctx);
            let went = went.map_err(|e| TestCaseError::fail(e.to_string()))?;
            if let Some(went) = went {
                self.complaint = went.after().clone();
            }
            self.complaint.deliveries[found].state = State::Sent;
        }
        Ok(())
    }

    /// The day on which they contacted us is the day of receipt as it was last put right.
    fn when_it_came(&self) -> Checked {
        let told = default_sections(&self.complaint, &[]).told;
        let day = date(local_date(self.received));
        prop_assert!(told.contains(&day), "{day} is not in: {told}");
        Ok(())
    }

    /// The final response, as each person who may issue it would sign it.
    fn who_decides(&self) -> Checked {
        let (c, ctx) = (&self.complaint, self.world().ctx());
        let may = |who: &&Actor| permits(StepKind::FinalResponse, c, who, &ctx).is_ok();
        for who in self.company.actors.iter().filter(may) {
            let drafts: Vec<_> = c.in_scope().map(|a| upheld(a.number)).collect();
            let sections = ResponseSections {
                looked: "I read the file.".into(),
                ..default_sections(c, &drafts)
            };
            let answer = Answer {
                sections: &sections,
                drafts: &drafts,
                evidence: &[],
            };
            let writer = self.stationery.writer(&ctx);
            let letter = flat(&final_response(
                c,
                &answer,
                &Dispatch::preferred(c),
                &writer,
            ));
            self.independence(who.id, &letter)?;
            if letter.contains(AFRESH) {
                prop_assert!(self.viewed.contains(&who.id), "no view is recorded");
            }
        }
        Ok(())
    }

    /// The acknowledgement of the second stage, for each person who can be chosen or appointed now.
    fn who_is_chosen(&self) -> Checked {
        if self.complaint.stage != Stage::Escalated {
            return Ok(());
        }
        let (c, ctx) = (&self.complaint, self.world().ctx());
        for person in &self.company.people {
            if !self.can_be_given(person) {
                continue;
            }
            let dispatch = Dispatch::preferred(c);
            let writer = self.stationery.writer(&ctx);
            let letter = escalation_acknowledgement(c, Some(person), &dispatch, &writer);
            self.independence(person.id, &flat(&letter))?;
        }
        Ok(())
    }

    fn can_be_given(&self, person: &Candidate) -> bool {
        let (c, ctx) = (&self.complaint, self.world().ctx());
        let choose = || ChooseReviewer {
            decider: Some(person.clone()),
            circumstances: vec![Circumstance::Plain],
            reason: "From another line".into(),
            dispatch: Dispatch::preferred(c),
        };
        let appoint = || Appoint {
            decider: Some(person.clone()),
            reason: "Nobody is free".into(),
            dispatch: Dispatch::preferred(c),
            everybody: self.company.people.clone(),
        };
        let mut actors = self.company.actors.iter();
        actors.any(|by| {
            decide(c, choose(), by, &ctx).is_ok() || decide(c, appoint(), by, &ctx).is_ok()
        })
    }

    fn independence(&self, who: PersonId, letter: &str) -> Checked {
        let took_part = self.stage_1.contains(&who);
        prop_assert_eq!(
            letter.contains(NO_PART),
            !took_part,
            "{:?}: {}",
            who,
            letter
        );
        prop_assert_eq!(
            letter.contains(APPOINTED),
            took_part,
            "{:?}: {}",
            who,
            letter
        );
        prop_assert!(!self.complaint.is_about(who));
        Ok(())
    }

    /// The refusal, as each person who may agree to it would send it.
    fn who_refuses(&self) -> Checked {
        let (c, ctx) = (&self.complaint, self.world().ctx());
        if c.stage != Stage::Triage || c.open_refusal().is_none() {
            return Ok(());
        }
        let agree = || DecideRefusal::Approve {
            reason: "The decision is what they disagree with".into(),
            dispatch: Dispatch::preferred(c),
        };
        for who in &self.company.actors {
            if decide(c, agree(), who, &ctx).is_err() {
                continue;
            }
            let writer = self.stationery.writer(&ctx);
            let role = Some(who.role.label());
            let letter = flat(&not_accepted(c, role, &Dispatch::preferred(c), &writer));
            prop_assert!(letter.contains(CHECKED));
            prop_assert!(
                self.proposed_by != Some(who.id),
                "they proposed it themselves"
            );
            if letter.contains(AGAIN) {
                prop_assert!(!self.refused_by.contains(&who.id), "they refused it before");
            }
        }
        Ok(())
    }
}

#[test]
fn whatever_people_do_letters_say_who_did_it() {
    let asked = ProptestConfig::default().cases;
    let config = ProptestConfig {
        cases: asked.max(2000),
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..ProptestConfig::default()
    };
    let step = (0..4000_usize, 0..1000_usize, 1..4000_i64);
    proptest!(config, |(rolls in prop::collection::vec(step, 1..30))| {
        let mut walk = Walk::new();
        for roll in rolls {
            walk.go_on(roll)?;
        }
    });
}
