//! Members of staff, as an administrator keeps them.
use super::history::{WhatChanged, note};
use super::still_administrator;
use crate::people::{Person, email_taken};
use crate::schema::{areas, people};
use crate::{Connection, Key, Result, StorageError, Word, accounts, open_forms, sessions};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use procedure::event::Change;
use procedure::vocabulary::Role;
use procedure::{AreaId, PersonId};

/// Everybody, active first, by name, with the name of their area.
pub fn all(conn: &mut Connection) -> Result<Vec<(Person, Option<String>)>> {
    Ok(people::table
        .left_join(areas::table.on(people::area_id.eq(areas::id.nullable())))
        .order((people::active.desc(), people::name, people::id))
        .select((Person::as_select(), areas::name.nullable()))
        .load(conn)?)
}

/// What an administrator may change of a person.
#[derive(Debug, Clone, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = people, treat_none_as_null = true)]
pub struct Details {
    pub name: String,
    /// Lower case.
    pub email: String,
    pub job_title: String,
    pub role: Word<Role>,
    pub area_id: Option<Key<AreaId>>,
    pub customer_relations: bool,
    pub administrator: bool,
    pub caseload_limit: i32,
    pub away_from: Option<NaiveDate>,
    pub away_until: Option<NaiveDate>,
}

impl Details {
    /// What they may see or do changes: their sessions end, so that none goes on with the old rights.
    pub fn changes_rights(&self, before: &Person) -> bool {
        Some(self.role.0) != before.role.known()
            || self.customer_relations != before.customer_relations
            || self.administrator != before.administrator
            || self.area_id != before.area_id
    }
    /// How they sign in, or what they may see or do, changes: the administrator shows again who they are.
    pub fn needs_password(&self, before: &Person) -> bool {
        self.email != before.email || self.changes_rights(before)
    }
}

/// Who asks for a change, and when.
#[derive(Debug, Clone, Copy)]
pub struct By {
    pub who: PersonId,
    pub now: DateTime<Utc>,
}

/// Adds somebody who can sign in once with the password behind `hash`, and must then choose their own.
///
/// # Errors
/// `Taken` when somebody has this email.
pub fn add(
    conn: &mut Connection,
    by: By,
    details: &Details,
    hash: &str,
    changes: Vec<Change>,
) -> Result<PersonId> {
    still_administrator(conn, by.who)?;
    let id = diesel::insert_into(people::table)
        .values((
            people::name.eq(&details.name),
            people::email.eq(&details.email),
            people::role.eq(details.role),
            people::password_hash.eq(hash),
        ))
        .returning(people::id)
        .get_result::<Key<PersonId>>(conn)
        .map_err(email_taken)?;
    diesel::update(people::table.find(id))
        .set(details)
        .execute(conn)?;
    accounts::give_password(conn, id.0, hash, by.now)?;
    let facts = WhatChanged {
        subject: details.name.clone(),
        changes,
        why: String::new(),
    };
    note(conn, by.who, "Person added", &facts, by.now)?;
    Ok(id.0)
}

/// Changes somebody. Where that changes what they may see or do, their sessions end in the same transaction.
///
/// # Errors
/// `Conflict` when they were changed since `before` was read; `Taken` when somebody else has the email.
pub fn change(
    conn: &mut Connection,
    by: By,
    before: &Person,
    details: &Details,
    changes: Vec<Change>,
) -> Result<()> {
    still_administrator(conn, by.who)?;
    let seen = people::table
        .find(before.id)
        .filter(people::version.eq(before.version));
    let written = diesel::update(seen)
        .set((details, people::version.eq(before.version + 1)))
        .execute(conn)
        .map_err(email_taken)?;
    if written == 0 {
        return Err(StorageError::Conflict);
    }
    if details.changes_rights(before) {
        sessions::end_all_of(conn, PersonId(before.id), None, by.now)?;
    }
    let facts = WhatChanged {
        subject: before.name.clone(),
        changes,
        why: String::new(),
    };
    note(conn, by.who, "Person changed", &facts, by.now)
}

/// Sets a password for somebody that works once; every session of theirs ends.
///
/// # Errors
/// `NotFound`.
pub fn reset_password(conn: &mut Connection, by: By, person: &Person, hash: &str) -> Result<()> {
    still_administrator(conn, by.who)?;
    accounts::give_password(conn, PersonId(person.id), hash, by.now)?;
    let facts = WhatChanged {
        subject: person.name.clone(),
        ..WhatChanged::default()
    };
    note(conn, by.who, "Password set", &facts, by.now)
}

/// Ends every session of somebody at once. Their password stays as it is.
pub fn end_sessions(conn: &mut Connection, by: By, person: &Person) -> Result<()> {
    still_administrator(conn, by.who)?;
    sessions::end_all_of(conn, PersonId(person.id), None, by.now)?;
    let facts = WhatChanged {
        subject: person.name.clone(),
        ..WhatChanged::default()
    };
    note(conn, by.who, "Sessions ended", &facts, by.now)
}

/// Stops somebody's sign-in, whatever they hold, and ends their sessions at once; or lets them in again. What they hold
/// stays theirs: it stands in the lists that others work from (rule 30, `storage::unowned`), and is theirs again when
/// they are let in before it was handed over.
///
/// # Errors
/// `Conflict` when they were changed since `before` was read, or when it is the administrator's own sign-in.
pub fn set_sign_in(conn: &mut Connection, by: By, before: &Person, active: bool) -> Result<()> {
    still_administrator(conn, by.who)?;
    // Whoever asks is an administrator who can sign in and stays one, so there is always one left.
    if !active && by.who == PersonId(before.id) {
        return Err(StorageError::Conflict);
    }
    if before.active == active {
        return Ok(());
    }
    let seen = people::table
        .find(before.id)
        .filter(people::version.eq(before.version));
    let set = (
        people::active.eq(active),
        people::version.eq(before.version + 1),
    );
    if diesel::update(seen).set(set).execute(conn)? == 0 {
        return Err(StorageError::Conflict);
    }
    let what = if active {
        "Sign-in started again"
    } else {
        sessions::end_all_of(conn, PersonId(before.id), None, by.now)?;
        open_forms::forget_all_of(conn, PersonId(before.id))?;
        "Sign-in stopped"
    };
    let facts = WhatChanged {
        subject: before.name.clone(),
        ..WhatChanged::default()
    };
    note(conn, by.who, what, &facts, by.now)
}
