//! The second stage as a board: who decides, what stage 1 found, what is with the Independent Assessor.
use super::queues::{self, Cursor, Ids, Queue, QueueRow};
use super::schema::{
    assessor_referrals, clocks, complaints, escalations, people, recommendations, stages,
};
use super::sight::seen;
use super::unreadable::{Day, Instant, Marks, Unreadable};
use super::{Connection, Result, stored};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use procedure::Actor;
use procedure::vocabulary::{Outcome, Promise, ReferralTiming, Role, Stage};
use std::collections::HashMap;

/// The views of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Stage 2, asked for and not yet answered.
    Open,
    /// Of those, the ones past their date.
    Overdue,
    /// Of those, the ones nobody was chosen for.
    ToChoose,
    /// Answered at stage 1: theirs to accept or escalate.
    Answered,
    /// The final response is out.
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
            Self::Open => {
                let stages = Stage::ALL.iter().filter(|stage| stage.is_stage_2());
                let open = stages.map(|stage| stage.as_str());
                let all = complaints::table.into_boxed();
                seen(all.filter(complaints::stage.eq_any(open)), actor)
            }
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
        .select(assessor_referrals::complaint_id);
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
        .or(complaints::id.eq_any(unsettled));
    seen(complaints::table.into_boxed().filter(referred), actor)
}

/// How many are in a view.
///
/// # Errors
/// The query's.
pub fn count(conn: &mut Connection, view: View, actor: &Actor, now: DateTime<Utc>) -> Result<i64> {
    Ok(view.query(actor, now).count().get_result(conn)?)
}

/// One page of a view: by the date owed, or, where nothing is owed by us, in the order they came.
///
/// # Errors
/// The queries'.
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
    let after = after.map_or(0, |cursor| cursor.id);
    let ids = query
        .filter(complaints::id.gt(after))
        .order(complaints::id)
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
    /// When the papers are due, while that runs: (started, due, warn).
    pub papers_due: Option<(DateTime<Utc>, DateTime<Utc>, DateTime<Utc>)>,
}

/// The facts of some complaints already chosen by what the person may see: one query a kind, however many.
///
/// # Errors
/// The queries'.
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
    for (id, reviewer, final_at, last) in reviewers {
        let facts = found.entry(id).or_default();
        (facts.reviewer, facts.final_at, facts.assessor_last_date) = (reviewer, final_at, last);
    }
    for (id, row) in referrals {
        found.entry(id).or_default().referral = Some(row);
    }
    for words in missing.into_words() {
        unreadable.note(words);
    }
    Ok(found)
}

type Stage1Row = (i64, Option<String>, Option<String>, Instant);

fn stage_1(conn: &mut Connection, ids: &[i64]) -> Result<Vec<(i64, Stage1)>> {
    Ok(stages::table
        .left_join(people::table.on(stages::responder_id.eq(people::id.nullable())))
        .filter(stages::complaint_id.eq_any(ids.to_vec()))
        .filter(stages::number.eq(1))
        .select((
            stages::complaint_id,
            stages::outcome,
            people::name.nullable(),
            stages::answered_at,
        ))
        .load::<Stage1Row>(conn)?
        .into_iter()
        .map(|(id, outcome, by, at)| {
            let mut marks = Marks::of("stages", id);
            let row = Stage1 {
                outcome: outcome.and_then(|w| marks.word("outcome", Outcome::parse, &w)),
                by: by.unwrap_or_default(),
                at: marks.instant("date", at),
            };
            marks.done();
            (id, row)
        })
        .collect())
}

fn asked(conn: &mut Connection, ids: &[i64]) -> Result<Vec<(i64, Asked)>> {
    use escalations as e;
    Ok(e::table
        .filter(e::complaint_id.eq_any(ids.to_vec()))
        .select((
            e::complaint_id,
            e::requested_at,
            e::unhappy_about,
            e::no_response,
        ))
        .load::<(i64, Instant, String, bool)>(conn)?
        .into_iter()
        .map(|(id, at, unhappy_about, no_response)| {
            let at = at.known().map(|at| at.and_utc());
            (
                id,
                Asked {
                    at,
                    unhappy_about,
                    no_response,
                },
            )
        })
        .collect())
}

type ReviewerRow = (
    i64,
    Option<Reviewer>,
    Option<DateTime<Utc>>,
    Option<NaiveDate>,
);
type ReviewerJoin = (i64, Option<String>, Option<String>, Instant, Day);

fn reviewers(conn: &mut Connection, ids: &[i64]) -> Result<Vec<ReviewerRow>> {
    Ok(complaints::table
        .left_join(people::table.on(complaints::decider_id.eq(people::id.nullable())))
        .filter(complaints::id.eq_any(ids.to_vec()))
        .select((
            complaints::id,
            people::name.nullable(),
            people::role.nullable(),
            complaints::final_at,
            complaints::assessor_last_date,
        ))
        .load::<ReviewerJoin>(conn)?
        .into_iter()
        .map(|(id, name, role, final_at, last)| {
            let role = role.as_deref().and_then(Role::parse);
            let reviewer = name.map(|name| Reviewer { name, role });
            let final_at = final_at.known().map(|at| at.and_utc());
            (id, reviewer, final_at, last.known())
        })
        .collect())
}

type ReferralColumns = (i64, Day, String, Day, Day, Day);

fn referrals(conn: &mut Connection, ids: &[i64]) -> Result<Vec<(i64, ReferralRow)>> {
    use assessor_referrals as r;
    let running: HashMap<i64, _> = clocks::table
        .filter(clocks::complaint_id.eq_any(ids.to_vec()))
        .filter(clocks::promise.eq(Promise::SendToAssessor.as_str()))
        .filter(clocks::stopped_at.is_null())
        .order(clocks::id)
        .select((
            clocks::complaint_id,
            (clocks::started_at, clocks::due_at, clocks::warn_at),
        ))
        .load::<(i64, (Instant, Instant, Instant))>(conn)?
        .into_iter()
        .filter_map(|(id, (from, due, warn))| {
            let (from, due, warn) = (from.known()?, due.known()?, warn.known()?);
            Some((id, (from.and_utc(), due.and_utc(), warn.and_utc())))
        })
        .collect();
    // In the order they came, so that the latest is the one kept.
    Ok(r::table
        .filter(r::complaint_id.eq_any(ids.to_vec()))
        .order(r::id)
        .select((
            r::complaint_id,
            r::received_on,
            r::timing,
            r::papers_asked_on,
            r::papers_sent_on,
            r::concluded_on,
        ))
        .load::<ReferralColumns>(conn)?
        .into_iter()
        .map(
            |(id, received_on, timing, papers_asked_on, papers_sent_on, concluded_on)| {
                let mut marks = Marks::of("assessor_referrals", id);
                let row = ReferralRow {
                    received_on: marks.day("received date", received_on),
                    timing: marks.word("timing", ReferralTiming::parse, &timing),
                    papers_asked_on: papers_asked_on.known(),
                    papers_sent_on: papers_sent_on.known(),
                    concluded_on: concluded_on.known(),
                    papers_due: running.get(&id).copied(),
                };
                marks.done();
                (id, row)
            },
        )
        .collect())
}
