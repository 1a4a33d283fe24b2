//! Members of staff.
use super::schema::{areas, people};
use super::unreadable::{Day, Instant, Listed, Marks};
use super::{Connection, Key, Result, StorageError, Taken, Word};
use chrono::NaiveDate;
use diesel::prelude::*;
use procedure::vocabulary::Role;
use procedure::{Actor, AreaId, Candidate, PersonId};
use std::collections::HashMap;

/// Everything about a person but their password.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = people)]
pub struct Person {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub job_title: String,
    pub role: Listed<Role>,
    pub area_id: Option<Key<AreaId>>,
    pub customer_relations: bool,
    pub administrator: bool,
    pub active: bool,
    #[diesel(deserialize_as = Day)]
    pub away_from: Option<NaiveDate>,
    #[diesel(deserialize_as = Day)]
    pub away_until: Option<NaiveDate>,
    pub caseload_limit: i32,
    pub theme: String,
    pub shortcuts: bool,
    pub version: i64,
    /// Somebody else made their password; until they have chosen their own they can do nothing else.
    pub password_given_at: Instant,
}

impl Person {
    /// Their rank; the lowest, which may do least, when the stored word is none of ours.
    pub fn role(&self) -> Role {
        let mut marks = Marks::of("people", self.id);
        let role = marks.listed("role", self.role);
        marks.done();
        role.unwrap_or(Role::Staff)
    }
    /// Somebody else made their password, at a time that is known or not.
    pub fn must_choose_a_password(&self) -> bool {
        self.password_given_at != Instant::None
    }
    /// Away on a day.
    pub fn is_away(&self, day: NaiveDate) -> bool {
        self.away_from.is_some_and(|from| from <= day)
            && self.away_until.is_none_or(|until| until >= day)
    }
}

/// Names by id, for pages.
pub type Names = HashMap<PersonId, String>;

/// A person's name; the directory never forgets one.
pub fn name(names: &Names, id: PersonId) -> String {
    names
        .get(&id)
        .cloned()
        .unwrap_or_else(|| "Somebody".to_owned())
}

/// One person.
///
/// # Errors
/// `NotFound`.
pub fn find(conn: &mut Connection, id: PersonId) -> Result<Person> {
    Ok(people::table
        .find(Key(id))
        .select(Person::as_select())
        .first(conn)?)
}

/// The person as the procedure asks about them, at this moment.
///
/// # Errors
/// `NotFound`.
pub fn actor(conn: &mut Connection, person: &Person) -> Result<Actor> {
    let leads = areas::table
        .filter(
            areas::leader_id
                .eq(person.id)
                .or(areas::deputy_id.eq(person.id)),
        )
        .filter(areas::active.eq(true))
        .select(areas::id)
        .load::<Key<AreaId>>(conn)?;
    Ok(Actor {
        id: PersonId(person.id),
        name: person.name.clone(),
        role: person.role(),
        area: person.area_id.map(|area| area.0),
        leads: leads.into_iter().map(|area| area.0).collect(),
        customer_relations: person.customer_relations,
        administrator: person.administrator,
    })
}

/// The person with this email and their password hash, when active.
pub fn with_password(conn: &mut Connection, email: &str) -> Result<Option<(Person, String)>> {
    Ok(people::table
        .filter(people::email.eq(email.trim().to_lowercase()))
        .filter(people::active.eq(true))
        .select((Person::as_select(), people::password_hash))
        .first::<(Person, String)>(conn)
        .optional()?)
}

/// The names of some people.
pub fn names(conn: &mut Connection, ids: impl IntoIterator<Item = PersonId>) -> Result<Names> {
    let mut ids: Vec<_> = ids.into_iter().map(Key).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = people::table
        .filter(people::id.eq_any(ids))
        .select((people::id, people::name))
        .load::<(Key<PersonId>, String)>(conn)?;
    Ok(rows.into_iter().map(|(id, name)| (id.0, name)).collect())
}

/// Everybody active, by name: who can be named, assigned or chosen. `area` narrows it.
pub fn candidates(
    conn: &mut Connection,
    area: Option<AreaId>,
    today: NaiveDate,
) -> Result<Vec<Candidate>> {
    let mut query = people::table
        .left_join(areas::table.on(people::area_id.eq(areas::id.nullable())))
        .filter(people::active.eq(true))
        .order(people::name)
        .select((Person::as_select(), areas::name.nullable()))
        .into_boxed();
    if let Some(area) = area {
        query = query.filter(people::area_id.eq(Key(area)));
    }
    Ok(query
        .load::<(Person, Option<String>)>(conn)?
        .into_iter()
        .map(|(person, area_name)| Candidate {
            id: PersonId(person.id),
            role: person.role(),
            area: person.area_id.map(|area| area.0),
            area_name: area_name.unwrap_or_default(),
            active: person.active,
            away_until: person
                .is_away(today)
                .then(|| person.away_until.unwrap_or(today)),
            name: person.name,
        })
        .collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = people)]
struct Shown {
    email: String,
    name: String,
    job_title: String,
}

/// (email, name and title) of everybody active, for a demonstration's sign-in page.
pub fn demonstration(conn: &mut Connection) -> Result<Vec<(String, String)>> {
    let rows = people::table
        .filter(people::active.eq(true))
        .filter(people::email.like("%@redress.example"))
        .order(people::id)
        .limit(10)
        .select(Shown::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|one| (one.email, format!("{}, {}", one.name, one.job_title)))
        .collect())
}

/// Somebody new.
#[derive(Debug, Insertable)]
#[diesel(table_name = people)]
pub struct NewPerson<'a> {
    pub name: &'a str,
    /// Lower case.
    pub email: &'a str,
    pub job_title: &'a str,
    pub role: Word<Role>,
    pub area_id: Option<Key<AreaId>>,
    pub customer_relations: bool,
    pub administrator: bool,
    pub password_hash: &'a str,
}

/// Adds a person.
///
/// # Errors
/// `Taken` when somebody has this email.
pub fn add(conn: &mut Connection, new: &NewPerson) -> Result<PersonId> {
    let id = diesel::insert_into(people::table)
        .values(new)
        .returning(people::id)
        .get_result::<Key<PersonId>>(conn)
        .map_err(email_taken)?;
    Ok(id.0)
}

/// What the database says of a person it does not take: the email is the one thing that no two people share.
pub(super) fn email_taken(error: diesel::result::Error) -> StorageError {
    use diesel::result::{DatabaseErrorKind::UniqueViolation, Error::DatabaseError};
    match error {
        DatabaseError(UniqueViolation, _) => StorageError::Taken(Taken::Email),
        other => other.into(),
    }
}

/// Nobody has been added yet.
pub fn is_empty(conn: &mut Connection) -> Result<bool> {
    let anybody = people::table
        .select(people::id)
        .first::<i64>(conn)
        .optional()?;
    Ok(anybody.is_none())
}
