//! Totals for a period. They name nobody, so they cover every area; a complaint about the reader is in none of them.
//! Each is one query over an index.
use super::schema::{allegations, clocks, complaints, escalations, findings, subjects};
use super::sight::not_about;
use super::unreadable::{Instant, Listed};
use super::{Connection, Key, Result, Word, stored};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::{AsExprOf, auto_type, case_when, count, count_star, exists, not};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use procedure::vocabulary::{Exclusion, Ground, Outcome, Promise, Stage};
use procedure::{AreaId, PersonId};

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    pub part: i64,
    pub of: i64,
}

impl Share {
    /// Whole percent, rounded to the nearest; None of nothing.
    pub fn percent(self) -> Option<i64> {
        (self.of > 0).then(|| (self.part * 100 + self.of / 2) / self.of)
    }
    fn add(&mut self, counts: bool, how_many: i64) {
        self.of += how_many;
        self.part += if counts { how_many } else { 0 };
    }
}

/// What is counted: from one instant until before another, in one area or all, for whom.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub area: Option<AreaId>,
    pub reader: PersonId,
}

/// One promise in a period: kept in time of judged, and how many are late at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub promise: Promise,
    pub in_time: Share,
    pub running_late: i64,
    /// Of those: the letter is written and has not left, or came back.
    pub unsent_late: i64,
}

impl Kept {
    /// A letter keeps it.
    pub fn in_letters(&self) -> bool {
        match self.promise {
            Promise::Acknowledge
            | Promise::Respond
            | Promise::AcknowledgeEscalation
            | Promise::FinalResponse
            | Promise::DataProtection => true,
            Promise::Assign
            | Promise::FirstContact
            | Promise::Update
            | Promise::Escalate
            | Promise::SendToAssessor => false,
        }
    }
}

/// What is alleged on one ground: how often, and how often upheld in whole or part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alleged {
    /// None: outside the procedure, whatever the ground.
    pub ground: Option<Ground>,
    pub upheld: Share,
}

/// The complaints received within the bounds. Of two records of one complaint the one that goes on is counted.
#[auto_type(no_type_alias)]
fn within(bounds: Bounds) -> _ {
    let from: NaiveDateTime = stored(bounds.from);
    let until: NaiveDateTime = stored(bounds.until);
    let everywhere: AsExprOf<bool, Bool> = bounds.area.is_none().into_sql::<Bool>();
    let area: Key<AreaId> = Key(bounds.area.unwrap_or(AreaId(0)));
    let reader: PersonId = bounds.reader;
    let wall: not_about = not_about(reader);
    complaints::table
        .filter(complaints::received_at.ge(from))
        .filter(complaints::received_at.lt(until))
        .filter(wall)
        .filter(complaints::joined_into_id.is_null())
        .filter(everywhere.or(complaints::area_id.eq(area)))
}

/// The clocks of the area, none of a complaint about the reader, nor of a record that was joined with another: the one
/// that goes on has the clocks of both.
#[auto_type]
fn clocks_for(bounds: Bounds) -> _ {
    let everywhere: AsExprOf<bool, Bool> = bounds.area.is_none().into_sql::<Bool>();
    let area: Key<AreaId> = Key(bounds.area.unwrap_or(AreaId(0)));
    let reader: Key<PersonId> = Key(bounds.reader);
    let about_the_reader = subjects::table
        .filter(subjects::complaint_id.eq(clocks::complaint_id))
        .filter(subjects::person_id.eq(reader));
    let of_the_area = complaints::table
        .filter(complaints::id.eq(clocks::complaint_id))
        .filter(complaints::area_id.eq(area));
    let joined = complaints::table
        .filter(complaints::id.eq(clocks::complaint_id))
        .filter(complaints::joined_into_id.is_not_null());
    clocks::table
        .filter(not(exists(about_the_reader)))
        .filter(not(exists(joined)))
        .filter(everywhere.or(exists(of_the_area)))
}

/// What was promised was done, in time or not, or it was owed no longer when its date had passed. What was owed no
/// longer before its date is neither kept nor broken.
#[auto_type]
pub(super) fn is_judged() -> _ {
    clocks::kept
        .eq(true)
        .nullable()
        .or(clocks::in_time.eq(false))
}

/// Those of them that stopped in the period and are judged.
#[auto_type(no_type_alias)]
fn stopped_within(bounds: Bounds) -> _ {
    let from: NaiveDateTime = stored(bounds.from);
    let until: NaiveDateTime = stored(bounds.until);
    let all: clocks_for = clocks_for(bounds);
    let judged: is_judged = is_judged();
    all.filter(clocks::stopped_at.ge(from))
        .filter(clocks::stopped_at.lt(until))
        .filter(judged)
}

/// The clocks of one promise that stopped in the period and are judged: when each did, and whether in time.
pub fn stopped(
    conn: &mut Connection,
    promise: Promise,
    bounds: &Bounds,
) -> Result<Vec<(DateTime<Utc>, bool)>> {
    let rows = stopped_within(*bounds)
        .filter(clocks::promise.eq(Word(promise)))
        .select((clocks::stopped_at, clocks::in_time))
        .load::<(Instant, Option<bool>)>(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(at, in_time)| Some((at.known()?.and_utc(), in_time?)))
        .collect())
}

#[derive(Queryable)]
struct Stopped {
    promise: Word<Promise>,
    in_time: Option<bool>,
    how_many: i64,
}

#[derive(Queryable)]
struct Late {
    promise: Word<Promise>,
    how_many: i64,
    unsent: i64,
}

/// The letter that keeps this promise is written; a running clock says that it has not left, or came back.
#[auto_type(no_type_alias)]
fn is_in_a_letter() -> _ {
    let acknowledge: Word<Promise> = Word(Promise::Acknowledge);
    let respond: Word<Promise> = Word(Promise::Respond);
    let acknowledge_stage_2: Word<Promise> = Word(Promise::AcknowledgeEscalation);
    let answer: Word<Promise> = Word(Promise::FinalResponse);
    let answered: Word<Stage> = Word(Stage::Answered);
    let escalated: Word<Stage> = Word(Stage::Escalated);
    let issued: Word<Stage> = Word(Stage::FinalResponse);
    let acknowledged = clocks::promise
        .eq(acknowledge)
        .and(complaints::acknowledged_at.is_not_null());
    let responded = clocks::promise
        .eq(respond)
        .and(complaints::stage.eq(answered));
    let told = clocks::promise
        .eq(acknowledge_stage_2)
        .and(complaints::stage.ne(escalated));
    let decided = clocks::promise.eq(answer).and(complaints::stage.eq(issued));
    acknowledged.or(responded).or(told).or(decided)
}

/// The clocks that run past their date at `now`, whenever they started: the dates that the lists of complaints and
/// letters show. On a closed complaint only the papers for the Independent Assessor are owed.
fn late(
    conn: &mut Connection,
    promises: &[Word<Promise>],
    bounds: &Bounds,
    now: DateTime<Utc>,
) -> Result<Vec<Late>> {
    let everywhere = bounds.area.is_none().into_sql::<Bool>();
    let area = Key(bounds.area.unwrap_or(AreaId(0)));
    let papers = clocks::promise.eq(Word(Promise::SendToAssessor));
    let unsent = case_when(is_in_a_letter(), clocks::id.nullable());
    Ok(clocks::table
        .inner_join(complaints::table)
        .filter(not_about(bounds.reader))
        .filter(everywhere.or(complaints::area_id.eq(area)))
        .filter(clocks::promise.eq_any(promises.to_vec()))
        .filter(clocks::stopped_at.is_null())
        .filter(clocks::due_at.lt(stored(now)))
        .filter(complaints::closure.is_null().or(papers))
        .group_by(clocks::promise)
        .select((clocks::promise, count_star(), count(unsent)))
        .load(conn)?)
}

/// How each of these promises was kept, and how many are late at `now`.
pub fn kept(
    conn: &mut Connection,
    promises: &[Promise],
    bounds: &Bounds,
    now: DateTime<Utc>,
) -> Result<Vec<Kept>> {
    let words: Vec<_> = promises.iter().map(|promise| Word(*promise)).collect();
    let stopped = stopped_within(*bounds)
        .filter(clocks::promise.eq_any(words.clone()))
        .filter(clocks::in_time.is_not_null())
        .group_by((clocks::promise, clocks::in_time))
        .select((clocks::promise, clocks::in_time, count_star()))
        .load::<Stopped>(conn)?;
    let late = late(conn, &words, bounds, now)?;
    Ok(promises
        .iter()
        .map(|promise| {
            let mut in_time = Share::default();
            for of_it in stopped.iter().filter(|row| row.promise.0 == *promise) {
                in_time.add(of_it.in_time == Some(true), of_it.how_many);
            }
            let late = late.iter().find(|row| row.promise.0 == *promise);
            Kept {
                promise: *promise,
                in_time,
                running_late: late.map_or(0, |row| row.how_many),
                unsent_late: late.map_or(0, |row| row.unsent),
            }
        })
        .collect())
}

/// Complaints received in the period, on-the-spot attempts included.
pub fn received(conn: &mut Connection, bounds: &Bounds) -> Result<i64> {
    Ok(within(*bounds).count().get_result(conn)?)
}

#[derive(Queryable)]
struct WithOutcome {
    outcome: Listed<Outcome>,
    how_many: i64,
}

/// Of the complaints received in the period that have an outcome by now, those upheld in whole or part.
pub fn upheld(conn: &mut Connection, bounds: &Bounds) -> Result<Share> {
    let counts = within(*bounds)
        .filter(complaints::outcome.eq_any(Outcome::ALL.iter().map(|o| Some(Word(*o)))))
        .group_by(complaints::outcome)
        .select((complaints::outcome, count_star()))
        .load::<WithOutcome>(conn)?;
    let mut share = Share::default();
    for row in counts {
        let upheld = row.outcome.known().is_some_and(Outcome::is_upheld);
        share.add(upheld, row.how_many);
    }
    Ok(share)
}

/// Of the complaints received in the period, those whose complainant has asked for the second stage.
pub fn escalated(conn: &mut Connection, bounds: &Bounds) -> Result<Share> {
    let asked = escalations::table.filter(escalations::complaint_id.eq(complaints::id));
    Ok(Share {
        part: within(*bounds)
            .filter(exists(asked))
            .count()
            .get_result(conn)?,
        of: received(conn, bounds)?,
    })
}

#[derive(Queryable)]
struct OnGround {
    ground: Listed<Ground>,
    exclusion: Listed<Exclusion>,
    how_many: i64,
}

#[derive(Queryable)]
struct UpheldOnGround {
    ground: Listed<Ground>,
    how_many: i64,
}

/// What the complaints received in the period allege: each ground, then what is outside the procedure.
/// Of an allegation the latest stage's finding counts.
pub fn alleged(conn: &mut Connection, bounds: &Bounds) -> Result<Vec<Alleged>> {
    let of_them = || allegations::complaint_id.eq_any(within(*bounds).select(complaints::id));
    let all = allegations::table
        .filter(of_them())
        .group_by((allegations::ground, allegations::exclusion))
        .select((allegations::ground, allegations::exclusion, count_star()))
        .load::<OnGround>(conn)?;
    let later = diesel::alias!(findings as later);
    let superseded = later
        .filter(
            later
                .field(findings::allegation_id)
                .eq(findings::allegation_id),
        )
        .filter(later.field(findings::stage).gt(findings::stage));
    let upheld_words = Outcome::ALL.iter().filter(|o| o.is_upheld());
    let upheld = findings::table
        .inner_join(allegations::table.on(allegations::id.eq(findings::allegation_id)))
        .filter(of_them())
        .filter(findings::outcome.eq_any(upheld_words.map(|o| Word(*o))))
        .filter(not(exists(superseded)))
        .group_by(allegations::ground)
        .select((allegations::ground, count_star()))
        .load::<UpheldOnGround>(conn)?;
    let mut rows: Vec<Alleged> = Ground::ALL
        .iter()
        .map(|ground| {
            let its = Listed::Is(*ground);
            let upheld = upheld.iter().filter(|row| row.ground == its);
            let inside = all
                .iter()
                .filter(|row| row.ground == its && row.exclusion == Listed::None);
            Alleged {
                ground: Some(*ground),
                upheld: Share {
                    part: upheld.map(|row| row.how_many).sum(),
                    of: inside.map(|row| row.how_many).sum(),
                },
            }
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.upheld.of));
    // An exclusion that is none of ours is one all the same.
    let outside = all.iter().filter(|row| row.exclusion != Listed::None);
    rows.push(Alleged {
        ground: None,
        upheld: Share {
            part: 0,
            of: outside.map(|row| row.how_many).sum(),
        },
    });
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::Share;

    #[test]
    fn shares_are_rounded_and_nothing_has_none() {
        assert_eq!(Share { part: 0, of: 0 }.percent(), None);
        assert_eq!(Share { part: 2, of: 3 }.percent(), Some(67));
        assert_eq!(Share { part: 1, of: 8 }.percent(), Some(13));
        assert_eq!(Share { part: 3, of: 3 }.percent(), Some(100));
    }
}
