//! Every migration is there in both dialects, goes up, goes down again and leaves what it found; and a word is added to
//! a closed list without building its table again. The words themselves are compared in `tests/it/schema.rs`.
use crate::support::{TestApp, database};
use diesel::connection::{Connection, SimpleConnection};
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::MigrationHarness;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn folders(dialect: &str) -> BTreeSet<String> {
    let all = fs::read_dir(format!("migrations/{dialect}")).unwrap();
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    all.map(|entry| name(entry).into_string().unwrap())
        .collect()
}

#[test]
fn each_migration_is_there_in_both_dialects_up_and_down() {
    assert_eq!(folders("sqlite"), folders("postgres"));
    for dialect in ["sqlite", "postgres"] {
        for folder in folders(dialect) {
            for way in ["up.sql", "down.sql"] {
                let file = format!("migrations/{dialect}/{folder}/{way}");
                assert!(Path::new(&file).exists(), "{file}");
            }
        }
    }
}

fn built_in<DB: diesel::backend::Backend>(source: &impl MigrationSource<DB>) -> BTreeSet<String> {
    let all = source.migrations().unwrap();
    all.iter().map(|one| one.name().to_string()).collect()
}

/// `src/storage/build.rs` has a new folder noticed.
#[test]
fn each_migration_is_built_in() {
    let sqlite = built_in::<diesel::sqlite::Sqlite>(&storage::SQLITE_MIGRATIONS);
    assert_eq!(sqlite, folders("sqlite"));
    #[cfg(feature = "postgres")]
    assert_eq!(
        built_in::<diesel::pg::Pg>(&storage::POSTGRES_MIGRATIONS),
        folders("postgres")
    );
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    found: String,
}

/// What a database holds: each column, constraint, index and trigger in a line.
trait Dump: Connection + Sized {
    fn lines(&mut self, sql: &str) -> Vec<String>;
    fn dump(&mut self) -> BTreeSet<String>;
}

/// Up to the bracket that closes the one before it.
fn enclosed(text: &str) -> &str {
    let mut open = 1;
    let end = text.find(|c| {
        match c {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        open == 0
    });
    &text[..end.unwrap_or(text.len())]
}

impl Dump for SqliteConnection {
    fn lines(&mut self, sql: &str) -> Vec<String> {
        let found: Vec<Found> = diesel::sql_query(sql).load(self).unwrap();
        found.into_iter().map(|one| one.found).collect()
    }
    fn dump(&mut self) -> BTreeSet<String> {
        let ours = "m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'";
        let columns = format!(
            "SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || ifnull(c.dflt_value, '') \
             AS found FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND {ours}"
        );
        let texts = format!(
            "SELECT m.type || ' ' || m.name || ' ' || m.sql AS found FROM sqlite_schema m \
             WHERE m.sql IS NOT NULL AND {ours}"
        );
        let mut all = self.lines(&columns);
        for text in self.lines(&texts) {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if text.starts_with("table ") {
                // Its columns are there already; where a column or a check stands is no difference.
                let checks = text.split("CHECK (").skip(1).map(enclosed);
                all.extend(checks.map(|check| format!("{text:.30} {check}")));
            } else {
                all.push(text);
            }
        }
        all.into_iter().collect()
    }
}

#[cfg(feature = "postgres")]
impl Dump for PgConnection {
    fn lines(&mut self, sql: &str) -> Vec<String> {
        let found: Vec<Found> = diesel::sql_query(sql).load(self).unwrap();
        found.into_iter().map(|one| one.found).collect()
    }
    fn dump(&mut self) -> BTreeSet<String> {
        let all = [
            "SELECT table_name::text || '.' || column_name::text || ' ' || data_type::text || ' ' || is_nullable::text \
             || ' ' || coalesce(column_default::text, '') AS found FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_\\_%'",
            "SELECT c.relname::text || ' ' || k.conname::text || ' ' || pg_get_constraintdef(k.oid) AS found \
             FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = k.connamespace \
             WHERE n.nspname = current_schema() AND c.relname NOT LIKE '\\_\\_%'",
            "SELECT indexdef::text AS found FROM pg_indexes WHERE schemaname = current_schema() \
             AND tablename NOT LIKE '\\_\\_%'",
            "SELECT pg_get_triggerdef(t.oid)::text AS found FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND NOT t.tgisinternal",
            "SELECT p.proname::text || ' ' || p.prosrc::text AS found FROM pg_proc p \
             JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = current_schema()",
        ];
        all.into_iter().flat_map(|sql| self.lines(sql)).collect()
    }
}

/// One by one: up, down, and up again.
fn up_and_down<C, S>(conn: &mut C, source: impl Fn() -> S)
where
    C: Dump + MigrationHarness<C::Backend>,
    S: MigrationSource<C::Backend>,
{
    let nothing = conn.dump();
    let mut before = nothing.clone();
    let many = source().migrations().unwrap().len();
    for _ in 0..many {
        let name = conn.run_next_migration(source()).unwrap().to_string();
        let after = conn.dump();
        conn.revert_last_migration(source()).unwrap();
        let reverted = conn.dump();
        let left: Vec<_> = reverted.symmetric_difference(&before).collect();
        assert!(left.is_empty(), "{name} does not go down: {left:#?}");
        conn.run_next_migration(source()).unwrap();
        let again = conn.dump();
        let differ: Vec<_> = again.symmetric_difference(&after).collect();
        assert!(
            differ.is_empty(),
            "{name} does not go up again: {differ:#?}"
        );
        before = after;
    }
    for _ in 0..many {
        conn.revert_last_migration(source()).unwrap();
    }
    assert_eq!(conn.dump(), nothing, "something is left of the first");
}

/// As a migration would, and the same on both databases: the constraint has the name that `schema.rs` looks for.
#[actix_web::test]
async fn a_word_is_added_to_a_list_by_two_statements() {
    let app = TestApp::start().await;
    app.logged().await;
    let pigeon = "UPDATE complaints SET channel = 'pigeon'";
    let refused = app
        .app
        .db
        .write(|conn| Ok(conn.batch_execute(pigeon)?))
        .await;
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("complaints_channel_check")
    );
    app.write(|conn| {
        Ok(conn.batch_execute(
            "ALTER TABLE complaints DROP CONSTRAINT complaints_channel_check; \
             ALTER TABLE complaints ADD CONSTRAINT complaints_channel_check CHECK (channel IN \
             ('email', 'post', 'phone', 'in_person', 'social_media', 'executive_or_board', 'pigeon'));",
        )?)
    })
    .await;
    app.write(|conn| Ok(conn.batch_execute(pigeon)?)).await;
}

#[test]
fn every_migration_goes_up_down_and_up_again() {
    let data = tempfile::tempdir().unwrap();
    let url = database(&data);
    if url.starts_with("postgres") {
        #[cfg(feature = "postgres")]
        {
            let mut conn = PgConnection::establish(&url).unwrap();
            up_and_down(&mut conn, || storage::POSTGRES_MIGRATIONS);
        }
        return;
    }
    let mut conn = SqliteConnection::establish(&url).unwrap();
    conn.batch_execute("PRAGMA foreign_keys = OFF").unwrap();
    up_and_down(&mut conn, || storage::SQLITE_MIGRATIONS);
}
