//! What the first page asks: what is owed by this person besides the complaints they hold, and how many are
//! due when.
use super::queues::{Count, NO_NAME, Queue};
use super::schema::{complainants, complaints, contacts, refusals, remedies};
use super::sight::{in_sight, not_about, walled};
use super::unreadable::{Day, Instant, Listed, Marks};
use super::{Connection, Key, Result, Word, stored};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
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

/// Whose complaint it is.
#[derive(Queryable, Selectable)]
#[diesel(table_name = complaints)]
struct Whose {
    reference: String,
    #[diesel(select_expression = complainants::name.nullable())]
    name: Option<String>,
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
pub fn replies(conn: &mut Connection, actor: &Actor) -> Result<Vec<Owed>> {
    let nobodys = Some(actor.in_customer_relations())
        .into_sql::<Nullable<Bool>>()
        .and(complaints::holder_id.is_null());
    let theirs = complaints::holder_id.eq(Key(actor.id)).or(nobodys);
    Ok(contacts::table
        .inner_join(complaints::table.left_join(complainants::table))
        .filter(theirs)
        .filter(not_about(actor.id))
        .filter(contacts::reply_due_at.is_not_null())
        .filter(contacts::replied_at.is_null())
        .order((contacts::reply_due_at, contacts::id))
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

/// Remedies that this person has to carry out and has not, on complaints they may see; the date is the day.
pub fn remedies(conn: &mut Connection, actor: &Actor) -> Result<Vec<(Owed, Option<NaiveDate>)>> {
    Ok(remedies::table
        .inner_join(complaints::table.left_join(complainants::table))
        .filter(remedies::owner_id.eq(Key(actor.id)))
        .filter(remedies::done_on.is_null())
        .filter(remedies::kind.ne(Word(RemedyKind::None)))
        .filter(in_sight(actor))
        .order((sql::<Date>("remedies.due_on ASC NULLS FIRST"), remedies::id))
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

/// Refusals proposed by somebody else, which wait for a second person (rules 17 and 52).
pub fn refusals_to_agree(conn: &mut Connection, actor: &Actor) -> Result<Vec<Owed>> {
    Ok(refusals::table
        .inner_join(complaints::table.left_join(complainants::table))
        .filter(refusals::approved.is_null())
        .filter(refusals::proposed_by.ne(Key(actor.id)))
        .filter(not_about(actor.id))
        .order((refusals::proposed_at, refusals::id))
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
