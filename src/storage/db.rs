//! The database behind two doors: [`Db::read`] and [`Db::write`]. Nothing else opens a transaction.
//!
//! SQLite by default, `PostgreSQL` when the URL says so and the feature `postgres` is built in.
use super::lane::Lane;
use super::{Result, StorageError};
use diesel::RunQueryDsl;
use diesel::connection::{
    AnsiTransactionManager, Connection as _, SimpleConnection, TransactionManager,
};
use diesel::sqlite::SqliteConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use procedure::tally::Tally;
use r2d2::Pool;
use std::time::Duration;

/// The schema of SQLite, up and down.
pub const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
/// The same schema for `PostgreSQL`.
#[cfg(feature = "postgres")]
pub const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// One connection to whichever database the URL names; every query is written against it once.
#[derive(diesel::MultiConnection)]
pub enum DbConn {
    Sqlite(SqliteConnection),
    #[cfg(feature = "postgres")]
    Postgres(diesel::PgConnection),
}

/// What the queries are written for: both databases.
pub type Backend = <DbConn as diesel::Connection>::Backend;

impl std::fmt::Debug for DbConn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DbConn")
    }
}

/// Opens connections for a pool.
#[derive(Debug)]
pub struct Manager {
    url: String,
}

impl Manager {
    fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres://") || self.url.starts_with("postgresql://")
    }
    #[cfg(feature = "postgres")]
    fn postgres(&self) -> Result<DbConn> {
        let mut conn = diesel::PgConnection::establish(&self.url)?;
        conn.batch_execute("SET TIME ZONE 'UTC'; SET client_min_messages = warning")?;
        Ok(DbConn::Postgres(conn))
    }
    #[cfg(not(feature = "postgres"))]
    fn postgres(&self) -> Result<DbConn> {
        Err(StorageError::NoPostgres)
    }
}

impl r2d2::ManageConnection for Manager {
    type Connection = DbConn;
    type Error = StorageError;
    fn connect(&self) -> Result<DbConn> {
        if self.is_postgres() {
            return self.postgres();
        }
        let mut conn = SqliteConnection::establish(&self.url)?;
        // FULL: a write that was acknowledged survives a power cut.
        conn.batch_execute(
            "PRAGMA busy_timeout = 3000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
        )?;
        Ok(DbConn::Sqlite(conn))
    }
    fn is_valid(&self, conn: &mut DbConn) -> Result<()> {
        Ok(conn.batch_execute("SELECT 1")?)
    }
    fn has_broken(&self, conn: &mut DbConn) -> bool {
        // One that is still inside a transaction would hold the lock, and refuse every other, for ever.
        let status =
            <DbConn as diesel::Connection>::TransactionManager::transaction_manager_status_mut(
                conn,
            );
        std::thread::panicking() || !matches!(status.transaction_depth(), Ok(None))
    }
}

/// Connections that read, each in a thread of its own.
const READERS: u32 = 4;
/// How many new requests may wait for a reader, and how many for the writer. What comes on top is told at once to
/// come back: this is what two cores do in the time that a new request waits.
const READS_WAITING: usize = 64;
const WRITES_WAITING: usize = 32;
/// One person's part of those: a browser asks for six things at once.
const EACH_READS: usize = 2;
const EACH_WAITING: usize = 24;
/// A new request that has had no turn after this is told to come back, while that is still a quick answer.
const FIRST_WAIT: Duration = Duration::from_millis(150);
/// The longest wait of a request that has begun.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// How long a page waits for a note beside it.
const NOTE_WAIT: Duration = Duration::from_millis(300);

/// Connections beside the pages' ones: one says whether the database answers, one looks for damage.
const ASIDE: u32 = 2;
/// The longest that opening one of them takes.
const ASIDE_WAIT: Duration = Duration::from_secs(4);

/// Many readers, one writer.
#[derive(Debug, Clone)]
pub struct Db {
    readers: Pool<Manager>,
    writer: Pool<Manager>,
    aside: Pool<Manager>,
    reading: Lane,
    writing: Lane,
    postgres: bool,
    /// What its readers and its writer ask, for tests.
    pub tally: Tally,
}

impl Db {
    /// Opens the database at a URL (a path, or `postgres://...`), bringing its schema up to date first.
    ///
    /// # Errors
    /// When it cannot be opened or migrated.
    pub fn open(url: &str) -> Result<Self> {
        migrate(url)?;
        let manager = || Manager {
            url: url.to_owned(),
        };
        let postgres = manager().is_postgres();
        // The writer first: two pools that set WAL on a new file at once can meet a locked database.
        let writer = build(manager(), 1)?;
        let readers = build(manager(), READERS)?;
        Ok(Self {
            readers,
            writer,
            aside: Pool::builder()
                .max_size(ASIDE)
                .min_idle(Some(0))
                .test_on_check_out(postgres)
                .connection_timeout(ASIDE_WAIT)
                .build_unchecked(manager()),
            reading: Lane::new(READERS as usize, READS_WAITING, LONGEST_WAIT)
                .refusing_after(FIRST_WAIT)
                .for_each(EACH_READS, EACH_WAITING),
            writing: Lane::new(1, WRITES_WAITING, LONGEST_WAIT)
                .refusing_after(FIRST_WAIT)
                .for_each(1, EACH_WAITING),
            postgres,
            tally: Tally::default(),
        })
    }
    pub fn is_postgres(&self) -> bool {
        self.postgres
    }
    /// Runs queries that change nothing, off the async threads.
    ///
    /// # Errors
    /// The query's, that no connection could be had, or `Busy`.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut DbConn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.try_read(work).await
    }
    /// [`Db::read`] for work that can end in more ways than a query.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn try_read<T, E>(
        &self,
        work: impl FnOnce(&mut DbConn) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let turn = self.reading.enter().await?;
        let (pool, tally) = (self.readers.clone(), self.tally.clone());
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let mut conn = pool.get().map_err(StorageError::from)?;
            tally.during(|| work(&mut conn))
        })
        .await
        .map_err(|_| StorageError::Cancelled)?
    }
    /// Asks the database something that every page needs, in no lane: whatever waits there says nothing about it.
    ///
    /// # Errors
    /// Why it does not answer.
    pub async fn answers(&self) -> Result<()> {
        let pool = self.aside.clone();
        let asked = move || Ok(pool.get()?.batch_execute("SELECT 1 FROM people LIMIT 1")?);
        tokio::task::spawn_blocking(asked)
            .await
            .map_err(|_| StorageError::Cancelled)?
    }
    /// Long reading beside the pages, on a connection of its own and in a thread of one's own.
    ///
    /// # Errors
    /// The work's; that no connection could be had.
    pub fn aside_now<T>(&self, work: impl FnOnce(&mut DbConn) -> Result<T>) -> Result<T> {
        work(&mut *self.aside.get()?)
    }
    /// Runs one transaction: all of it is written, or nothing.
    ///
    /// # Errors
    /// The work's own, after everything was rolled back; `Busy`.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut DbConn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.try_write(work).await
    }
    /// [`Db::write`] for work that can end in more ways than a query. Whatever it ends in, nothing is written.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn try_write<T, E>(
        &self,
        work: impl FnOnce(&mut DbConn) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let turn = self.writing.enter().await?;
        let this = self.clone();
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            this.tally.during(|| this.try_write_now(work))
        })
        .await
        .map_err(|_| StorageError::Cancelled)?
    }
    /// A note beside a page, such as that a session is in use: when it cannot be written at once the page goes on
    /// without it, so that a locked database or a full disk stops no reading.
    pub async fn note<T: Send + 'static>(
        &self,
        what: &'static str,
        work: impl FnOnce(&mut DbConn) -> Result<T> + Send + 'static,
    ) {
        match tokio::time::timeout(NOTE_WAIT, self.write(work)).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(what, %error, "not noted"),
            Err(_) => tracing::warn!(what, "noted later, or not"),
        }
    }
    /// [`Db::write`] for a thread of one's own: the command line and its loops.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_now<T>(&self, work: impl FnOnce(&mut DbConn) -> Result<T>) -> Result<T> {
        self.try_write_now(work)
    }
    /// [`Db::try_write`] for a thread of one's own.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn try_write_now<T, E: From<StorageError>>(
        &self,
        work: impl FnOnce(&mut DbConn) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        transaction(&mut *self.writer.get().map_err(StorageError::from)?, work)
    }
    /// [`Db::read`] for a thread of one's own.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_now<T>(&self, work: impl FnOnce(&mut DbConn) -> Result<T>) -> Result<T> {
        work(&mut *self.readers.get()?)
    }
}

fn build(manager: Manager, size: u32) -> Result<Pool<Manager>> {
    Ok(Pool::builder()
        .max_size(size)
        .test_on_check_out(manager.is_postgres())
        .connection_timeout(Duration::from_secs(10))
        .build(manager)?)
}

/// BEGIN IMMEDIATE: a transaction that reads and then writes never meets "database is locked".
fn transaction<T, E: From<StorageError>>(
    conn: &mut DbConn,
    work: impl FnOnce(&mut DbConn) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    match conn {
        DbConn::Sqlite(inner) => {
            AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN IMMEDIATE")
        }
        #[cfg(feature = "postgres")]
        DbConn::Postgres(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN"),
    }
    .map_err(StorageError::from)?;
    let done = work(conn).and_then(|value| {
        <DbConn as diesel::Connection>::TransactionManager::commit_transaction(conn)
            .map_err(StorageError::from)?;
        Ok(value)
    });
    if done.is_err() {
        // What went wrong is what is said. A full disk has rolled back by itself, and then this finds nothing to do;
        // a connection that is left in doubt is thrown away by the pool.
        let _undone =
            <DbConn as diesel::Connection>::TransactionManager::rollback_transaction(conn);
    }
    done
}

/// Part of a transaction that is written whole or not at all, whatever becomes of the rest.
///
/// # Errors
/// The work's own, after what it wrote was rolled back.
pub fn savepoint<T, E: From<StorageError>>(
    conn: &mut DbConn,
    work: impl FnOnce(&mut DbConn) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    type Manager = <DbConn as diesel::Connection>::TransactionManager;
    Manager::begin_transaction(conn).map_err(StorageError::from)?;
    match work(conn) {
        Ok(done) => {
            Manager::commit_transaction(conn).map_err(StorageError::from)?;
            Ok(done)
        }
        Err(error) => {
            // What went wrong is what is said.
            let _undone = Manager::rollback_transaction(conn);
            Err(error)
        }
    }
}

/// Opens one connection to a database that is there, to read before or without a server: nothing of it is changed.
///
/// # Errors
/// When it cannot be opened, and the work's.
pub fn look<T>(url: &str, work: impl FnOnce(&mut DbConn) -> Result<T>) -> Result<T> {
    let manager = Manager {
        url: url.to_owned(),
    };
    if manager.is_postgres() {
        return work(&mut manager.postgres()?);
    }
    let mut conn = SqliteConnection::establish(url)?;
    conn.batch_execute("PRAGMA busy_timeout = 3000; PRAGMA query_only = ON")?;
    work(&mut DbConn::Sqlite(conn))
}

/// Brings the schema up to date. Foreign keys are off meanwhile (a table may have to be rebuilt) and checked after.
///
/// # Errors
/// When a migration fails; nothing of it is kept.
pub fn migrate(url: &str) -> Result<Vec<String>> {
    let manager = Manager {
        url: url.to_owned(),
    };
    let mut conn = r2d2::ManageConnection::connect(&manager)?;
    let failed =
        |e: Box<dyn std::error::Error + Send + Sync>| StorageError::Migration(e.to_string());
    let names = |list: Vec<diesel::migration::MigrationVersion<'_>>| {
        list.iter().map(ToString::to_string).collect()
    };
    match &mut conn {
        DbConn::Sqlite(inner) => {
            inner.batch_execute("PRAGMA foreign_keys = OFF")?;
            let done: Vec<String> = inner
                .run_pending_migrations(SQLITE_MIGRATIONS)
                .map(names)
                .map_err(failed)?;
            // Every row is looked at, so only when tables may have been rebuilt.
            if !done.is_empty() {
                every_reference_leads_somewhere(inner)?;
            }
            // A damaged page of the file stops no start: what cannot be counted is planned as it was.
            if let Err(error) = count_for_plans(inner) {
                tracing::error!(%error, "the tables could not be counted for the planner");
            }
            Ok(done)
        }
        #[cfg(feature = "postgres")]
        DbConn::Postgres(inner) => {
            // Two servers may start at once: one migrates, the other waits.
            inner.batch_execute("SELECT pg_advisory_lock(7237320)")?;
            let done = inner
                .run_pending_migrations(POSTGRES_MIGRATIONS)
                .map(names)
                .map_err(failed);
            inner.batch_execute("SELECT pg_advisory_unlock(7237320)")?;
            done
        }
    }
}

fn every_reference_leads_somewhere(conn: &mut SqliteConnection) -> Result<()> {
    use diesel::dsl::sql;
    use diesel::prelude::*;
    let count = sql::<diesel::sql_types::BigInt>("(SELECT count(*) FROM pragma_foreign_key_check)");
    match diesel::select(count).get_result::<i64>(conn)? {
        0 => Ok(()),
        lost => Err(StorageError::Corrupt(format!(
            "{lost} rows name a row that is not there"
        ))),
    }
}

/// Brings up to date what the planner knows of the tables' sizes, and drops the samples taken with them: while
/// there are samples, SQLite plans every statement anew each time a value is bound, a third of a page's work.
fn count_for_plans(conn: &mut SqliteConnection) -> Result<()> {
    conn.batch_execute("PRAGMA optimize=0x10002")?;
    let sampled = "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat4'";
    if diesel::select(diesel::dsl::sql::<diesel::sql_types::Bool>(&format!(
        "({sampled}) > 0"
    )))
    .get_result::<bool>(conn)?
    {
        conn.batch_execute("DELETE FROM sqlite_stat4")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_names_a_lost_one_is_found() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        conn.batch_execute(
            "PRAGMA foreign_keys = OFF; CREATE TABLE a (id INTEGER PRIMARY KEY); \
             CREATE TABLE b (a_id INTEGER REFERENCES a (id)); \
             INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)",
        )
        .unwrap();
        every_reference_leads_somewhere(&mut conn).unwrap();
        conn.batch_execute("DELETE FROM a").unwrap();
        let found = every_reference_leads_somewhere(&mut conn).unwrap_err();
        assert!(found.to_string().contains("1 rows name"), "{found}");
    }
}
