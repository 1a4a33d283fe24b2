//! Everything that is kept. Queries live here, one file per table or list; see `db` for the two doors.
pub mod accounts;
pub mod administration;
pub mod answers;
pub mod appointments;
pub mod areas;
pub mod assessor_packs;
pub mod calendars;
pub mod check;
pub mod closures;
mod column;
pub mod complainant_search;
pub mod complainants;
pub mod complaints;
pub mod contacts;
pub mod data_protection;
mod db;
pub mod deliveries;
pub mod drafts;
pub mod escalations;
pub mod events;
pub mod evidence;
pub mod exports;
pub mod files;
pub mod finished;
pub mod home;
pub mod human_resources;
pub mod inbox;
pub mod kept_files;
pub mod lane;
pub mod letters;
pub mod like_cases;
pub mod lists;
pub mod mail;
mod open_actions;
pub mod open_forms;
pub mod people;
pub mod presence;
pub mod queues;
pub mod recognition;
pub mod record;
pub mod reports;
pub mod restrictions;
pub mod schema;
pub mod sessions;
pub mod settings;
mod sight;
pub mod sign_ins;
pub mod silence;
pub mod submissions;
pub mod templates;
pub mod undoables;
pub mod unowned;
pub mod unreadable;
pub mod workload;

pub use column::{Key, Word};
#[cfg(feature = "postgres")]
pub use db::POSTGRES_MIGRATIONS;
pub use db::{
    Backend, Db, DbConn as Connection, Manager, SQLITE_MIGRATIONS, look, migrate, savepoint,
};

use chrono::{DateTime, NaiveDateTime, Utc};

/// What can go wrong between a question and its answer.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("not found")]
    NotFound,
    /// Somebody else changed it since it was read; nothing was written.
    #[error("changed by somebody else meanwhile")]
    Conflict,
    #[error("stored data does not make sense: {0}")]
    Corrupt(String),
    /// A step that owes a letter was recorded without it; nothing was written.
    #[error("the letter {0} is missing")]
    MissingLetter(&'static str),
    /// Somebody or something else has it already; nothing was written.
    #[error("the {0} is taken")]
    Taken(Taken),
    /// An area was to close while open complaints are with it; nothing was written.
    #[error("the area still has open complaints")]
    StillOpen,
    /// The address is one of `PostgreSQL`, which was not built in.
    #[error("PostgreSQL is not built in")]
    NoPostgres,
    /// The store of files cannot be listed or changed, in the store's words.
    #[error("{0}")]
    Files(String),
    #[error("the schema could not be brought up to date: {0}")]
    Migration(String),
    #[error(transparent)]
    Connect(#[from] diesel::ConnectionError),
    #[error(transparent)]
    Database(diesel::result::Error),
    #[error("no database connection: {0}")]
    Pool(#[from] r2d2::Error),
    #[error("the work was cancelled")]
    Cancelled,
    /// More work at once than there is room for; nothing of this was begun.
    #[error("too much to do at once")]
    Busy,
}

/// What no two may have alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    AreaName,
    /// The email somebody signs in with.
    Email,
}

impl std::fmt::Display for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::AreaName => "name of the area",
            Self::Email => "email",
        })
    }
}

/// What SQLite and `PostgreSQL` say when they cannot do now what they can do again once somebody has seen to it.
const PASSING: [&str; 12] = [
    "is locked",
    "disk is full",
    "readonly database",
    "read-only transaction",
    "disk I/O error",
    "unable to open database file",
    "out of memory",
    "No space left on device",
    "could not extend file",
    "could not write",
    "the database system is",
    "deadlock detected",
];

impl StorageError {
    /// The database cannot do it now and may soon: locked, full, read-only, away, or with too much to do. Nothing
    /// was written.
    pub fn is_passing(&self) -> bool {
        use diesel::result::{DatabaseErrorKind, Error};
        match self {
            Self::Busy | Self::Pool(_) | Self::Connect(_) => true,
            Self::Database(Error::DatabaseError(kind, said)) => {
                matches!(
                    kind,
                    DatabaseErrorKind::UnableToSendCommand
                        | DatabaseErrorKind::ClosedConnection
                        | DatabaseErrorKind::ReadOnlyTransaction
                        | DatabaseErrorKind::SerializationFailure
                ) || PASSING.iter().any(|words| said.message().contains(words))
            }
            Self::Database(error) => matches!(
                error,
                Error::BrokenTransactionManager | Error::RollbackErrorOnCommit { .. }
            ),
            _ => false,
        }
    }
}

impl StorageError {
    /// What is stored, or the file it is stored in, cannot be read: asking again changes nothing, and what else a
    /// page shows can be served without it.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Corrupt(_) | Self::Database(_)) && !self.is_passing()
    }
}

impl From<diesel::result::Error> for StorageError {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::NotFound,
            other => Self::Database(other),
        }
    }
}

pub type Result<T> = std::result::Result<T, StorageError>;

/// UTC as it is stored: no zone, microseconds at most (`PostgreSQL` keeps six digits).
pub fn stored(at: DateTime<Utc>) -> NaiveDateTime {
    use chrono::SubsecRound;
    at.naive_utc().trunc_subsecs(6)
}

/// A stored word back as a member of its closed list.
pub fn word<T>(parse: impl Fn(&str) -> Option<T>, word: &str) -> Result<T> {
    parse(word).ok_or_else(|| StorageError::Corrupt(format!("unknown word {word:?}")))
}
