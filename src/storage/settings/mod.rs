//! What an administrator sets: one JSON document a name, each with a version.
//!
//! A document that was never saved is its default, at version 0. A field added later takes its default in documents
//! saved before it.
mod documents;
mod prefix;

pub use documents::{Assessor, Correspondence, Organisation, Sessions};
pub use prefix::{BadPrefix, check_prefix};

use super::schema::settings;
use super::{Connection, Result, StorageError};
use diesel::prelude::*;
use procedure::Promises;
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;

/// A document and the name it is stored under.
pub trait Document: Serialize + DeserializeOwned + Default {
    const NAME: &'static str;
}

impl Document for Organisation {
    const NAME: &'static str = "organisation";
}
impl Document for Assessor {
    const NAME: &'static str = "assessor";
}
impl Document for Correspondence {
    const NAME: &'static str = "correspondence";
}
impl Document for Promises {
    const NAME: &'static str = "promises";
}
impl Document for Sessions {
    const NAME: &'static str = "sessions";
}

/// Every setting there is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AllSettings {
    pub organisation: Organisation,
    pub assessor: Assessor,
    pub promises: Promises,
    pub sessions: Sessions,
    pub correspondence: Correspondence,
    versions: BTreeMap<String, i64>,
}

impl AllSettings {
    /// The version a document was read at, for the form that changes it; 0 when it was never saved.
    pub fn version<T: Document>(&self) -> i64 {
        self.versions.get(T::NAME).copied().unwrap_or(0)
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = settings)]
struct Row {
    name: String,
    value: String,
    version: i64,
}

/// Every setting, in one query.
///
/// # Errors
/// `Corrupt` when a document cannot be read.
pub fn load(conn: &mut Connection) -> Result<AllSettings> {
    let rows = settings::table.select(Row::as_select()).load(conn)?;
    Ok(AllSettings {
        organisation: document(&rows)?,
        assessor: document(&rows)?,
        promises: document(&rows)?,
        sessions: document(&rows)?,
        correspondence: document(&rows)?,
        versions: rows
            .into_iter()
            .map(|row| (row.name, row.version))
            .collect(),
    })
}

/// One document alone.
///
/// # Errors
/// As [`load`].
pub fn one<T: Document>(conn: &mut Connection) -> Result<T> {
    let row = settings::table
        .find(T::NAME)
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    document(row.as_slice())
}

fn document<T: Document>(rows: &[Row]) -> Result<T> {
    let Some(row) = rows.iter().find(|row| row.name == T::NAME) else {
        return Ok(T::default());
    };
    serde_json::from_str(&row.value)
        .map_err(|e| StorageError::Corrupt(format!("setting {}: {e}", T::NAME)))
}

/// Keeps a document that was read at version `seen` (0 when it was never saved), inside a write transaction.
/// Out: its new version.
///
/// # Errors
/// `Conflict` when somebody saved it meanwhile; nothing was written.
pub fn save<T: Document>(conn: &mut Connection, value: &T, seen: i64) -> Result<i64> {
    let json = serde_json::to_string(value).map_err(|e| StorageError::Corrupt(e.to_string()))?;
    let version = seen + 1;
    if seen == 0 {
        let known = settings::table.find(T::NAME);
        if diesel::select(diesel::dsl::exists(known)).get_result::<bool>(conn)? {
            return Err(StorageError::Conflict);
        }
        diesel::insert_into(settings::table)
            .values((
                settings::name.eq(T::NAME),
                settings::value.eq(json),
                settings::version.eq(version),
            ))
            .execute(conn)?;
        return Ok(version);
    }
    let changed = diesel::update(
        settings::table
            .find(T::NAME)
            .filter(settings::version.eq(seen)),
    )
    .set((settings::value.eq(json), settings::version.eq(version)))
    .execute(conn)?;
    if changed == 0 {
        return Err(StorageError::Conflict);
    }
    Ok(version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Db;
    use procedure::working_time::Span;

    fn database() -> (tempfile::TempDir, Db) {
        let room = tempfile::tempdir().unwrap();
        let db = Db::open(room.path().join("s.db").to_str().unwrap()).unwrap();
        (room, db)
    }

    #[test]
    fn before_anything_is_saved_the_factsheet_speaks() {
        let (_room, db) = database();
        let all = db.read_now(load).unwrap();
        assert_eq!(all, AllSettings::default());
        assert_eq!(
            all.organisation.email,
            "customer-relations@trustalliancegroup.org"
        );
        assert_eq!(all.organisation.reference_prefix, "SC");
        assert_eq!(all.assessor, Assessor::default());
        assert_eq!(
            (all.sessions.idle_minutes, all.sessions.absolute_hours),
            (30, 12)
        );
    }

    #[test]
    fn each_document_comes_back_as_it_was_saved() {
        let (_room, db) = database();
        let organisation = Organisation {
            phone: "01925 430049".into(),
            executives: vec!["Dame Ada Price".into()],
            ..Organisation::default()
        };
        let promises = Promises {
            respond: Span::WorkingDays(15),
            ..Promises::default()
        };
        let assessor = Assessor {
            email: "assessor@example.org".into(),
            ..Assessor::default()
        };
        let sessions = Sessions {
            idle_minutes: 20,
            absolute_hours: 8,
        };
        db.write_now(|conn| {
            save(conn, &organisation, 0)?;
            save(conn, &promises, 0)?;
            save(conn, &assessor, 0)?;
            save(conn, &sessions, 0)
        })
        .unwrap();
        let all = db.read_now(load).unwrap();
        assert_eq!(all.organisation, organisation);
        assert_eq!(all.promises, promises);
        assert_eq!(all.assessor, assessor);
        assert_eq!(all.sessions, sessions);
        assert_eq!(all.version::<Sessions>(), 1);
    }

    #[test]
    fn of_two_who_saw_the_same_the_second_is_told() {
        let (_room, db) = database();
        let save_seen = |seen| db.write_now(|conn| save(conn, &Sessions::default(), seen));
        assert_eq!(save_seen(0).unwrap(), 1);
        assert!(matches!(save_seen(0), Err(StorageError::Conflict)));
        assert_eq!(save_seen(1).unwrap(), 2);
        assert!(matches!(save_seen(1), Err(StorageError::Conflict)));
        assert_eq!(db.read_now(load).unwrap().version::<Sessions>(), 2);
    }

    #[test]
    fn a_field_added_later_takes_its_default() {
        let (_room, db) = database();
        db.write_now(|conn| {
            diesel::insert_into(settings::table)
                .values((
                    settings::name.eq("organisation"),
                    settings::value.eq(r#"{"name":"Other"}"#),
                ))
                .execute(conn)?;
            Ok(())
        })
        .unwrap();
        let kept = db.read_now(load).unwrap().organisation;
        assert_eq!(
            (kept.name.as_str(), kept.reference_prefix.as_str()),
            ("Other", "SC")
        );
    }
}
