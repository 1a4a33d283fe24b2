//! Which running clocks a newly closed day may move.
use super::schema::clocks;
use super::{Connection, Key, Result, calendars, stored};
use chrono::NaiveDate;
use diesel::prelude::*;
use procedure::ComplaintId;
use procedure::clocks::Closures;
use procedure::working_time::{Settings, uk_time};
use std::collections::BTreeMap;

/// The days that a new calendar closes and the one before it does not, with the calendars of the clocks that run. None
/// when it closes none.
///
/// # Errors
/// `Corrupt` when a calendar cannot be read.
pub fn announced(
    conn: &mut Connection,
    before: &Settings,
    after: &Settings,
) -> Result<Option<Closures>> {
    let added = |day: &NaiveDate| !before.closed.contains_key(day);
    let days: BTreeMap<NaiveDate, String> = after
        .closed
        .iter()
        .filter(|(day, _)| added(day))
        .map(|(day, name)| (*day, name.clone()))
        .collect();
    if days.is_empty() {
        return Ok(None);
    }
    let versions = clocks::table
        .filter(clocks::stopped_at.is_null())
        .select(clocks::calendar_version)
        .distinct()
        .load::<i64>(conn)?;
    let made_by = versions
        .into_iter()
        .map(|version| calendars::by_version(conn, version))
        .collect::<Result<Vec<_>>>()?;
    Ok(Some(Closures::new(days, made_by, after.clone())))
}

/// Complaints with a running clock that ends on the first closed day or later, in their order.
pub fn at_stake(conn: &mut Connection, closures: &Closures) -> Result<Vec<ComplaintId>> {
    let Some(first) = closures.days().keys().next() else {
        return Ok(Vec::new());
    };
    let ids = clocks::table
        .filter(clocks::stopped_at.is_null())
        .filter(clocks::due_at.ge(stored(uk_time::midnight(*first))))
        .select(clocks::complaint_id)
        .distinct()
        .order(clocks::complaint_id)
        .load::<Key<ComplaintId>>(conn)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}
