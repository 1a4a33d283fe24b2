//! What stands with somebody whose sign-in was stopped, until others have taken it over (rule 30): the complaints they
//! hold, and what they promised to do. Their messages and letters stand in the lists of Customer Relations anyway.
use super::home::promise_words;
use super::queues::{self, Count, Cursor, QueueRow};
use super::schema::{complainants, complaints, people, remedies};
use super::sight::{Ids, not_about, walled};
use super::unreadable::{Day, Listed, Marks};
use super::{Connection, Key, Result, Word};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use procedure::vocabulary::{Promise, RemedyKind, Stage};
use procedure::{Actor, PersonId, Reference};
use std::collections::HashSet;

/// Something promised to a complainant by somebody whose sign-in was stopped.
#[derive(Debug, Clone)]
pub struct Promised {
    pub id: i64,
    pub reference: Reference,
    pub name: String,
    pub what: String,
    pub due: Option<NaiveDate>,
    /// Whose it was to do.
    pub with: String,
}

/// Everybody whose sign-in was stopped.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn stopped_people() -> _ {
    people::table
        .filter(people::active.eq(false))
        .select(people::id.nullable())
}

/// Complaints that nobody works on: nobody has them, or somebody whose sign-in was stopped.
pub(super) fn unheld(query: Ids<'_>) -> Ids<'_> {
    let stopped = complaints::holder_id.eq_any(stopped_people());
    query.filter(complaints::holder_id.is_null().or(stopped))
}

/// Those they hold, and those whose response they wrote, which has not left.
fn held<'a>(actor: &Actor) -> Ids<'a> {
    let response = complaints::stage
        .eq(Word(Stage::Answered))
        .nullable()
        .and(complaints::due_promise.eq(Word(Promise::Respond)))
        .and(complaints::assignee_id.eq_any(stopped_people()));
    let final_response = complaints::stage
        .eq(Word(Stage::FinalResponse))
        .nullable()
        .and(complaints::due_promise.eq(Word(Promise::FinalResponse)))
        .and(complaints::decider_id.eq_any(stopped_people()));
    walled(complaints::table.into_boxed(), actor)
        .filter(complaints::closure.is_null())
        .filter(
            complaints::holder_id
                .eq_any(stopped_people())
                .or(response)
                .or(final_response),
        )
}

/// One page of the complaints of people whose sign-in was stopped, most urgent first.
pub fn page(
    conn: &mut Connection,
    actor: &Actor,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<QueueRow>> {
    let mut rows = queues::page_of(conn, held(actor), after, limit)?;
    queues::with_whoever_answered(conn, &mut rows)?;
    Ok(rows)
}

/// What stage 1 promised says what it found: whoever decides stage 2 does not meet it here.
#[diesel::dsl::auto_type]
fn not_decided_by(me: PersonId) -> _ {
    let at_stage_2: Word<Stage> = Word(Stage::FinalReview);
    let decider: Key<PersonId> = Key(me);
    complaints::decider_id
        .is_null()
        .nullable()
        .or(complaints::decider_id.ne(decider))
        .or(complaints::stage.ne(at_stage_2).nullable())
}

/// What is promised and not done, on complaints that are not about the person asking.
#[diesel::dsl::auto_type(no_type_alias)]
fn promised(me: PersonId) -> _ {
    let nothing: Word<RemedyKind> = Word(RemedyKind::None);
    let wall: not_about = not_about(me);
    let fresh: not_decided_by = not_decided_by(me);
    remedies::table
        .inner_join(complaints::table.inner_join(complainants::table))
        .inner_join(people::table.on(remedies::owner_id.eq(people::id.nullable())))
        .filter(people::active.eq(false))
        .filter(remedies::done_on.is_null())
        .filter(remedies::kind.ne(nothing))
        .filter(wall)
        .filter(fresh)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = remedies)]
struct PromiseRow {
    id: i64,
    #[diesel(select_expression = complaints::reference)]
    reference: String,
    #[diesel(select_expression = complainants::name)]
    name: String,
    kind: Listed<RemedyKind>,
    detail: String,
    due_on: Day,
    #[diesel(select_expression = people::name)]
    with: String,
}

/// One page of the promises of people whose sign-in was stopped, the oldest first.
pub fn promises(
    conn: &mut Connection,
    actor: &Actor,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<Promised>> {
    Ok(promised(actor.id)
        .filter(remedies::id.gt(after.unwrap_or_default()))
        .order(remedies::id)
        .limit(limit)
        .select(PromiseRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| {
            let mut marks = Marks::of("remedies", row.id);
            let promised = Promised {
                id: row.id,
                reference: Reference::as_stored(row.reference),
                name: row.name,
                what: promise_words(&mut marks, row.kind, &row.detail),
                due: marks.day("date", row.due_on),
                with: row.with,
            };
            marks.done();
            promised
        })
        .collect())
}

/// How much of both there is for this person, and how much of it is past its date.
pub fn count(
    conn: &mut Connection,
    actor: &Actor,
    (now, today): (DateTime<Utc>, NaiveDate),
) -> Result<Count> {
    let mut count = queues::count_of(conn, held(actor), now)?;
    count.all += promised(actor.id).count().get_result::<i64>(conn)?;
    count.late += promised(actor.id)
        .filter(remedies::due_on.lt(today))
        .count()
        .get_result::<i64>(conn)?;
    Ok(count)
}

/// Which of some people can no longer sign in.
pub fn stopped(
    conn: &mut Connection,
    of: impl IntoIterator<Item = PersonId>,
) -> Result<HashSet<PersonId>> {
    let ids: Vec<_> = of.into_iter().map(Key).collect();
    let stopped = people::table
        .filter(people::id.eq_any(ids))
        .filter(people::active.eq(false))
        .select(people::id)
        .load::<Key<PersonId>>(conn)?;
    Ok(stopped.into_iter().map(|person| person.0).collect())
}
