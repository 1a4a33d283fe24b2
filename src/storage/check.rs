//! Looks for damage in the database, table by table, so that what is damaged has a name.
//!
//! SQLite's own checks find a page that cannot be read as what it should be, an index that does not fit its table,
//! and a row that breaks a rule of the schema. They cannot find a value that was changed into another valid one:
//! SQLite keeps no checksums. `PostgreSQL` does where it was set up so, and checks each page as it reads it.
use super::{Connection, Result, StorageError};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use std::time::{Duration, Instant};

/// How closely to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Every page can be read as what it should be.
    Quick,
    /// And every index fits its table, every row the rules of the schema, every reference leads somewhere.
    Thorough,
}

impl Depth {
    pub fn label(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Thorough => "thorough",
        }
    }
}

/// Damage in a table or in one of its indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    pub table: String,
    /// In the database's words, which name pages, rows and indices and quote nothing.
    pub what: String,
}

/// What a check came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    pub damaged: Vec<Damage>,
    /// `PostgreSQL` runs without checksums: damage would not be noticed.
    pub no_checksums: bool,
}

/// Where damage that is in no table stands.
const NO_TABLE: &str = "no table: unused pages";
/// Where the list of tables itself stands.
const LIST_OF_TABLES: &str = "sqlite_schema";

/// Looks the database over. `between` is called after each table with the time that took: a place for a pause.
///
/// # Errors
/// That the database cannot be asked now (locked, away); damage is no error.
pub fn check(
    conn: &mut Connection,
    depth: Depth,
    between: &mut dyn FnMut(Duration),
) -> Result<Findings> {
    match conn {
        Connection::Sqlite(conn) => sqlite(conn, depth, between),
        #[cfg(feature = "postgres")]
        Connection::Postgres(conn) => postgres(conn),
    }
}

fn sqlite(
    conn: &mut SqliteConnection,
    depth: Depth,
    between: &mut dyn FnMut(Duration),
) -> Result<Findings> {
    let mut damaged = Vec::new();
    let tables = "SELECT name AS found FROM sqlite_schema WHERE type = 'table' ORDER BY name";
    let tables = found(conn, &mut damaged, LIST_OF_TABLES, tables, &[])?;
    for table in std::iter::once(LIST_OF_TABLES.to_owned()).chain(tables) {
        let began = Instant::now();
        let what = one_table(conn, &table, depth)?;
        damaged.extend(what.map(|what| Damage { table, what }));
        between(began.elapsed());
    }
    if depth == Depth::Thorough && damaged.is_empty() {
        let rest =
            "SELECT quick_check AS found FROM pragma_quick_check WHERE quick_check <> 'ok' LIMIT 1";
        let what = found(conn, &mut damaged, NO_TABLE, rest, &[])?;
        damaged.extend(what.into_iter().map(|what| Damage {
            table: NO_TABLE.to_owned(),
            what,
        }));
    }
    Ok(Findings {
        damaged,
        no_checksums: false,
    })
}

/// What is wrong with a table and its indices, in the first words that say so.
fn one_table(conn: &mut SqliteConnection, table: &str, depth: Depth) -> Result<Option<String>> {
    let mut damaged = Vec::new();
    let pages = match depth {
        Depth::Quick => {
            "SELECT quick_check AS found FROM pragma_quick_check(?) WHERE quick_check <> 'ok'"
        }
        Depth::Thorough => {
            "SELECT integrity_check AS found FROM pragma_integrity_check(?) WHERE integrity_check <> 'ok'"
        }
    };
    let wrong = found(conn, &mut damaged, table, pages, &[table])?;
    if let Some(first) = wrong.into_iter().next() {
        return Ok(Some(first));
    }
    if depth == Depth::Thorough && damaged.is_empty() {
        let lost = "SELECT count(*) || ' rows name a row that is not there' AS found \
                    FROM pragma_foreign_key_check(?) HAVING count(*) > 0";
        let lost = found(conn, &mut damaged, table, lost, &[table])?;
        if let Some(first) = lost.into_iter().next() {
            return Ok(Some(first));
        }
    }
    Ok(damaged.into_iter().next().map(|damage| damage.what))
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    found: String,
}

/// The words a query finds. That it meets damage on the way is damage too.
fn found(
    conn: &mut SqliteConnection,
    damaged: &mut Vec<Damage>,
    table: &str,
    query: &str,
    arguments: &[&str],
) -> Result<Vec<String>> {
    let mut asked = diesel::sql_query(query).into_boxed();
    for argument in arguments {
        asked = asked.bind::<Text, _>(*argument);
    }
    match asked.load::<Found>(conn).map_err(StorageError::from) {
        Ok(rows) => Ok(rows.into_iter().map(|row| row.found).collect()),
        Err(error) if error.is_passing() => Err(error),
        Err(error) => {
            damaged.push(Damage {
                table: table.to_owned(),
                what: error.to_string(),
            });
            Ok(Vec::new())
        }
    }
}

#[cfg(feature = "postgres")]
fn postgres(conn: &mut diesel::PgConnection) -> Result<Findings> {
    let on = diesel::dsl::sql::<Text>("current_setting('data_checksums')");
    let on: String = diesel::select(on).get_result(conn)?;
    Ok(Findings {
        damaged: Vec::new(),
        no_checksums: on != "on",
    })
}

/// Whether nothing was ever kept in this database: it has none of our tables.
pub fn is_new(conn: &mut Connection) -> Result<bool> {
    let query = match conn {
        Connection::Sqlite(_) => {
            "(SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'people')"
        }
        #[cfg(feature = "postgres")]
        Connection::Postgres(_) => {
            "(SELECT count(*) FROM pg_tables WHERE schemaname = ANY (current_schemas(false)) AND tablename = 'people')"
        }
    };
    let tables: i64 = diesel::select(diesel::dsl::sql::<BigInt>(query)).get_result(conn)?;
    Ok(tables == 0)
}
