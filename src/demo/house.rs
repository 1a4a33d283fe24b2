//! The furnished house in which every story plays.
use super::matters::{self, Matter};
use super::story::Ago;
use super::whom::Whom;
use crate::casework::outgoing;
use chrono::{DateTime, Duration, DurationRound, Utc};
use letters::template::Templates;
use letters::{AssessorContact, Organisation};
use procedure::working_time::Calendar;
use procedure::{Actor, Context, PersonId, Subject};
use std::collections::HashMap;
use storage::settings::AllSettings;
use storage::{Connection, Result, StorageError, areas, people, settings};

/// What every story needs: the house as it stands, read once.
pub struct House {
    pub now: DateTime<Utc>,
    pub calendar: Calendar,
    pub settings: AllSettings,
    pub organisation: Organisation,
    pub assessor: AssessorContact,
    pub actors: HashMap<PersonId, Actor>,
    pub titles: HashMap<PersonId, String>,
    pub names: HashMap<PersonId, String>,
    pub templates: Templates,
    pub areas: Vec<procedure::Area>,
    pub matters: Vec<Matter>,
}

impl House {
    /// Reads the furnished house.
    pub fn read(conn: &mut Connection, now: DateTime<Utc>) -> Result<Self> {
        let settings = settings::load(conn)?;
        let mut actors = HashMap::new();
        let mut titles = HashMap::new();
        let mut names = HashMap::new();
        for candidate in people::candidates(conn, None, now.date_naive())? {
            let person = people::find(conn, candidate.id)?;
            actors.insert(candidate.id, people::actor(conn, &person)?);
            titles.insert(candidate.id, person.job_title);
            names.insert(candidate.id, person.name);
        }
        Ok(Self {
            // Whole minutes: nobody writes down seconds.
            now: now.duration_trunc(Duration::minutes(1)).unwrap_or(now),
            calendar: Calendar::new(storage::calendars::current(conn)?),
            organisation: outgoing::organisation(&settings.organisation),
            assessor: outgoing::assessor(&settings.assessor),
            settings,
            actors,
            titles,
            names,
            templates: outgoing::templates(conn)?,
            areas: areas::all(conn)?,
            matters: matters::matters()?,
        })
    }
    /// The latest instant that is so many opening minutes before now.
    pub fn ago(&self, minutes: Ago) -> DateTime<Utc> {
        let at = |back: i64| self.now - Duration::minutes(back);
        let enough = |back| self.calendar.minutes_between(at(back), self.now) >= minutes;
        let (mut too_little, mut plenty) = (-1, minutes * 7 + 20 * 24 * 60);
        while plenty - too_little > 1 {
            let middle = i64::midpoint(too_little, plenty);
            if enough(middle) {
                plenty = middle;
            } else {
                too_little = middle;
            }
        }
        at(plenty)
    }
    pub fn actor(&self, who: Whom) -> Result<&Actor> {
        self.actors.get(&who.id()).ok_or(StorageError::NotFound)
    }
    pub fn context(&self, now: DateTime<Utc>) -> Context<'_> {
        Context {
            now,
            calendar: &self.calendar,
            promises: &self.settings.promises,
            assessor_known: !self.settings.assessor.is_blank(),
            undo: self.settings.correspondence.time_to_undo(),
        }
    }
    /// Somebody of ours who is complained about.
    pub fn subject(&self, who: Whom) -> Subject {
        Subject {
            person: Some(who.id()),
            name: self.names.get(&who.id()).cloned().unwrap_or_default(),
            allegation: None,
        }
    }
}
