//! The second stage as a board: who decides, what stage 1 found, what is with the Independent Assessor.
use super::queues::{self, Cursor, Queue, QueueRow};
use super::schema::{
    assessor_referrals, clocks, complaints, escalations, people, recommendations, stages,
};
use super::sight::{Ids, seen};
use super::unreadable::{Day, Instant, Listed, Marks, Unreadable};
use super::{Connection, Result, Word, stored};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use procedure::Actor;
use procedure::vocabulary::{Outcome, Promise, ReferralTiming, Role, Stage};
use std::collections::HashMap;

/// The views of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Stage 2, asked for; the final response has not left.
    Open,
    /// Of those, the ones past their date.
    Overdue,
    /// Of those, the ones nobody was chosen for.
    ToChoose,
    /// Answered at stage 1: theirs to accept or escalate.
    Answered,
    /// The final response has left.
    FinalResponse,
    /// Referred to the Independent Assessor, who has not concluded, or with a recommendation not yet settled (rule 66).
    Assessor,
}

impl View {
    pub const ALL: &'static [Self] = &[
        Self::Open,
        Self::Overdue,
        Self::ToChoose,
        Self::Answered,
        Self::FinalResponse,
        Self::Assessor,
    ];
    fn query<'a>(self, actor: &Actor, now: DateTime<Utc>) -> Ids<'a> {
        match self {
            Self::Overdue => Self::Open
                .query(actor, now)
                .filter(queues::is_late(stored(now))),
            Self::Open => queues::at_stage_2(actor),
            Self::ToChoose => Queue::ToChoose.query(actor),
            Self::Answered => Queue::Answered.query(actor),
            Self::FinalResponse => Queue::FinalResponse.query(actor),
            Self::Assessor => with_the_assessor(actor),
        }
    }
}

/// Chosen by id from the few referrals there are: asking each complaint whether it has one reads them all.
fn with_the_assessor<'a>(actor: &Actor) -> Ids<'a> {
    let open = assessor_referrals::table
        .filter(assessor_referrals::concluded_on.is_null())
        .filter(assessor_referrals::timing.ne(Word(ReferralTiming::Premature)))
        .select(assessor_referrals::complaint_id);
    // What came too early waits for us, until our own procedure has ended (rule 63).
    let early = assessor_referrals::table
        .filter(assessor_referrals::concluded_on.is_null())
        .filter(assessor_referrals::timing.eq(Word(ReferralTiming::Premature)))
        .select(assessor_referrals::complaint_id);
    let ended = [Word(Stage::FinalResponse), Word(Stage::Closed)];
    let waits_for_us = complaints::id
        .eq_any(early)
        .and(complaints::stage.ne_all(ended));
    let to_settle = recommendations::accepted
        .is_null()
        .nullable()
        .or(recommendations::accepted.eq(true));
    let unsettled = recommendations::table
        .inner_join(
            assessor_referrals::table.on(recommendations::referral_id.eq(assessor_referrals::id)),
        )
        .filter(recommendations::done_on.is_null())
        .filter(to_settle)
        .select(assessor_referrals::complaint_id);
    let referred = complaints::id
        .eq_any(open)
        .or(complaints::id.eq_any(unsettled))
        .or(waits_for_us);
    seen(complaints::table.into_boxed().filter(referred), actor)
}

/// How many are in a view.
pub fn count(conn: &mut Connection, view: View, actor: &Actor, now: DateTime<Utc>) -> Result<i64> {
    Ok(view.query(actor, now).count().get_result(conn)?)
}

/// One page of a view: what is urgent or at risk first, then by the date owed, or, where nothing is owed by us, in the
/// order they came.
pub fn page(
    conn: &mut Connection,
    (view, now): (View, DateTime<Utc>),
    actor: &Actor,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<QueueRow>> {
    let query = view.query(actor, now);
    if !matches!(view, View::FinalResponse | View::Assessor) {
        return queues::page_of(conn, query, after, limit);
    }
    let (priority, after) = after.map_or((0, 0), |cursor| (cursor.priority, cursor.id));
    let ids = query
        .filter(complaints::priority.ge(priority))
        .filter(
            complaints::priority
                .gt(priority)
                .or(complaints::id.gt(after)),
        )
        .order((complaints::priority, complaints::id))
        .select(complaints::id)
        .limit(limit)
        .load::<i64>(conn)?;
    queues::rows(conn, &ids)
}

/// What a row of the board says besides its complaint.
#[derive(Debug, Clone, Default)]
pub struct Besides {
    /// Something of it cannot be read, so that what is missing here may be there.
    pub in_part: bool,
    pub stage_1: Option<Stage1>,
    pub asked: Option<Asked>,
    pub reviewer: Option<Reviewer>,
    pub referral: Option<ReferralRow>,
    pub final_at: Option<DateTime<Utc>>,
    pub assessor_last_date: Option<NaiveDate>,
}

/// How the first stage ended.
#[derive(Debug, Clone)]
pub struct Stage1 {
    pub outcome: Option<Outcome>,
    pub by: String,
    pub at: Option<DateTime<Utc>>,
}

/// The request for the second.
#[derive(Debug, Clone)]
pub struct Asked {
    pub at: Option<DateTime<Utc>>,
    /// In their words; empty when they gave no reasons, and none may be asked (rule 51).
    pub unhappy_about: String,
    pub no_response: bool,
}

#[derive(Debug, Clone)]
pub struct Reviewer {
    pub name: String,
    /// None when the word for it is none of the closed list.
    pub role: Option<Role>,
}

/// The latest referral of a complaint.
#[derive(Debug, Clone)]
pub struct ReferralRow {
    pub received_on: Option<NaiveDate>,
    /// None when the word for it is none of the closed list.
    pub timing: Option<ReferralTiming>,
    pub papers_asked_on: Option<NaiveDate>,
    pub papers_sent_on: Option<NaiveDate>,
    pub concluded_on: Option<NaiveDate>,
    pub report_due: Option<NaiveDate>,
    pub chased_on: Option<NaiveDate>,
    /// When the Assessor is asked how the report goes.
    pub chase_on: Option<NaiveDate>,
    /// When the papers are due, while that runs: (started, due).
    pub papers_due: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

impl ReferralRow {
    /// A stage of ours was open when it came, and the Assessor has not reported (rule 63).
    pub fn is_too_early(&self) -> bool {
        self.timing == Some(ReferralTiming::Premature) && self.concluded_on.is_none()
    }
    /// When the Assessor is asked how the report goes, while it is waited for (rule 65).
    pub fn to_chase_on(&self) -> Option<NaiveDate> {
        self.chase_on
            .filter(|_| self.papers_sent_on.is_some() && self.concluded_on.is_none())
    }
}

/// The facts of some complaints already chosen by what the person may see: one query a kind, however many.
pub fn facts(
    conn: &mut Connection,
    ids: &[i64],
    unreadable: &mut Unreadable,
) -> Result<HashMap<i64, Besides>> {
    let mut missing = Unreadable::default();
    let stage_1 = missing.part("what stage 1 found", stage_1(conn, ids))?;
    let asked = missing.part("why stage 2 was asked for", asked(conn, ids))?;
    let reviewers = missing.part("the reviewers", reviewers(conn, ids))?;
    let referrals = missing.part("the referrals", referrals(conn, ids))?;
    let start = Besides {
        in_part: !missing.is_empty(),
        ..Besides::default()
    };
    let mut found: HashMap<i64, Besides> = ids.iter().map(|id| (*id, start.clone())).collect();
    for (id, row) in stage_1 {
        found.entry(id).or_default().stage_1 = Some(row);
    }
    for (id, row) in asked {
        found.entry(id).or_default().asked = Some(row);
    }
    for row in reviewers {
        let facts = found.entry(row.id).or_default();
        facts.reviewer = row.decider.map(|decider| Reviewer {
            name: decider.name,
            role: decider.role.known(),
        });
        facts.final_at = row.final_at.known().map(|at| at.and_utc());
        facts.assessor_last_date = row.assessor_last_date.known();
    }
    for (id, row) in referrals {
        found.entry(id).or_default().referral = Some(row);
    }
    for words in missing.into_words() {
        unreadable.note(words);
    }
    Ok(found)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = stages)]
struct Stage1Row {
    complaint_id: i64,
    outcome: Listed<Outcome>,
    #[diesel(select_expression = people::name.nullable())]
    by: Option<String>,
    answered_at: Instant,
}

fn stage_1(conn: &mut Connection, ids: &[i64]) -> Result<Vec<(i64, Stage1)>> {
    Ok(stages::table
        .left_join(people::table.on(stages::responder_id.eq(people::id.nullable())))
        .filter(stages::complaint_id.eq_any(ids.to_vec()))
        .filter(stages::number.eq(1))
        .select(Stage1Row::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| {
            let mut marks = Marks::of("stages", row.complaint_id);
            let stage_1 = Stage1 {
                outcome: marks.listed("outcome", row.outcome),
                by: row.by.unwrap_or_default(),
                at: marks.instant("date", row.answered_at),
            };
            marks.done();
            (row.complaint_id, stage_1)
        })
        .collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = escalations)]
struct AskedRow {
    complaint_id: i64,
    requested_at: Instant,
    unhappy_about: String,
    no_response: bool,
}

fn asked(conn: &mut Connection, ids: &[i64]) -> Result<Vec<(i64, Asked)>> {
    Ok(escalations::table
        .filter(escalations::complaint_id.eq_any(ids.to_vec()))
        .select(AskedRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| {
            let asked = Asked {
                at: row.requested_at.known().map(|at| at.and_utc()),
                unhappy_about: row.unhappy_about,
                no_response: row.no_response,
            };
            (row.complaint_id, asked)
        })
        .collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = people)]
struct Decider {
    name: String,
    role: Listed<Role>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = complaints)]
struct ReviewerRow {
    id: i64,
    /// None before somebody was chosen.
    #[diesel(embed)]
    decider: Option<Decider>,
    final_at: Instant,
    assessor_last_date: Day,
}

fn reviewers(conn: &mut Connection, ids: &[i64]) -> Result<Vec<ReviewerRow>> {
    Ok(complaints::table
        .left_join(people::table.on(complaints::decider_id.eq(people::id.nullable())))
        .filter(complaints::id.eq_any(ids.to_vec()))
        .select(ReviewerRow::as_select())
        .load(conn)?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = clocks)]
struct PapersClock {
    complaint_id: i64,
    started_at: Instant,
    due_at: Instant,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = assessor_referrals)]
struct ReferralColumns {
    complaint_id: i64,
    received_on: Day,
    timing: Listed<ReferralTiming>,
    papers_asked_on: Day,
    papers_sent_on: Day,
    concluded_on: Day,
    report_due: Day,
    chased_on: Day,
    chase_on: Day,
}

fn referrals(conn: &mut Connection, ids: &[i64]) -> Result<Vec<(i64, ReferralRow)>> {
    use assessor_referrals as r;
    let running: HashMap<i64, _> = clocks::table
        .filter(clocks::complaint_id.eq_any(ids.to_vec()))
        .filter(clocks::promise.eq(Word(Promise::SendToAssessor)))
        .filter(clocks::stopped_at.is_null())
        .order(clocks::id)
        .select(PapersClock::as_select())
        .load(conn)?
        .into_iter()
        .filter_map(|clock| {
            let (from, due) = (clock.started_at.known()?, clock.due_at.known()?);
            let papers_due = (from.and_utc(), due.and_utc());
            Some((clock.complaint_id, papers_due))
        })
        .collect();
    // In the order they came, so that the latest is the one kept.
    Ok(r::table
        .filter(r::complaint_id.eq_any(ids.to_vec()))
        .order(r::id)
        .select(ReferralColumns::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| {
            let mut marks = Marks::of("assessor_referrals", row.complaint_id);
            let referral = ReferralRow {
                received_on: marks.day("received date", row.received_on),
                timing: marks.listed("timing", row.timing),
                papers_asked_on: row.papers_asked_on.known(),
                papers_sent_on: row.papers_sent_on.known(),
                concluded_on: row.concluded_on.known(),
                report_due: row.report_due.known(),
                chased_on: row.chased_on.known(),
                chase_on: row.chase_on.known().or(row.report_due.known()),
                papers_due: running.get(&row.complaint_id).copied(),
            };
            marks.done();
            (row.complaint_id, referral)
        })
        .collect())
}
