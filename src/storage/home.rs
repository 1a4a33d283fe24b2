//! What the first page asks: what is owed by this person besides the complaints they hold, and how many are
//! due when.
use super::queues::{Count, NO_NAME, Queue, walled};
use super::schema::{complainants, complaints, contacts, refusals, remedies, subjects};
use super::unreadable::{Day, Instant, Marks};
use super::{Connection, Result, stored};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Nullable};
use procedure::vocabulary::RemedyKind;
use procedure::{Actor, AreaId, Reference};

/// Enough for one page; whoever owes more sees the first.
const SHOWN: i64 = 20;

/// Something owed on a complaint they may see.
#[derive(Debug, Clone)]
pub struct Owed {
    pub reference: Reference,
    pub name: String,
    pub what: String,
    /// When it is owed; None when no date was set.
    pub by: Option<DateTime<Utc>>,
}

/// A row as it was read; what cannot be read is said in the log and left out of the line.
type OwedRow = (i64, String, Option<String>, String, Instant);

fn owed(table: &'static str, (id, reference, name, what, by): OwedRow) -> Owed {
    let mut marks = Marks::of(table, id);
    let by = marks.instant("date", by);
    if name.is_none() {
        marks.lacks("complainant");
    }
    marks.done();
    Owed {
        reference: Reference::as_stored(reference),
        name: name.unwrap_or_else(|| NO_NAME.to_owned()),
        what,
        by,
    }
}

/// How many of a queue are past their date, due before an instant, and in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    pub late: i64,
    /// Due from now until the instant asked about.
    pub soon: i64,
    pub all: i64,
}

/// A queue by date.
///
/// # Errors
/// The queries'.
pub fn load(
    conn: &mut Connection,
    queue: &Queue,
    actor: &Actor,
    (now, soon): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Load> {
    let Count { all, late } = super::queues::count(conn, queue, actor, now)?;
    Ok(Load {
        late,
        all,
        soon: if all == 0 {
            0
        } else {
            queue
                .query(actor)
                .filter(complaints::due_at.ge(stored(now)))
                .filter(complaints::due_at.lt(stored(soon)))
                .count()
                .get_result(conn)?
        },
    })
}

/// Open complaints of an area past the date their stage owes.
///
/// # Errors
/// The query's.
pub fn overdue_in(
    conn: &mut Connection,
    area: AreaId,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<i64> {
    Ok(walled(complaints::table.into_boxed(), actor)
        .filter(complaints::area_id.eq(area.0))
        .filter(complaints::closure.is_null())
        .filter(super::queues::is_late(stored(now)))
        .count()
        .get_result(conn)?)
}

/// The wall, for queries that join: not about the person asking.
#[diesel::dsl::auto_type(no_type_alias)]
fn not_about(actor: &Actor) -> _ {
    let me: i64 = actor.id.0;
    not(exists(
        subjects::table
            .filter(subjects::complaint_id.eq(complaints::id))
            .filter(subjects::person_id.eq(me)),
    ))
}

/// Messages from complainants that wait for a reply, on the complaints this person holds; for Customer Relations also
/// on those that nobody holds, closed ones among them: a complainant is never forgotten (rule 37).
///
/// # Errors
/// The query's.
pub fn replies(conn: &mut Connection, actor: &Actor) -> Result<Vec<Owed>> {
    let nobodys = Some(actor.in_customer_relations())
        .into_sql::<Nullable<Bool>>()
        .and(complaints::holder_id.is_null());
    let theirs = complaints::holder_id.eq(actor.id.0).or(nobodys);
    Ok(contacts::table
        .inner_join(complaints::table.left_join(complainants::table))
        .filter(theirs)
        .filter(not_about(actor))
        .filter(contacts::reply_due_at.is_not_null())
        .filter(contacts::replied_at.is_null())
        .order((contacts::reply_due_at, contacts::id))
        .limit(SHOWN)
        .select((
            contacts::id,
            complaints::reference,
            complainants::name.nullable(),
            contacts::note,
            contacts::reply_due_at,
        ))
        .load::<OwedRow>(conn)?
        .into_iter()
        .map(|row| owed("contacts", row))
        .collect())
}

type RemedyRow = (i64, String, Option<String>, String, String, Day);

/// Remedies that this person has to carry out and has not, on complaints they may see; the date is the day.
///
/// # Errors
/// The query's.
pub fn remedies(conn: &mut Connection, actor: &Actor) -> Result<Vec<(Owed, Option<NaiveDate>)>> {
    let me = actor.id.0;
    let led: Vec<Option<i64>> = actor.leads.iter().map(|a| Some(a.0)).collect();
    // A remedy is promised in a response, so its complaint has been routed: senior leaders see it.
    let everything = Some(actor.in_customer_relations() || actor.sees_every_area());
    let seen = everything
        .into_sql::<Nullable<Bool>>()
        .or(complaints::assignee_id.eq(me))
        .or(complaints::decider_id.eq(me))
        .or(complaints::entered_by.nullable().eq(me))
        .or(complaints::area_id.eq_any(led));
    Ok(remedies::table
        .inner_join(complaints::table.left_join(complainants::table))
        .filter(remedies::owner_id.eq(actor.id.0))
        .filter(remedies::done_on.is_null())
        .filter(remedies::kind.ne(RemedyKind::None.as_str()))
        .filter(seen)
        .filter(not_about(actor))
        .order((sql::<Date>("remedies.due_on ASC NULLS FIRST"), remedies::id))
        .limit(SHOWN)
        .select((
            remedies::id,
            complaints::reference,
            complainants::name.nullable(),
            remedies::kind,
            remedies::detail,
            remedies::due_on,
        ))
        .load::<RemedyRow>(conn)?
        .into_iter()
        .map(|(id, reference, name, kind, detail, due)| {
            let mut marks = Marks::of("remedies", id);
            let what = promise_words(&mut marks, &kind, &detail);
            let due = marks.day("date", due);
            marks.done();
            let row = (id, reference, name, what, Instant::None);
            (owed("complaints", row), due)
        })
        .collect())
}

/// "An apology: a letter by the manager", of a stored kind; "Remedy" where that is none of ours.
pub(super) fn promise_words(marks: &mut Marks, kind: &str, detail: &str) -> String {
    let kind = marks
        .word("kind", RemedyKind::parse, kind)
        .map_or("Remedy", RemedyKind::label);
    if detail.is_empty() {
        kind.to_owned()
    } else {
        format!("{kind}: {detail}")
    }
}

/// Refusals proposed by somebody else, which wait for a second person (rules 17 and 52).
///
/// # Errors
/// The query's.
pub fn refusals_to_agree(conn: &mut Connection, actor: &Actor) -> Result<Vec<Owed>> {
    Ok(refusals::table
        .inner_join(complaints::table.left_join(complainants::table))
        .filter(refusals::approved.is_null())
        .filter(refusals::proposed_by.ne(actor.id.0))
        .filter(not_about(actor))
        .order((refusals::proposed_at, refusals::id))
        .limit(SHOWN)
        .select((
            refusals::id,
            complaints::reference,
            complainants::name.nullable(),
            refusals::reason,
            complaints::due_at,
        ))
        .load::<OwedRow>(conn)?
        .into_iter()
        .map(|row| owed("refusals", row))
        .collect())
}
