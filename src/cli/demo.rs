//! `redress demo`.
use super::listen::Listen;
use super::{Place, Result, keys, log_lines, serve};
use chrono::{DateTime, Datelike, Utc};
use clap::builder::{NonEmptyStringValueParser, RangedU64ValueParser};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use redress::clock::Clock;
use redress::config::{Config, Incoming};
use redress::demo::{self, Wanted};
use redress::{passwords, web};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use storage::Db;

/// Ten times what the house needs for years; more only fills the disk.
const MOST: u64 = 2_000_000;
/// Stands in a data folder that may be made afresh.
const MARKER: &str = "demonstration";
/// What the marker says until the demonstration is complete.
const HALF_MADE: &str =
    "`redress demo` was making this and did not finish; it holds nothing of value.\n";
const MADE: &str = "Made by `redress demo`; holds nothing of value.\n";
/// Keeps the lines of requests out of the terminal.
const LOG: &str = "requests.log";

#[derive(clap::Args)]
pub struct Demo {
    #[command(flatten)]
    listen: Listen,
    /// The folder of the demonstration. Its database is made afresh each time, unless you give --keep.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
    /// Serve the demonstration that is in the folder, with what was changed in it. If there is none, make it.
    #[arg(long, conflicts_with_all = ["password", "complaints"])]
    keep: bool,
    /// Everybody's password.
    #[arg(long, default_value = "tidy lanterns follow rivers", value_parser = NonEmptyStringValueParser::new())]
    password: String,
    /// Make at least this many complaints; the stories alone are about 110.
    #[arg(long, default_value_t = 0, value_parser = RangedU64ValueParser::<usize>::new().range(..=MOST))]
    complaints: usize,
    /// The time to start from, such as 2026-11-24T10:00:00Z; the clock runs from there.
    #[arg(long, value_parser = instant)]
    now: Option<DateTime<Utc>>,
    /// Make the database, then stop.
    #[arg(long)]
    no_serve: bool,
    #[command(flatten)]
    post: serve::Post,
}

impl Demo {
    pub fn run(&self) -> Result<ExitCode> {
        // The port first: nothing is made for a server that cannot be reached.
        let socket = if self.no_serve {
            None
        } else {
            Some(self.listen.socket()?)
        };
        let place = Place {
            data: self.data.clone(),
            database: None,
            // Nothing in it is of value.
            new_database: true,
            new_keys: true,
        };
        let kept = self.keep && is_made(&place);
        if !kept {
            afresh(&place)?;
        }
        let db = place.open()?;
        let clock = self.now.map_or(Clock::System, Clock::starting_at);
        if !kept {
            self.make(&db, clock.now())?;
            mark(&place, MADE)?;
        }
        let Some(socket) = socket else {
            let how = if kept { "Already made" } else { "Made" };
            println!("{how} in {}.", self.data.display());
            return Ok(ExitCode::SUCCESS);
        };
        let log = self.data.join(LOG);
        log_lines::write_to(&log)
            .map_err(|e| format!("{} cannot be written: {e}", log.display()))?;
        let config = Config {
            data: self.data.clone(),
            public_origin: self.listen.public_origin.clone(),
            cookie_key: keys::COOKIE.read(&self.data)?,
            proxy: false,
            reply_key: keys::REPLY.read(&self.data)?,
            forms_key: keys::FORMS.read(&self.data)?,
            demonstration: true,
            maker: None,
            incoming: Incoming::default(),
        };
        let app = web::App::new(db, clock, config);
        let outbox = self.post.outbox(&app)?;
        self.welcome(socket.local_addr()?, kept);
        serve::serve(app, socket, outbox)
    }
    fn make(&self, db: &Db, now: DateTime<Utc>) -> Result<()> {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        bar.set_style(ProgressStyle::with_template("{bar:30} {pos} {msg}")?);
        bar.set_message("complaints");
        bar.set_length(u64::try_from(self.complaints.max(110))?);
        let wanted = Wanted {
            now,
            password_hash: &passwords::hash(&self.password)?,
            complaints: self.complaints,
        };
        let made = demo::build(db, &wanted, &mut |done| {
            bar.set_position(done.try_into().unwrap_or(u64::MAX));
        })?;
        bar.finish_and_clear();
        println!("{made} complaints made by the rules.");
        Ok(())
    }
    fn welcome(&self, at: SocketAddr, kept: bool) {
        println!("\nRedress is at http://{at}\n\nSign in as any of these:\n");
        for (email, name, title) in demo::sign_ins() {
            println!("  {email:<32} {name}, {title}");
        }
        let (password, unless) = (&self.password, "unless you chose another");
        if kept {
            println!("\nPassword: {password}, {unless} when it was made\n");
            println!("This is the demonstration as you left it.");
        } else {
            println!("\nPassword: {password}\n");
            println!("This demonstration is new.");
        }
        println!(
            "`redress demo` makes a new one at each start. To keep your changes, start it with --keep."
        );
        println!(
            "Requests are logged in {}.\n\nCtrl+C ends it.",
            self.data.join(LOG).display()
        );
    }
}

/// Whether a complete demonstration is there.
fn is_made(place: &Place) -> bool {
    let marker = std::fs::read_to_string(place.data.join(MARKER));
    let database = std::fs::metadata(place.file());
    marker.is_ok_and(|said| said != HALF_MADE) && database.is_ok_and(|file| file.len() > 0)
}

fn mark(place: &Place, said: &str) -> Result<()> {
    std::fs::write(place.data.join(MARKER), said)
        .map_err(|e| format!("the folder {} cannot be used: {e}", place.data.display()).into())
}

/// Removes an earlier demonstration; refuses to touch anything else.
fn afresh(place: &Place) -> Result<()> {
    let marker = place.data.join(MARKER);
    let database = place.file();
    let outbox = place.data.join("outbox");
    let log = place.data.join(LOG);
    let keys = keys::ALL.map(|key| place.data.join(key.file));
    let mut ours = keys.iter().chain([&database, &outbox, &log]);
    // Letters and a key without a database: that is elsewhere, on PostgreSQL.
    if ours.any(|file| file.exists()) && !marker.exists() {
        return Err(format!(
            "{} holds data that is not a demonstration's. It was left alone; choose another folder with --data",
            place.data.display()
        )
        .into());
    }
    std::fs::create_dir_all(&place.data)
        .map_err(|e| format!("the folder {} cannot be used: {e}", place.data.display()))?;
    mark(place, HALF_MADE)?;
    remove(&log)?;
    for end in ["", "-wal", "-shm"] {
        remove(&PathBuf::from(format!("{}{end}", database.display())))?;
    }
    if outbox.exists() {
        std::fs::remove_dir_all(&outbox)
            .map_err(|e| format!("{} cannot be replaced: {e}", outbox.display()))?;
    }
    Ok(())
}

/// Within what calendars and letters are made for.
fn instant(typed: &str) -> std::result::Result<DateTime<Utc>, String> {
    let years = 2000..=2100;
    let read: Option<DateTime<Utc>> = typed.trim().parse().ok();
    read.filter(|at| years.contains(&at.year()))
        .ok_or_else(|| "write it like 2026-11-24T10:00:00Z, in a year from 2000 to 2100".to_owned())
}

fn remove(file: &Path) -> Result<()> {
    match std::fs::remove_file(file) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("{} cannot be replaced: {e}", file.display()).into())
        }
        _ => Ok(()),
    }
}
