//! Attempts to sign in, kept so that a restart forgets none.
use super::schema::sign_in_attempts as a;
use super::{Connection, Result, stored};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;

/// Failed attempts on one account or from one address in the last while: how many since the last success,
/// and when the latest was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Failures {
    pub count: i64,
    pub latest: Option<DateTime<Utc>>,
}

/// Writes down an attempt; those older than a day go.
///
/// # Errors
/// The queries'.
pub fn note(
    conn: &mut Connection,
    account: &str,
    address: &str,
    now: DateTime<Utc>,
    succeeded: bool,
) -> Result<()> {
    diesel::delete(a::table.filter(a::at.lt(stored(now - Duration::days(1))))).execute(conn)?;
    diesel::insert_into(a::table)
        .values((
            a::account.eq(account),
            a::address.eq(address),
            a::at.eq(stored(now)),
            a::succeeded.eq(succeeded),
        ))
        .execute(conn)?;
    Ok(())
}

/// Failures of an account from one address since it last signed in there: somebody else's failures
/// elsewhere do not lock the owner out.
///
/// # Errors
/// The queries'.
pub fn of_account(
    conn: &mut Connection,
    account: &str,
    address: &str,
    since: DateTime<Utc>,
) -> Result<Failures> {
    let theirs = || {
        a::table
            .filter(a::account.eq(account))
            .filter(a::address.eq(address))
            .filter(a::at.gt(stored(since)))
    };
    let last_good: Option<NaiveDateTime> = theirs()
        .filter(a::succeeded.eq(true))
        .select(diesel::dsl::max(a::at))
        .first(conn)?;
    let from = last_good.unwrap_or_else(|| stored(since));
    failures(
        theirs()
            .filter(a::succeeded.eq(false))
            .filter(a::at.gt(from))
            .select(a::at)
            .order(a::at.desc())
            .limit(100)
            .load(conn)?,
    )
}

/// Failures from one address, on any account.
///
/// # Errors
/// The query's.
pub fn of_address(conn: &mut Connection, address: &str, since: DateTime<Utc>) -> Result<Failures> {
    let theirs = a::table
        .filter(a::address.eq(address))
        .filter(a::at.gt(stored(since)))
        .filter(a::succeeded.eq(false));
    failures(
        theirs
            .select(a::at)
            .order(a::at.desc())
            .limit(1000)
            .load(conn)?,
    )
}

#[expect(clippy::unnecessary_wraps, reason = "closes both queries alike")]
fn failures(times: Vec<NaiveDateTime>) -> Result<Failures> {
    let count = i64::try_from(times.len()).unwrap_or(i64::MAX);
    Ok(Failures {
        count,
        latest: times.first().map(|at| at.and_utc()),
    })
}
