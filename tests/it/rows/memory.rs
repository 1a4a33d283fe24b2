//! Storage does to the tables what the procedure does in memory: over random histories, the complaint that is loaded
//! after each act is the one that the decision said it would be, and lists show what that one owes.
use crate::support::steps::{a_letter, an_intake};
use crate::support::{Cast, TestApp};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::clocks::leading;
use procedure::delivery::State;
use procedure::steps::intake::{OnTheSpot, intake};
use procedure::steps::testing::acts::{Company, one_permitted};
use procedure::vocabulary::{LetterKind, Promise, Stage};
use procedure::{
    AllegationId, By, Cause, Complaint, ComplaintId, Context, Decision, RecommendationId,
    ReferralId, RemedyId, Undoable, left_on, on_its_way,
};
use proptest::prelude::*;
use redress::casework::delivery::{Next, move_on};
use redress::web::Rules;
use storage::record::record;
use storage::schema::complaints;
use storage::{areas, complaints as stored, people};

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
                    others: None,
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
            undo: Duration::minutes(10),
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
    fn record(&self, decision: &Decision, complaint: &Complaint) {
        let letter = decision.effects().letter.map(|kind| {
            let mut letter = a_letter(kind);
            let corrected = complaint.deliveries.iter();
            letter.corrects = corrected
                .filter(|_| kind == LetterKind::Correction)
                .map(|d| d.letter)
                .next();
            letter
        });
        self.app
            .app
            .db
            .write_now(|conn| record(conn, decision, letter.as_ref()))
            .unwrap();
    }

    fn act(&self, before: &Complaint, now: DateTime<Utc>, at: (usize, usize)) -> Option<Went> {
        let (name, decision) = one_permitted(before, &self.company, self.ctx(now), at)?;
        self.record(&decision, before);
        Some((name, decision.after().clone()))
    }

    /// The outbox, the post room or a mail server moves a letter on.
    fn letter(
        &self,
        before: &Complaint,
        now: DateTime<Utc>,
        (which, turn): (usize, usize),
    ) -> Option<Went> {
        let delivery = before.deliveries.get(which)?;
        let by_people = [
            State::Stopped,
            State::SentAgain,
            State::ClosedWithout,
            State::TakenBack,
        ];
        let all = State::ALL.iter().copied();
        let next: Vec<State> = all
            .filter(|next| delivery.state.may_become(*next) && !by_people.contains(next))
            .collect();
        let to = *next.get(turn % next.len().max(1))?;
        let by = match to {
            State::Bounced => By::Itself(Cause::LetterBounced),
            State::Held
            | State::Waiting
            | State::Retrying
            | State::Sent
            | State::Written
            | State::Failed
            | State::ToPrint
            | State::ToOrder => By::Itself(Cause::LetterLeft),
            _ => By::Person(&self.company.actors[0]),
        };
        let day = turn
            .is_multiple_of(3)
            .then(|| (now - Duration::days(1)).date_naive());
        let day = day.filter(|_| matches!(to, State::Posted | State::Returned));
        let next = Next {
            to,
            at: now,
            why: "550",
            on_day: day,
        };
        let moved = |conn: &mut _| move_on(conn, by, delivery.id, &next);
        self.app.app.db.try_write_now(moved).unwrap();
        let ctx = self.ctx(now);
        let who = (by.person(), left_on(day, &ctx), "550");
        let followed = on_its_way(before, delivery, to, who, &ctx).unwrap();
        let mut after = followed.map_or_else(|| before.clone(), |d| d.after().clone());
        let its = after.deliveries.iter_mut().filter(|d| d.id == delivery.id);
        its.for_each(|d| d.state = to);
        Some((
            format!("{} is {}", delivery.kind.as_str(), to.as_str()),
            after,
        ))
    }

    /// What lists show is what it owes next.
    fn lists_show_it(&self, c: &Complaint) -> Result<(), TestCaseError> {
        type Shown = (
            Option<String>,
            Option<NaiveDateTime>,
            Option<NaiveDateTime>,
            Option<i64>,
        );
        let id = c.id.0;
        let shown = self
            .app
            .app
            .db
            .read_now(|conn| {
                Ok(complaints::table
                    .find(id)
                    .select((
                        complaints::due_promise,
                        complaints::due_at,
                        complaints::update_due_at,
                        complaints::holder_id,
                    ))
                    .first::<Shown>(conn)?)
            })
            .unwrap();
        let due = |promise: Promise| c.running(promise).map(|k| k.due_at.naive_utc());
        let owed = leading(c);
        let own = (
            owed.map(|promise| promise.as_str().to_owned()),
            owed.and_then(due),
            due(Promise::Update),
            c.holder().map(|who| who.0),
        );
        prop_assert_eq!(shown, own);
        // In front of somebody: an area that has it, or Customer Relations.
        let with_an_area = matches!(c.stage, Stage::Assignment | Stage::Investigation);
        prop_assert!(!with_an_area || c.area.is_some(), "{:?}", c.stage);
        Ok(())
    }

    fn walk(&self, on_the_spot: bool, rolls: &[(usize, usize, i64)]) -> Result<(), TestCaseError> {
        let mut now = self.app.now();
        let id = self.begin(on_the_spot, now);
        let mut done: Vec<String> = Vec::new();
        for (roll, turn, minutes) in rolls {
            now += Duration::minutes(*minutes);
            let before = self.complaint(id);
            let letters = before.deliveries.len();
            let went = if letters > 0 && roll.is_multiple_of(2) {
                self.letter(&before, now, (roll / 2 % letters, *turn))
            } else {
                self.act(&before, now, (roll / 2, *turn))
            };
            let Some((name, expected)) = went else {
                continue;
            };
            done.push(name);
            let say = |e: TestCaseError| TestCaseError::fail(format!("{done:#?}: {e}"));
            let after = self.complaint(id);
            same(&after, &expected).map_err(say)?;
            self.lists_show_it(&after).map_err(say)?;
        }
        Ok(())
    }
}

/// What was done, and the complaint as it is to stand then.
type Went = (String, Complaint);

fn same(stored: &Complaint, memory: &Complaint) -> Result<(), TestCaseError> {
    let (stored, memory) = (plain(stored), plain(memory));
    if stored == memory {
        return Ok(());
    }
    let differ = stored
        .lines()
        .zip(memory.lines())
        .find(|(stored, memory)| stored != memory);
    Err(TestCaseError::fail(format!(
        "stored and in memory: {differ:#?}"
    )))
}

/// Without the numbers of rows, which only a database gives, and without what the letter of a test says and where it
/// goes.
fn plain(c: &Complaint) -> String {
    let mut c = c.clone();
    let numbers: Vec<(AllegationId, AllegationId)> = c
        .allegations
        .iter()
        .map(|a| (a.id, AllegationId(i64::from(a.number))))
        .collect();
    let number = |id: AllegationId| numbers.iter().find(|n| n.0 == id).map_or(id, |n| n.1);
    c.allegations.iter_mut().for_each(|a| a.id = number(a.id));
    c.findings
        .iter_mut()
        .for_each(|f| f.allegation = number(f.allegation));
    for (nth, remedy) in (1..).zip(&mut c.remedies) {
        remedy.id = RemedyId(nth);
        remedy.allegation = number(remedy.allegation);
    }
    if let Some(referral) = &mut c.referral {
        referral.id = ReferralId(0);
        for recommendation in &mut referral.recommendations {
            recommendation.id = RecommendationId(0);
        }
    }
    let bare = |area: &mut procedure::Area| {
        (area.leader, area.deputy, area.can_receive) = (None, None, true);
    };
    c.area.iter_mut().for_each(bare);
    c.own_views
        .iter_mut()
        .for_each(|v| v.allegation = number(v.allegation));
    c.clocks.sort_by_key(|k| k.promise);
    let letters: Vec<String> = c
        .deliveries
        .iter()
        .map(|d| {
            let corrects = d.corrects.is_some();
            let (kind, number, left) = (d.kind, d.number, d.left_at);
            format!("{kind:?} {number} {:?} {left:?} {corrects}", d.state)
        })
        .collect();
    c.deliveries.clear();
    let last = c.undoable.take().map(|last| undoable(*last));
    format!("{c:#?}\n{letters:#?}\n{last:#?}")
}

fn undoable(mut last: Undoable) -> impl std::fmt::Debug {
    let before = &mut last.before;
    before.area = before.area.take().map(|area| procedure::Area {
        leader: None,
        deputy: None,
        can_receive: true,
        away: Vec::new(),
        ..area
    });
    (
        last.step,
        last.version,
        last.by,
        last.at,
        last.delivery.is_some(),
        last.before,
    )
}

#[test]
fn the_tables_hold_what_the_procedure_says() {
    let walker = Walker::new();
    let step = (0..4000_usize, 0..1000_usize, 1..4000_i64);
    let walks = (any::<bool>(), prop::collection::vec(step, 1..30));
    let config = ProptestConfig {
        cases: 300,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    };
    proptest!(config, |((on_the_spot, rolls) in walks)| {
        walker.walk(on_the_spot, &rolls)?;
    });
}
