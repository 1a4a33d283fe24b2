//! What the first page asks: what is owed by this person besides the complaints they hold, and how many are
//! due when.
use super::queues::{Count, Queue, walled};
use super::schema::{complainants, complaints, contacts, refusals, remedies, subjects};
use super::{Connection, Result, StorageError, stored, word};
use crate::procedure::vocabulary::{RemedyKind, Role};
use crate::procedure::{Actor, AreaId, Reference};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};

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

/// How many of a queue are past their date, due before an instant, and in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    pub late: i64,
    /// Due from now until the instant asked about.
    pub soon: i64,
    pub all: i64,
}

fn reference(text: String) -> Result<Reference> {
    Reference::parse(&text).ok_or(StorageError::Corrupt(text))
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
        .filter(complaints::due_at.lt(stored(now)))
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
    contacts::table
        .inner_join(complaints::table.inner_join(complainants::table))
        .filter(theirs)
        .filter(not_about(actor))
        .filter(contacts::reply_due_at.is_not_null())
        .filter(contacts::replied_at.is_null())
        .order((contacts::reply_due_at, contacts::id))
        .limit(SHOWN)
        .select((
            complaints::reference,
            complainants::name,
            contacts::note,
            contacts::reply_due_at,
        ))
        .load::<(String, String, String, Option<NaiveDateTime>)>(conn)?
        .into_iter()
        .map(|(text, name, what, by)| {
            Ok(Owed {
                reference: reference(text)?,
                name,
                what,
                by: by.map(|at| at.and_utc()),
            })
        })
        .collect()
}

type RemedyRow = (String, String, String, String, Option<NaiveDate>);

/// Remedies that this person has to carry out and has not, on complaints they may see; the date is the day.
///
/// # Errors
/// The query's.
pub fn remedies(conn: &mut Connection, actor: &Actor) -> Result<Vec<(Owed, Option<NaiveDate>)>> {
    let me = actor.id.0;
    let led: Vec<Option<i64>> = actor.leads.iter().map(|a| Some(a.0)).collect();
    // A remedy is promised in a response, so its complaint has been routed: senior leaders see it.
    let everything = Some(actor.in_customer_relations() || actor.role == Role::SeniorLeader);
    let seen = everything
        .into_sql::<Nullable<Bool>>()
        .or(complaints::assignee_id.eq(me))
        .or(complaints::decider_id.eq(me))
        .or(complaints::entered_by.nullable().eq(me))
        .or(complaints::area_id.eq_any(led));
    remedies::table
        .inner_join(complaints::table.inner_join(complainants::table))
        .filter(remedies::owner_id.eq(actor.id.0))
        .filter(remedies::done_on.is_null())
        .filter(remedies::kind.ne(RemedyKind::None.as_str()))
        .filter(seen)
        .filter(not_about(actor))
        .order((remedies::due_on, remedies::id))
        .limit(SHOWN)
        .select((
            complaints::reference,
            complainants::name,
            remedies::kind,
            remedies::detail,
            remedies::due_on,
        ))
        .load::<RemedyRow>(conn)?
        .into_iter()
        .map(|(text, name, kind, detail, due)| {
            let owed = Owed {
                reference: reference(text)?,
                name,
                what: promise_words(&kind, &detail)?,
                by: None,
            };
            Ok((owed, due))
        })
        .collect()
}

/// "An apology: a letter by the manager", of a stored kind.
pub(super) fn promise_words(kind: &str, detail: &str) -> Result<String> {
    let kind = word(RemedyKind::parse, kind)?;
    Ok(if detail.is_empty() {
        kind.label().to_owned()
    } else {
        format!("{}: {detail}", kind.label())
    })
}

/// Refusals proposed by somebody else, which wait for a second person (rules 17 and 52).
///
/// # Errors
/// The query's.
pub fn refusals_to_agree(conn: &mut Connection, actor: &Actor) -> Result<Vec<Owed>> {
    refusals::table
        .inner_join(complaints::table.inner_join(complainants::table))
        .filter(refusals::approved.is_null())
        .filter(refusals::proposed_by.ne(actor.id.0))
        .filter(not_about(actor))
        .order((refusals::proposed_at, refusals::id))
        .limit(SHOWN)
        .select((
            complaints::reference,
            complainants::name,
            refusals::reason,
            complaints::due_at,
        ))
        .load::<(String, String, String, Option<NaiveDateTime>)>(conn)?
        .into_iter()
        .map(|(text, name, what, by)| {
            Ok(Owed {
                reference: reference(text)?,
                name,
                what,
                by: by.map(|at| at.and_utc()),
            })
        })
        .collect()
}
