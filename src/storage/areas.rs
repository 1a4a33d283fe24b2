//! Business areas, each with a Leader and a deputy.
use super::schema::{areas, people};
use super::{Connection, Result};
use diesel::prelude::*;
use procedure::{Area, AreaId, PersonId};

type AreaRow = (i64, String, Option<i64>, Option<i64>, bool);

fn select(conn: &mut Connection, rows: Vec<AreaRow>) -> Result<Vec<Area>> {
    let ids: Vec<i64> = rows
        .iter()
        .flat_map(|(_, _, leader, deputy, _)| [*leader, *deputy])
        .flatten()
        .collect();
    let active: Vec<i64> = people::table
        .filter(people::id.eq_any(ids))
        .filter(people::active.eq(true))
        .select(people::id)
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, name, leader, deputy, is_open)| {
            // Somebody who has left leads nothing: a complaint must not wait for them.
            let here = |p: Option<i64>| p.filter(|p| active.contains(p)).map(PersonId);
            let (leader, deputy) = (here(leader), here(deputy));
            Area {
                id: AreaId(id),
                name,
                leader,
                deputy,
                can_receive: is_open && leader.or(deputy).is_some(),
            }
        })
        .collect())
}

/// One area.
///
/// # Errors
/// `NotFound`.
pub fn get(conn: &mut Connection, id: i64) -> Result<Area> {
    let row = areas::table
        .find(id)
        .select((
            areas::id,
            areas::name,
            areas::leader_id,
            areas::deputy_id,
            areas::active,
        ))
        .first::<AreaRow>(conn)?;
    select(conn, vec![row])?
        .pop()
        .ok_or(super::StorageError::NotFound)
}

/// Every open area, by name.
///
/// # Errors
/// The query's.
pub fn all(conn: &mut Connection) -> Result<Vec<Area>> {
    let rows = areas::table
        .filter(areas::active.eq(true))
        .order(areas::name)
        .select((
            areas::id,
            areas::name,
            areas::leader_id,
            areas::deputy_id,
            areas::active,
        ))
        .load::<AreaRow>(conn)?;
    select(conn, rows)
}
