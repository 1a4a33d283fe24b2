//! Areas, as an administrator keeps them.
use super::history::{WhatChanged, note};
use super::people::By;
use super::still_administrator;
use crate::schema::{areas, complaints};
use crate::sight::not_about;
use crate::{Connection, Key, Result, StorageError, Taken, sessions};
use diesel::dsl::exists;
use diesel::prelude::*;
use procedure::event::Change;
use procedure::{AreaId, PersonId};

/// An area with its version, open or closed.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = areas)]
pub struct AreaRow {
    pub id: Key<AreaId>,
    pub name: String,
    pub leader_id: Option<Key<PersonId>>,
    pub deputy_id: Option<Key<PersonId>>,
    pub active: bool,
    pub version: i64,
}

impl AreaRow {
    /// Its Leader or its deputy is another.
    pub fn is_led_by_others_than(&self, before: &Self) -> bool {
        self.leader_id != before.leader_id || self.deputy_id != before.deputy_id
    }
}

/// Every area, open ones first, by name.
pub fn all(conn: &mut Connection) -> Result<Vec<AreaRow>> {
    Ok(areas::table
        .order((areas::active.desc(), areas::name))
        .select(AreaRow::as_select())
        .load(conn)?)
}

/// One area.
///
/// # Errors
/// `NotFound`.
pub fn find(conn: &mut Connection, id: AreaId) -> Result<AreaRow> {
    Ok(areas::table
        .find(Key(id))
        .select(AreaRow::as_select())
        .first(conn)?)
}

/// How many open complaints are with an area, those about the administrator who asks left out.
pub fn open_complaints(conn: &mut Connection, id: AreaId, by: PersonId) -> Result<i64> {
    Ok(complaints::table
        .filter(complaints::area_id.eq(Key(id)))
        .filter(complaints::closure.is_null())
        .filter(not_about(by))
        .count()
        .get_result(conn)?)
}

/// Whether any open complaint is with an area: it cannot be closed before they have gone elsewhere.
fn is_in_use(conn: &mut Connection, id: AreaId) -> Result<bool> {
    let any = complaints::table
        .filter(complaints::area_id.eq(Key(id)))
        .filter(complaints::closure.is_null());
    Ok(diesel::select(exists(any)).get_result(conn)?)
}

fn name_taken(error: diesel::result::Error) -> StorageError {
    use diesel::result::DatabaseErrorKind::UniqueViolation;
    match error {
        diesel::result::Error::DatabaseError(UniqueViolation, _) => {
            StorageError::Taken(Taken::AreaName)
        }
        other => other.into(),
    }
}

/// Adds an open area without a Leader, so it cannot receive yet.
///
/// # Errors
/// `Taken` when there is one of this name.
pub fn add(conn: &mut Connection, by: By, name: &str) -> Result<AreaId> {
    still_administrator(conn, by.who)?;
    let id = diesel::insert_into(areas::table)
        .values(areas::name.eq(name))
        .returning(areas::id)
        .get_result::<Key<AreaId>>(conn)
        .map_err(name_taken)?;
    let facts = WhatChanged {
        subject: name.to_owned(),
        ..WhatChanged::default()
    };
    note(conn, by.who, "Area added", &facts, by.now)?;
    Ok(id.0)
}

/// Changes an area. Whoever begins or ceases to lead it sees other complaints from then on: their sessions end.
///
/// # Errors
/// `Conflict` when it was changed since `before` was read; `StillOpen` when it closes with open complaints, whether or
/// not the administrator may know of them; `Taken` when another has the name.
pub fn change(
    conn: &mut Connection,
    by: By,
    before: &AreaRow,
    after: &AreaRow,
    changes: Vec<Change>,
) -> Result<()> {
    still_administrator(conn, by.who)?;
    if before.active && !after.active && is_in_use(conn, before.id.0)? {
        return Err(StorageError::StillOpen);
    }
    let seen = areas::table
        .find(before.id)
        .filter(areas::version.eq(before.version));
    let written = diesel::update(seen)
        .set((
            areas::name.eq(&after.name),
            areas::leader_id.eq(after.leader_id),
            areas::deputy_id.eq(after.deputy_id),
            areas::active.eq(after.active),
            areas::version.eq(before.version + 1),
        ))
        .execute(conn)
        .map_err(name_taken)?;
    if written == 0 {
        return Err(StorageError::Conflict);
    }
    for (was, is) in [
        (before.leader_id, after.leader_id),
        (before.deputy_id, after.deputy_id),
    ] {
        if was != is || before.active != after.active {
            for person in [was, is].into_iter().flatten().filter(|p| p.0 != by.who) {
                sessions::end_all_of(conn, person.0, None, by.now)?;
            }
        }
    }
    let facts = WhatChanged {
        subject: before.name.clone(),
        changes,
        why: String::new(),
    };
    note(conn, by.who, "Area changed", &facts, by.now)
}
