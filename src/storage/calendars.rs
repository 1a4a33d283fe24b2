//! Calendars, by version. A due date keeps the one that made it, so a version is never changed.
use super::schema::calendars;
use super::{Connection, Result, StorageError, stored};
use crate::procedure::PersonId;
use crate::procedure::working_time::{self, Nation, Settings, parse_gov_uk};
use chrono::{DateTime, Utc};
use diesel::prelude::*;

const BANK_HOLIDAYS: &str = include_str!("../../assets/bank-holidays.json");

/// The number of the calendar in force.
///
/// # Errors
/// `NotFound` before the first was seeded.
pub fn current_version(conn: &mut Connection) -> Result<i64> {
    Ok(calendars::table
        .select(calendars::version)
        .order(calendars::version.desc())
        .first(conn)?)
}

/// One version.
///
/// # Errors
/// `NotFound`.
pub fn by_version(conn: &mut Connection, version: i64) -> Result<Settings> {
    let text = calendars::table
        .find(version)
        .select(calendars::settings)
        .first::<String>(conn)?;
    serde_json::from_str(&text).map_err(|e| StorageError::Corrupt(e.to_string()))
}

/// England and Wales, Monday to Friday, 09:00 to 17:00, when there is no calendar yet.
///
/// # Errors
/// The queries'.
pub fn seed(conn: &mut Connection, now: DateTime<Utc>) -> Result<()> {
    if calendars::table.count().get_result::<i64>(conn)? > 0 {
        return Ok(());
    }
    let parsed = parse_gov_uk(BANK_HOLIDAYS).map_err(|e| StorageError::Corrupt(e.to_string()))?;
    let closed = working_time::closures(&parsed, Nation::EnglandAndWales);
    let settings = Settings {
        closed,
        version: 1,
        ..Settings::default()
    };
    insert(
        conn,
        &settings,
        Nation::EnglandAndWales,
        None,
        "The first calendar",
        now,
    )
}

fn insert(
    conn: &mut Connection,
    s: &Settings,
    nation: Nation,
    by: Option<PersonId>,
    why: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let text = serde_json::to_string(s).map_err(|e| StorageError::Corrupt(e.to_string()))?;
    diesel::insert_into(calendars::table)
        .values((
            calendars::version.eq(s.version),
            calendars::nation.eq(nation.as_str()),
            calendars::settings.eq(text),
            calendars::made_at.eq(stored(now)),
            calendars::made_by.eq(by.map(|p| p.0)),
            calendars::why.eq(why),
        ))
        .execute(conn)?;
    Ok(())
}
