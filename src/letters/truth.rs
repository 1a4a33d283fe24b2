//! What a letter says of who did what agrees with the history, whatever people do, in whatever order: over random
//! histories each letter is composed as its page composes it, and its sentences are held against what this test saw
//! happen. `PROPTEST_CASES=100000 cargo test --release -p letters truth` runs more.
use super::compose::{self, Answer, Writer, default_sections};
use super::template::Templates;
use super::words;
use super::{AssessorContact, Letter, Organisation, Signatory, sample};
use chrono::{Duration, NaiveDate};
use procedure::delivery::State;
use procedure::dispatch::Dispatch;
use procedure::steps::response::DraftFinding;
use procedure::steps::testing::acts::{Company, one_permitted};
use procedure::steps::testing::{World, a_complaint, candidate, upheld};
use procedure::vocabulary::{Closure, LetterKind, Outcome, Stage};
use procedure::working_time::uk_time::local_date;
use procedure::{AllegationId, Complaint, Decision, Event, PersonId, on_its_way};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

const PASSED_ON: &str = "we have passed it to human resources";

type Checked = Result<(), TestCaseError>;

/// What this test has seen happen, and nothing else.
#[derive(Default)]
struct Seen {
    /// Who did something before stage 2 was asked for.
    stage_1: Vec<PersonId>,
    asked_for_stage_2: bool,
    received_on: Option<NaiveDate>,
    /// Who proposed or decided a refusal of the whole complaint, the last proposer last.
    refused: Vec<PersonId>,
    proposer: Option<PersonId>,
    looks_again: bool,
    /// Something went to human resources.
    passed_on: bool,
    /// The day the stage 1 response left.
    answered_on: Option<NaiveDate>,
    /// What each decider thought of a point.
    views: Vec<(PersonId, AllegationId, Outcome)>,
}

struct Walk {
    world: World,
    company: Company,
    organisation: Organisation,
    assessor: AssessorContact,
    templates: Templates,
    names: HashMap<PersonId, String>,
    complaint: Complaint,
    done: Vec<String>,
    written: Vec<LetterKind>,
    seen: Seen,
}

impl Walk {
    fn new() -> Self {
        let world = World::new();
        let complaint = a_complaint(&world);
        let company = Company::of(&world);
        let actors = company.actors.iter();
        Self {
            names: actors.map(|a| (a.id, a.name.clone())).collect(),
            organisation: sample::common().organisation,
            assessor: sample::assessor(),
            templates: Templates::default(),
            seen: Seen {
                received_on: Some(local_date(complaint.received.at)),
                ..Seen::default()
            },
            company,
            world,
            complaint,
            done: Vec::new(),
            written: Vec::new(),
        }
    }

    fn go_on(&mut self, (roll, turn, minutes): (usize, usize, i64)) -> Checked {
        self.world.now += Duration::minutes(minutes);
        if self.complaint.stage == Stage::Answered && turn.is_multiple_of(2) {
            // A long silence, so that some close for want of contact.
            self.world.now += Duration::days(35);
        }
        let letters = self.complaint.deliveries.len();
        if letters > 0 && roll.is_multiple_of(3) {
            self.leaves(roll / 3 % letters);
            return Ok(());
        }
        let Some((name, decision)) = self.act(roll / 3, turn) else {
            return Ok(());
        };
        self.done.push(name);
        if let Some(kind) = decision.effects().letter {
            self.written.push(kind);
            self.says_what_happened(kind, &decision)?;
        }
        self.see(&decision);
        self.complaint = decision.after().clone();
        Ok(())
    }

    /// What somebody does next. What ends a history early is seldom done, and what owes a letter is done more often than
    /// by chance, so that more of them come to their last letters.
    fn act(&self, roll: usize, turn: usize) -> Option<(String, Decision)> {
        let ends = |e: &Event| match e {
            Event::Closed { closure, .. } => *closure == Closure::Withdrawn,
            Event::Undone { .. } | Event::LetterStopped { .. } => true,
            _ => false,
        };
        let mut found: Vec<_> = (0..3)
            .filter_map(|again| {
                let roll = (roll + again * 37, turn);
                one_permitted(&self.complaint, &self.company, self.world.ctx(), roll)
            })
            .filter(|(_, decision)| turn.is_multiple_of(41) || !decision.events().iter().any(ends))
            .collect();
        let owes = |(_, decision): &(String, Decision)| decision.effects().letter.is_some();
        let place = found.iter().position(owes).unwrap_or_default();
        (place < found.len()).then(|| found.swap_remove(place))
    }

    /// A letter that waits leaves: what a letter closes or keeps follows.
    fn leaves(&mut self, which: usize) {
        let Some(waiting) = self.complaint.deliveries.get(which) else {
            return;
        };
        let mut before = self.complaint.clone();
        let mut delivery = waiting.clone();
        if delivery.state != State::Held {
            return;
        }
        delivery.state = delivery.way.first();
        before.deliveries[which] = delivery.clone();
        let left = [State::Sent, State::Posted, State::Dispatched];
        let next = left.into_iter().find(|to| delivery.state.may_become(*to));
        let Some(to) = next else { return };
        let when = (None, self.world.now, "");
        if let Ok(Some(gone)) = on_its_way(&before, &delivery, to, when, &self.world.ctx()) {
            if delivery.kind == LetterKind::Response {
                self.seen.answered_on = Some(local_date(self.world.now));
            }
            self.complaint = gone.after().clone();
        }
    }

    fn see(&mut self, decision: &Decision) {
        let (by, seen) = (decision.by(), &mut self.seen);
        let asks = |e: &Event| matches!(e, Event::EscalationRequested { .. });
        let came_back = |e: &Event| matches!(e, Event::LetterCameBack { .. });
        let bars_nobody = |e: &Event| asks(e) || came_back(e);
        if !seen.asked_for_stage_2 && !decision.events().iter().all(bars_nobody) {
            seen.stage_1.push(by);
        }
        for event in decision.events() {
            match event {
                Event::Assigned { to, .. } => seen.stage_1.push(*to),
                Event::FactsCorrected { facts, .. } => {
                    seen.received_on = Some(local_date(facts.received_at));
                }
                Event::RefusalProposed { of, .. } if of.is_of_the_whole() => {
                    seen.refused.push(by);
                    seen.proposer = Some(by);
                }
                Event::RefusalProposed { .. } => seen.proposer = Some(by),
                Event::RefusalApproved { of, .. } | Event::RefusalReturned { of, .. }
                    if of.is_of_the_whole() =>
                {
                    seen.refused.push(by);
                }
                Event::SecondLookAsked { .. } => seen.looks_again = true,
                Event::PassedToHumanResources { .. } => seen.passed_on = true,
                Event::OwnViewRecorded {
                    allegation, view, ..
                } => seen.views.push((by, *allegation, *view)),
                _ => {}
            }
        }
        seen.asked_for_stage_2 = decision.after().escalation.is_some();
    }

    /// The letter of this decision, as its page writes it from the complaint before.
    fn says_what_happened(&self, kind: LetterKind, decision: &Decision) -> Checked {
        let (c, by) = (&self.complaint, decision.by());
        let ctx = self.world.ctx();
        let writer = Writer {
            organisation: &self.organisation,
            assessor: &self.assessor,
            signatory: Signatory {
                name: "Officer A".into(),
                job_title: Some("Complaint handler".into()),
                contact: None,
            },
            names: &self.names,
            templates: &self.templates,
            ctx: &ctx,
        };
        let way = Dispatch::preferred(c);
        let role = Some("senior complaint executive");
        match kind {
            LetterKind::Acknowledgement => {
                let letter = compose::acknowledgement(c, None, None, &way, &writer);
                self.received(&letter, "We received your complaint ")?;
                self.says(&letter, PASSED_ON, self.seen.passed_on)
            }
            LetterKind::Response => {
                let drafts: Vec<DraftFinding> = c.in_scope().map(|a| upheld(a.number)).collect();
                let answer = Answer {
                    sections: &default_sections(c, &drafts),
                    drafts: &drafts,
                    evidence: &[],
                };
                let letter = compose::response(c, &answer, &way, &writer);
                self.says(&letter, PASSED_ON, self.seen.passed_on)
            }
            LetterKind::AlreadyAnswered => {
                let letter = compose::already_answered(c, role, &way, &writer);
                self.received(&letter, "which we received ")?;
                self.checked_by(&letter, by)?;
                self.looked_at_again(&letter, by)
            }
            LetterKind::NoFurtherContact => {
                let letter = compose::no_further_contact(c, &way, &writer);
                let on = self.seen.answered_on.map(words::date).unwrap_or_default();
                let sent = format!("We sent you our response to your complaint on {on}.");
                self.says(&letter, &sent, true)
            }
            LetterKind::NotAccepted => {
                let letter = compose::not_accepted(c, role, &way, &writer);
                self.received(&letter, "which we received ")?;
                self.says(&letter, PASSED_ON, self.seen.passed_on)?;
                self.checked_by(&letter, by)?;
                self.looked_at_again(&letter, by)
            }
            LetterKind::ProcedureComplete => {
                let letter = compose::procedure_complete(c, role, &way, &writer);
                self.checked_by(&letter, by)
            }
            LetterKind::EscalationAcknowledgement => {
                let chosen = decision.after().decider;
                let who = self.company.actors.iter().find(|a| Some(a.id) == chosen);
                let who = who.map(candidate);
                let letter = compose::escalation_acknowledgement(c, who.as_ref(), &way, &writer);
                chosen.map_or(Ok(()), |who| self.independent(&letter, who))
            }
            LetterKind::FinalResponse => {
                let drafts: Vec<DraftFinding> = c
                    .in_scope()
                    .map(|a| DraftFinding {
                        changed: Some(false),
                        ..upheld(a.number)
                    })
                    .collect();
                let answer = Answer {
                    sections: &default_sections(c, &drafts),
                    drafts: &drafts,
                    evidence: &[],
                };
                let letter = compose::final_response(c, &answer, &way, &writer);
                self.independent(&letter, by)?;
                self.own_views(&letter, by)
            }
            _ => Ok(()),
        }
    }

    /// The sentence that begins like this ends with the day it was received.
    fn received(&self, letter: &Letter, begins: &str) -> Checked {
        let on = self.seen.received_on.map(words::date).unwrap_or_default();
        let text = sample::flat(letter);
        let told = text.split_once(begins).map(|(_, rest)| rest);
        let told = told.and_then(|rest| rest.split('.').next());
        let is_right = told.is_some_and(|told| told.ends_with(&format!("on {on}")));
        prop_assert!(is_right, "{on}: {told:?}\n{:#?}", &self.done);
        Ok(())
    }

    /// Rule 57: "they took no part" is said of whoever took none, and of nobody else.
    fn independent(&self, letter: &Letter, who: PersonId) -> Checked {
        let none = !self.seen.stage_1.contains(&who);
        self.says(letter, "They took no part in the first stage", none)?;
        let appointed = "Everybody who could decide had taken part in the first stage";
        self.says(letter, appointed, !none)
    }

    /// Rules 17 and 52.
    fn checked_by(&self, letter: &Letter, who: PersonId) -> Checked {
        let other = self.seen.proposer.is_some_and(|proposer| proposer != who);
        self.says(letter, "who did not propose this decision", other)
    }

    /// Reading (e)12: looked at again by somebody who took no part in the first refusal.
    fn looked_at_again(&self, letter: &Letter, who: PersonId) -> Checked {
        let again = self.seen.looks_again;
        self.says(letter, "Somebody who took no part in that decision", again)?;
        prop_assert!(
            !again || !self.seen.refused.contains(&who),
            "{:#?}",
            &self.done
        );
        Ok(())
    }

    /// What the decider thought before reading is said as it was recorded, and only by whoever recorded it.
    fn own_views(&self, letter: &Letter, who: PersonId) -> Checked {
        let text = sample::flat(letter);
        let said = text.matches("Before reading what was found").count();
        let found = |a: AllegationId| {
            let mut stage_1 = self.complaint.findings.iter().filter(|f| f.stage == 1);
            stage_1.any(|f| f.allegation == a)
        };
        let mut own: Vec<&(PersonId, AllegationId, Outcome)> = Vec::new();
        for point in self.complaint.in_scope().filter(|a| found(a.id)) {
            let mut views = self.seen.views.iter();
            own.extend(views.find(|(by, of, _)| (*by, *of) == (who, point.id)));
        }
        prop_assert_eq!(said, own.len(), "{:#?}", &self.done);
        for (.., view) in own {
            let thought = format!("We thought then that {}", words::own_view(*view));
            self.says(letter, &thought, true)?;
        }
        Ok(())
    }

    fn says(&self, letter: &Letter, sentence: &str, does: bool) -> Checked {
        let text = sample::flat(letter);
        prop_assert_eq!(
            text.contains(sentence),
            does,
            "{:?}\n{}\n{:#?}",
            sentence,
            text,
            &self.done
        );
        Ok(())
    }
}

#[test]
fn what_letters_say_of_who_did_what_agrees_with_the_history() {
    let asked = ProptestConfig::default().cases;
    let config = ProptestConfig {
        cases: asked.max(2000),
        failure_persistence: None,
        max_shrink_iters: 500,
        ..ProptestConfig::default()
    };
    let step = (0..6000_usize, 0..1000_usize, 1..3000_i64);
    // How often each kind was written: a property of letters that are never written holds of nothing.
    let met = Mutex::new(BTreeMap::new());
    proptest!(config, |(rolls in prop::collection::vec(step, 1..30))| {
        let mut walk = Walk::new();
        for roll in rolls {
            walk.go_on(roll)?;
        }
        for kind in walk.written {
            *met.lock().unwrap().entry(kind).or_insert(0) += 1;
        }
    });
    let met = met.into_inner().unwrap();
    for kind in [
        LetterKind::Acknowledgement,
        LetterKind::NotAccepted,
        LetterKind::AlreadyAnswered,
        LetterKind::Response,
        LetterKind::EscalationAcknowledgement,
        LetterKind::FinalResponse,
    ] {
        assert!(met.get(&kind).is_some_and(|n| *n > 2), "{kind:?}: {met:?}");
    }
}
