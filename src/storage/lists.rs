//! All complaints a person may see, newest first: one keyset query for each way of seeing, merged.
//!
//! Somebody who sees everything walks the index over `received_at`; everybody else sees by area led, by
//! assignment, by escalation and by having logged it, and each way has an index of its own. What they may not
//! see is never counted, skipped over or hinted at.
use super::complainants::{key, words};
use super::queues::{LAST, QueueRow, being_answered, is_late, rows};
use super::schema::{complainant_words, complainants, complaints};
use super::sight::{Ids, ways};
use super::unreadable::Instant;
use super::{Connection, Key, Result, Word, stored};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::vocabulary::{Outcome, Stage};
use procedure::{Actor, AreaId, ComplainantId, ComplaintId, Reference};

/// Where a page of the list ends: the next holds what was received before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    pub received_at: NaiveDateTime,
    pub id: i64,
}

impl Before {
    /// As it stands in an address: microseconds and the id.
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('-')?;
        let at = DateTime::from_timestamp_micros(at.parse().ok()?)?;
        Some(Self {
            received_at: at.naive_utc(),
            id: id.parse().ok()?,
        })
    }
}

impl std::fmt::Display for Before {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}-{}",
            self.received_at.and_utc().timestamp_micros(),
            self.id
        )
    }
}

/// Which complaints by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Open,
    Closed,
    /// Open and past the date its stage owes.
    Overdue,
    /// At stage 1, until the response has left.
    BeingAnswered,
    At(Stage),
}

/// What the list is narrowed to; nothing set is everything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub area: Option<AreaId>,
    pub outcome: Option<Outcome>,
    /// Received at or after.
    pub from: Option<DateTime<Utc>>,
    /// Received before.
    pub until: Option<DateTime<Utc>>,
    /// Of one complainant.
    pub complainant: Option<ComplainantId>,
    /// What was typed in the search field.
    pub words: Option<String>,
}

/// One page of the list for this person, newest first. Out: at most `limit` rows, and where the next page begins;
/// none after the last.
///
/// # Errors
/// The queries'.
pub fn page(
    conn: &mut Connection,
    actor: &Actor,
    filter: &Filter,
    before: Option<Before>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<(Vec<QueueRow>, Option<Before>)> {
    let (ids, next) = ids(conn, actor, filter, (before, limit), now)?;
    Ok((rows(conn, &ids)?, next))
}

/// Most of one person's other complaints that are shown.
const OTHERS: i64 = 50;

/// The other complaints of the same person, newest first, as far as this reader may see them.
///
/// # Errors
/// The queries'.
pub fn others(
    conn: &mut Connection,
    actor: &Actor,
    (complainant, except): (ComplainantId, ComplaintId),
    now: DateTime<Utc>,
) -> Result<Vec<i64>> {
    let filter = Filter {
        complainant: Some(complainant),
        ..Filter::default()
    };
    let (mut found, _) = ids(conn, actor, &filter, (None, OTHERS + 1), now)?;
    found.retain(|id| *id != except.0);
    found.truncate(usize::try_from(OTHERS).unwrap_or_default());
    Ok(found)
}

/// The newest complaints that this reader may see with an outcome that is upheld in whole or in part, at most so many of
/// each; none that stage 2 is looking at.
pub(super) fn upheld(conn: &mut Connection, actor: &Actor, most: i64) -> Result<Vec<i64>> {
    let mut found = Vec::new();
    let now = DateTime::default();
    for outcome in Outcome::ALL.iter().filter(|one| one.is_upheld()) {
        let filter = Filter {
            outcome: Some(*outcome),
            ..Filter::default()
        };
        found.extend(ids(conn, actor, &filter, (None, most), now)?.0);
    }
    let mut dated = complaints::table
        .filter(complaints::id.eq_any(found))
        .select((complaints::received_at, complaints::id))
        .load::<(Instant, i64)>(conn)?;
    dated.sort_by_key(|(at, id)| std::cmp::Reverse((at.known().unwrap_or(LAST), *id)));
    Ok(dated.into_iter().map(|(_, id)| id).collect())
}

/// The rows of complaints that [`others`] found.
///
/// # Errors
/// The query's.
pub fn rows_of(conn: &mut Connection, ids: &[i64]) -> Result<Vec<QueueRow>> {
    rows(conn, ids)
}

fn ids(
    conn: &mut Connection,
    actor: &Actor,
    filter: &Filter,
    (before, limit): (Option<Before>, i64),
    now: DateTime<Utc>,
) -> Result<(Vec<i64>, Option<Before>)> {
    let mut found: Vec<(NaiveDateTime, i64)> = Vec::new();
    for way in ways(actor) {
        for search in searches(filter.words.as_deref()) {
            let query = way.of(complaints::table.into_boxed(), actor);
            let query = searched(narrowed(query, filter, now), search);
            let keys = newest(query, before, limit + 1).load::<(Instant, i64)>(conn)?;
            // A date that is none stands first, so that somebody sees it.
            let place = |at: Instant| at.known().unwrap_or(LAST);
            found.extend(keys.into_iter().map(|(at, id)| (place(at), id)));
        }
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.dedup();
    let shown = usize::try_from(limit).unwrap_or_default();
    let more = found.len() > shown;
    found.truncate(shown);
    let last = found.last().filter(|_| more);
    let next = last.map(|(received_at, id)| Before {
        received_at: *received_at,
        id: *id,
    });
    Ok((found.into_iter().map(|(_, id)| id).collect(), next))
}

type Keys<'a> = complaints::BoxedQuery<
    'a,
    super::Backend,
    (diesel::sql_types::Timestamp, diesel::sql_types::BigInt),
>;

fn newest(mut query: Ids<'_>, before: Option<Before>, limit: i64) -> Keys<'_> {
    if let Some(Before { received_at, id }) = before {
        query = query
            .filter(complaints::received_at.le(received_at))
            .filter(
                complaints::received_at
                    .lt(received_at)
                    .or(complaints::id.lt(id)),
            );
    }
    query
        .order((complaints::received_at.desc(), complaints::id.desc()))
        .limit(limit)
        .select((complaints::received_at, complaints::id))
}

fn narrowed<'a>(mut query: Ids<'a>, filter: &Filter, now: DateTime<Utc>) -> Ids<'a> {
    query = match filter.state {
        None => query,
        Some(State::Open) => query.filter(complaints::closure.is_null()),
        Some(State::Closed) => query.filter(complaints::stage.eq(Word(Stage::Closed))),
        Some(State::At(stage)) => query.filter(complaints::stage.eq(Word(stage))),
        Some(State::BeingAnswered) => query.filter(being_answered()),
        Some(State::Overdue) => query
            .filter(complaints::closure.is_null())
            .filter(is_late(stored(now))),
    };
    if let Some(area) = filter.area {
        query = query.filter(complaints::area_id.eq(Key(area)));
    }
    if let Some(outcome) = filter.outcome {
        let looked_at_again = [Word(Stage::Escalated), Word(Stage::FinalReview)];
        query = query
            .filter(complaints::outcome.eq(Word(outcome)))
            .filter(complaints::stage.ne_all(looked_at_again));
    }
    if let Some(from) = filter.from {
        query = query.filter(complaints::received_at.ge(stored(from)));
    }
    if let Some(until) = filter.until {
        query = query.filter(complaints::received_at.lt(stored(until)));
    }
    if let Some(complainant) = filter.complainant {
        query = query.filter(complaints::complainant_id.eq(Key(complainant)));
    }
    query
}

/// One way of finding what was typed, each by an index of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Search {
    /// The beginning of each of these words is in the name.
    Name(Vec<String>),
    /// The whole email or postcode.
    Key(String),
    /// The whole dispute reference.
    Dispute(String),
}

/// None when nothing was typed: one query without a search. Only letters are a name, and only what has a digit
/// can be a postcode or a dispute reference.
fn searches(typed: Option<&str>) -> Vec<Option<Search>> {
    let Some(typed) = typed else {
        return vec![None];
    };
    let key = Search::Key(key(typed));
    if typed.contains('@') {
        return vec![Some(key)];
    }
    let mut all = Vec::new();
    let words = words(typed);
    if !words.is_empty() {
        all.push(Some(Search::Name(words)));
    }
    if typed.chars().any(|c| c.is_ascii_digit()) {
        all.push(Some(key));
        all.push(Some(Search::Dispute(typed.trim().to_owned())));
    }
    all
}

fn searched(query: Ids<'_>, search: Option<Search>) -> Ids<'_> {
    match search {
        None => query,
        Some(Search::Name(words)) => words.into_iter().fold(query, named),
        Some(Search::Key(key)) => query.filter(
            complaints::complainant_id.eq_any(
                complainants::table
                    .filter(complainants::email_key.eq(key.clone()))
                    .filter(complainants::email_key.ne(""))
                    .or_filter(
                        complainants::postcode_key
                            .eq(key)
                            .and(complainants::postcode_key.ne("")),
                    )
                    .select(complainants::id),
            ),
        ),
        Some(Search::Dispute(text)) => query
            .filter(complaints::dispute_reference.eq_any([text.to_uppercase(), text]))
            .filter(complaints::dispute_reference.ne("")),
    }
}

fn named(query: Ids<'_>, word: String) -> Ids<'_> {
    let end = format!("{word}{}", char::MAX);
    query.filter(
        complaints::complainant_id.eq_any(
            complainant_words::table
                .filter(complainant_words::word.ge(word))
                .filter(complainant_words::word.lt(end))
                .select(complainant_words::complainant_id),
        ),
    )
}

/// Whether a complaint with this reference exists for this person.
///
/// # Errors
/// The query's.
pub fn exists(conn: &mut Connection, actor: &Actor, reference: &Reference) -> Result<bool> {
    match super::complaints::find(conn, reference, actor) {
        Ok(_) => Ok(true),
        Err(super::StorageError::NotFound) => Ok(false),
        Err(other) => Err(other),
    }
}
