//! Everything that is kept, row by row, to see that a refusal wrote nothing.
use super::TestApp;
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::collections::BTreeMap;
use storage::{Connection, Result};

/// The rows of each table, in an order of their own.
pub type Everything = BTreeMap<String, Vec<String>>;

/// Who is signed in and who looks at what; and drafts, in which an editor keeps the words it refuses to send.
const BESIDE: [&str; 5] = [
    "sessions",
    "sign_in_attempts",
    "open_forms",
    "presence",
    "drafts",
];

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    found: String,
}

fn words(found: Vec<Found>) -> Vec<String> {
    found.into_iter().map(|one| one.found).collect()
}

fn of_sqlite(conn: &mut SqliteConnection) -> Result<Everything> {
    let tables: Vec<Found> = diesel::sql_query(
        "SELECT name AS found FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    .load(conn)?;
    let mut all = Everything::new();
    for table in words(tables) {
        let columns = format!("SELECT name AS found FROM pragma_table_info('{table}')");
        let columns = words(diesel::sql_query(columns).load(conn)?);
        let row: Vec<String> = columns
            .iter()
            .map(|name| format!("'{name}=' || quote(\"{name}\")"))
            .collect();
        let rows = format!(
            "SELECT {} AS found FROM \"{table}\" ORDER BY 1",
            row.join(" || ' ' || ")
        );
        all.insert(table, words(diesel::sql_query(rows).load(conn)?));
    }
    Ok(all)
}

#[cfg(feature = "postgres")]
fn of_postgres(conn: &mut diesel::PgConnection) -> Result<Everything> {
    let tables: Vec<Found> = diesel::sql_query(
        "SELECT table_name::text AS found FROM information_schema.tables WHERE table_schema = current_schema()",
    )
    .load(conn)?;
    let mut all = Everything::new();
    for table in words(tables) {
        let rows = format!("SELECT t::text AS found FROM \"{table}\" t ORDER BY 1");
        all.insert(table, words(diesel::sql_query(rows).load(conn)?));
    }
    Ok(all)
}

impl TestApp {
    pub async fn everything(&self) -> Everything {
        self.read(|conn| {
            let mut all = match conn {
                Connection::Sqlite(conn) => of_sqlite(conn)?,
                #[cfg(feature = "postgres")]
                Connection::Postgres(conn) => of_postgres(conn)?,
            };
            all.retain(|table, _| !BESIDE.contains(&table.as_str()));
            assert!(all.len() > 25, "{:?}", all.keys());
            Ok(all)
        })
        .await
    }
}

/// The rows that came or went between two looks, by table; empty when nothing was written.
pub fn written(before: &Everything, after: &Everything) -> Vec<String> {
    let mut written = Vec::new();
    for (table, rows) in after {
        let old = before.get(table).map_or(&[][..], Vec::as_slice);
        let new = rows.iter().filter(|row| !old.contains(row));
        let gone = old.iter().filter(|row| !rows.contains(row));
        written.extend(new.map(|row| format!("{table} + {row}")));
        written.extend(gone.map(|row| format!("{table} - {row}")));
    }
    written
}
