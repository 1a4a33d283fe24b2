//! Who has a complaint open at this moment.
use super::schema::{people, presence};
use super::{Connection, Key, Result, stored};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::{ComplaintId, PersonId};

/// Somebody not heard of for this long has gone.
pub const GONE_AFTER: Duration = Duration::minutes(2);
/// A page that is only read again tells us so once in this time.
pub const BEAT: Duration = Duration::minutes(1);

/// Somebody else who looks at a complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    pub name: String,
    pub since: DateTime<Utc>,
}

/// Whether a sign of life of this person is due again.
pub fn is_due(
    conn: &mut Connection,
    (complaint, person): (ComplaintId, PersonId),
    now: DateTime<Utc>,
) -> Result<bool> {
    let fresh = presence::table
        .find((Key(complaint), Key(person)))
        .filter(presence::seen_at.gt(stored(now - BEAT)));
    Ok(!diesel::select(diesel::dsl::exists(fresh)).get_result::<bool>(conn)?)
}

/// A sign of life. After a silence longer than [`GONE_AFTER`] it counts from now.
pub fn beat(
    conn: &mut Connection,
    (complaint, person): (ComplaintId, PersonId),
    now: DateTime<Utc>,
) -> Result<()> {
    let row = presence::table.find((Key(complaint), Key(person)));
    let still_here = diesel::update(row.filter(presence::seen_at.ge(stored(now - GONE_AFTER))))
        .set(presence::seen_at.eq(stored(now)))
        .execute(conn)?;
    if still_here > 0 {
        return Ok(());
    }
    diesel::delete(row).execute(conn)?;
    diesel::insert_into(presence::table)
        .values((
            presence::complaint_id.eq(Key(complaint)),
            presence::person_id.eq(Key(person)),
            presence::since.eq(stored(now)),
            presence::seen_at.eq(stored(now)),
        ))
        .execute(conn)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = presence)]
struct Row {
    #[diesel(select_expression = people::name)]
    name: String,
    since: NaiveDateTime,
}

/// The others, longest here first.
pub fn others(
    conn: &mut Connection,
    (complaint, person): (ComplaintId, PersonId),
    now: DateTime<Utc>,
) -> Result<Vec<Viewer>> {
    Ok(presence::table
        .inner_join(people::table.on(people::id.eq(presence::person_id)))
        .filter(presence::complaint_id.eq(Key(complaint)))
        .filter(presence::person_id.ne(Key(person)))
        .filter(presence::seen_at.ge(stored(now - GONE_AFTER)))
        .order(presence::since)
        .limit(10)
        .select(Row::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| Viewer {
            name: row.name,
            since: row.since.and_utc(),
        })
        .collect())
}
