//! Whatever steps are taken, in whatever order: an open complaint has the clock its stage owes, running, once.
//! Held of every decision before it is recorded, and of the rows after it.
use super::steps::{Company, permitted};
use crate::support::steps::{a_letter, an_intake};
use crate::support::{Cast, TestApp};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::clocks::Clock;
use procedure::steps::intake::{OnTheSpot, intake};
use procedure::vocabulary::{Promise, Stage};
use procedure::{ClockChange, Complaint, ComplaintId, Context, Decision, Event};
use proptest::prelude::*;
use redress::web::Rules;
use storage::record::record;
use storage::schema::complaints;
use storage::{areas, complaints as stored, people};

/// What each stage owes, said here once more: the test must not ask the code that it tests.
fn owes(stage: Stage, acknowledged: bool) -> Option<Promise> {
    match stage {
        // Back from an area: an individual is still to be assigned, as the acknowledgement promised.
        Stage::Triage if acknowledged => Some(Promise::Assign),
        Stage::OnTheSpot | Stage::Triage => Some(Promise::Acknowledge),
        Stage::Assignment => Some(Promise::Assign),
        Stage::Investigation => Some(Promise::Respond),
        Stage::Answered => Some(Promise::Escalate),
        Stage::Escalated => Some(Promise::AcknowledgeEscalation),
        Stage::FinalReview => Some(Promise::FinalResponse),
        Stage::FinalResponse | Stage::Closed => None,
    }
}

/// What else may run at a stage.
fn may_run(stage: Stage, acknowledged: bool) -> Vec<Promise> {
    let mut may = vec![Promise::SendToAssessor];
    may.extend(owes(stage, acknowledged));
    if stage != Stage::Closed {
        may.push(Promise::Update);
    }
    if acknowledged
        && matches!(
            stage,
            Stage::Triage | Stage::Assignment | Stage::Investigation
        )
    {
        may.extend([Promise::Respond, Promise::FirstContact]);
    }
    if stage == Stage::Escalated {
        may.push(Promise::FinalResponse);
    }
    may
}

/// The clocks as a decision leaves them.
fn after(mut clocks: Vec<Clock>, changes: &[ClockChange]) -> Vec<Clock> {
    for change in changes {
        let running = |c: &&mut Clock, p: Promise| c.promise == p && c.stopped_at.is_none();
        match change {
            ClockChange::Start(clock) => clocks.push(clock.clone()),
            ClockChange::Stop { promise, at } => {
                for clock in clocks.iter_mut().filter(|c| running(c, *promise)) {
                    clock.stopped_at = Some(*at);
                }
            }
            ClockChange::Move {
                promise,
                due_at,
                warn_at,
                agreed,
            } => {
                for clock in clocks.iter_mut().filter(|c| running(c, *promise)) {
                    (clock.due_at, clock.warn_at) = (*due_at, *warn_at);
                    if *agreed {
                        clock.span = None;
                    }
                }
            }
        }
    }
    clocks
}

fn check(clocks: &[Clock], stage: Stage, acknowledged: bool) -> Result<(), TestCaseError> {
    let may = may_run(stage, acknowledged);
    for promise in Promise::ALL {
        let running = clocks
            .iter()
            .filter(|c| c.promise == *promise && c.stopped_at.is_none())
            .count();
        prop_assert!(
            running <= 1,
            "{promise:?} runs {running} times at {stage:?}"
        );
        prop_assert!(
            running == 0 || may.contains(promise),
            "{promise:?} runs at {stage:?}"
        );
    }
    if let Some(owed) = owes(stage, acknowledged) {
        prop_assert!(
            clocks
                .iter()
                .any(|c| c.promise == owed && c.stopped_at.is_none()),
            "{stage:?} has no {owed:?}"
        );
    }
    Ok(())
}

struct Walker {
    app: TestApp,
    rules: Rules,
    company: Company,
}

impl Walker {
    fn new() -> Self {
        let system = actix_web::rt::System::new();
        let app = system.block_on(TestApp::start());
        let today = app.now().date_naive();
        let (rules, company) = app
            .app
            .db
            .read_now(|conn| {
                let actors = Cast::ALL.map(|who| {
                    let person = people::find(conn, who.id())?;
                    people::actor(conn, &person)
                });
                let company = Company {
                    actors: actors.into_iter().collect::<Result<_, _>>()?,
                    people: people::candidates(conn, None, today)?,
                    areas: areas::all(conn)?,
                };
                Ok((app.app.rules(conn)?, company))
            })
            .unwrap();
        Self {
            app,
            rules,
            company,
        }
    }
    fn ctx(&self, now: DateTime<Utc>) -> Context<'_> {
        Context {
            now,
            calendar: &self.rules.calendar,
            promises: &self.rules.settings.promises,
            assessor_known: true,
        }
    }
    fn begin(&self, on_the_spot: bool, now: DateTime<Utc>) -> ComplaintId {
        let mut form = an_intake(now);
        form.on_the_spot = on_the_spot.then(|| OnTheSpot {
            tried: "An apology by phone".into(),
        });
        let accepted = intake(form, &self.company.actors[0], &self.ctx(now)).unwrap();
        let made = |conn: &mut _| redress::casework::open(conn, &accepted, "SC");
        self.app.app.db.try_write_now(made).unwrap().id
    }
    fn complaint(&self, id: ComplaintId) -> Complaint {
        self.app
            .app
            .db
            .read_now(|conn| stored::get(conn, id))
            .unwrap()
    }
    fn record(&self, decision: &Decision) {
        let letter = decision.effects().letter.map(a_letter);
        self.app
            .app
            .db
            .write_now(|conn| record(conn, decision, letter.as_ref()))
            .unwrap();
    }
    /// The rows: the complaint's own clock is the one its stage owes.
    fn check_stored(&self, c: &Complaint) -> Result<(), TestCaseError> {
        type Dates = (
            Option<NaiveDateTime>,
            Option<NaiveDateTime>,
            Option<NaiveDateTime>,
        );
        let acknowledged = c.acknowledged_at.is_some();
        check(&c.clocks, c.stage, acknowledged)?;
        let id = c.id.0;
        let dates = self
            .app
            .app
            .db
            .read_now(|conn| {
                Ok(complaints::table
                    .find(id)
                    .select((
                        complaints::due_from,
                        complaints::due_at,
                        complaints::warn_at,
                    ))
                    .first::<Dates>(conn)?)
            })
            .unwrap();
        let owed = owes(c.stage, acknowledged).and_then(|promise| c.running(promise));
        let naive = |at: DateTime<Utc>| at.naive_utc();
        let own = (
            owed.map(|k| naive(k.started_at)),
            owed.map(|k| naive(k.due_at)),
            owed.map(|k| naive(k.warn_at)),
        );
        prop_assert_eq!(dates, own);
        // In front of somebody: an area that has it, or Customer Relations.
        let with_an_area = matches!(c.stage, Stage::Assignment | Stage::Investigation);
        prop_assert!(
            !with_an_area || c.area.is_some(),
            "{:?} with no area",
            c.stage
        );
        Ok(())
    }
    fn walk(&self, on_the_spot: bool, rolls: &[(usize, usize, i64)]) -> Result<(), TestCaseError> {
        let mut now = self.app.now();
        let id = self.begin(on_the_spot, now);
        let mut taken: Vec<String> = Vec::new();
        for (roll, turn, minutes) in rolls {
            now += Duration::minutes(*minutes);
            let complaint = self.complaint(id);
            let ways = permitted(&complaint, &self.company, self.ctx(now), *turn);
            if ways.is_empty() {
                break;
            }
            let (name, decision) = &ways[roll % ways.len()];
            taken.push(name.clone());
            let say = |e: TestCaseError| TestCaseError::fail(format!("{taken:?}: {e}"));
            let effects = decision.effects();
            let acknowledged = complaint.acknowledged_at.is_some()
                || effects
                    .events
                    .iter()
                    .any(|e| matches!(e, Event::Acknowledged { .. }));
            let stage = effects.stage.unwrap_or(complaint.stage);
            let clocks = after(complaint.clocks.clone(), &effects.clocks);
            check(&clocks, stage, acknowledged).map_err(say)?;
            no_earlier_date_is_forgotten(&complaint, effects.clocks.as_slice()).map_err(say)?;
            self.record(decision);
            self.check_stored(&self.complaint(id)).map_err(say)?;
        }
        Ok(())
    }
}

/// Rule 29: before the acknowledgement and while it is routed, a published clock never starts later than it did.
fn no_earlier_date_is_forgotten(
    before: &Complaint,
    changes: &[ClockChange],
) -> Result<(), TestCaseError> {
    for change in changes {
        if let ClockChange::Start(clock) = change
            && clock.promise == Promise::Acknowledge
        {
            prop_assert_eq!(clock.started_at, before.received.at);
        }
    }
    Ok(())
}

#[test]
fn every_open_complaint_always_has_the_clock_its_stage_owes() {
    let walker = Walker::new();
    let step = (0..1000_usize, 0..11_usize, 1..4000_i64);
    let walks = (any::<bool>(), prop::collection::vec(step, 1..40));
    let config = ProptestConfig {
        cases: 60,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    };
    proptest!(config, |((on_the_spot, rolls) in walks)| {
        walker.walk(on_the_spot, &rolls)?;
    });
}
