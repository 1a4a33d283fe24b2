//! The figures above the inbox: how much waits, and how often the published promise is kept.
use super::{Due, Filter, Tab, Window, of, waiting_refusals};
use crate::mail::{self, MailState};
use crate::queues::is_late;
use crate::reports::is_judged;
use crate::schema::{clocks, complaints};
use crate::sight::about;
use crate::{Connection, Result, Word, stored};
use chrono::{DateTime, Days, Utc};
use diesel::dsl::{case_when, count, count_star};
use diesel::prelude::*;
use procedure::Actor;
use procedure::vocabulary::{Channel, Promise};

/// Days that "in time" looks back.
const LOOK_BACK: u64 = 28;

/// Counts for one person at one moment; complaints about them are in none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// All of the first tab, complaints and new mail: due before now.
    pub overdue: i64,
    /// From now to midnight in London.
    pub due_today: i64,
    pub due_later: i64,
    pub on_the_spot: i64,
    pub executives: i64,
    /// Acknowledged, and still or again with Customer Relations.
    pub with_no_area: i64,
    pub unsent: i64,
    pub refusals: i64,
    pub replies: i64,
    pub machine: i64,
    pub not_complaints: i64,
    /// Acknowledgements of the last 28 days that have left or whose date was missed, and how many of them left in time.
    pub acknowledged: i64,
    pub in_time: i64,
}

impl Figures {
    /// How many a tab holds.
    pub fn of(&self, tab: Tab) -> i64 {
        match tab {
            Tab::Triage => self.overdue + self.due_today + self.due_later,
            Tab::OnTheSpot => self.on_the_spot,
            Tab::Executives => self.executives,
            Tab::Acknowledged => self.with_no_area,
            Tab::Unsent => self.unsent,
            Tab::Refusals => self.refusals,
            Tab::Replies => self.replies,
            Tab::Machine => self.machine,
            Tab::NotComplaints => self.not_complaints,
        }
    }
    /// Whole per cent in time; none when nothing was acknowledged.
    pub fn percent_in_time(&self) -> Option<i64> {
        (self.acknowledged > 0).then(|| self.in_time * 100 / self.acknowledged)
    }
}

/// All of them.
pub fn figures(conn: &mut Connection, actor: &Actor, now: DateTime<Utc>) -> Result<Figures> {
    let triage = triage(conn, actor, now)?;
    let mut mail = |due: Due| mail::waiting_within(conn, due.window(now));
    let (overdue, due_today, due_later) =
        (mail(Due::Overdue)?, mail(Due::Today)?, mail(Due::Later)?);
    let (in_time, acknowledged) = kept(conn, actor, now)?;
    Ok(Figures {
        overdue: triage.overdue + overdue,
        due_today: triage.due_today + due_today,
        due_later: triage.due_later + due_later,
        on_the_spot: of((Tab::OnTheSpot, Filter::default()), actor)
            .count()
            .get_result(conn)?,
        unsent: super::unsent::count(conn, actor, now)?,
        refusals: waiting_refusals(actor).count().get_result(conn)?,
        replies: super::replies::count(conn, actor)?,
        machine: mail::waiting(conn, MailState::Machine)?,
        not_complaints: mail::waiting(conn, MailState::NotComplaint)?,
        acknowledged,
        in_time,
        ..triage
    })
}

#[derive(Queryable)]
struct Triaged {
    overdue: i64,
    due_today: i64,
    due_later: i64,
    with_no_area: i64,
    executives: i64,
}

/// What is counted of the complaints to triage, in one pass over them.
fn triage(conn: &mut Connection, actor: &Actor, now: DateTime<Utc>) -> Result<Figures> {
    use complaints as c;
    let id = c::id.nullable();
    let Window { until, .. } = Due::Today.window(now);
    let from = stored(now);
    let executive = Word(Channel::ExecutiveOrBoard);
    let counted: Triaged = of((Tab::Triage, Filter::default()), actor)
        .select((
            count(case_when(is_late(from), id)),
            count(case_when(c::due_at.ge(from).and(c::due_at.lt(until)), id)),
            count(case_when(c::due_at.ge(until), id)),
            count(case_when(c::acknowledged_at.is_not_null(), id)),
            count(case_when(c::channel.eq(executive), id)),
        ))
        .get_result(conn)?;
    Ok(Figures {
        overdue: counted.overdue,
        due_today: counted.due_today,
        due_later: counted.due_later,
        executives: counted.executives,
        with_no_area: counted.with_no_area,
        ..Figures::default()
    })
}

/// (in time, all) of the acknowledgements of the last four weeks: those that left, and those that were owed no longer
/// when their date had passed. A complaint resolved on the spot, withdrawn or refused by its date was never owed one.
fn kept(conn: &mut Connection, actor: &Actor, now: DateTime<Utc>) -> Result<(i64, i64)> {
    let since = stored(now - Days::new(LOOK_BACK));
    let rows = clocks::table
        .filter(clocks::promise.eq(Word(Promise::Acknowledge)))
        .filter(clocks::stopped_at.ge(since))
        .filter(is_judged())
        .filter(clocks::complaint_id.ne_all(about(actor.id)))
        .group_by(clocks::in_time)
        .select((clocks::in_time, count_star()))
        .load::<(Option<bool>, i64)>(conn)?;
    let all = rows.iter().map(|(_, n)| n).sum();
    let in_time = rows
        .iter()
        .filter(|(kept, _)| *kept == Some(true))
        .map(|(_, n)| n)
        .sum();
    Ok((in_time, all))
}
