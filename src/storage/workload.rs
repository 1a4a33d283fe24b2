//! What each member of a team has, and what waits for somebody to assign it: the assignment board's reads.
//!
//! Every question is asked through the person asking: a complaint about them is in no list and no load.
use super::complaints::ScopeWord;
use super::people::Person;
use super::queues::{self, Count, Cursor, Queue, QueueRow};
use super::schema::{allegations, areas, complaints, people, subjects};
use super::sight::{Ids, not_about, walled};
use super::unowned::stopped_people;
use super::unreadable::{Instant, Listed, Marks};
use super::{Connection, Key, Result, Word, stored};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use diesel::dsl::{case_when, count, exists, min, not};
use diesel::prelude::*;
use procedure::vocabulary::{Ground, Stage};
use procedure::working_time::uk_time;
use procedure::{Actor, AreaId, Candidate, PersonId, Screen, opens};
use std::collections::HashMap;

/// Where loads are cut: everything in UTC.
#[derive(Debug, Clone, Copy)]
pub struct Cuts {
    pub now: DateTime<Utc>,
    /// The end of this week.
    pub week_end: DateTime<Utc>,
    /// The beginning of this month.
    pub month_start: DateTime<Utc>,
    /// The date in London.
    pub today: NaiveDate,
}

impl Cuts {
    /// This week and this month in London, at a moment.
    pub fn of(now: DateTime<Utc>) -> Self {
        let today = uk_time::local_date(now);
        let left = 7 - u64::from(today.weekday().num_days_from_monday());
        Self {
            now,
            week_end: uk_time::midnight(today + Days::new(left)),
            month_start: uk_time::midnight(today.with_day(1).unwrap_or(today)),
            today,
        }
    }
}

/// What one person is answering, counted in complaints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    pub open: i64,
    /// Past their date.
    pub late: i64,
    /// Due by the end of this week, the late ones not among them.
    pub this_week: i64,
    pub next_due: Option<DateTime<Utc>>,
    /// Theirs, and closed this month.
    pub closed: i64,
}

/// Somebody who can be given a complaint, with what they have already.
#[derive(Debug, Clone)]
pub struct Member {
    pub who: Candidate,
    /// How many they should have at most; a warning, not a wall.
    pub limit: i32,
    pub away_until: Option<NaiveDate>,
    pub load: Load,
}

/// Everybody active in some areas, by name, with their loads: one query for the people, one for the loads.
pub fn team(
    conn: &mut Connection,
    areas: &[AreaId],
    actor: &Actor,
    cuts: Cuts,
) -> Result<Vec<Member>> {
    let found = people::table
        .filter(people::area_id.eq_any(nullable(areas)))
        .filter(people::active.eq(true))
        .order((people::name, people::id))
        .select(Person::as_select())
        .load(conn)?;
    let loads = loads(conn, areas, actor, cuts)?;
    Ok(found
        .into_iter()
        .map(|person| member(person, &loads, cuts.today))
        .collect())
}

fn member(person: Person, loads: &HashMap<PersonId, Load>, today: NaiveDate) -> Member {
    let away = person.is_away(today);
    let id = PersonId(person.id);
    Member {
        limit: person.caseload_limit,
        away_until: person.away_until.filter(|_| away),
        load: loads.get(&id).copied().unwrap_or_default(),
        who: Candidate {
            id,
            role: person.role(),
            area: person.area_id.map(|area| area.0),
            area_name: String::new(),
            active: person.active,
            away_until: away.then(|| person.away_until.unwrap_or(today)),
            name: person.name,
        },
    }
}

/// What people are answering, and how many of theirs closed this month: two indexed queries, since one that asks
/// for either reads everything an area ever had.
fn loads(
    conn: &mut Connection,
    areas: &[AreaId],
    actor: &Actor,
    cuts: Cuts,
) -> Result<HashMap<PersonId, Load>> {
    let mut loads = open_loads(conn, areas, actor, cuts)?;
    for (who, closed) in closed_since(conn, areas, actor, cuts.month_start)? {
        loads.entry(who).or_default().closed = closed;
    }
    Ok(loads)
}

#[derive(Queryable)]
struct OpenRow {
    who: Option<Key<PersonId>>,
    open: i64,
    late: i64,
    this_week: i64,
    next_due: Instant,
}

fn open_loads(
    conn: &mut Connection,
    areas: &[AreaId],
    actor: &Actor,
    cuts: Cuts,
) -> Result<HashMap<PersonId, Load>> {
    use complaints as c;
    let (now, week) = (stored(cuts.now), stored(cuts.week_end));
    let rows = c::table
        .filter(c::area_id.eq_any(nullable(areas)))
        .filter(queues::being_answered())
        .filter(not_about(actor.id))
        .group_by(c::assignee_id)
        .select((
            c::assignee_id,
            count(c::id),
            count(case_when(queues::is_late(now), c::id.nullable())),
            count(case_when(
                c::due_at.ge(now).and(c::due_at.lt(week)),
                c::id.nullable(),
            )),
            min(c::due_at),
        ))
        .load::<OpenRow>(conn)?;
    let load = |row: OpenRow| {
        let load = Load {
            open: row.open,
            late: row.late,
            this_week: row.this_week,
            next_due: row.next_due.known().map(|at| at.and_utc()),
            closed: 0,
        };
        row.who.map(|id| (id.0, load))
    };
    Ok(rows.into_iter().filter_map(load).collect())
}

fn closed_since(
    conn: &mut Connection,
    areas: &[AreaId],
    actor: &Actor,
    from: DateTime<Utc>,
) -> Result<Vec<(PersonId, i64)>> {
    use complaints as c;
    let rows = c::table
        .filter(c::area_id.eq_any(nullable(areas)))
        .filter(c::closed_at.ge(stored(from)))
        .filter(not_about(actor.id))
        .group_by(c::assignee_id)
        .select((c::assignee_id, count(c::id)))
        .load::<(Option<Key<PersonId>>, i64)>(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(who, closed)| Some((who?.0, closed)))
        .collect())
}

fn nullable(areas: &[AreaId]) -> Vec<Option<Key<AreaId>>> {
    areas.iter().map(|area| Some(Key(*area))).collect()
}

/// Whose complaints a board shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Board {
    /// The complaints with one area.
    Area(AreaId),
    /// Those that no Leader can assign on this day: the Leader and the deputy are complained about, away or missing
    /// (rules 28 and 30).
    Leaderless(NaiveDate),
}

impl Board {
    fn waiting<'a>(&self, actor: &Actor) -> Ids<'a> {
        match self {
            Self::Area(area) => Queue::ToAssign(vec![*area]).query(actor),
            Self::Leaderless(today) => {
                let waits = complaints::stage.eq(Word(Stage::Assignment));
                leaderless(actor, *today).filter(waits)
            }
        }
    }
    fn being_answered<'a>(&self, actor: &Actor) -> Ids<'a> {
        match self {
            Self::Area(area) => Queue::WithArea(vec![*area]).query(actor),
            Self::Leaderless(today) => leaderless(actor, *today).filter(queues::being_answered()),
        }
    }
}

/// Who is away on a day.
#[diesel::dsl::auto_type(no_type_alias)]
fn is_away(today: NaiveDate) -> _ {
    people::away_from.le(today).and(
        people::away_until
            .is_null()
            .nullable()
            .or(people::away_until.ge(today)),
    )
}

/// The rule of `Area::led_by` in SQL: no Leader or deputy who works here, is not away and is not complained about.
fn leaderless<'a>(actor: &Actor, today: NaiveDate) -> Ids<'a> {
    let about_them = subjects::table
        .filter(subjects::complaint_id.eq(complaints::id))
        .filter(subjects::person_id.eq(people::id.nullable()));
    let leads = areas::leader_id
        .eq(people::id.nullable())
        .or(areas::deputy_id.eq(people::id.nullable()));
    let can_assign = areas::table
        .inner_join(people::table.on(leads))
        .filter(areas::id.nullable().eq(complaints::area_id))
        .filter(areas::active.eq(true))
        .filter(people::active.eq(true))
        .filter(
            people::away_from
                .is_null()
                .nullable()
                .or(not(is_away(today))),
        )
        .filter(not(exists(about_them)));
    // One that is with no area has no Leader either.
    walled(complaints::table.into_boxed(), actor).filter(not(exists(can_assign)))
}

/// One page of what waits to be assigned, most urgent first.
pub fn waiting(
    conn: &mut Connection,
    board: &Board,
    actor: &Actor,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<QueueRow>> {
    queues::page_of(conn, board.waiting(actor), after, limit)
}

/// How many wait to be assigned.
pub fn waiting_count(conn: &mut Connection, board: &Board, actor: &Actor) -> Result<i64> {
    Ok(board.waiting(actor).count().get_result(conn)?)
}

/// What somebody has to assign, as the rail counts it: their areas', and for Customer Relations what no Leader can.
pub fn assign_count(conn: &mut Connection, actor: &Actor, now: DateTime<Utc>) -> Result<Count> {
    let mut total = Count::default();
    if !actor.leads.is_empty() {
        total = queues::count(conn, &Queue::ToAssign(actor.leads.clone()), actor, now)?;
    }
    if opens(Screen::Leaderless, actor) {
        let today = uk_time::local_date(now);
        let waiting = Board::Leaderless(today).waiting(actor);
        let theirs = queues::count_of(conn, waiting, now)?;
        total.all += theirs.all;
        total.late += theirs.late;
    }
    Ok(total)
}

/// One page of what is being answered, most urgent first: until the response has left, with the date of the response.
pub fn being_answered(
    conn: &mut Connection,
    board: &Board,
    actor: &Actor,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<QueueRow>> {
    let mut rows = queues::page_of(conn, board.being_answered(actor), after, limit)?;
    queues::with_whoever_answered(conn, &mut rows)?;
    Ok(rows)
}

/// What is being answered by somebody away today, gone, or complained about since: neither absence nor the wall may
/// strand a complaint (rules 27 and 30).
pub fn stranded(
    conn: &mut Connection,
    board: &Board,
    actor: &Actor,
    today: NaiveDate,
    limit: i64,
) -> Result<Vec<QueueRow>> {
    let away = is_away(today);
    let absent = people::table
        .filter(people::id.nullable().eq(complaints::assignee_id))
        .filter(people::active.nullable().eq(false).or(away));
    let named = subjects::table
        .filter(subjects::complaint_id.eq(complaints::id))
        .filter(subjects::person_id.eq(complaints::assignee_id));
    let query = board
        .being_answered(actor)
        .filter(complaints::stage.eq(Word(Stage::Investigation)))
        .filter(exists(absent).or(exists(named)));
    queues::page_of(conn, query, None, limit)
}

/// Complaints of an area that wait for a final response from somebody whose sign-in was stopped. Customer Relations
/// chooses somebody else; the Leader of the area knows of it.
pub fn stranded_at_stage_2(
    conn: &mut Connection,
    board: &Board,
    actor: &Actor,
    limit: i64,
) -> Result<Vec<QueueRow>> {
    // What is with no Leader has no board of its own to stand on, and stands without an owner.
    let Board::Area(area) = board else {
        return Ok(Vec::new());
    };
    let query = walled(complaints::table.into_boxed(), actor)
        .filter(complaints::area_id.eq(Key(*area)))
        .filter(complaints::stage.eq(Word(Stage::FinalReview)))
        .filter(complaints::holder_id.eq_any(stopped_people()));
    queues::page_of(conn, query, None, limit)
}

/// What a card says of a complaint besides its row.
#[derive(Debug, Clone, Default)]
pub struct Besides {
    /// The grounds of its allegations, each once.
    pub grounds: Vec<Ground>,
    /// The members of staff it names.
    pub named: Vec<PersonId>,
    /// Somebody is named, known to us or not.
    pub names_somebody: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = allegations)]
struct GroundRow {
    complaint_id: i64,
    ground: Listed<Ground>,
}

/// The facts of some complaints already chosen by what the person may see: two queries however many.
pub fn facts(conn: &mut Connection, ids: &[i64]) -> Result<HashMap<i64, Besides>> {
    let mut found: HashMap<i64, Besides> = HashMap::new();
    let grounds = allegations::table
        .filter(allegations::complaint_id.eq_any(ids.to_vec()))
        .filter(allegations::scope.ne(Word(ScopeWord::Out)))
        .order(allegations::number)
        .select(GroundRow::as_select())
        .load(conn)?;
    for row in grounds {
        if row.ground != Listed::None {
            let mut marks = Marks::of("allegations", row.complaint_id);
            let ground = marks.listed("ground", row.ground);
            marks.done();
            let known = &mut found.entry(row.complaint_id).or_default().grounds;
            known.extend(ground.filter(|ground| !known.contains(ground)));
        }
    }
    let named = subjects::table
        .filter(subjects::complaint_id.eq_any(ids.to_vec()))
        .select((subjects::complaint_id, subjects::person_id))
        .load::<(i64, Option<Key<PersonId>>)>(conn)?;
    for (id, person) in named {
        let facts = found.entry(id).or_default();
        facts.names_somebody = true;
        facts.named.extend(person.map(|person| person.0));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn a_week_ends_on_monday_and_a_month_begins_on_its_first() {
        let cuts = |d, h| Cuts::of(Utc.with_ymd_and_hms(2026, 11, d, h, 0, 0).unwrap());
        let monday = Utc.with_ymd_and_hms(2026, 11, 30, 0, 0, 0).unwrap();
        assert_eq!(cuts(24, 10).week_end, monday);
        assert_eq!(cuts(29, 23).week_end, monday);
        assert_eq!(cuts(30, 0).week_end, monday + Days::new(7));
        assert_eq!(
            cuts(24, 10).month_start,
            Utc.with_ymd_and_hms(2026, 11, 1, 0, 0, 0).unwrap()
        );
    }
}
