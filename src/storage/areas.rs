//! Business areas, each with a Leader and a deputy.
use super::schema::{areas, people};
use super::unreadable::Day;
use super::{Connection, Key, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use procedure::{Area, AreaId, Away, PersonId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = areas)]
struct AreaRow {
    id: Key<AreaId>,
    name: String,
    leader_id: Option<Key<PersonId>>,
    deputy_id: Option<Key<PersonId>>,
    active: bool,
}

/// Somebody who leads an area and can sign in.
#[derive(Queryable, Selectable)]
#[diesel(table_name = people)]
struct Here {
    id: Key<PersonId>,
    away_from: Day,
    away_until: Day,
}

fn select(conn: &mut Connection, rows: Vec<AreaRow>) -> Result<Vec<Area>> {
    let ids: Vec<Key<PersonId>> = rows
        .iter()
        .flat_map(|row| [row.leader_id, row.deputy_id])
        .flatten()
        .collect();
    let found: Vec<Here> = people::table
        .filter(people::id.eq_any(ids))
        .filter(people::active.eq(true))
        .select(Here::as_select())
        .load(conn)?;
    let absence = |person: &PersonId| {
        let who = found.iter().find(|one| one.id.0 == *person)?;
        Some(Away {
            person: *person,
            from: Option::<NaiveDate>::from(who.away_from)?,
            until: who.away_until.into(),
        })
    };
    Ok(rows
        .into_iter()
        .map(|row| {
            // Somebody who has left leads nothing: a complaint must not wait for them.
            let here = |p: Option<Key<PersonId>>| {
                p.map(|person| person.0)
                    .filter(|person| found.iter().any(|one| one.id.0 == *person))
            };
            let (leader, deputy) = (here(row.leader_id), here(row.deputy_id));
            Area {
                id: row.id.0,
                name: row.name,
                leader,
                deputy,
                away: leader.iter().chain(&deputy).filter_map(absence).collect(),
                can_receive: row.active && leader.or(deputy).is_some(),
            }
        })
        .collect())
}

/// One area.
///
/// # Errors
/// `NotFound`.
pub fn get(conn: &mut Connection, id: AreaId) -> Result<Area> {
    let row = areas::table
        .find(Key(id))
        .select(AreaRow::as_select())
        .first(conn)?;
    select(conn, vec![row])?
        .pop()
        .ok_or(super::StorageError::NotFound)
}

/// Every open area, by name.
pub fn all(conn: &mut Connection) -> Result<Vec<Area>> {
    let rows = areas::table
        .filter(areas::active.eq(true))
        .order(areas::name)
        .select(AreaRow::as_select())
        .load(conn)?;
    select(conn, rows)
}
