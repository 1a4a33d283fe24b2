//! Attempts to sign in, kept so that a restart forgets none.
use super::schema::sign_in_attempts as a;
use super::{Backend, Connection, Result, stored};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;

/// Failures are counted up to here; the longest wait is reached long before.
const MOST: i64 = 1_000;

/// Failed attempts in the last while: how many since the last success, and when the latest was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Failures {
    pub count: i64,
    pub latest: Option<DateTime<Utc>>,
}

/// One attempt, as it is kept.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = a)]
pub struct Attempt {
    /// The account's stored name, a hash.
    pub account: String,
    pub address: String,
    pub at: NaiveDateTime,
    pub succeeded: bool,
    /// The browser's stored name when it has signed in to this account before; else empty.
    pub device: String,
}

/// Writes down an attempt; those older than a day are removed.
pub fn note(conn: &mut Connection, attempt: &Attempt) -> Result<()> {
    let old = attempt.at - Duration::days(1);
    diesel::delete(a::table.filter(a::at.lt(old))).execute(conn)?;
    diesel::insert_into(a::table)
        .values(attempt)
        .execute(conn)?;
    Ok(())
}

/// Failures of one browser at an account since it last signed in.
pub fn of_device(conn: &mut Connection, device: &str, since: DateTime<Utc>) -> Result<Failures> {
    since_the_last_success(conn, since, || {
        a::table
            .filter(a::device.eq(device))
            // Says to SQLite that the index of known browsers is enough.
            .filter(a::device.ne(""))
            .into_boxed()
    })
}

/// Failures at an account of browsers that have not signed in to it before, from one address, since one of them
/// succeeded there.
pub fn of_account_at(
    conn: &mut Connection,
    (account, address): (&str, &str),
    since: DateTime<Utc>,
) -> Result<Failures> {
    since_the_last_success(conn, since, || {
        a::table
            .filter(a::account.eq(account))
            .filter(a::address.eq(address))
            .filter(a::device.eq(""))
            .into_boxed()
    })
}

fn since_the_last_success<'a>(
    conn: &mut Connection,
    since: DateTime<Utc>,
    theirs: impl Fn() -> a::BoxedQuery<'a, Backend>,
) -> Result<Failures> {
    let last_good: Option<NaiveDateTime> = theirs()
        .filter(a::at.gt(stored(since)))
        .filter(a::succeeded.eq(true))
        .select(diesel::dsl::max(a::at))
        .first(conn)?;
    let from = last_good.unwrap_or_else(|| stored(since));
    let times = theirs()
        .filter(a::succeeded.eq(false))
        .filter(a::at.gt(from))
        .select(a::at)
        .order(a::at.desc())
        .limit(MOST)
        .load(conn)?;
    Ok(failures(&times))
}

/// Failures at an account of such browsers, wherever they are.
pub fn of_account(conn: &mut Connection, account: &str, since: DateTime<Utc>) -> Result<Failures> {
    failed(
        conn,
        a::table.filter(a::account.eq(account)).into_boxed(),
        since,
    )
}

/// Failures of such browsers from one address, at any account.
pub fn of_address(conn: &mut Connection, address: &str, since: DateTime<Utc>) -> Result<Failures> {
    failed(
        conn,
        a::table.filter(a::address.eq(address)).into_boxed(),
        since,
    )
}

fn failed(
    conn: &mut Connection,
    theirs: a::BoxedQuery<'_, Backend>,
    since: DateTime<Utc>,
) -> Result<Failures> {
    let times = theirs
        .filter(a::device.eq(""))
        .filter(a::at.gt(stored(since)))
        .filter(a::succeeded.eq(false))
        .select(a::at)
        .order(a::at.desc())
        .limit(MOST)
        .load(conn)?;
    Ok(failures(&times))
}

fn failures(times: &[NaiveDateTime]) -> Failures {
    Failures {
        count: i64::try_from(times.len()).unwrap_or(i64::MAX),
        latest: times.first().map(|at| at.and_utc()),
    }
}
