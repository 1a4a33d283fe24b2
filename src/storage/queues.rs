//! Rows for lists: one indexed query for the ids a person may see, one for what the rows show.
use super::restrictions::live::{self, Days};
use super::schema::{areas, complainants, complaints, people, subjects};
use super::{Backend, Connection, Result, stored, word};
use crate::procedure::vocabulary::{Channel, Closure, LetterFormat, Outcome, ReplyChannel, Stage};
use crate::procedure::{Actor, AreaId, Reference};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::dsl::{case_when, count_star, exists, not};
use diesel::prelude::*;

/// One row of any list of complaints.
#[derive(Debug, Clone)]
pub struct QueueRow {
    pub id: i64,
    pub reference: Reference,
    pub version: i64,
    pub stage: Stage,
    pub closure: Option<Closure>,
    pub outcome: Option<Outcome>,
    pub urgent: bool,
    pub name: String,
    pub summary: String,
    pub channel: Channel,
    pub received_at: DateTime<Utc>,
    /// The executive or Board member it was addressed to; usually empty.
    pub addressed_to: String,
    pub latest_event: Option<NaiveDate>,
    pub first_raised: NaiveDate,
    pub due_from: Option<DateTime<Utc>>,
    pub due_at: Option<DateTime<Utc>>,
    pub warn_at: Option<DateTime<Utc>>,
    pub update_due_at: Option<DateTime<Utc>>,
    pub acknowledged_at: Option<DateTime<Utc>>,
    pub hand_backs: i32,
    pub letter_format: LetterFormat,
    pub reply_channel: ReplyChannel,
    pub needs: String,
    pub area: Option<AreaId>,
    pub area_name: String,
    pub likely_area: Option<i64>,
    /// Who holds it now: owner, assignee or decider.
    pub holder: Option<i64>,
    pub holder_name: String,
    /// Restrictions of the complainant that were agreed and not lifted: first and last days.
    pub restrictions: Vec<Days>,
}

/// Where a page of a queue ends: the next begins after it. `due` is None at the end of those with a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub priority: i32,
    pub due: Option<NaiveDateTime>,
    pub id: i64,
}

impl QueueRow {
    /// The complainant is restricted on this day: read with care, and on its merits (rule 84).
    pub fn is_restricted(&self, today: &NaiveDate) -> bool {
        let within = |(from, until): &Days| from <= today && today <= until;
        self.restrictions.iter().any(within)
    }
    pub fn cursor(&self) -> Cursor {
        Cursor {
            priority: i32::from(!self.urgent),
            due: self.due_at.map(stored),
            id: self.id,
        }
    }
}

pub(super) type Ids<'a> = complaints::BoxedQuery<'a, Backend>;

/// The mentions of one person in the complaint at hand.
#[diesel::dsl::auto_type(no_type_alias)]
pub(in crate::storage) fn mentions(person: i64) -> _ {
    subjects::table
        .filter(subjects::complaint_id.eq(complaints::id))
        .filter(subjects::person_id.eq(person))
}

/// The wall in SQL: a person complained about does not see, count or find the complaint.
pub(super) fn walled<'a>(query: Ids<'a>, actor: &Actor) -> Ids<'a> {
    query.filter(not(exists(mentions(actor.id.0))))
}

/// Which queue. The order of each is urgent first, then the date owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Queue {
    /// With an area, nobody assigned.
    ToAssign(Vec<AreaId>),
    /// With an area, assigned and being answered.
    WithArea(Vec<AreaId>),
    /// Held by the person asking.
    Mine,
    /// Stage 2: nobody chosen yet.
    ToChoose,
    /// Stage 2: with somebody.
    InReview,
    /// Final response out, not closed.
    FinalResponse,
    /// Answered at stage 1, theirs to accept or escalate.
    Answered,
    OnTheSpot,
}

impl Queue {
    /// The rows of this queue, for this person, before order and page.
    pub(super) fn query<'a>(&self, actor: &Actor) -> Ids<'a> {
        let all = walled(complaints::table.into_boxed(), actor);
        let at = |stage: Stage| complaints::stage.eq(stage.as_str());
        let in_areas = |areas: &[AreaId]| areas.iter().map(|a| Some(a.0)).collect::<Vec<_>>();
        match self {
            Self::OnTheSpot => all.filter(at(Stage::OnTheSpot)),
            Self::ToAssign(areas) => all
                .filter(at(Stage::Assignment))
                .filter(complaints::area_id.eq_any(in_areas(areas))),
            Self::WithArea(areas) => all
                .filter(at(Stage::Investigation))
                .filter(complaints::area_id.eq_any(in_areas(areas))),
            Self::Mine => all.filter(complaints::holder_id.eq(actor.id.0)),
            Self::ToChoose => seen_at_stage_2(all.filter(at(Stage::Escalated)), actor),
            Self::InReview => seen_at_stage_2(all.filter(at(Stage::FinalReview)), actor),
            Self::FinalResponse => seen_at_stage_2(all.filter(at(Stage::FinalResponse)), actor),
            Self::Answered => seen_at_stage_2(all.filter(at(Stage::Answered)), actor),
        }
    }
}

/// Stage 2 queues hold every area's complaints: those who do not see them all see their own.
pub(super) fn seen_at_stage_2<'a>(query: Ids<'a>, actor: &Actor) -> Ids<'a> {
    use crate::procedure::vocabulary::Role;
    if actor.in_customer_relations() || actor.role == Role::SeniorLeader {
        return query;
    }
    let led: Vec<Option<i64>> = actor.leads.iter().map(|a| Some(a.0)).collect();
    let me = actor.id.0;
    query.filter(
        complaints::decider_id
            .eq(me)
            .or(complaints::assignee_id.eq(me))
            .or(complaints::entered_by.nullable().eq(me))
            .or(complaints::area_id.eq_any(led)),
    )
}

/// One page of a queue, most urgent first, after a cursor.
///
/// # Errors
/// The queries'.
pub fn page(
    conn: &mut Connection,
    queue: &Queue,
    actor: &Actor,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<QueueRow>> {
    page_of(conn, queue.query(actor), after, limit)
}

/// One page of any question about complaints, in the order of a queue.
pub(super) fn page_of(
    conn: &mut Connection,
    mut query: Ids<'_>,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<QueueRow>> {
    if let Some(Cursor { priority, due, id }) = after {
        let later = complaints::due_at
            .gt(due)
            .or(complaints::due_at.eq(due).and(complaints::id.gt(id)));
        query = query
            .filter(complaints::priority.ge(priority))
            .filter(complaints::priority.nullable().gt(priority).or(later));
    }
    let ids = query
        .order((complaints::priority, complaints::due_at, complaints::id))
        .select(complaints::id)
        .limit(limit)
        .load::<i64>(conn)?;
    rows(conn, &ids)
}

/// How many are in a queue, and how many of them are past their date.
///
/// # Errors
/// The queries'.
pub fn count(
    conn: &mut Connection,
    queue: &Queue,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Count> {
    count_of(conn, queue.query(actor), now)
}

/// Both figures of any question about complaints, in one pass.
pub(super) fn count_of(conn: &mut Connection, query: Ids<'_>, now: DateTime<Utc>) -> Result<Count> {
    let late = case_when(
        complaints::due_at.lt(stored(now)),
        complaints::id.nullable(),
    );
    let (all, late) = query
        .select((count_star(), diesel::dsl::count(late)))
        .get_result::<(i64, i64)>(conn)?;
    Ok(Count { all, late })
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub all: i64,
    pub late: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = complaints)]
struct Row {
    id: i64,
    reference: String,
    version: i64,
    stage: String,
    closure: Option<String>,
    outcome: Option<String>,
    priority: i32,
    summary: String,
    channel: String,
    received_at: NaiveDateTime,
    addressed_to: String,
    latest_event: Option<NaiveDate>,
    first_raised: NaiveDate,
    due_from: Option<NaiveDateTime>,
    due_at: Option<NaiveDateTime>,
    warn_at: Option<NaiveDateTime>,
    update_due_at: Option<NaiveDateTime>,
    acknowledged_at: Option<NaiveDateTime>,
    hand_backs: i32,
    area_id: Option<i64>,
    likely_area_id: Option<i64>,
    holder_id: Option<i64>,
    complainant_id: i64,
}

type Joined = (
    Row,
    String,
    String,
    String,
    String,
    Option<String>,
    Option<String>,
);

/// What the rows of some complaints show, in the order of the ids. The ids were already chosen by what
/// the person may see.
pub(super) fn rows(conn: &mut Connection, ids: &[i64]) -> Result<Vec<QueueRow>> {
    let mut found = complaints::table
        .inner_join(complainants::table)
        .left_join(areas::table.on(complaints::area_id.eq(areas::id.nullable())))
        .left_join(people::table.on(complaints::holder_id.eq(people::id.nullable())))
        .filter(complaints::id.eq_any(ids.to_vec()))
        .select((
            Row::as_select(),
            complainants::name,
            complainants::letter_format,
            complainants::reply_channel,
            complainants::needs,
            areas::name.nullable(),
            people::name.nullable(),
        ))
        .load::<Joined>(conn)?;
    found.sort_by_key(|joined| ids.iter().position(|id| *id == joined.0.id));
    let people: Vec<i64> = found.iter().map(|joined| joined.0.complainant_id).collect();
    let restricted = live::of_complainants(conn, &people)?;
    let of = |joined: &Joined| restricted.get(&joined.0.complainant_id).cloned();
    found
        .into_iter()
        .map(|joined| {
            let restrictions = of(&joined).unwrap_or_default();
            row(joined, restrictions)
        })
        .collect()
}

fn row(
    (row, name, format, reply, needs, area_name, holder_name): Joined,
    restrictions: Vec<Days>,
) -> Result<QueueRow> {
    let utc = |at: Option<NaiveDateTime>| at.map(|at| at.and_utc());
    Ok(QueueRow {
        id: row.id,
        reference: Reference::parse(&row.reference)
            .ok_or(super::StorageError::Corrupt(row.reference))?,
        version: row.version,
        stage: word(Stage::parse, &row.stage)?,
        closure: row.closure.map(|w| word(Closure::parse, &w)).transpose()?,
        outcome: row.outcome.map(|w| word(Outcome::parse, &w)).transpose()?,
        urgent: row.priority == 0,
        name,
        summary: row.summary,
        channel: word(Channel::parse, &row.channel)?,
        received_at: row.received_at.and_utc(),
        addressed_to: row.addressed_to,
        latest_event: row.latest_event,
        first_raised: row.first_raised,
        due_from: utc(row.due_from),
        due_at: utc(row.due_at),
        warn_at: utc(row.warn_at),
        update_due_at: utc(row.update_due_at),
        acknowledged_at: utc(row.acknowledged_at),
        hand_backs: row.hand_backs,
        letter_format: word(LetterFormat::parse, &format)?,
        reply_channel: word(ReplyChannel::parse, &reply)?,
        needs,
        area: row.area_id.map(AreaId),
        area_name: area_name.unwrap_or_default(),
        likely_area: row.likely_area_id,
        holder: row.holder_id,
        holder_name: holder_name.unwrap_or_default(),
        restrictions,
    })
}

/// Stage 2 as the rail counts it: to choose who decides, and being decided.
///
/// # Errors
/// The queries'.
pub fn stage_2_count(conn: &mut Connection, actor: &Actor, now: DateTime<Utc>) -> Result<Count> {
    let mut total = count(conn, &Queue::InReview, actor, now)?;
    let to_choose = count(conn, &Queue::ToChoose, actor, now)?;
    total.all += to_choose.all;
    total.late += to_choose.late;
    Ok(total)
}
