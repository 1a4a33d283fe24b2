//! What the hand-written pages share: the database they ask, who asks, and the questions around every page.
use procedure::working_time::Calendar;
use procedure::{Actor, PersonId, Reference};
use redress::clock::Clock;
use std::fmt::Write;
use std::sync::Arc;
use storage::queues::{self, Count, Queue};
use storage::{Connection, Db, Result, inbox, people, settings};

pub struct Plain {
    pub db: Db,
    pub calendar: Arc<Calendar>,
    pub relations: PersonId,
    pub leader: PersonId,
    pub reference: Reference,
}

/// What every page asks first: who, their areas, the rules, and the counts of the rail.
pub fn around(conn: &mut Connection, id: PersonId, out: &mut String) -> Result<Actor> {
    let person = people::find(conn, id)?;
    let actor = people::actor(conn, &person)?;
    settings::load(conn)?;
    let now = Clock::System.now();
    let mut show = |name: &str, count: Count| {
        writeln!(out, "<li>{name} {} {}</li>", count.all, count.late).unwrap()
    };
    show("mine", queues::count(conn, &Queue::Mine, &actor, now)?);
    if actor.in_customer_relations() {
        show("inbox", inbox::waiting(conn, &actor, now)?);
    }
    if !actor.leads.is_empty() {
        show(
            "assign",
            queues::count(conn, &Queue::ToAssign(actor.leads.clone()), &actor, now)?,
        );
    }
    show("stage 2", queues::stage_2_count(conn, &actor, now)?);
    Ok(actor)
}
