//! Restrictions of complainants: the file of one person, and its history.
pub mod live;
mod record;
mod rows;
pub mod standing;
#[cfg(test)]
mod tests;

pub use record::record_restriction;

use super::schema::{restriction_events, restriction_examples, restriction_measures};
use super::schema::{restriction_warnings, restrictions};
use super::{Connection, Key, Result, StorageError};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::restriction::{Example, RestrictionEvent, RestrictionFile};
use procedure::{ComplainantId, PersonId, Version};
use rows::{ExampleRow, MeasureRow, RestrictionRow, WarningRow};

/// Everything about restricting one person, for those who decide; what a reader is shown of it is cut by
/// [`standing::Reader`].
pub fn file(conn: &mut Connection, complainant: ComplainantId) -> Result<RestrictionFile> {
    let warnings = restriction_warnings::table
        .filter(restriction_warnings::complainant_id.eq(Key(complainant)))
        .order(restriction_warnings::id)
        .select(WarningRow::as_select())
        .load(conn)?;
    let found = restrictions::table
        .filter(restrictions::complainant_id.eq(Key(complainant)))
        .order(restrictions::id)
        .select(RestrictionRow::as_select())
        .load(conn)?;
    let ids: Vec<_> = found.iter().map(|r| r.id).collect();
    let measures = restriction_measures::table
        .filter(restriction_measures::restriction_id.eq_any(&ids))
        .select(MeasureRow::as_select())
        .load(conn)?;
    let told: Vec<_> = warnings.iter().map(|w| Some(w.id)).collect();
    let examples = restriction_examples::table
        .filter(
            restriction_examples::warning_id
                .eq_any(told)
                .or(restriction_examples::restriction_id
                    .eq_any(ids.into_iter().map(Some).collect::<Vec<_>>())),
        )
        .order((restriction_examples::happened_on, restriction_examples::id))
        .select(ExampleRow::as_select())
        .load(conn)?;
    let given_on: Vec<_> = warnings.iter().map(|w| (w.id, w.given_on)).collect();
    Ok(RestrictionFile {
        complainant,
        version: version(conn, complainant)?,
        warnings: warnings
            .into_iter()
            .map(|row| {
                let own = examples_of(&examples, |e| e.warning_id == Some(row.id));
                row.into_domain(own)
            })
            .collect(),
        restrictions: found
            .into_iter()
            .map(|row| {
                let own = examples_of(&examples, |e| e.restriction_id == Some(row.id));
                row.into_domain(own, &measures, &given_on)
            })
            .collect(),
    })
}

fn examples_of(all: &[ExampleRow], is_of: impl Fn(&ExampleRow) -> bool) -> Vec<Example> {
    let own = all.iter().filter(|example| is_of(example));
    own.map(ExampleRow::to_domain).collect()
}

/// How often the file has changed: the number of its last event.
fn version(conn: &mut Connection, complainant: ComplainantId) -> Result<Version> {
    let last = restriction_events::table
        .filter(restriction_events::complainant_id.eq(Key(complainant)))
        .select(diesel::dsl::max(restriction_events::number))
        .get_result::<Option<Key<Version>>>(conn)?;
    Ok(last.map_or(Version(0), |last| last.0))
}

/// One thing that happened to a file.
#[derive(Debug, Clone)]
pub struct FileEvent {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub by: PersonId,
    pub event: RestrictionEvent,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = restriction_events)]
struct EventRow {
    id: i64,
    at: NaiveDateTime,
    by_id: Key<PersonId>,
    facts: String,
}

/// What happened after a version, oldest first; after version 0 all of it.
///
/// # Errors
/// The query's, or `Corrupt`.
pub fn events(
    conn: &mut Connection,
    complainant: ComplainantId,
    after: Version,
) -> Result<Vec<FileEvent>> {
    restriction_events::table
        .filter(restriction_events::complainant_id.eq(Key(complainant)))
        .filter(restriction_events::number.gt(Key(after)))
        .order(restriction_events::number)
        .select(EventRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| {
            Ok(FileEvent {
                id: row.id,
                at: row.at.and_utc(),
                by: row.by_id.0,
                event: serde_json::from_str(&row.facts)
                    .map_err(|e| StorageError::Corrupt(e.to_string()))?,
            })
        })
        .collect()
}
