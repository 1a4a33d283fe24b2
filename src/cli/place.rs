//! Where the data is: looked over before anything is opened, so that nothing is lost by starting.
use super::{Result, keys, modes};
use redress::config::database::Address;
use std::fs;
use std::path::{Path, PathBuf};
use storage::{self, Connection, Db, StorageError, check, people};

/// Bytes 18 and 19 of an SQLite file: 2 while it is written through a `-wal`, which ours always are; 1 in a copy that
/// `VACUUM INTO` has made.
const WRITTEN_THROUGH_WAL: [u8; 2] = [2, 2];
const JOURNAL_BYTES: std::ops::Range<usize> = 18..20;

type Failure = Box<dyn std::error::Error + Send + Sync>;

const OLD_WAL: &str = ". If it was put back from a backup, the files redress.sqlite-wal and redress.sqlite-shm beside it \
    belong to the previous database: remove both, put the copy back once more, and start again";
const NO_POSTGRES: &str = "a PostgreSQL address: build Redress with --features postgres";
const DAMAGED: &str = ". Keep a copy of the data folder as it is, then put the database back from the backup. \
    `redress check` names the damaged tables";

#[derive(clap::Args, Clone, Default)]
pub struct Place {
    /// The folder of the database, the keys, the files and the letters that go out.
    #[arg(long, env = "REDRESS_DATA", default_value = "data")]
    pub data: PathBuf,
    /// A database elsewhere, such as `postgres://redress@localhost/redress`. On another machine its certificate is
    /// verified (sslmode=verify-full). With a password, better given as `REDRESS_DATABASE`.
    // Read only in `address`: what is wrong with an argument is printed with its value, and this may hold a password.
    #[arg(long, env = "REDRESS_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// Begin with a new, empty database although keys or files of an earlier one are there.
    #[arg(long)]
    pub new_database: bool,
    /// Make keys that are missing although people use the database: sessions and reply addresses end with the old ones.
    #[arg(long)]
    pub new_keys: bool,
}

impl Place {
    /// The database of a data folder.
    pub fn file(&self) -> PathBuf {
        self.data.join("redress.sqlite")
    }
    /// The database, its schema up to date, with its keys beside it.
    ///
    /// # Errors
    /// In a sentence that says what to do and repeats no password.
    pub fn open(&self) -> Result<Db> {
        let address = self.look_over()?;
        let said = self.sayer(&address);
        let db = Db::open(address.url()).map_err(said)?;
        // A damaged table of people is one with people in it.
        let in_use = !db.read_now(people::is_empty).unwrap_or(false);
        keys::make_missing(&self.data, in_use, self.new_keys)?;
        Ok(db)
    }
    /// Brings the schema up to date. Out: the names of what was done.
    ///
    /// # Errors
    /// As [`Place::open`].
    pub fn migrate(&self) -> Result<Vec<String>> {
        let address = self.look_over()?;
        let said = self.sayer(&address);
        storage::migrate(address.url()).map_err(said)
    }
    /// Looks at a database that must be there, and changes nothing of it.
    ///
    /// # Errors
    /// As [`Place::open`]; the work's.
    pub fn look<T>(&self, work: impl FnOnce(&mut Connection) -> storage::Result<T>) -> Result<T> {
        let address = self.address()?;
        if !address.is_postgres() && is_empty(Path::new(address.url())) {
            return Err(format!("there is no database at {}", address.url()).into());
        }
        if !address.is_postgres() {
            refuse_an_old_wal(Path::new(address.url()))?;
        }
        let said = self.sayer(&address);
        storage::look(address.url(), work).map_err(said)
    }

    fn address(&self) -> Result<Address> {
        let Some(given) = &self.database else {
            return Ok(Address::file(&self.file().to_string_lossy()));
        };
        Ok(Address::parse(given, |name| std::env::var(name).ok())?)
    }
    /// Everything that is asked before the database is opened; the folder is made.
    fn look_over(&self) -> Result<Address> {
        let address = self.address()?;
        if let Some(mode) = address.weak_mode() {
            tracing::warn!(
                sslmode = mode,
                "PostgreSQL is on another machine and its certificate is not verified: anybody in between can read and change everything. Use sslmode=verify-full"
            );
        }
        fs::create_dir_all(&self.data)
            .map_err(|e| format!("the folder {} cannot be used: {e}", self.data.display()))?;
        let closed = modes::close(&self.data)?;
        if closed > 0 {
            tracing::warn!(
                closed,
                "files and folders of the data were open to other users of this machine; they are closed now"
            );
        }
        if address.is_postgres() {
            if self.holds_an_earlier_one() {
                self.refuse_a_new_one(self.is_new(&address)?)?;
            }
            return Ok(address);
        }
        let file = Path::new(address.url());
        refuse_an_old_wal(file)?;
        if is_empty(file) {
            self.refuse_a_new_one(self.holds_an_earlier_one() || !is_empty(&beside(file, "-wal")))?;
        } else if self.holds_an_earlier_one() {
            self.refuse_a_new_one(self.is_new(&address)?)?;
        }
        Ok(address)
    }
    fn is_new(&self, address: &Address) -> Result<bool> {
        let said = self.sayer(address);
        storage::look(address.url(), check::is_new).map_err(said)
    }
    /// Keys, files or letters of a database that was here before.
    fn holds_an_earlier_one(&self) -> bool {
        let has_something = |folder: &str| {
            fs::read_dir(self.data.join(folder)).is_ok_and(|mut entries| entries.next().is_some())
        };
        keys::ALL
            .iter()
            .any(|key| self.data.join(key.file).exists())
            || has_something("files")
            || has_something("outbox")
    }
    fn refuse_a_new_one(&self, would_be_new: bool) -> Result<()> {
        if !would_be_new || self.new_database {
            return Ok(());
        }
        let place = match &self.database {
            Some(_) => "the database is empty".to_owned(),
            None => format!("{} is missing or empty", self.file().display()),
        };
        Err(format!(
            "{place}, but {} holds keys, files or letters of an earlier one. Nothing was changed. To restore: put the \
             database, the keys and the folder files back from the backup, remove redress.sqlite-wal and \
             redress.sqlite-shm, and start again. To begin with a new, empty database, add --new-database",
            self.data.display()
        )
        .into())
    }
    /// Words for what goes wrong when the database is opened: which file it is about, and what to do. An address
    /// elsewhere may hold a password and is not repeated. Made beforehand, for opening may remove a `-wal`.
    fn sayer(&self, address: &Address) -> impl FnOnce(StorageError) -> Failure + use<> {
        let file = self.database.is_none().then(|| self.file());
        let had_wal = file
            .as_deref()
            .is_some_and(|file| !is_empty(&beside(file, "-wal")));
        let address = address.clone();
        move |error| {
            if matches!(error, StorageError::NoPostgres) {
                return NO_POSTGRES.into();
            }
            let said = address.masked(&error.to_string());
            let Some(file) = file else {
                return said.into();
            };
            let damaged = said.contains("malformed") || said.contains("not a database");
            let what_to_do = match damaged {
                true if had_wal => OLD_WAL,
                true => DAMAGED,
                false => "",
            };
            format!("{}: {said}{what_to_do}", file.display()).into()
        }
    }
}

/// A copy that was put back beside the `-wal` of the database before: SQLite would write the one into the other.
fn refuse_an_old_wal(file: &Path) -> Result<()> {
    let wal = beside(file, "-wal");
    if is_empty(file) || is_empty(&wal) || journal(file) == Some(WRITTEN_THROUGH_WAL) {
        return Ok(());
    }
    // A file of something else is refused by SQLite, in its own words.
    if journal(file) != Some([1, 1]) {
        return Ok(());
    }
    Err(format!(
        "{} is a copy that was put back, and {} beside it belongs to the previous database. Nothing was opened. Remove {} \
         and the file that ends in -shm, then start again",
        file.display(),
        wal.display(),
        wal.display()
    )
    .into())
}

fn journal(file: &Path) -> Option<[u8; 2]> {
    use std::io::Read;
    let mut head = [0_u8; JOURNAL_BYTES.end];
    fs::File::open(file).ok()?.read_exact(&mut head).ok()?;
    head.get(JOURNAL_BYTES)?.try_into().ok()
}

fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Missing, or without a byte.
fn is_empty(file: &Path) -> bool {
    fs::metadata(file).map_or(true, |about| about.len() == 0)
}
