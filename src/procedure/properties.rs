//! What holds of a complaint whatever people do to it, in whatever order, at whatever time: the procedure is run in
//! memory by random acts of random people. `PROPTEST_CASES=1000000 cargo test --release -p procedure properties` runs
//! a million.
use crate::clocks::{Clock, owes};
use crate::complaint::{Complaint, RefusalOf};
use crate::dates;
use crate::decide::{Decision, decide, on_its_way};
use crate::delivery::{Delivery, State};
use crate::event::Event;
use crate::ids::PersonId;
use crate::letter_moves::{LetterDays, kept_by};
use crate::permission::permits;
use crate::steps::StepKind;
use crate::steps::escalation::RequestEscalation;
use crate::steps::note::AddNote;
use crate::steps::testing::acts::{Company, one_permitted};
use crate::steps::testing::{World, a_complaint};
use crate::steps::undo::UndoLast;
use crate::undo::Leaves;
use crate::vocabulary::{Channel, LetterFormat, Promise, ReplyChannel, Stage};
use crate::working_time::uk_time;
use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;

/// A complaint and the time, as they go on.
struct Walk {
    world: World,
    company: Company,
    complaint: Complaint,
    /// What has been done, for the words of a failure.
    done: Vec<String>,
    /// Who did something before stage 2 was asked for, as this test sees it.
    stage_1: Vec<PersonId>,
    /// Who was given it to answer then.
    answered: Vec<PersonId>,
    /// A hold that the Assessor required, or a closing, has moved dates that this test does not work out again.
    moved: bool,
}

type Checked = Result<(), TestCaseError>;

impl Walk {
    fn new(on_the_spot: bool, way: usize) -> Self {
        let world = World::new();
        let mut complaint = a_complaint(&world);
        if on_the_spot {
            complaint.stage = Stage::OnTheSpot;
        }
        let ways = [
            (ReplyChannel::Email, LetterFormat::Standard),
            (ReplyChannel::Post, LetterFormat::LargePrint),
            (ReplyChannel::Post, LetterFormat::Braille),
        ];
        let details = &mut complaint.details;
        (details.reply_channel, details.letter_format) = ways[way % ways.len()];
        Self {
            company: Company::of(&world),
            world,
            complaint,
            done: Vec::new(),
            stage_1: Vec::new(),
            answered: Vec::new(),
            moved: false,
        }
    }

    /// Somebody acts, or one of its letters moves on.
    fn go_on(&mut self, (roll, turn, minutes): (usize, usize, i64)) -> Checked {
        self.world.now += Duration::minutes(minutes);
        let letters = self.complaint.deliveries.len();
        // A letter moves on as often as somebody acts.
        if letters > 0 && roll.is_multiple_of(2) {
            self.letter(roll / 2 % letters, turn)?;
        } else {
            self.act(roll / 2, turn)?;
        }
        self.check()
    }

    fn act(&mut self, roll: usize, turn: usize) -> Checked {
        let (ctx, before) = (self.world.ctx(), &self.complaint);
        let found = one_permitted(before, &self.company, ctx, (roll, turn));
        let Some((name, decision)) = found else {
            return Ok(());
        };
        self.done.push(name);
        self.independent(&decision)?;
        let after = decision.after().clone();
        if let Leaves::Itself(_) = decision.leaves() {
            self.undone(&after)?;
        }
        let holds = |c: &Complaint| c.pauses.iter().filter(|p| p.stops_the_clock).count();
        self.moved |= holds(&after) > 0 || after.is_closed();
        self.complaint = after;
        Ok(())
    }

    /// Nobody who decides stage 2 has a stage 1 act in the whole history, except one appointed because nobody was free,
    /// who never answered it (rule 57). What the rules call a part is what was done.
    fn independent(&mut self, decision: &Decision) -> Checked {
        let (before, after, by) = (&self.complaint, decision.after(), decision.by());
        let asks = |e: &Event| matches!(e, Event::EscalationRequested { .. });
        // That a letter came back is said by whoever takes in the post.
        let came_back = |e: &Event| matches!(e, Event::LetterCameBack { .. });
        let bars_nobody = |e: &Event| asks(e) || came_back(e);
        if before.escalation.is_none() && !decision.events().iter().all(bars_nobody) {
            self.stage_1.push(by);
        }
        for event in decision.events() {
            if let Event::Assigned { to, .. } = event {
                self.stage_1.push(*to);
                self.answered.push(*to);
            }
        }
        for who in self.company.actors.iter().map(|a| a.id) {
            prop_assert_eq!(
                after.took_part_in_stage_1(who),
                self.stage_1.contains(&who),
                "{:?}: {:#?}",
                who,
                &self.done
            );
        }
        let decides = decision.events().iter().any(|e| match e {
            Event::FinalResponseIssued { .. } => true,
            Event::RefusalApproved { of, .. } => *of == RefusalOf::Escalation,
            _ => false,
        });
        if decides && after.is_appointed(by) {
            prop_assert!(!self.answered.contains(&by), "{:#?}", &self.done);
        } else if decides {
            prop_assert!(!self.stage_1.contains(&by), "{:#?}", &self.done);
        }
        Ok(())
    }

    /// (c) Undoing the last act gives back the state before it, also when somebody has added a note since.
    fn undone(&self, after: &Complaint) -> Checked {
        let (ctx, before) = (self.world.ctx(), &self.complaint);
        let last = after.undoable.as_ref().unwrap();
        let by = self
            .company
            .actors
            .iter()
            .find(|a| a.id == last.by)
            .unwrap();
        let undo = || UndoLast {
            reason: String::new(),
        };
        let undone = decide(after, undo(), by, &ctx);
        let undone = undone.map_err(|e| TestCaseError::fail(format!("cannot be undone: {e}")))?;
        same(undone.after(), before)?;
        let note = AddNote {
            happened_at: None,
            note: "Rang".into(),
        };
        if let Ok(noted) = decide(after, note, by, &ctx) {
            let undone = decide(noted.after(), undo(), by, &ctx).unwrap();
            same(undone.after(), before)?;
        }
        Ok(())
    }

    /// The outbox, the post room or a mail server moves a letter on.
    fn letter(&mut self, which: usize, turn: usize) -> Checked {
        let delivery = self.complaint.deliveries[which].clone();
        let all = State::ALL.iter().copied();
        // Stopping, sending again and closing without are acts of people.
        let by_people = [
            State::Stopped,
            State::SentAgain,
            State::ClosedWithout,
            State::TakenBack,
        ];
        let next: Vec<State> = all
            .filter(|next| delivery.state.may_become(*next) && !by_people.contains(next))
            .filter(|next| goes(&delivery, *next))
            .collect();
        if next.is_empty() {
            return Ok(());
        }
        let to = next[turn % next.len()];
        let kind = delivery.kind.as_str();
        self.done.push(format!("the {kind} is {}", to.as_str()));
        let ctx = self.world.ctx();
        // Somebody says that it was posted yesterday.
        let left = match to {
            State::Posted | State::Dispatched if turn.is_multiple_of(5) => {
                (ctx.now - Duration::days(1)).max(delivery.changed_at)
            }
            _ => ctx.now,
        };
        let file_made = matches!(to, State::Waiting | State::ToPrint | State::ToOrder);
        // An email is made again when it waited over midnight.
        let file_made = file_made || matches!(to, State::Sent | State::Written);
        if file_made {
            let day = ctx.today();
            let days = LetterDays::of(delivery.kind, delivery.way, day, &ctx);
            let made = &mut self.complaint.deliveries[which];
            (made.dated, made.last_day) = (Some(day), days.last_day);
        }
        let found = self.complaint.deliveries[which].clone();
        let who = (None, left, "550");
        let decided = on_its_way(&self.complaint, &found, to, who, &ctx);
        match decided.map_err(|e| TestCaseError::fail(e.to_string()))? {
            Some(decision) => {
                self.complaint = decision.after().clone();
                let moved = self.complaint.deliveries.iter_mut();
                for one in moved.filter(|d| d.id == found.id) {
                    one.state = to;
                }
            }
            None => {
                let moved = &mut self.complaint.deliveries[which];
                (moved.state, moved.changed_at) = (to, ctx.now);
            }
        }
        self.moved |= self.complaint.is_closed();
        Ok(())
    }

    fn check(&self) -> Checked {
        let say = |e: TestCaseError| TestCaseError::fail(format!("{:#?}: {e}", self.done));
        self.clocks_are_those_owed().map_err(say)?;
        self.kept_means_left_in_time().map_err(say)?;
        self.dates_agree().map_err(say)?;
        self.dates_are_in_order().map_err(say)?;
        self.nobody_is_trapped().map_err(say)
    }

    /// (e) Every open complaint whose stage 1 is overdue can be escalated when the complainant asks, whatever its state,
    /// and stage 2 then goes on: somebody can be chosen to decide it (reading (e)11).
    fn nobody_is_trapped(&self) -> Checked {
        let (c, ctx) = (&self.complaint, self.world.ctx());
        let at_stage_1 = match c.stage {
            Stage::Triage | Stage::Assignment | Stage::Investigation | Stage::Answered => true,
            // What is tried on the spot becomes stage 1 in one step, with its first date (rule 3).
            Stage::OnTheSpot
            | Stage::Escalated
            | Stage::FinalReview
            | Stage::FinalResponse
            | Stage::Closed => false,
        };
        let respond = c.clocks.iter().rfind(|k| k.promise == Promise::Respond);
        let due = match respond {
            Some(clock) => clock.due_at,
            None => {
                let first = c.clocks.iter().rfind(|k| k.promise == Promise::Acknowledge);
                let from = first.map_or(c.received.at, |k| k.due_at);
                ctx.calendar.due(from, ctx.promises.respond, &[])
            }
        };
        if !at_stage_1 || ctx.now <= due {
            return Ok(());
        }
        let ask = RequestEscalation {
            requested_at: Some(ctx.now),
            channel: Some(Channel::Phone),
            unhappy_about: String::new(),
            wanted: String::new(),
            late_reason: String::new(),
        };
        let relations = self.world.relations();
        let asked = decide(c, ask, &relations, &ctx);
        let asked = asked.map_err(|e| TestCaseError::fail(format!("{:?}: {e}", c.stage)))?;
        let after = asked.after();
        prop_assert_eq!(after.stage, Stage::Escalated);
        let goes_on = permits(StepKind::Reviewer, after, &relations, &ctx);
        prop_assert!(goes_on.is_ok(), "nobody can be chosen: {:?}", goes_on);
        Ok(())
    }

    /// (b) Every open complaint has exactly the clocks that its state owes, and no closed one has any.
    fn clocks_are_those_owed(&self) -> Checked {
        let c = &self.complaint;
        for promise in Promise::ALL {
            let of_it = c.clocks.iter().filter(|k| k.promise == *promise);
            let running = of_it.filter(|k| k.stopped_at.is_none()).count();
            let owed = usize::from(owes(c, *promise));
            prop_assert_eq!(running, owed, "{:?} at {:?}", promise, c.stage);
            prop_assert!(
                running == 0 || !c.is_closed() || *promise == Promise::SendToAssessor,
                "{promise:?} runs on a closed complaint"
            );
        }
        Ok(())
    }

    /// (a) A promise that a letter keeps is in time if and only if such a letter, which was not stopped, bounced or
    /// returned, left by the date promised then.
    fn kept_means_left_in_time(&self) -> Checked {
        for promise in [
            Promise::Acknowledge,
            Promise::Respond,
            Promise::AcknowledgeEscalation,
            Promise::FinalResponse,
        ] {
            let c = &self.complaint;
            let Some(clock) = c.clocks.iter().rfind(|k| k.promise == promise) else {
                continue;
            };
            let left: Vec<DateTime<Utc>> = c
                .deliveries
                .iter()
                .filter(|d| d.state.has_left() && kept_by(d.kind).contains(&promise))
                .filter_map(|d| d.left_at)
                .collect();
            prop_assert!(
                !clock.kept || clock.stopped_at.is_some_and(|at| left.contains(&at)),
                "{promise:?} is kept and no letter has left"
            );
            prop_assert!(
                clock.stopped_at.is_some() || left.is_empty() || self.owed_anew(promise),
                "{promise:?} runs although its letter has left"
            );
            if let Some(due) = self.promised(clock) {
                let by_then = clock.kept && clock.stopped_at.is_some_and(|at| at <= due);
                let says = clock.in_time() == Some(true);
                prop_assert_eq!(says, by_then, "{:?}, promised for {}", promise, due);
            }
        }
        Ok(())
    }

    /// A second reviewer is told by a second letter; the first has left and the promise is kept.
    fn owed_anew(&self, promise: Promise) -> bool {
        promise == Promise::AcknowledgeEscalation && self.complaint.stage == Stage::Escalated
    }

    /// The date that was promised, worked out here from the start and from what was agreed in time; none where a
    /// required hold or a closing moved it.
    fn promised(&self, clock: &Clock) -> Option<DateTime<Utc>> {
        if self.moved {
            return None;
        }
        let ctx = self.world.ctx();
        let span = ctx.promises.span(clock.promise);
        let mut due = ctx.calendar.due(clock.started_at, span, &[]);
        let agreed = self.complaint.timescales.iter();
        for one in agreed.filter(|t| t.promise == clock.promise && t.agreed) {
            if one.at <= due && one.contacted_at <= due {
                due = one.new_due;
            }
        }
        Some(due)
    }

    /// (e) Dates in the record are never in an order that is refused, whoever corrected which of them.
    fn dates_are_in_order(&self) -> Checked {
        let disorder = dates::disorder(&self.complaint, &self.world.ctx());
        prop_assert_eq!(disorder, Vec::<String>::new());
        Ok(())
    }

    /// (d) Every letter's dates agree with when it left, or a correction is owed, or has left. The last day for the
    /// Assessor counts from the letter that starts the three months, once it has left.
    fn dates_agree(&self) -> Checked {
        let (c, ctx) = (&self.complaint, self.world.ctx());
        for letter in c.deliveries.iter().filter(|d| d.state.has_left()) {
            let left = letter.left_at.map(uk_time::local_date);
            prop_assert!(left.is_some(), "{:?} left and has no day", letter.kind);
            let corrected =
                |one: &Delivery| one.corrects == Some(letter.letter) && one.state.has_left();
            let owed = c.corrections_owed().any(|d| d.id == letter.id);
            prop_assert!(
                letter.dated == left || owed || c.deliveries.iter().any(corrected),
                "{:?} bears {:?} and left on {left:?}",
                letter.kind,
                letter.dated
            );
        }
        let starts = |d: &&Delivery| d.kind.starts_the_three_months();
        // A copy that is sent once more changes nothing until it has left too.
        let gone = |d: &&Delivery| d.left_at.is_some();
        let written = c.deliveries.iter().filter(starts);
        let newest = written.filter(gone).max_by_key(|d| d.id);
        let left = newest.filter(|d| d.state.has_left());
        let counted = left.and_then(|d| {
            let day = uk_time::local_date(d.left_at?);
            LetterDays::of(d.kind, d.way, day, &ctx).last_day
        });
        if newest.is_some_and(|d| d.state.fate().is_some()) {
            prop_assert_eq!(c.assessor_last_date, counted);
        }
        Ok(())
    }
}

/// Whether the outbox or the post room may do this to a letter that goes its way.
fn goes(delivery: &Delivery, to: State) -> bool {
    use crate::delivery::Way;
    match (delivery.state, to) {
        (State::Held, State::Failed) => true,
        (State::Held, next) => next == delivery.way.first(),
        (_, State::HandedOver) => delivery.way != Way::Email,
        _ => true,
    }
}

fn same(after: &Complaint, before: &Complaint) -> Checked {
    let (after, before) = (state(after), state(before));
    if after == before {
        return Ok(());
    }
    let lines = |c: &Complaint| format!("{c:#?}");
    let (was, is) = (lines(&before), lines(&after));
    let differ = was.lines().zip(is.lines()).find(|(was, is)| was != is);
    Err(TestCaseError::fail(format!(
        "undone, and not as before: {differ:?}"
    )))
}

/// A complaint without what undoing does not take back: its version, its letters and what can be undone. Clocks stand
/// in the order of their promises: between those the order means nothing.
fn state(c: &Complaint) -> Complaint {
    let mut clocks = c.clocks.clone();
    clocks.sort_by_key(|k| k.promise);
    Complaint {
        clocks,
        version: crate::Version(0),
        acted: crate::Version(0),
        // What somebody did and undid, they did (rule 57).
        parts: Vec::new(),
        deliveries: Vec::new(),
        undoable: None,
        ..c.clone()
    }
}

#[test]
fn whatever_people_do_the_clocks_tell_what_happened() {
    // `PROPTEST_CASES` asks for more than the usual number.
    let asked = ProptestConfig::default().cases;
    let config = ProptestConfig {
        cases: asked.max(2000),
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..ProptestConfig::default()
    };
    let step = (0..4000_usize, 0..1000_usize, 1..4000_i64);
    let walks = (
        any::<bool>(),
        0..3_usize,
        prop::collection::vec(step, 1..40),
    );
    proptest!(config, |((on_the_spot, way, rolls) in walks)| {
        let mut walk = Walk::new(on_the_spot, way);
        for roll in rolls {
            walk.go_on(roll)?;
        }
    });
}
