//! The one room in which a complaint, a restriction or a delivery changes: what somebody proposes is decided by the
//! procedure, on a reader, and recorded with its letter, on the writer. Nothing else calls what records in `storage`.
//!
//! A page goes `prepare` → `commit`; whoever is inside a transaction already (mail, bulk acts, the demonstration,
//! tests) uses [`act`]. All of an act is written, or none of it.
mod case;
pub mod closures;
pub mod dating;
pub mod delivery;
pub mod outgoing;
pub mod restriction;
pub mod silence;

pub use case::{Case, CaseKey, Opened, Proposal, open};

use procedure::{By, Context, Denied, FieldErrors, Version};
use storage::record::Recorded;
use storage::{Connection, StorageError, savepoint};

/// What is acted on: a complaint, or how one person is restricted.
pub trait Matter: Sized {
    type Key;
    /// What somebody wants to do.
    type Kind: Copy;
    /// The same with everything that was filled in.
    type Proposal;
    /// Allowed, and its letter frozen.
    type Decision;

    /// As whoever acts may see it.
    ///
    /// # Errors
    /// `NotFound` alike for what is not there and what is not theirs to see; the queries'.
    fn load(conn: &mut Connection, key: &Self::Key, by: By) -> Result<Self, StorageError>;
    fn version(&self) -> Version;
    /// Whether somebody who looked at this version has seen what people have done since.
    fn is_as_seen(&self, seen: Version) -> bool {
        seen == self.version()
    }
    /// Asks the procedure. `make` is called once, and only when they may.
    ///
    /// # Errors
    /// What the procedure refuses, what the letter still misses, and `make`'s own.
    fn decide(
        &self,
        kind: Self::Kind,
        who: (By, &Context),
        make: impl FnOnce(&Self) -> Result<Self::Proposal, Ended>,
    ) -> Result<Self::Decision, Ended>;
    /// Writes down what was decided, as of the version it was decided on.
    ///
    /// # Errors
    /// `Stale` when somebody wrote meanwhile; what a later step of the same act is refused; the queries'.
    fn record(
        conn: &mut Connection,
        decision: Self::Decision,
        who: (By, &Context),
    ) -> Result<Recorded, Ended>;
}

/// Decided, and not recorded yet.
pub struct Ready<M: Matter> {
    pub before: M,
    decision: M::Decision,
}

/// The version that a proposal was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    At(Version),
    /// There was no form: whatever it is now.
    Whatever,
}

impl Seen {
    /// The hidden field of a form. Words that are no version were never shown by a page.
    pub fn parse(field: &str) -> Self {
        Self::At(Version(field.trim().parse().unwrap_or(-1)))
    }
}

/// How an act ends that is not recorded.
#[derive(Debug)]
pub enum Ended {
    NotFound,
    Refused(Denied),
    /// Somebody else changed it since it was looked at; nothing of theirs is written over.
    Stale,
    Storage(StorageError),
}

/// What was not recorded, and the matter as it was found, so that a page can be shown again without a second look.
pub struct Unmade<M> {
    pub before: M,
    pub why: Ended,
}

/// On a reader, for a matter that was just loaded: looks at the version, lets `make` build the proposal, and asks the
/// procedure.
///
/// # Errors
/// Why it cannot be recorded, with the matter given back.
pub fn prepare<M: Matter>(
    before: M,
    kind: M::Kind,
    who: (By, &Context),
    seen: Seen,
    make: impl FnOnce(&M) -> Result<M::Proposal, Ended>,
) -> Result<Ready<M>, Box<Unmade<M>>> {
    let current = match seen {
        Seen::Whatever => true,
        Seen::At(version) => before.is_as_seen(version),
    };
    let decided = if current {
        before.decide(kind, who, make)
    } else {
        Err(Ended::Stale)
    };
    match decided {
        Ok(decision) => Ok(Ready { before, decision }),
        Err(why) => Err(Box::new(Unmade { before, why })),
    }
}

/// On the writer, inside its transaction: looks at the version again and records everything. `with` writes what
/// belongs to the same act and is not the matter's own: rows of files, a message, a token that was used.
///
/// # Errors
/// As [`Matter::record`], and `with`'s own; then the caller's transaction must be rolled back.
pub fn commit<M: Matter>(
    conn: &mut Connection,
    ready: Ready<M>,
    who: (By, &Context),
    with: impl FnOnce(&mut Connection, &M, &Recorded) -> Result<(), StorageError>,
) -> Result<Recorded, Ended> {
    let recorded = M::record(conn, ready.decision, who)?;
    with(conn, &ready.before, &recorded)?;
    Ok(recorded)
}

/// Load, prepare and commit at once, for whoever is inside a transaction. What fails leaves nothing behind, and the
/// rest of the transaction can go on. `make` may read more for its proposal.
///
/// # Errors
/// As [`prepare`] and [`commit`].
pub fn act<M: Matter>(
    conn: &mut Connection,
    who: (By, &Context),
    (key, kind): (&M::Key, M::Kind),
    make: impl FnOnce(&mut Connection, &M) -> Result<M::Proposal, Ended>,
) -> Result<Recorded, Ended> {
    savepoint(conn, |conn| {
        let before = M::load(conn, key, who.0)?;
        let ready = prepare(before, kind, who, Seen::Whatever, |before| {
            make(conn, before)
        });
        let ready = ready.map_err(|unmade| unmade.why)?;
        commit(conn, ready, who, nothing_more)
    })
}

/// For acts that have nothing more to write.
///
/// # Errors
/// Never.
pub fn nothing_more<M>(_: &mut Connection, _: &M, _: &Recorded) -> Result<(), StorageError> {
    Ok(())
}

impl From<StorageError> for Ended {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::NotFound => Self::NotFound,
            StorageError::Conflict => Self::Stale,
            other => Self::Storage(other),
        }
    }
}
impl From<Denied> for Ended {
    fn from(denied: Denied) -> Self {
        Self::Refused(denied)
    }
}

impl From<FieldErrors> for Ended {
    fn from(errors: FieldErrors) -> Self {
        Self::Refused(errors.into())
    }
}

impl Ended {
    /// For callers that stop whatever went wrong: a refusal becomes `Corrupt`, in the words of the procedure.
    pub fn into_storage(self, what: &str) -> StorageError {
        match self {
            Self::NotFound => StorageError::NotFound,
            Self::Stale => StorageError::Conflict,
            Self::Storage(error) => error,
            Self::Refused(denied) => {
                StorageError::Corrupt(format!("{what}: {} {:?}", denied.why, denied.fields))
            }
        }
    }
}
