//! Members of staff, as an administrator keeps them.
use super::history::{Facts, note};
use super::still_administrator;
use crate::procedure::event::Change;
use crate::procedure::vocabulary::Stage;
use crate::procedure::{PersonId, Reference};
use crate::storage::people::Person;
use crate::storage::queues::{mentions, most_urgent_first};
use crate::storage::schema::{areas, complaints, people};
use crate::storage::{Connection, Result, StorageError, accounts, sessions};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

/// Everybody, active first, by name, with the name of their area.
///
/// # Errors
/// The query's.
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
    pub role: String,
    pub area_id: Option<i64>,
    pub customer_relations: bool,
    pub administrator: bool,
    pub caseload_limit: i32,
    pub away_from: Option<NaiveDate>,
    pub away_until: Option<NaiveDate>,
}

impl Details {
    /// What they may see or do changes: their sessions end, so that none goes on with the old rights.
    pub fn changes_rights(&self, before: &Person) -> bool {
        self.role != before.role
            || self.customer_relations != before.customer_relations
            || self.administrator != before.administrator
            || self.area_id != before.area_id
    }
}

/// Who asks for a change, and when.
#[derive(Debug, Clone, Copy)]
pub struct By {
    pub who: PersonId,
    pub now: DateTime<Utc>,
}

fn email_taken(error: diesel::result::Error) -> StorageError {
    use diesel::result::DatabaseErrorKind::UniqueViolation;
    match error {
        diesel::result::Error::DatabaseError(UniqueViolation, info)
            if info.message().contains("email") =>
        {
            StorageError::Unsupported("email".to_owned())
        }
        other => other.into(),
    }
}

/// Adds somebody who can sign in once with the password behind `hash`, and must then choose their own.
///
/// # Errors
/// `Unsupported("email")` when somebody has this email.
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
            people::role.eq(&details.role),
            people::password_hash.eq(hash),
        ))
        .returning(people::id)
        .get_result::<i64>(conn)
        .map_err(email_taken)?;
    diesel::update(people::table.find(id))
        .set(details)
        .execute(conn)?;
    accounts::give_password(conn, PersonId(id), hash, by.now)?;
    let facts = Facts {
        subject: details.name.clone(),
        changes,
        why: String::new(),
    };
    note(conn, by.who, "Person added", &facts, by.now)?;
    Ok(PersonId(id))
}

/// Changes somebody. Where that changes what they may see or do, their sessions end in the same transaction.
///
/// # Errors
/// `Conflict` when they were changed since `before` was read, `Unsupported("email")` when the email is taken.
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
    let facts = Facts {
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
    let facts = Facts {
        subject: person.name.clone(),
        ..Facts::default()
    };
    note(conn, by.who, "Password set", &facts, by.now)
}

/// An open complaint that somebody holds: its reference, where it is, and the area whose Leader can move it.
#[derive(Debug, Clone)]
pub struct HeldComplaint {
    pub reference: Reference,
    pub stage: Option<Stage>,
    pub area: String,
}

/// The open complaints that somebody holds, which stand in the way of disabling them. The administrator learns
/// the reference and who moves it, nothing of the complaint; of one about themselves not even that.
///
/// # Errors
/// The query's.
pub fn held(conn: &mut Connection, person: PersonId, by: PersonId) -> Result<Vec<HeldComplaint>> {
    Ok(complaints::table
        .left_join(areas::table.on(complaints::area_id.eq(areas::id.nullable())))
        .filter(complaints::holder_id.eq(person.0))
        .filter(not(exists(mentions(by.0))))
        .filter(complaints::closure.is_null())
        .order(most_urgent_first())
        .limit(200)
        .select((
            complaints::reference,
            complaints::stage,
            areas::name.nullable(),
        ))
        .load::<(String, String, Option<String>)>(conn)?
        .into_iter()
        .map(|(reference, stage, area)| HeldComplaint {
            reference: Reference::as_stored(reference),
            stage: Stage::parse(&stage),
            area: area.unwrap_or_default(),
        })
        .collect())
}

/// Whether somebody holds any open complaint.
fn holds(conn: &mut Connection, person: PersonId) -> Result<bool> {
    let any = complaints::table
        .filter(complaints::holder_id.eq(person.0))
        .filter(complaints::closure.is_null());
    Ok(diesel::select(exists(any)).get_result(conn)?)
}

/// Lets somebody in again, or stops them signing in; then their sessions end at once.
///
/// # Errors
/// `Conflict` when they were changed since `before` was read, `Unsupported("holds")` while they hold an open
/// complaint, whether or not the administrator may know of it.
pub fn set_active(conn: &mut Connection, by: By, before: &Person, active: bool) -> Result<()> {
    still_administrator(conn, by.who)?;
    if !active && holds(conn, PersonId(before.id))? {
        return Err(StorageError::Unsupported("holds".to_owned()));
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
        "Person enabled"
    } else {
        sessions::end_all_of(conn, PersonId(before.id), None, by.now)?;
        "Person disabled"
    };
    let facts = Facts {
        subject: before.name.clone(),
        ..Facts::default()
    };
    note(conn, by.who, what, &facts, by.now)
}
