//! `redress intake`.
use super::{Place, Result, keys};
use procedure::working_time::Calendar;
use redress::arrivals::{self, Receiving};
use redress::clock::Clock;
use std::path::PathBuf;
use std::process::ExitCode;
use storage::{calendars, settings};

#[derive(clap::Args)]
pub struct Intake {
    #[command(flatten)]
    place: Place,
    /// Messages as files (.eml); what is broken or hostile is kept too, and flagged.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

impl Intake {
    /// Succeeds when every file was taken in or was already there.
    pub fn run(&self) -> Result<ExitCode> {
        let db = self.place.open()?;
        let now = Clock::System.now();
        db.write_now(|conn| calendars::seed(conn, now))?;
        let (calendar, settings) =
            db.read_now(|conn| Ok((calendars::current(conn)?, settings::load(conn)?)))?;
        let receiving = Receiving {
            calendar: &Calendar::new(calendar),
            promises: &settings.promises,
            own_domain: settings.organisation.domain(),
            reply_key: &keys::REPLY.read(&self.place.data)?,
            now,
        };
        let summary = arrivals::run(&db, &receiving, &self.files, &mut std::io::stdout().lock())?;
        eprintln!(
            "{} taken in, {} already there, {} not taken in.",
            summary.taken, summary.already, summary.failed
        );
        Ok(if summary.failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}
