//! HTTP: routes, pages, forms. Rules live in `procedure`, queries in `storage`.
pub mod account;
pub mod administration;
pub mod assessor_pack;
pub mod assets;
pub mod bodies;
pub mod budget;
pub mod case;
pub mod clock_view;
pub mod complainants;
pub mod complaint;
pub mod complaints;
pub mod connections;
pub mod csv;
pub mod editor;
pub mod error;
pub mod exports;
pub mod filters;
pub mod formats;
pub mod forms;
pub mod guard;
pub mod guidance;
pub mod handed;
pub mod health;
pub mod history;
pub mod home;
pub mod intake;
mod keeping;
pub mod late_split;
pub mod letter_state;
pub mod limits;
pub mod named;
pub mod neutral;
pub mod open_forms;
pub mod page;
pub mod panics;
pub mod paths;
pub mod queues;
pub mod reports;
pub mod restriction;
pub mod routes;
pub mod sending;
pub mod server;
pub mod session_store;
pub mod sessions;
pub mod shell;
pub mod signed_in;
pub mod spooled;
pub mod step;
pub mod told;
pub mod typed;
pub mod upload;
pub mod visitor;

pub use routes::{ROUTES, Route, configure};

use crate::casework::outgoing as dispatch;
use crate::clock::Clock;
use crate::config::Config;
use crate::files::Store;
use crate::health::Health;
use crate::maker::Maker;
use budget::Budget;
use letters::template::Templates;
use open_forms::seal::Keys;
use procedure::working_time::Calendar;
use sessions::attempts::Attempts;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use storage::lane::Lane;
use storage::settings::AllSettings;
use storage::{Connection, Db, Result, calendars, settings, templates};

/// What every handler can reach.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub clock: Clock,
    pub config: Arc<Config>,
    /// How the server is doing.
    pub health: Health,
    /// Where the bytes of files are.
    pub files: Store,
    calendars: Arc<RwLock<HashMap<i64, Arc<Calendar>>>>,
    /// The words of letters, as of a stamp.
    templates: Arc<RwLock<(i64, Templates)>>,
    /// At most so many password hashes at once: each takes 19 MiB and a core. Pages have lanes of their own.
    pub hashing: Lane,
    /// Sign-ins of browsers that have not been here before: at most one of them hashes.
    pub strangers: Lane,
    /// What makes PDFs, Braille and sound.
    pub maker: Maker,
    /// Seal the words of forms that have not been sent.
    pub forms: Keys,
    /// One attempt at a time at each account from each address.
    pub attempts: Attempts,
    /// Long forms: one of each person at a time.
    pub long_forms: Lane,
    /// Memory for the bodies of requests, of those who are signed in and of the others.
    pub bodies: Budget,
    pub signed_out_bodies: Budget,
    /// Disk for large answers on their way.
    pub answers: Budget,
}

/// The rules of the day: the calendar in force and the settings, as one request sees them.
#[derive(Clone)]
pub struct Rules {
    pub calendar: Arc<Calendar>,
    pub settings: Arc<AllSettings>,
    pub templates: Templates,
}

impl App {
    pub fn new(db: Db, clock: Clock, config: Config) -> Self {
        // The command line has opened it before and said what is wrong with the setting.
        let files = Store::of(&config.data, config.incoming.files.as_deref());
        let maker = Maker::new(config.maker.as_deref(), &config.data);
        Self {
            files,
            forms: Keys::of(&config.forms_key),
            db,
            clock,
            config: Arc::new(config),
            health: Health::default(),
            calendars: Arc::default(),
            templates: Arc::default(),
            hashing: Lane::new(2, 128, Duration::from_secs(10)).for_each(1, 64),
            strangers: Lane::new(1, 128, Duration::from_secs(10)).for_each(1, 64),
            maker,
            attempts: Attempts::default(),
            long_forms: Lane::new(8, 64, Duration::from_secs(10)).for_each(1, 8),
            bodies: Budget::new(bodies::SIGNED_IN_TOGETHER, bodies::SIGNED_IN_EACH),
            signed_out_bodies: Budget::new(bodies::SIGNED_OUT_TOGETHER, bodies::SIGNED_OUT_EACH),
            answers: Budget::new(spooled::TOGETHER, spooled::EACH),
        }
    }
    /// The calendar in force and the settings.
    pub fn rules(&self, conn: &mut Connection) -> Result<Rules> {
        let version = calendars::current_version(conn)?;
        let calendar = self.calendar(conn, version)?;
        Ok(Rules {
            calendar,
            settings: Arc::new(settings::load(conn)?),
            templates: self.templates(conn)?,
        })
    }
    /// The words of letters in force, read again only when somebody changed some.
    fn templates(&self, conn: &mut Connection) -> Result<Templates> {
        let stamp = templates::stamp(conn)?;
        let known = self
            .templates
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if known.0 == stamp {
            return Ok(known.1);
        }
        let read = dispatch::templates(conn)?;
        *self
            .templates
            .write()
            .unwrap_or_else(PoisonError::into_inner) = (stamp, read.clone());
        Ok(read)
    }
    /// One version of the calendar. A version never changes, so each is built once.
    ///
    /// # Errors
    /// `NotFound` when there is no such version.
    pub fn calendar(&self, conn: &mut Connection, version: i64) -> Result<Arc<Calendar>> {
        let known = self
            .calendars
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&version)
            .cloned();
        if let Some(calendar) = known {
            return Ok(calendar);
        }
        let built = Arc::new(Calendar::new(calendars::by_version(conn, version)?));
        self.calendars
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(version, built.clone());
        Ok(built)
    }
}
