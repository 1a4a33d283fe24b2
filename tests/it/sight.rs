//! Who sees which complaint, and which queue holds it: SQL and the procedure say the same over random complaints
//! and people.
use crate::support::{Cast, TestApp};
use chrono::NaiveDate;
use diesel::prelude::*;
use procedure::vocabulary::{Channel, Closure, Promise, Role, Stage};
use procedure::{Actor, AreaId, Complaint, ComplaintId, PersonId, sees};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;
use storage::escalations::{self, View};
use storage::inbox::{Item, Tab};
use storage::lists::{self, Filter};
use storage::queues::{self, Queue, QueueRow};
use storage::recognition::{self, Typed};
use storage::schema::{complaints, subjects};
use storage::workload::{self, Board};
use storage::{Key, Word, inbox, stored};

const COMPLAINTS: usize = 120;
const PEOPLE: usize = 80;
const MANY: i64 = 1_000;

/// Where a random complaint is, and who has to do with it.
#[derive(Debug, Clone)]
struct Facts {
    stage: Stage,
    area: Option<AreaId>,
    owner: Option<PersonId>,
    assignee: Option<PersonId>,
    decider: Option<PersonId>,
    entered_by: PersonId,
    about: Vec<PersonId>,
    channel: Channel,
    acknowledged: bool,
}

fn person() -> impl Strategy<Value = PersonId> {
    prop::sample::select(Cast::ALL.map(Cast::id).to_vec())
}

fn area() -> impl Strategy<Value = AreaId> {
    (1..=2i64).prop_map(AreaId)
}

fn facts() -> impl Strategy<Value = Facts> {
    let stage = prop::sample::select(Stage::ALL);
    let maybe = || prop::option::of(person());
    let about = prop::collection::vec(person(), 0..3);
    let channel = prop::sample::select(Channel::ALL);
    let hands = (maybe(), maybe(), maybe(), person());
    let came = (channel, any::<bool>());
    (stage, prop::option::of(area()), hands, about, came).prop_map(
        |(stage, area, (owner, assignee, decider, entered_by), about, (channel, acknowledged))| {
            let holds = |at: &[Stage]| at.contains(&stage).then_some(entered_by);
            Facts {
                stage,
                area,
                owner,
                // The database lets in no stage without whoever works there.
                assignee: assignee.or(holds(&[Stage::Investigation])),
                decider: decider.or(holds(&[Stage::FinalReview, Stage::FinalResponse])),
                entered_by,
                about,
                channel,
                acknowledged,
            }
        },
    )
}

fn actor() -> impl Strategy<Value = Actor> {
    let role = prop::sample::select(Role::ALL);
    let leads = prop::collection::btree_set(area(), 0..3);
    (person(), role, leads, prop::bool::weighted(0.2)).prop_map(
        |(id, role, leads, customer_relations)| Actor {
            id,
            name: "Somebody".into(),
            role,
            area: None,
            leads: leads.into_iter().collect(),
            customer_relations,
            administrator: false,
        },
    )
}

fn random<T: std::fmt::Debug>(many: usize, strategy: impl Strategy<Value = T>) -> Vec<T> {
    let mut runner = TestRunner::deterministic();
    let trees = prop::collection::vec(strategy, many).new_tree(&mut runner);
    trees.unwrap().current()
}

fn ids(rows: Vec<QueueRow>) -> BTreeSet<ComplaintId> {
    rows.into_iter().map(|row| ComplaintId(row.id)).collect()
}

/// The letter that ends its stage is written and has not left: of half of those that can have one.
fn unsent(complaint: &Complaint) -> Option<Promise> {
    let promise = match complaint.stage {
        Stage::Answered => Promise::Respond,
        Stage::FinalResponse => Promise::FinalResponse,
        _ => return None,
    };
    (complaint.id.0 % 2 == 0).then_some(promise)
}

/// Which complaints a queue is for, as the procedure has them.
fn belongs(queue: &Queue, complaint: &Complaint, actor: &Actor) -> bool {
    let at = |stage| complaint.stage == stage;
    let area = complaint.area.as_ref().map(|area| area.id);
    let of = |areas: &[AreaId]| area.is_some_and(|area| areas.contains(&area));
    let walled = complaint.is_about(actor.id);
    let written = unsent(complaint).is_some();
    match queue {
        Queue::ToAssign(areas) => at(Stage::Assignment) && of(areas) && !walled,
        Queue::WithArea(areas) => {
            let response = at(Stage::Answered) && written;
            (at(Stage::Investigation) || response) && of(areas) && !walled
        }
        Queue::Mine => complaint.holder() == Some(actor.id) && !walled,
        Queue::OnTheSpot => at(Stage::OnTheSpot) && !walled,
        Queue::ToChoose => at(Stage::Escalated) && sees(complaint, actor),
        Queue::InReview => {
            let response = at(Stage::FinalResponse) && written;
            (at(Stage::FinalReview) || response) && sees(complaint, actor)
        }
        Queue::FinalResponse => at(Stage::FinalResponse) && !written && sees(complaint, actor),
        Queue::Answered => at(Stage::Answered) && !written && sees(complaint, actor),
    }
}

/// Which complaints a tab of the inbox is for.
fn in_tab(tab: Tab, complaint: &Complaint, actor: &Actor) -> bool {
    let to_triage = complaint.stage == Stage::Triage;
    let here = match tab {
        Tab::Triage => to_triage,
        Tab::OnTheSpot => complaint.stage == Stage::OnTheSpot,
        Tab::Executives => to_triage && complaint.received.channel == Channel::ExecutiveOrBoard,
        Tab::Acknowledged => to_triage && complaint.acknowledged_at.is_some(),
        // Messages, and what waits on complaints of any stage.
        Tab::Unsent | Tab::Refusals | Tab::Replies | Tab::Machine | Tab::NotComplaints => false,
    };
    here && !complaint.is_about(actor.id)
}

/// No Leader and no deputy can assign it (rule 28).
fn leaderless(complaint: &Complaint, today: NaiveDate, actor: &Actor) -> bool {
    let named = |person| complaint.is_about(person);
    let leader = complaint
        .area
        .as_ref()
        .and_then(|area| area.led_by(today, named));
    complaint.stage == Stage::Assignment && leader.is_none() && !complaint.is_about(actor.id)
}

/// Each complaint as random facts have it, loaded whole.
async fn complaints_at_random(app: &TestApp) -> Vec<Complaint> {
    let mut all = Vec::new();
    for facts in random(COMPLAINTS, facts()) {
        let reference = app.logged().await;
        all.push((reference, facts));
    }
    let now = app.now();
    app.write(move |conn| {
        all.into_iter()
            .map(|(reference, facts)| {
                use complaints as c;
                let row = c::table.filter(c::reference.eq(reference.as_str()));
                let id: i64 = row.select(c::id).first(conn)?;
                let closed = facts.stage == Stage::Closed;
                diesel::update(c::table.find(id))
                    .set((
                        c::stage.eq(Word(facts.stage)),
                        c::closure.eq(closed.then_some(Word(Closure::Withdrawn))),
                        c::area_id.eq(facts.area.map(Key)),
                        c::owner_id.eq(facts.owner.map(Key)),
                        c::assignee_id.eq(facts.assignee.map(Key)),
                        c::decider_id.eq(facts.decider.map(Key)),
                        c::entered_by.eq(Key(facts.entered_by)),
                        c::channel.eq(Word(facts.channel)),
                        c::acknowledged_at.eq(facts.acknowledged.then(|| stored(now))),
                        // Of the closed ones, some as if joined with the one before.
                        c::joined_into_id.eq((closed && id > 1).then_some(id - 1)),
                    ))
                    .execute(conn)?;
                for about in facts.about {
                    diesel::insert_into(subjects::table)
                        .values((
                            subjects::complaint_id.eq(id),
                            subjects::person_id.eq(Key(about)),
                            subjects::name.eq("Somebody"),
                        ))
                        .execute(conn)?;
                }
                let complaint = storage::complaints::get(conn, ComplaintId(id))?;
                diesel::update(c::table.find(id))
                    .set((
                        c::holder_id.eq(complaint.holder().map(Key)),
                        c::due_promise.eq(unsent(&complaint).map(Word)),
                    ))
                    .execute(conn)?;
                Ok(complaint)
            })
            .collect()
    })
    .await
}

#[actix_web::test]
async fn sql_shows_what_the_procedure_lets_them_see() {
    let app = TestApp::start().await;
    let complaints = complaints_at_random(&app).await;
    let now = app.now();
    let (mut seen, mut unseen) = (0, 0);
    // Those with the same email: the latest are looked at.
    let complainants: BTreeSet<_> = complaints.iter().map(|c| c.complainant_id).collect();
    let looked_at: BTreeSet<_> = complainants.into_iter().rev().take(20).collect();
    for actor in random(PEOPLE, actor()) {
        let theirs = |complaint: &&Complaint| sees(complaint, &actor);
        let expected: BTreeSet<_> = complaints.iter().filter(theirs).map(|c| c.id).collect();
        seen += expected.len();
        unseen += complaints.len() - expected.len();
        let at_stage_2 = |complaint: &&Complaint| {
            let response = unsent(complaint) == Some(Promise::FinalResponse);
            theirs(complaint) && (complaint.stage.is_stage_2() || response)
        };
        let stage_2: BTreeSet<_> = complaints.iter().filter(at_stage_2).map(|c| c.id).collect();
        let queues = [
            Queue::ToAssign(actor.leads.clone()),
            Queue::WithArea(actor.leads.clone()),
            Queue::Mine,
            Queue::ToChoose,
            Queue::InReview,
            Queue::FinalResponse,
            Queue::Answered,
            Queue::OnTheSpot,
        ];
        let held: Vec<BTreeSet<_>> = queues
            .iter()
            .map(|queue| {
                let of = |complaint: &&Complaint| belongs(queue, complaint, &actor);
                complaints.iter().filter(of).map(|c| c.id).collect()
            })
            .collect();
        let asks = actor.clone();
        let (listed, known, on_board, queued) = app
            .read(move |conn| {
                let (listed, _) = lists::page(conn, &asks, &Filter::default(), None, MANY, now)?;
                let typed = Typed {
                    email: "janet.whitlock@example.co.uk".into(),
                    ..Typed::default()
                };
                let known = recognition::may_be(conn, &typed, &asks)?;
                let board = escalations::page(conn, (View::Open, now), &asks, None, MANY)?;
                let queued = queues
                    .iter()
                    .map(|queue| {
                        let rows = ids(queues::page(conn, queue, &asks, None, MANY)?);
                        Ok((format!("{queue:?}"), rows))
                    })
                    .collect::<storage::Result<Vec<_>>>()?;
                Ok((ids(listed), known, ids(board), queued))
            })
            .await;
        assert_eq!(listed, expected, "all complaints, for {actor:?}");
        assert_eq!(on_board, stage_2, "the escalation board, for {actor:?}");
        for ((queue, found), expected) in queued.iter().zip(&held) {
            assert_eq!(found, expected, "{queue}, for {actor:?}");
        }
        let known: BTreeSet<_> = known.iter().map(|one| one.id).collect();
        let of_theirs = complaints.iter().filter(theirs).map(|c| c.complainant_id);
        let of_theirs: BTreeSet<_> = of_theirs.filter(|one| looked_at.contains(one)).collect();
        assert_eq!(known, of_theirs, "recognised, for {actor:?}");
    }
    // Both must have been tried.
    assert!(seen > 500 && unseen > 500, "{seen} seen, {unseen} not");
}

#[actix_web::test]
async fn each_list_of_customer_relations_holds_what_it_is_for() {
    let app = TestApp::start().await;
    let complaints = complaints_at_random(&app).await;
    let now = app.now();
    let today = procedure::working_time::uk_time::local_date(now);
    for actor in random(PEOPLE / 4, actor()) {
        let actor = Actor {
            customer_relations: true,
            ..actor
        };
        let of = |belongs: &dyn Fn(&Complaint) -> bool| -> BTreeSet<ComplaintId> {
            let found = complaints.iter().filter(|one| belongs(one));
            found.map(|one| one.id).collect()
        };
        for tab in [
            Tab::Triage,
            Tab::OnTheSpot,
            Tab::Executives,
            Tab::Acknowledged,
        ] {
            let asks = actor.clone();
            let filter = inbox::Filter::default();
            let page = app
                .read(move |conn| inbox::page(conn, (tab, filter), (&asks, now), None, COMPLAINTS))
                .await;
            let found: BTreeSet<_> = page
                .items
                .into_iter()
                .filter_map(|item| match item {
                    Item::Complaint(row) => Some(ComplaintId(row.id)),
                    Item::Mail(_) | Item::Letter(_) => None,
                })
                .collect();
            assert_eq!(
                found,
                of(&|one| in_tab(tab, one, &actor)),
                "{tab}, for {actor:?}"
            );
        }
        let asks = actor.clone();
        let rows = app
            .read(move |conn| workload::waiting(conn, &Board::Leaderless(today), &asks, None, MANY))
            .await;
        assert_eq!(
            ids(rows),
            of(&|one| leaderless(one, today, &actor)),
            "no Leader, for {actor:?}"
        );
    }
}
