//! Calendars: opening hours, closures and the reading of "working hours", version by version. Nothing is changed or
//! removed: a due date keeps the version that made it.
use super::schema::calendars;
use super::{Connection, Key, Result, StorageError, Word, stored};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use procedure::PersonId;
use procedure::working_time::{Nation, Settings, closures, parse_gov_uk};

/// GOV.UK's list, as kept in the repository.
const BANK_HOLIDAYS: &str = include_str!("../../assets/bank-holidays.json");

/// A calendar and how it came to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarVersion {
    pub settings: Settings,
    pub nation: Nation,
    pub made_at: DateTime<Utc>,
    /// None for the one that came with the software.
    pub made_by: Option<PersonId>,
    pub why: String,
}

/// A calendar to keep; the version in its settings is not looked at.
#[derive(Debug, Clone)]
pub struct NewCalendar<'a> {
    pub settings: Settings,
    pub nation: Nation,
    pub by: Option<PersonId>,
    /// Why it changes, for those who look back.
    pub why: &'a str,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = calendars)]
struct Row {
    version: i64,
    nation: Word<Nation>,
    settings: String,
    made_at: chrono::NaiveDateTime,
    made_by: Option<Key<PersonId>>,
    why: String,
}

fn read(row: Row) -> Result<CalendarVersion> {
    Ok(CalendarVersion {
        settings: parsed(row.version, &row.settings)?,
        nation: row.nation.0,
        made_at: row.made_at.and_utc(),
        made_by: row.made_by.map(|who| who.0),
        why: row.why,
    })
}

/// The number of the calendar in force: the latest version.
///
/// # Errors
/// `NotFound` before [`seed`].
pub fn current_version(conn: &mut Connection) -> Result<i64> {
    Ok(calendars::table
        .select(calendars::version)
        .order(calendars::version.desc())
        .first(conn)?)
}

/// The calendar in force.
///
/// # Errors
/// `NotFound` before [`seed`].
pub fn current(conn: &mut Connection) -> Result<Settings> {
    let version = current_version(conn)?;
    by_version(conn, version)
}

/// The calendar of one version.
///
/// # Errors
/// `NotFound`.
pub fn by_version(conn: &mut Connection, version: i64) -> Result<Settings> {
    let json = calendars::table
        .find(version)
        .select(calendars::settings)
        .first::<String>(conn)?;
    parsed(version, &json)
}

fn parsed(version: i64, json: &str) -> Result<Settings> {
    let settings = serde_json::from_str(json)
        .map_err(|e| StorageError::Corrupt(format!("calendar {version}: {e}")))?;
    Ok(Settings {
        version,
        ..settings
    })
}

/// Every version, the latest first.
pub fn history(conn: &mut Connection) -> Result<Vec<CalendarVersion>> {
    let rows = calendars::table
        .order(calendars::version.desc())
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

/// Appends a version, inside a write transaction; out: its number. `seen` is the version the person changed, 0 when
/// there was none.
///
/// # Errors
/// `Conflict` when a later version was saved meanwhile; nothing was written.
pub fn save_new(
    conn: &mut Connection,
    new: NewCalendar,
    seen: i64,
    now: DateTime<Utc>,
) -> Result<i64> {
    let latest = calendars::table
        .select(diesel::dsl::max(calendars::version))
        .first::<Option<i64>>(conn)?
        .unwrap_or(0);
    if latest != seen {
        return Err(StorageError::Conflict);
    }
    let version = latest + 1;
    let settings = Settings {
        version,
        ..new.settings
    };
    let json =
        serde_json::to_string(&settings).map_err(|e| StorageError::Corrupt(e.to_string()))?;
    diesel::insert_into(calendars::table)
        .values((
            calendars::version.eq(version),
            calendars::nation.eq(Word(new.nation)),
            calendars::settings.eq(json),
            calendars::made_at.eq(stored(now)),
            calendars::made_by.eq(new.by.map(Key)),
            calendars::why.eq(new.why),
        ))
        .execute(conn)?;
    Ok(version)
}

/// The first calendar, when there is none: Monday to Friday 09:00 to 17:00 (assumed, not published) with the bank
/// holidays of England and Wales, where the office is. Out: whether it was needed.
pub fn seed(conn: &mut Connection, now: DateTime<Utc>) -> Result<()> {
    if calendars::table.count().get_result::<i64>(conn)? > 0 {
        return Ok(());
    }
    let new = NewCalendar {
        settings: Settings {
            closed: bank_holidays(Nation::EnglandAndWales)?,
            ..Settings::default()
        },
        nation: Nation::EnglandAndWales,
        by: None,
        why: "The first calendar: GOV.UK's bank holidays",
    };
    save_new(conn, new, 0, now).map(|_| ())
}

/// A nation's bank holidays from the list in the repository, as [`Settings::closed`] wants them.
///
/// # Errors
/// `Corrupt` when the list cannot be read.
pub fn bank_holidays(
    nation: Nation,
) -> Result<std::collections::BTreeMap<chrono::NaiveDate, String>> {
    let list = parse_gov_uk(BANK_HOLIDAYS).map_err(|e| StorageError::Corrupt(e.to_string()))?;
    Ok(closures(&list, nation))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Db;
    use procedure::working_time::Model;

    fn database() -> (tempfile::TempDir, Db) {
        let room = tempfile::tempdir().unwrap();
        let db = Db::open(room.path().join("c.db").to_str().unwrap()).unwrap();
        (room, db)
    }

    fn now() -> DateTime<Utc> {
        "2026-11-24T10:00:00.123456Z".parse().unwrap()
    }

    #[test]
    fn the_first_calendar_is_sown_once() {
        let (_room, db) = database();
        assert!(matches!(db.read_now(current), Err(StorageError::NotFound)));
        db.write_now(|conn| seed(conn, now())).unwrap();
        db.write_now(|conn| seed(conn, now())).unwrap();
        assert_eq!(db.read_now(history).unwrap().len(), 1);
        let calendar = db.read_now(current).unwrap();
        assert_eq!(calendar.version, 1);
        let good_friday = "2026-04-03".parse().unwrap();
        assert_eq!(calendar.closed.get(&good_friday).unwrap(), "Good Friday");
        // A bank holiday of Scotland alone.
        assert!(!calendar.closed.contains_key(&"2026-11-30".parse().unwrap()));
    }

    #[test]
    fn versions_are_added_and_the_old_ones_stay() {
        let (_room, db) = database();
        db.write_now(|conn| seed(conn, now())).unwrap();
        let first = db.read_now(current).unwrap();
        let change = |seen| {
            let new = NewCalendar {
                settings: Settings {
                    model: Model::NextWorkingDay,
                    ..first.clone()
                },
                nation: Nation::Scotland,
                by: None,
                why: "Try C",
            };
            db.write_now(|conn| save_new(conn, new, seen, now()))
        };
        assert_eq!(change(1).unwrap(), 2);
        assert!(matches!(change(1), Err(StorageError::Conflict)));
        let versions = db.read_now(history).unwrap();
        assert_eq!(versions.len(), 2);
        let latest = &versions[0];
        assert_eq!(
            (latest.nation, latest.why.as_str(), latest.made_at),
            (Nation::Scotland, "Try C", now())
        );
        assert_eq!(db.read_now(current).unwrap(), latest.settings);
        assert_eq!(latest.settings.version, 2);
        assert_eq!(db.read_now(|conn| by_version(conn, 1)).unwrap(), first);
    }
}
