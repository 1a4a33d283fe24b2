//! What the first page asks: what is owed by this person, and how many are due when. The rail asks the same.
use super::deliveries::{self, Asked, OwedLetter, Scope};
use super::inbox::Window;
use super::queues::{self, Count, NO_NAME, Queue, QueueRow, is_late};
use super::schema::{complainants, complaints, contacts, refusals, remedies};
use super::sight::{Ids, in_sight, not_about, walled};
use super::unreadable::{Day, Instant, Listed, Marks, Unreadable};
use super::workload::Cuts;
use super::{Connection, Key, Result, Word, stored};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::dsl::{case_when, count, count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Nullable, Timestamp};
use procedure::vocabulary::{RemedyKind, Stage};
use procedure::working_time::uk_time;
use procedure::{Actor, AreaId, PersonId, Reference, Screen, opens};

/// Enough for one page; whoever owes more of one kind sees the first.
pub const SHOWN: i64 = 50;

/// Something owed on a complaint they may see.
#[derive(Debug, Clone)]
pub struct Owed {
    pub reference: Reference,
    pub name: String,
    pub what: String,
    /// When it is owed; None when no date was set.
    pub by: Option<DateTime<Utc>>,
    /// What marks it as first in every list; usually empty.
    pub precedence: &'static str,
}

/// What the lists of the first page are narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    Any,
    /// Past its date.
    Overdue,
    /// Due from now to the end of the week.
    ThisWeek,
}

impl Due {
    fn window(self, cuts: Cuts) -> Window {
        let (now, week) = (Some(stored(cuts.now)), Some(stored(cuts.week_end)));
        let (from, until) = match self {
            Self::Any => (None, None),
            Self::Overdue => (None, now),
            Self::ThisWeek => (now, week),
        };
        Window { from, until }
    }
    /// What is owed on a day is late when the day has passed.
    fn days(self, cuts: Cuts) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let (today, monday) = (Some(cuts.today), Some(first_of_next_week(cuts)));
        match self {
            Self::Any => (None, None),
            Self::Overdue => (None, today),
            Self::ThisWeek => (today, monday),
        }
    }
}

fn first_of_next_week(cuts: Cuts) -> NaiveDate {
    uk_time::local_date(cuts.week_end)
}

/// Whose complaint it is.
#[derive(Queryable, Selectable)]
#[diesel(table_name = complaints)]
struct Whose {
    reference: String,
    #[diesel(select_expression = complainants::name.nullable())]
    name: Option<String>,
    priority: i32,
    at_risk: bool,
}

/// A line of what is owed; what cannot be read is said in the log and left out of the line.
fn owed(whose: Whose, what: String, by: Instant, mut marks: Marks) -> Owed {
    let by = marks.instant("date", by);
    if whose.name.is_none() {
        marks.lacks("complainant");
    }
    marks.done();
    Owed {
        reference: Reference::as_stored(whose.reference),
        name: whose.name.unwrap_or_else(|| NO_NAME.to_owned()),
        what,
        by,
        precedence: queues::precedence(whose.priority == 0, whose.at_risk),
    }
}

/// How many of a list are past their date, due before an instant, and in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    pub late: i64,
    /// Due from now until the instant asked about.
    pub soon: i64,
    pub all: i64,
}

impl Load {
    /// (all, late, due before the instant)
    fn of((all, late, before): (i64, i64, i64)) -> Self {
        let soon = before - late;
        Self { late, soon, all }
    }
}

/// How much the first page lists for somebody, kind by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Complaints: by the date their stage owes, or that of the next update.
    pub held: Load,
    pub replies: Load,
    pub remedies: Load,
    /// Refusals that wait for a second person, where this person can be that.
    pub refusals: Load,
    /// Handed back twice, where this person can decide which area answers.
    pub to_route: Load,
    pub letters: Load,
}

impl Figures {
    fn each(&self) -> [Load; 6] {
        [
            self.held,
            self.replies,
            self.remedies,
            self.refusals,
            self.to_route,
            self.letters,
        ]
    }
    /// All that is past its date.
    pub fn late(&self) -> i64 {
        self.each().iter().map(|load| load.late).sum()
    }
    /// All that is due from now to the end of the week.
    pub fn soon(&self) -> i64 {
        self.each().iter().map(|load| load.soon).sum()
    }
    /// As the rail counts it: what is overdue, and the complaints they hold.
    pub fn count(&self) -> Count {
        Count {
            all: self.held.all,
            late: self.late(),
        }
    }
}

/// The figures of the lists below.
pub fn figures(conn: &mut Connection, actor: &Actor, cuts: Cuts) -> Result<Figures> {
    let until = (cuts.now, cuts.week_end);
    let (mut refusals, mut to_route) = (Load::default(), Load::default());
    // Both are for senior complaint executives.
    if opens(Screen::RefusalsToAgree, actor) {
        refusals = refusals_load(conn, actor, cuts)?;
        to_route = to_route_load(conn, actor, cuts)?;
    }
    Ok(Figures {
        held: held_load(conn, actor, cuts)?,
        replies: replies_load(conn, actor, cuts)?,
        remedies: remedies_load(conn, actor, cuts)?,
        letters: deliveries::owed_load(conn, actor, Asked::of(Scope::Own, None), until)?,
        refusals,
        to_route,
    })
}

/// Due before an instant: what its stage owes, or the next update.
#[diesel::dsl::auto_type(no_type_alias)]
fn held_before(at: NaiveDateTime) -> _ {
    let owed: is_late = is_late(at);
    owed.or(complaints::update_due_at.lt(at))
}

fn held_load(conn: &mut Connection, actor: &Actor, cuts: Cuts) -> Result<Load> {
    let id = complaints::id.nullable();
    let counts = Queue::Mine
        .query(actor)
        .select((
            count_star(),
            count(case_when(held_before(stored(cuts.now)), id)),
            count(case_when(held_before(stored(cuts.week_end)), id)),
        ))
        .get_result(conn)?;
    Ok(Load::of(counts))
}

/// The complaints this person holds, urgent ones first, then whose date or update is the earliest.
pub fn held(
    conn: &mut Connection,
    actor: &Actor,
    (due, cuts): (Due, Cuts),
) -> Result<Vec<QueueRow>> {
    let mine: Ids = Queue::Mine.query(actor);
    let (now, week) = (stored(cuts.now), stored(cuts.week_end));
    let mine = match due {
        Due::Any => mine,
        Due::Overdue => mine.filter(held_before(now)),
        Due::ThisWeek => {
            let no_update_is_late = complaints::update_due_at
                .is_null()
                .nullable()
                .or(complaints::update_due_at.ge(now));
            mine.filter(held_before(week))
                .filter(complaints::due_at.ge(now))
                .filter(no_update_is_late)
        }
    };
    let first = sql::<Nullable<Timestamp>>(
        "CASE WHEN complaints.update_due_at < complaints.due_at THEN complaints.update_due_at ELSE complaints.due_at END ASC NULLS FIRST",
    );
    let ids = mine
        .order((complaints::priority, first, complaints::id))
        .select(complaints::id)
        .limit(SHOWN)
        .load::<i64>(conn)?;
    queues::rows(conn, &ids)
}

/// Letters that this person wrote and that are owed; for Customer Relations also what the post room has.
pub fn letters(
    conn: &mut Connection,
    actor: &Actor,
    (due, cuts): (Due, Cuts),
    unreadable: &mut Unreadable,
) -> Result<Vec<OwedLetter>> {
    let asked = Asked {
        due: due.window(cuts),
        ..Asked::of(Scope::Own, None)
    };
    deliveries::owed(conn, actor, (asked, cuts.now), (None, SHOWN), unreadable)
}

/// Open complaints of an area past the date their stage owes.
pub fn overdue_in(
    conn: &mut Connection,
    area: AreaId,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<i64> {
    Ok(walled(complaints::table.into_boxed(), actor)
        .filter(complaints::area_id.eq(Key(area)))
        .filter(complaints::closure.is_null())
        .filter(super::queues::is_late(stored(now)))
        .count()
        .get_result(conn)?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = contacts)]
struct Reply {
    id: i64,
    note: String,
    #[diesel(column_name = reply_due_at)]
    due: Instant,
    #[diesel(embed)]
    whose: Whose,
}

/// Messages from complainants that wait for a reply, on the complaints this person holds; for Customer Relations also
/// on those that nobody holds, closed ones among them: a complainant is never forgotten (rule 37).
#[diesel::dsl::auto_type(no_type_alias)]
fn replies_owed(person: PersonId, relations: bool) -> _ {
    let me: Key<PersonId> = Key(person);
    let relations: Option<bool> = Some(relations);
    let wall: not_about = not_about(person);
    contacts::table
        .inner_join(complaints::table.left_join(complainants::table))
        .filter(
            complaints::holder_id.eq(me).or(relations
                .into_sql::<Nullable<Bool>>()
                .and(complaints::holder_id.is_null())),
        )
        .filter(wall)
        .filter(contacts::reply_due_at.is_not_null())
        .filter(contacts::replied_at.is_null())
}

fn replies_load(conn: &mut Connection, actor: &Actor, cuts: Cuts) -> Result<Load> {
    let before = |at: DateTime<Utc>| contacts::reply_due_at.lt(stored(at));
    let id = contacts::id.nullable();
    let counts = replies_owed(actor.id, actor.in_customer_relations())
        .select((
            count_star(),
            count(case_when(before(cuts.now), id)),
            count(case_when(before(cuts.week_end), id)),
        ))
        .get_result(conn)?;
    Ok(Load::of(counts))
}

/// The replies owed, the earliest first.
pub fn replies(
    conn: &mut Connection,
    actor: &Actor,
    (due, cuts): (Due, Cuts),
) -> Result<Vec<Owed>> {
    let Window { from, until } = due.window(cuts);
    let mut query = replies_owed(actor.id, actor.in_customer_relations()).into_boxed();
    if let Some(from) = from {
        query = query.filter(contacts::reply_due_at.ge(from));
    }
    if let Some(until) = until {
        query = query.filter(contacts::reply_due_at.lt(until));
    }
    Ok(query
        .order((complaints::priority, contacts::reply_due_at, contacts::id))
        .limit(SHOWN)
        .select(Reply::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| {
            let marks = Marks::of("contacts", row.id);
            owed(row.whose, row.note, row.due, marks)
        })
        .collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = remedies)]
struct Remedy {
    id: i64,
    kind: Listed<RemedyKind>,
    detail: String,
    due_on: Day,
    #[diesel(embed)]
    whose: Whose,
}

/// Remedies that somebody has to carry out and has not.
#[diesel::dsl::auto_type(no_type_alias)]
fn remedies_owed(person: PersonId) -> _ {
    let me: Key<PersonId> = Key(person);
    let nothing: Word<RemedyKind> = Word(RemedyKind::None);
    remedies::table
        .inner_join(complaints::table.left_join(complainants::table))
        .filter(remedies::owner_id.eq(me))
        .filter(remedies::done_on.is_null())
        .filter(remedies::kind.ne(nothing))
}

fn remedies_load(conn: &mut Connection, actor: &Actor, cuts: Cuts) -> Result<Load> {
    let before = |day: NaiveDate| remedies::due_on.lt(day);
    let id = remedies::id.nullable();
    let counts = remedies_owed(actor.id)
        .filter(in_sight(actor))
        .select((
            count_star(),
            count(case_when(before(cuts.today), id)),
            count(case_when(before(first_of_next_week(cuts)), id)),
        ))
        .get_result(conn)?;
    Ok(Load::of(counts))
}

/// Remedies that this person has to carry out and has not, on complaints they may see; the date is the day.
pub fn remedies(
    conn: &mut Connection,
    actor: &Actor,
    (due, cuts): (Due, Cuts),
) -> Result<Vec<(Owed, Option<NaiveDate>)>> {
    let mut query = remedies_owed(actor.id).filter(in_sight(actor)).into_boxed();
    let (from, until) = due.days(cuts);
    if let Some(from) = from {
        query = query.filter(remedies::due_on.ge(from));
    }
    if let Some(until) = until {
        query = query.filter(remedies::due_on.lt(until));
    }
    Ok(query
        .order((
            complaints::priority,
            sql::<Date>("remedies.due_on ASC NULLS FIRST"),
            remedies::id,
        ))
        .limit(SHOWN)
        .select(Remedy::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| {
            let mut marks = Marks::of("remedies", row.id);
            let what = promise_words(&mut marks, row.kind, &row.detail);
            let due = marks.day("date", row.due_on);
            (owed(row.whose, what, Instant::None, marks), due)
        })
        .collect())
}

/// "An apology: a letter by the manager", of a stored kind; "Remedy" where that is none of ours.
pub(super) fn promise_words(marks: &mut Marks, kind: Listed<RemedyKind>, detail: &str) -> String {
    let kind = marks
        .listed("kind", kind)
        .map_or("Remedy", RemedyKind::label);
    if detail.is_empty() {
        kind.to_owned()
    } else {
        format!("{kind}: {detail}")
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = refusals)]
struct Proposed {
    id: i64,
    reason: String,
    #[diesel(select_expression = complaints::due_at)]
    due_at: Instant,
    #[diesel(embed)]
    whose: Whose,
}

/// Complaints that areas have handed back twice: a senior complaint executive decides which one answers.
#[diesel::dsl::auto_type(no_type_alias)]
fn handed_back_twice(person: PersonId) -> _ {
    let wall: not_about = not_about(person);
    let triage: Word<Stage> = Word(Stage::Triage);
    let twice: i32 = TWICE;
    complaints::table
        .left_join(complainants::table)
        .filter(complaints::stage.eq(triage))
        .filter(complaints::area_id.is_null())
        .filter(complaints::hand_backs.ge(twice))
        .filter(wall)
}

/// `HAND_BACKS_THEN_EXECUTIVE`, as the column has it.
const TWICE: i32 = 2;

#[derive(Queryable, Selectable)]
#[diesel(table_name = complaints)]
struct ToRoute {
    id: i64,
    summary: String,
    due_at: Instant,
    #[diesel(embed)]
    whose: Whose,
}

fn to_route_load(conn: &mut Connection, actor: &Actor, cuts: Cuts) -> Result<Load> {
    let id = complaints::id.nullable();
    let counts = handed_back_twice(actor.id)
        .select((
            count_star(),
            count(case_when(is_late(stored(cuts.now)), id)),
            count(case_when(is_late(stored(cuts.week_end)), id)),
        ))
        .get_result(conn)?;
    Ok(Load::of(counts))
}

/// Those for an executive to send to an area, urgent ones first, then the earliest date.
pub fn to_route(
    conn: &mut Connection,
    actor: &Actor,
    (due, cuts): (Due, Cuts),
) -> Result<Vec<Owed>> {
    let Window { from, until } = due.window(cuts);
    let mut query = handed_back_twice(actor.id).into_boxed();
    if let Some(from) = from {
        query = query.filter(complaints::due_at.ge(from));
    }
    if let Some(until) = until {
        query = query.filter(is_late(until));
    }
    Ok(query
        .order((complaints::priority, complaints::due_at, complaints::id))
        .limit(SHOWN)
        .select(ToRoute::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| {
            let marks = Marks::of("complaints", row.id);
            owed(row.whose, row.summary, row.due_at, marks)
        })
        .collect())
}

/// Refusals proposed by somebody else, which wait for a second person (rules 17 and 52). The answer to the complaint
/// waits for them, so that they are owed by the date its stage owes.
#[diesel::dsl::auto_type(no_type_alias)]
fn proposed_by_others(person: PersonId) -> _ {
    let me: Key<PersonId> = Key(person);
    let wall: not_about = not_about(person);
    refusals::table
        .inner_join(complaints::table.left_join(complainants::table))
        .filter(refusals::approved.is_null())
        .filter(refusals::proposed_by.ne(me))
        .filter(wall)
}

/// Complaints in triage whose refusal this person proposed or agreed to before: looked at again, they are for somebody
/// else.
fn refused_before(conn: &mut Connection, person: PersonId) -> Result<Vec<i64>> {
    let me: Key<PersonId> = Key(person);
    let theirs = refusals::proposed_by
        .eq(me)
        .nullable()
        .or(refusals::decided_by.eq(me));
    Ok(refusals::table
        .inner_join(complaints::table)
        .filter(refusals::approved.eq(true))
        .filter(theirs)
        .filter(complaints::stage.eq(Word(Stage::Triage)))
        .select(refusals::complaint_id)
        .load(conn)?)
}

fn refusals_load(conn: &mut Connection, actor: &Actor, cuts: Cuts) -> Result<Load> {
    let id = refusals::id.nullable();
    let for_others = refused_before(conn, actor.id)?;
    let counts = proposed_by_others(actor.id)
        .filter(refusals::complaint_id.ne_all(for_others))
        .select((
            count_star(),
            count(case_when(is_late(stored(cuts.now)), id)),
            count(case_when(is_late(stored(cuts.week_end)), id)),
        ))
        .get_result(conn)?;
    Ok(Load::of(counts))
}

/// The refusals that wait for this person or another second one, those proposed first first.
pub fn refusals_to_agree(
    conn: &mut Connection,
    actor: &Actor,
    (due, cuts): (Due, Cuts),
) -> Result<Vec<Owed>> {
    let for_others = refused_before(conn, actor.id)?;
    let query = proposed_by_others(actor.id)
        .filter(refusals::complaint_id.ne_all(for_others))
        .into_boxed();
    let query = match due {
        Due::Any => query,
        Due::Overdue => query.filter(is_late(stored(cuts.now))),
        Due::ThisWeek => query
            .filter(complaints::due_at.ge(stored(cuts.now)))
            .filter(complaints::due_at.lt(stored(cuts.week_end))),
    };
    Ok(query
        .order((complaints::priority, refusals::proposed_at, refusals::id))
        .limit(SHOWN)
        .select(Proposed::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| {
            let marks = Marks::of("refusals", row.id);
            owed(row.whose, row.reason, row.due_at, marks)
        })
        .collect())
}
