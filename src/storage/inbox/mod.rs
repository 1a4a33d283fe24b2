//! Customer Relations' inbox: complaints to triage and mail that nobody has decided about, as lists.
//!
//! Each list is keyset-paged on (urgency, the time it is ordered by, kind, id) and costs two queries for
//! complaints and one for mail, whatever its length. Nobody finds a complaint about themselves here.
mod cursor;
mod figures;
mod replies;
mod unsent;

pub use cursor::{Cursor, MAIL};
pub use figures::{Figures, figures};

use super::deliveries::OwedLetter;
use super::mail::{self, MailRow};
use super::queues::{self, Count, LAST, QueueRow, most_urgent_first};
use super::schema::{complaints, refusals};
use super::sight::{self, Ids, about};
use super::unreadable::{Instant, Unreadable};
use super::{Backend, Connection, Key, Result, Word, stored};
use chrono::{DateTime, Days, NaiveDateTime, Utc};
use cursor::COMPLAINT;
use diesel::dsl::{InnerJoin, IntoBoxed};
use diesel::prelude::*;
use procedure::closed_list;
use procedure::vocabulary::{Channel, Stage};
use procedure::working_time::uk_time;
use procedure::{Actor, AreaId};

closed_list! {
    /// The lists of the inbox, each a tab.
    Tab {
        /// All that waits here for a date: complaints to acknowledge, those handed back, and new mail, together.
        Triage = "triage", "To triage";
        OnTheSpot = "on_the_spot", "On the spot";
        /// "Any complaints addressed to them will be managed in line with our complaints procedure."
        Executives = "executives", "Executives, Board";
        /// Acknowledged, and with no area: one handed it back, or it is being decided whether the procedure covers it.
        Acknowledged = "acknowledged", "Acknowledged";
        /// Acknowledgements and refusals that have not left: still owed, whatever their complaint has come to.
        Unsent = "unsent", "Written, not sent";
        /// Waiting for a second person (rules 17 and 52).
        Refusals = "refusals", "Refusals";
        /// They wrote or rang and wait for us, on whatever complaint, closed ones among them (rule 37).
        Replies = "replies", "Replies owed";
        Machine = "machine", "Machine mail";
        NotComplaints = "not_complaints", "Not complaints";
    }
}

closed_list! {
    /// Whose items to show.
    Whose {
        Anyone = "anyone", "Anyone’s";
        Mine = "mine", "Mine";
        Nobody = "nobody", "Nobody’s yet";
    }
}

closed_list! {
    /// When the date of an item is.
    Due {
        Overdue = "overdue", "Overdue";
        /// From now to midnight in London.
        Today = "today", "Due today";
        Later = "later", "Due later";
    }
}

impl Due {
    /// Its dates at a moment: exactly on time is not overdue.
    pub fn window(self, now: DateTime<Utc>) -> Window {
        let midnight = uk_time::midnight(uk_time::local_date(now) + Days::new(1));
        let (now, midnight) = (Some(stored(now)), Some(stored(midnight)));
        let (from, until) = match self {
            Self::Overdue => (None, now),
            Self::Today => (now, midnight),
            Self::Later => (midnight, None),
        };
        Window { from, until }
    }
}

/// Dates from one moment to before another; none is without an end there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    pub from: Option<NaiveDateTime>,
    pub until: Option<NaiveDateTime>,
}

/// What narrows a list; the default narrows nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filter {
    pub channel: Option<Channel>,
    pub area: Option<AreaId>,
    pub whose: Whose,
    pub due: Window,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            channel: None,
            area: None,
            whose: Whose::Anyone,
            due: Window::default(),
        }
    }
}

impl Filter {
    /// A message came by email, has no likely area yet and belongs to nobody.
    fn lets_mail_through(&self) -> bool {
        self.channel.is_none_or(|c| c == Channel::Email)
            && self.area.is_none()
            && self.whose != Whose::Mine
    }
    pub fn narrows(&self) -> bool {
        *self != Self::default()
    }
}

/// One row of a list.
#[derive(Debug, Clone)]
pub enum Item {
    Complaint(Box<QueueRow>),
    Mail(Box<MailRow>),
    Letter(Box<OwedLetter>),
}

impl Item {
    /// The date that counts is when we said we would reply, not the one its stage owes.
    fn owes_a_reply(&mut self, dates: &[(i64, NaiveDateTime)]) {
        if let Self::Complaint(row) = self {
            let due = dates.iter().find(|(id, _)| *id == row.id);
            row.due_at = due.map(|(_, at)| at.and_utc());
            row.due_from = None;
        }
    }
}

/// One page of a list, and where the next begins; none after the last.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub items: Vec<Item>,
    pub next: Option<Cursor>,
    /// What cannot be read of it; usually nothing.
    pub unreadable: Unreadable,
}

/// One page of a list, most urgent first, after a cursor.
pub fn page(
    conn: &mut Connection,
    (tab, filter): (Tab, Filter),
    (actor, now): (&Actor, DateTime<Utc>),
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page> {
    let more = i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1;
    let mut unreadable = Unreadable::default();
    if tab == Tab::Unsent {
        return unsent::page(conn, (actor, now), after, limit);
    }
    let complaints = match tab {
        Tab::Machine | Tab::NotComplaints => Ok(Vec::new()),
        Tab::Refusals => open_refusals(conn, actor, after, more),
        Tab::Replies => replies::places(conn, actor, after, more),
        _ => places(conn, (tab, filter), actor, after, more),
    };
    let complaints = unreadable.part("the complaints of this list", complaints)?;
    let mail = mail_of(conn, (tab, filter), mail_place(after), more);
    let mail = unreadable.part("the messages of this list", mail)?;
    let dates: Vec<_> = complaints
        .iter()
        .map(|(place, id)| (*id, place.at))
        .collect();
    let mut page = merge(conn, complaints, mail, limit)?;
    page.unreadable = unreadable;
    if tab == Tab::Replies {
        page.items
            .iter_mut()
            .for_each(|item| item.owes_a_reply(&dates));
    }
    Ok(page)
}

fn mail_of(
    conn: &mut Connection,
    (tab, filter): (Tab, Filter),
    after: Option<mail::Place>,
    limit: i64,
) -> Result<Vec<MailRow>> {
    match tab {
        Tab::Triage if filter.lets_mail_through() => {
            mail::new_items(conn, filter.due, after, limit)
        }
        Tab::Machine => mail::machine_items(conn, after, limit),
        Tab::NotComplaints => mail::set_aside_items(conn, after, limit),
        _ => Ok(Vec::new()),
    }
}

/// Both kinds in one order; what is beyond the page only says that there is a next one.
fn merge(
    conn: &mut Connection,
    complaints: Vec<(Cursor, i64)>,
    mail: Vec<MailRow>,
    limit: usize,
) -> Result<Page> {
    let mut all: Vec<(Cursor, Either)> = complaints
        .into_iter()
        .map(|(place, id)| (place, Either::Complaint(id)))
        .chain(mail.into_iter().map(|row| {
            let (at, id) = row.place();
            (Cursor::new(1, at, MAIL, id), Either::Mail(Box::new(row)))
        }))
        .collect();
    all.sort_by_key(|(place, _)| *place);
    let goes_on = all.len() > limit;
    all.truncate(limit);
    let next = all.last().map(|(place, _)| *place).filter(|_| goes_on);
    let ids: Vec<i64> = all.iter().filter_map(|(_, e)| e.complaint()).collect();
    let mut rows = queues::rows(conn, &ids)?.into_iter();
    let items = all.into_iter().filter_map(|(_, either)| match either {
        Either::Complaint(_) => rows.next().map(|row| Item::Complaint(Box::new(row))),
        Either::Mail(row) => Some(Item::Mail(row)),
    });
    Ok(Page {
        items: items.collect(),
        next,
        unreadable: Unreadable::default(),
    })
}

enum Either {
    Complaint(i64),
    Mail(Box<MailRow>),
}

impl Either {
    fn complaint(&self) -> Option<i64> {
        match self {
            Self::Complaint(id) => Some(*id),
            Self::Mail(_) => None,
        }
    }
}

/// Where mail goes on after a cursor: every message is of ordinary urgency, and stands after the complaints
/// that are due at the same moment.
fn mail_place(after: Option<Cursor>) -> Option<mail::Place> {
    let after = after.filter(|c| c.priority > 0)?;
    Some((after.at, if after.kind == MAIL { after.id } else { 0 }))
}

/// The complaints of a list for this person, before order and page.
pub(super) fn of<'a>((tab, filter): (Tab, Filter), actor: &Actor) -> Ids<'a> {
    let all = sight::walled(complaints::table.into_boxed(), actor);
    let stage = if tab == Tab::OnTheSpot {
        Stage::OnTheSpot
    } else {
        Stage::Triage
    };
    let mut all = all.filter(complaints::stage.eq(Word(stage)));
    all = match tab {
        Tab::Acknowledged => all.filter(complaints::acknowledged_at.is_not_null()),
        Tab::Executives => all.filter(complaints::channel.eq(Word(Channel::ExecutiveOrBoard))),
        _ => all,
    };
    if let Some(channel) = filter.channel {
        all = all.filter(complaints::channel.eq(Word(channel)));
    }
    if let Some(area) = filter.area {
        all = all.filter(complaints::likely_area_id.eq(Key(area)));
    }
    all = match (filter.due.from, filter.due.until) {
        (None, None) => all,
        // What has no date is overdue until somebody has seen to it.
        (None, Some(until)) => all.filter(queues::is_late(until)),
        (Some(from), None) => all.filter(complaints::due_at.ge(from)),
        (Some(from), Some(until)) => all
            .filter(complaints::due_at.ge(from))
            .filter(complaints::due_at.lt(until)),
    };
    match filter.whose {
        Whose::Anyone => all,
        Whose::Mine => all.filter(complaints::holder_id.eq(Key(actor.id))),
        Whose::Nobody => super::unowned::unheld(all),
    }
}

/// What has no date stands before everything that has one.
const NO_DATE: NaiveDateTime = match chrono::NaiveDate::from_ymd_opt(0, 1, 1) {
    Some(day) => day.and_time(chrono::NaiveTime::MIN),
    None => NaiveDateTime::MIN,
};

/// Where a row stands in a list by its date.
fn place_at(at: Instant) -> NaiveDateTime {
    match at {
        Instant::At(at) => at,
        Instant::None => NO_DATE,
        Instant::Unreadable => LAST,
    }
}

/// Of a complaint: the date is the one its list is ordered by.
#[derive(Queryable)]
struct Placed {
    id: i64,
    priority: i32,
    at: Instant,
}

fn places(
    conn: &mut Connection,
    which: (Tab, Filter),
    actor: &Actor,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<(Cursor, i64)>> {
    let mut query = of(which, actor).limit(limit);
    // A cursor on a message is past every complaint due at that moment.
    let past = |c: Cursor| if c.kind == MAIL { i64::MAX } else { c.id };
    let rows = if matches!(which.0, Tab::Triage) {
        if let Some(c) = after {
            query = query.filter(complaints::priority.ge(c.priority));
            let next = complaints::priority.nullable().gt(c.priority);
            query = if c.at == NO_DATE {
                let dated = complaints::due_at.is_not_null();
                query.filter(next.or(dated.or(complaints::id.gt(past(c))).nullable()))
            } else {
                let same = complaints::due_at.eq(c.at).and(complaints::id.gt(past(c)));
                query.filter(next.or(complaints::due_at.gt(c.at).or(same)))
            };
        }
        query
            .order(most_urgent_first())
            .select((complaints::id, complaints::priority, complaints::due_at))
            .load::<Placed>(conn)?
    } else {
        if let Some(c) = after {
            let same = complaints::received_at
                .eq(c.at)
                .and(complaints::id.gt(past(c)));
            let later = complaints::received_at.gt(c.at).or(same);
            query = query
                .filter(complaints::priority.ge(c.priority))
                .filter(complaints::priority.gt(c.priority).or(later));
        }
        query
            .order((
                complaints::priority,
                complaints::received_at,
                complaints::id,
            ))
            .select((
                complaints::id,
                complaints::priority,
                complaints::received_at,
            ))
            .load::<Placed>(conn)?
    };
    Ok(rows
        .into_iter()
        .map(|row| {
            let at = place_at(row.at);
            (Cursor::new(row.priority, at, COMPLAINT, row.id), row.id)
        })
        .collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = refusals)]
struct Waiting {
    id: i64,
    complaint_id: i64,
    proposed_at: Instant,
    #[diesel(select_expression = complaints::priority)]
    priority: i32,
}

/// Complaints with a refusal that waits for a second person: urgent ones first, then the longest waiting.
fn open_refusals(
    conn: &mut Connection,
    actor: &Actor,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<(Cursor, i64)>> {
    let mut query = waiting_refusals(actor);
    if let Some(c) = after {
        let same = refusals::proposed_at.eq(c.at).and(refusals::id.gt(c.id));
        let later = refusals::proposed_at.gt(c.at).or(same);
        query = query
            .filter(complaints::priority.ge(c.priority))
            .filter(complaints::priority.gt(c.priority).or(later));
    }
    let rows = query
        .order((complaints::priority, refusals::proposed_at, refusals::id))
        .limit(limit)
        .select(Waiting::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let at = place_at(row.proposed_at);
            let place = Cursor::new(row.priority, at, COMPLAINT, row.id);
            (place, row.complaint_id)
        })
        .collect())
}

type WaitingRefusals<'a> = IntoBoxed<'a, InnerJoin<refusals::table, complaints::table>, Backend>;

pub(super) fn waiting_refusals<'a>(actor: &Actor) -> WaitingRefusals<'a> {
    refusals::table
        .inner_join(complaints::table)
        .filter(refusals::approved.is_null())
        .filter(refusals::complaint_id.ne_all(about(actor.id)))
        .into_boxed()
}

/// How many complaints and messages a list holds for this person.
pub fn count(
    conn: &mut Connection,
    (tab, filter): (Tab, Filter),
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<i64> {
    let complaints = match tab {
        Tab::Unsent => unsent::count(conn, actor, now)?,
        Tab::Machine | Tab::NotComplaints => 0,
        Tab::Refusals => waiting_refusals(actor).count().get_result(conn)?,
        Tab::Replies => replies::count(conn, actor)?,
        _ => of((tab, filter), actor).count().get_result::<i64>(conn)?,
    };
    let mail = match tab {
        Tab::Triage if filter.lets_mail_through() => mail::waiting_within(conn, filter.due)?,
        Tab::Machine => mail::waiting(conn, mail::MailState::Machine)?,
        Tab::NotComplaints => mail::waiting(conn, mail::MailState::NotComplaint)?,
        _ => 0,
    };
    Ok(complaints + mail)
}

/// The first tab as the rail counts it.
pub fn waiting(conn: &mut Connection, actor: &Actor, now: DateTime<Utc>) -> Result<Count> {
    let mut waiting = queues::count_of(conn, of((Tab::Triage, Filter::default()), actor), now)?;
    waiting.all += mail::waiting(conn, mail::MailState::New)?;
    waiting.late += mail::waiting_within(conn, Due::Overdue.window(now))?;
    Ok(waiting)
}

/// What nobody has, the most urgent first: what "Take the next one" takes. What was handed back twice is for a senior
/// complaint executive.
pub fn next(conn: &mut Connection, actor: &Actor, now: DateTime<Utc>) -> Result<Option<Item>> {
    let nobodys = Filter {
        whose: Whose::Nobody,
        ..Filter::default()
    };
    let theirs = |item: &Item| match item {
        Item::Complaint(row) => actor.is_executive() || !row.waits_for_an_executive(),
        Item::Mail(_) | Item::Letter(_) => true,
    };
    let mut after = None;
    loop {
        let mut found = page(conn, (Tab::Triage, nobodys), (actor, now), after, 1)?;
        let item = found.items.pop();
        match (item, found.next) {
            (Some(item), _) if theirs(&item) => return Ok(Some(item)),
            (_, None) => return Ok(None),
            (_, next) => after = next,
        }
    }
}
