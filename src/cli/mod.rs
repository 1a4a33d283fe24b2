//! `redress serve | demo | migrate | person | intake | letters`, and `make`, which a server starts for itself.
mod demo;
mod incoming;
mod intake;
mod letters;
mod make;
mod person;
mod serve;

use clap::{Parser, Subcommand};
use redress::storage::{self, Db, StorageError};
use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Complaints casework for Flexible Resolution Services.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a demonstration database and serve it; how to sign in is printed.
    Demo(demo::Demo),
    /// Serve Redress.
    Serve(Box<serve::Serve>),
    /// Bring the database's schema up to date.
    Migrate(Place),
    /// People who can sign in.
    Person(person::Person),
    /// Take messages into the inbox from files.
    Intake(intake::Intake),
    /// Write one letter of each kind to files, in every format.
    Letters(letters::Letters),
    /// Make documents for the server that starts this.
    #[command(hide = true)]
    Make,
}

/// Where the data is.
#[derive(clap::Args, Clone)]
pub struct Place {
    /// The folder of the database and of the letters that go out.
    #[arg(long, env = "REDRESS_DATA", default_value = "data")]
    pub data: PathBuf,
    /// A database elsewhere, such as `postgres://redress@localhost/redress`.
    #[arg(long, env = "REDRESS_DATABASE")]
    pub database: Option<String>,
}

impl Place {
    /// The database's address, its folder made.
    pub fn url(&self) -> Result<String> {
        if let Some(url) = &self.database {
            return Ok(url.clone());
        }
        std::fs::create_dir_all(&self.data)
            .map_err(|e| format!("the folder {} cannot be used: {e}", self.data.display()))?;
        Ok(self.file().display().to_string())
    }
    pub fn file(&self) -> PathBuf {
        self.data.join("redress.sqlite")
    }
    /// The database, its schema up to date.
    pub fn open(&self) -> Result<Db> {
        Db::open(&self.url()?).map_err(|e| self.said(e))
    }
    /// Which file it is about; an address elsewhere may hold a password and is not repeated.
    fn said(&self, error: StorageError) -> Box<dyn std::error::Error + Send + Sync> {
        match &self.database {
            Some(_) => error.into(),
            None => format!("{}: {error}", self.file().display()).into(),
        }
    }
}

/// The key that signs session cookies; made once and kept beside the data, for the owner's eyes only.
pub fn cookie_key(data: &Path) -> Result<Vec<u8>> {
    key(data, "cookie.key")
}

/// The key that signs the addresses replies come back to. It must stay as long as letters are answered.
pub fn reply_key(data: &Path) -> Result<Vec<u8>> {
    key(data, "reply.key")
}

fn key(data: &Path, name: &str) -> Result<Vec<u8>> {
    use rand::Rng;
    use std::io::Write;
    let path = data.join(name);
    if let Ok(key) = std::fs::read(&path)
        && key.len() >= 64
    {
        return Ok(key);
    }
    std::fs::create_dir_all(data)?;
    let mut key = vec![0_u8; 64];
    rand::rng().fill_bytes(&mut key);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&path)?.write_all(&key)?;
    Ok(key)
}

/// The socket to serve on.
///
/// # Errors
/// In a sentence, when the port is taken or the address is not one.
pub fn listener(address: &str) -> Result<TcpListener> {
    TcpListener::bind(address).map_err(|e| match e.kind() {
        ErrorKind::AddrInUse => format!(
            "something else is already listening on {address}. Stop it, or choose another port with --listen"
        )
        .into(),
        ErrorKind::PermissionDenied => {
            format!("listening on {address} is not allowed: {e}. Choose a port above 1023").into()
        }
        _ => format!("{address} cannot be listened on: {e}").into(),
    })
}

pub fn main() -> ExitCode {
    let ran = match Cli::parse().command {
        Command::Demo(demo) => demo.run(),
        Command::Serve(serve) => serve.run(),
        Command::Migrate(place) => migrate(&place),
        Command::Person(person) => person.run(),
        Command::Intake(intake) => intake.run(),
        Command::Letters(letters) => letters.run(),
        Command::Make => make::run(),
    };
    match ran {
        Ok(code) => code,
        Err(error) => {
            eprintln!("redress: {error}");
            ExitCode::FAILURE
        }
    }
}

fn migrate(place: &Place) -> Result<ExitCode> {
    let done = storage::migrate(&place.url()?).map_err(|e| place.said(e))?;
    if done.is_empty() {
        println!("The schema is up to date.");
    }
    for name in done {
        println!("Migrated: {name}");
    }
    Ok(ExitCode::SUCCESS)
}
