//! Rows for lists: one indexed query for the ids a person may see, one for what the rows show.
use super::open_actions;
use super::restrictions::live::{self, Days};
use super::schema::{areas, complainants, complaints, people};
use super::sight::{Ids, seen, walled};
use super::unreadable::{Day, Instant, Listed, Marks, Unreadable, each};
use super::{Connection, Key, Result, Word, stored};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::dsl::{case_when, count_star, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Timestamp};
use procedure::clocks::always_owes;
use procedure::complaint::HAND_BACKS_THEN_EXECUTIVE;
use procedure::vocabulary::{
    Channel, Closure, LetterFormat, Outcome, Promise, ReplyChannel, Stage,
};
use procedure::{Actor, AreaId, PersonId, Reference};

/// One row of any list of complaints. A word that its closed list does not know is none.
#[derive(Debug, Clone)]
pub struct QueueRow {
    pub id: i64,
    pub reference: Reference,
    pub version: i64,
    pub stage: Option<Stage>,
    pub closure: Option<Closure>,
    pub outcome: Option<Outcome>,
    /// Urgent or at risk: it stands first.
    pub urgent: bool,
    pub at_risk: bool,
    pub name: String,
    pub summary: String,
    pub channel: Option<Channel>,
    pub received_at: Option<DateTime<Utc>>,
    /// The executive or Board member it was addressed to; usually empty.
    pub addressed_to: String,
    pub latest_event: Option<NaiveDate>,
    pub first_raised: Option<NaiveDate>,
    /// What is due then.
    pub promise: Option<Promise>,
    pub due_from: Option<DateTime<Utc>>,
    pub due_at: Option<DateTime<Utc>>,
    pub update_due_at: Option<DateTime<Utc>>,
    /// What was promised in an answer that has left, and is still to be done (rule 45).
    pub open_actions: i64,
    pub acknowledged_at: Option<DateTime<Utc>>,
    pub hand_backs: i32,
    pub letter_format: Option<LetterFormat>,
    pub reply_channel: Option<ReplyChannel>,
    pub needs: String,
    pub area: Option<AreaId>,
    pub area_name: String,
    pub likely_area: Option<AreaId>,
    /// Who holds it now: owner, assignee or decider.
    pub holder: Option<PersonId>,
    pub holder_name: String,
    /// Restrictions of the complainant that were agreed and not lifted: first and last days.
    pub restrictions: Vec<Days>,
    /// What of it cannot be read; usually nothing.
    pub unreadable: Vec<&'static str>,
}

/// What marks what stands first in every list; empty for everything else (rule 9).
pub(super) fn precedence(urgent: bool, at_risk: bool) -> &'static str {
    match (urgent, at_risk) {
        (_, true) => "At risk",
        (true, false) => "Urgent",
        (false, false) => "",
    }
}

/// Where a page of a queue ends: the next begins after it. `due` is None at the end of those with a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub priority: i32,
    pub due: Option<NaiveDateTime>,
    pub id: i64,
}

impl QueueRow {
    /// Handed back twice and with no area: a senior complaint executive decides which one answers.
    pub fn waits_for_an_executive(&self) -> bool {
        let twice = usize::try_from(self.hand_backs).unwrap_or_default();
        self.stage == Some(Stage::Triage)
            && self.area.is_none()
            && twice >= HAND_BACKS_THEN_EXECUTIVE
    }
    /// What marks it in every list; empty when it has no precedence.
    pub fn precedence(&self) -> &'static str {
        precedence(self.urgent, self.at_risk)
    }
    /// The complainant is restricted on this day: read with care, and on its merits (rule 84).
    pub fn is_restricted(&self, today: &NaiveDate) -> bool {
        let within = |(from, until): &Days| from <= today && today <= until;
        self.restrictions.iter().any(within)
    }
    /// Something is owed by a date, and there is none: somebody must look at it.
    pub fn lacks_its_date(&self) -> bool {
        self.due_at.is_none() && self.stage.is_none_or(always_owes)
    }
    /// The letter that ends its stage is written and has not left: what is due is that letter.
    pub fn is_unsent(&self) -> bool {
        match self.stage {
            Some(Stage::Answered) => self.promise == Some(Promise::Respond),
            Some(Stage::FinalResponse) => self.promise == Some(Promise::FinalResponse),
            _ => false,
        }
    }
    /// "Cannot be read: stage, channel"; empty when all of it can.
    pub fn unreadable_words(&self) -> String {
        if self.unreadable.is_empty() {
            return String::new();
        }
        format!("Cannot be read: {}", self.unreadable.join(", "))
    }
    /// Nothing of it could be read: it is no place to go on from.
    pub fn is_lost(&self) -> bool {
        self.unreadable == [WHOLE]
    }
    pub fn cursor(&self) -> Cursor {
        // A date that is none stands behind those that are: the queue goes on there.
        let garbled = self.unreadable.contains(&DUE_DATE);
        Cursor {
            priority: i32::from(!self.urgent),
            due: self.due_at.map(stored).or(garbled.then_some(LAST)),
            id: self.id,
        }
    }
}

/// How a mark names it.
const DUE_DATE: &str = "due date";

/// The last moment that a database keeps.
pub(super) const LAST: NaiveDateTime = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => match day.and_hms_micro_opt(23, 59, 59, 999_999) {
        Some(at) => at,
        None => NaiveDateTime::MAX,
    },
    None => NaiveDateTime::MAX,
};

/// The order of every queue: urgent first, then what has no date, then the soonest due.
pub(super) fn most_urgent_first() -> (
    complaints::priority,
    SqlLiteral<Nullable<Timestamp>>,
    complaints::id,
) {
    let due = sql("complaints.due_at ASC NULLS FIRST");
    (complaints::priority, due, complaints::id)
}

/// Past its date, or without the date that its stage owes: both are somebody's to see to.
#[diesel::dsl::auto_type]
pub(super) fn is_late(now: NaiveDateTime) -> _ {
    let owes_nothing: Vec<Word<Stage>> = owing_nothing();
    let has_none = complaints::due_at
        .is_null()
        .nullable()
        .and(complaints::stage.ne_all(owes_nothing).nullable());
    complaints::due_at.lt(now).or(has_none)
}

/// With somebody to answer at stage 1, or the response is written and has not left.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn being_answered() -> _ {
    let stages: Vec<Word<Stage>> = vec![Word(Stage::Investigation), Word(Stage::Answered)];
    let answered: Word<Stage> = Word(Stage::Answered);
    let respond: Word<Promise> = Word(Promise::Respond);
    complaints::stage.eq_any(stages).nullable().and(
        complaints::stage
            .ne(answered)
            .nullable()
            .or(complaints::due_promise.eq(respond)),
    )
}

/// The second stage was asked for, and the final response has not left.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn open_at_stage_2() -> _ {
    let stages: Vec<Word<Stage>> = stage_2();
    let written: Word<Stage> = Word(Stage::FinalResponse);
    let answer: Word<Promise> = Word(Promise::FinalResponse);
    complaints::stage.eq_any(stages).nullable().and(
        complaints::stage
            .ne(written)
            .nullable()
            .or(complaints::due_promise.eq(answer)),
    )
}

fn stage_2() -> Vec<Word<Stage>> {
    let all = Stage::ALL.iter().copied();
    all.filter(|stage| stage.is_stage_2() || *stage == Stage::FinalResponse)
        .map(Word)
        .collect()
}

/// The letter that ends this stage has left.
#[diesel::dsl::auto_type(no_type_alias)]
fn has_left(stage: Stage, promise: Promise) -> _ {
    let stage: Word<Stage> = Word(stage);
    let promise: Word<Promise> = Word(promise);
    complaints::stage.eq(stage).nullable().and(
        complaints::due_promise
            .is_null()
            .nullable()
            .or(complaints::due_promise.ne(promise)),
    )
}

/// Stages that may promise no date.
fn owing_nothing() -> Vec<Word<Stage>> {
    let all = Stage::ALL
        .iter()
        .copied()
        .filter(|stage| !always_owes(*stage));
    all.map(Word).collect()
}

/// Which queue. The order of each is urgent first, then the date owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Queue {
    /// With an area, nobody assigned.
    ToAssign(Vec<AreaId>),
    /// With an area, assigned and being answered: until the response has left.
    WithArea(Vec<AreaId>),
    /// Held by the person asking.
    Mine,
    /// Stage 2: nobody chosen yet.
    ToChoose,
    /// Stage 2: with somebody, until the final response has left.
    InReview,
    /// The final response has left, not closed.
    FinalResponse,
    /// The stage 1 response has left: theirs to accept or escalate.
    Answered,
    OnTheSpot,
}

impl Queue {
    /// The rows of this queue, for this person, before order and page.
    pub(super) fn query<'a>(&self, actor: &Actor) -> Ids<'a> {
        let every = || complaints::table.into_boxed();
        let all = || walled(every(), actor);
        let at = |stage: Stage| complaints::stage.eq(Word(stage));
        let in_areas = |areas: &[AreaId]| {
            areas
                .iter()
                .map(|area| Some(Key(*area)))
                .collect::<Vec<_>>()
        };
        match self {
            Self::OnTheSpot => all().filter(at(Stage::OnTheSpot)),
            Self::ToAssign(areas) => all()
                .filter(at(Stage::Assignment))
                .filter(complaints::area_id.eq_any(in_areas(areas))),
            Self::WithArea(areas) => all()
                .filter(being_answered())
                .filter(complaints::area_id.eq_any(in_areas(areas))),
            Self::Mine => all().filter(complaints::holder_id.eq(Key(actor.id))),
            // These hold every area's complaints: those who do not see them all see their own.
            Self::ToChoose => seen(every().filter(at(Stage::Escalated)), actor),
            Self::InReview => {
                let open = every().filter(open_at_stage_2());
                seen(
                    open.filter(complaints::stage.ne(Word(Stage::Escalated))),
                    actor,
                )
            }
            Self::FinalResponse => {
                let out = has_left(Stage::FinalResponse, Promise::FinalResponse);
                seen(every().filter(out), actor)
            }
            Self::Answered => {
                let out = has_left(Stage::Answered, Promise::Respond);
                seen(every().filter(out), actor)
            }
        }
    }
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
        query = query.filter(complaints::priority.ge(priority));
        let next = complaints::priority.nullable().gt(priority);
        query = match due {
            Some(due) => {
                let same = complaints::due_at.eq(due).and(complaints::id.gt(id));
                query.filter(next.or(complaints::due_at.gt(due).or(same)))
            }
            // What has no date comes first, and all that have one come after it.
            None => query.filter(
                next.or(complaints::due_at
                    .is_not_null()
                    .or(complaints::id.gt(id))
                    .nullable()),
            ),
        };
    }
    let ids = query
        .order(most_urgent_first())
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
    let late = case_when(is_late(stored(now)), complaints::id.nullable());
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
    stage: Listed<Stage>,
    closure: Listed<Closure>,
    outcome: Listed<Outcome>,
    priority: i32,
    at_risk: bool,
    summary: String,
    channel: Listed<Channel>,
    received_at: Instant,
    addressed_to: String,
    latest_event: Day,
    first_raised: Day,
    due_promise: Listed<Promise>,
    due_from: Instant,
    due_at: Instant,
    update_due_at: Instant,
    acknowledged_at: Instant,
    hand_backs: i32,
    area_id: Option<Key<AreaId>>,
    likely_area_id: Option<Key<AreaId>>,
    holder_id: Option<Key<PersonId>>,
    complainant_id: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = complainants)]
struct Complainant {
    name: String,
    letter_format: Listed<LetterFormat>,
    reply_channel: Listed<ReplyChannel>,
    needs: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = complaints)]
struct Joined {
    #[diesel(embed)]
    row: Row,
    /// None when the complainant cannot be found.
    #[diesel(embed)]
    complainant: Option<Complainant>,
    #[diesel(select_expression = areas::name.nullable())]
    area_name: Option<String>,
    #[diesel(select_expression = people::name.nullable())]
    holder_name: Option<String>,
}

/// What the rows of some complaints show, in the order of the ids. The ids were already chosen by what
/// the person may see. A row that cannot be read at all stands there with its number and nothing else.
pub(super) fn rows(conn: &mut Connection, ids: &[i64]) -> Result<Vec<QueueRow>> {
    let mut lost = Unreadable::default();
    let mut found = each(conn, ("complaint", ids), &mut lost, joined)?;
    found.sort_by_key(|joined| ids.iter().position(|id| *id == joined.row.id));
    let people: Vec<i64> = found
        .iter()
        .map(|joined| joined.row.complainant_id)
        .collect();
    let restricted = live::of_complainants(conn, &people);
    let restricted = lost.part("the restrictions of complainants", restricted)?;
    let mut rows: Vec<QueueRow> = found
        .into_iter()
        .map(|joined| {
            let of = restricted.get(&joined.row.complainant_id).cloned();
            row(joined, of.unwrap_or_default())
        })
        .collect();
    let counted = open_actions::count(conn, &mut rows, ids);
    lost.part("what is still to be done", counted)?;
    for (place, id) in ids.iter().enumerate() {
        if rows.get(place).is_none_or(|row| row.id != *id) {
            rows.insert(place.min(rows.len()), unreadable_row(*id));
        }
    }
    Ok(rows)
}

fn joined(conn: &mut Connection, ids: &[i64]) -> Result<Vec<Joined>> {
    Ok(complaints::table
        .left_join(complainants::table)
        .left_join(areas::table.on(complaints::area_id.eq(areas::id.nullable())))
        .left_join(people::table.on(complaints::holder_id.eq(people::id.nullable())))
        .filter(complaints::id.eq_any(ids.to_vec()))
        .select(Joined::as_select())
        .load(conn)?)
}

fn row(joined: Joined, restrictions: Vec<Days>) -> QueueRow {
    let row = joined.row;
    let mut marks = Marks::of("complaints", row.id);
    let of = joined.complainant.unwrap_or_else(|| {
        marks.lacks("complainant");
        Complainant {
            name: NO_NAME.to_owned(),
            letter_format: Listed::None,
            reply_channel: Listed::None,
            needs: String::new(),
        }
    });
    let mut shown = QueueRow {
        id: row.id,
        reference: Reference::as_stored(row.reference),
        version: row.version,
        stage: marks.listed("stage", row.stage),
        closure: marks.listed("how it closed", row.closure),
        outcome: marks.listed("outcome", row.outcome),
        urgent: row.priority == 0,
        at_risk: row.at_risk,
        name: of.name,
        summary: row.summary,
        channel: marks.listed("channel", row.channel),
        received_at: marks.instant("received date", row.received_at),
        addressed_to: row.addressed_to,
        latest_event: marks.day("latest event", row.latest_event),
        first_raised: marks.day("first raised", row.first_raised),
        promise: marks.listed("what is due", row.due_promise),
        due_from: marks.instant("start of its clock", row.due_from),
        due_at: marks.instant(DUE_DATE, row.due_at),
        update_due_at: marks.instant("update date", row.update_due_at),
        open_actions: 0,
        acknowledged_at: marks.instant("acknowledged date", row.acknowledged_at),
        hand_backs: row.hand_backs,
        letter_format: marks.listed("letter format", of.letter_format),
        reply_channel: marks.listed("reply channel", of.reply_channel),
        needs: of.needs,
        area: row.area_id.map(|area| area.0),
        area_name: joined.area_name.unwrap_or_default(),
        likely_area: row.likely_area_id.map(|area| area.0),
        holder: row.holder_id.map(|holder| holder.0),
        holder_name: joined.holder_name.unwrap_or_default(),
        restrictions,
        unreadable: Vec::new(),
    };
    // At stage 2 stage 1's finding is looked at again: nothing is found on it yet, and its decider has not read it.
    if matches!(shown.stage, Some(Stage::Escalated | Stage::FinalReview)) {
        shown.outcome = None;
    }
    let no_date = shown.lacks_its_date() && row.due_at == Instant::None;
    if no_date {
        marks.lacks("no date");
    }
    shown.unreadable = marks.done();
    // The column of dates says so itself.
    shown.unreadable.retain(|what| *what != "no date");
    shown
}

const WHOLE: &str = "the whole record";

/// What stands for a name that cannot be found.
pub const NO_NAME: &str = "Name unknown";

/// A row of which nothing can be read but that it is there.
fn unreadable_row(id: i64) -> QueueRow {
    QueueRow {
        id,
        reference: Reference::as_stored(format!("record {id}")),
        version: 0,
        stage: None,
        closure: None,
        outcome: None,
        urgent: false,
        at_risk: false,
        name: NO_NAME.to_owned(),
        summary: "This record cannot be read. Tell the person who looks after Redress.".to_owned(),
        channel: None,
        received_at: None,
        addressed_to: String::new(),
        latest_event: None,
        first_raised: None,
        promise: None,
        due_from: None,
        due_at: None,
        update_due_at: None,
        open_actions: 0,
        acknowledged_at: None,
        hand_backs: 0,
        letter_format: None,
        reply_channel: None,
        needs: String::new(),
        area: None,
        area_name: String::new(),
        likely_area: None,
        holder: None,
        holder_name: String::new(),
        restrictions: Vec::new(),
        unreadable: vec![WHOLE],
    }
}

/// Stage 2 as the rail counts it: all that is open, as the board has it.
///
/// # Errors
/// The queries'.
pub fn stage_2_count(conn: &mut Connection, actor: &Actor, now: DateTime<Utc>) -> Result<Count> {
    count_of(conn, at_stage_2(actor), now)
}

/// Every complaint at stage 2 that has no final response yet, as far as this person sees it.
pub(super) fn at_stage_2<'a>(actor: &Actor) -> Ids<'a> {
    seen(
        complaints::table.into_boxed().filter(open_at_stage_2()),
        actor,
    )
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = complaints)]
struct WroteIt {
    id: i64,
    assignee_id: Option<Key<PersonId>>,
    decider_id: Option<Key<PersonId>>,
}

/// A complaint whose letter is written and has not left is held by nobody: its row says who it was with.
pub(super) fn with_whoever_answered(conn: &mut Connection, rows: &mut [QueueRow]) -> Result<()> {
    let ids: Vec<i64> = rows
        .iter()
        .filter(|r| r.is_unsent())
        .map(|r| r.id)
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    let found = complaints::table
        .filter(complaints::id.eq_any(ids))
        .select(WroteIt::as_select())
        .load(conn)?;
    let who = |row: &WroteIt| row.decider_id.or(row.assignee_id).map(|id| id.0);
    let names = super::people::names(conn, found.iter().filter_map(who))?;
    for row in rows.iter_mut().filter(|row| row.is_unsent()) {
        row.holder = found.iter().find(|f| f.id == row.id).and_then(who);
        row.holder_name = row
            .holder
            .and_then(|id| names.get(&id).cloned())
            .unwrap_or_default();
    }
    Ok(())
}
