//! Tells stories by the real rules: every step is decided by the procedure as the right person at its own time, with
//! the real letter. What the procedure would refuse cannot be told.
use super::complainant::People;
use super::matters::Matter;
use super::scene::Scene;
use super::story::{Ago, Story};
use super::whom::Whom;
use crate::casework::{Case, CaseKey, Proposal, act, open, outgoing};
use chrono::{DateTime, Duration, DurationRound, Utc};
use letters::template::Templates;
use letters::{AssessorContact, Letter, Organisation};
use procedure::dispatch::Dispatch;
use procedure::steps::intake::{Accepted, OnTheSpot, intake};
use procedure::working_time::Calendar;
use procedure::{Actor, By, Complaint, Context, Denied, PersonId, Step, Subject};
use std::collections::HashMap;
use storage::settings::AllSettings;
use storage::{Connection, Result, StorageError, areas, complaints, people, settings};

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
            templates: crate::casework::outgoing::templates(conn)?,
            areas: areas::all(conn)?,
            matters: super::matters::matters()?,
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
        }
    }
}

/// Writes one story into the database, inside the caller's transaction.
///
/// # Errors
/// The queries'; `Corrupt` with the procedure's own words when a step is refused.
pub fn tell(
    conn: &mut Connection,
    house: &House,
    people: &mut People,
    story: &Story,
) -> Result<procedure::ComplaintId> {
    let accepted = begin(house, people, story)?;
    let prefix = &house.settings.organisation.reference_prefix;
    let id = open(conn, &accepted, prefix)
        .map_err(|ended| ended.into_storage("demonstration: a complaint"))?
        .id;
    if let Some(number) = story.same_person {
        people.remember(number, complaints::get(conn, id)?.complainant_id);
    }
    let mut evidence = Vec::new();
    for (ago, who, act) in &story.acts {
        let now = house.ago(*ago);
        let complaint = complaints::get(conn, id)?;
        let mut scene = Scene {
            house,
            story,
            complaint: &complaint,
            who: *who,
            ctx: house.context(now),
            evidence: &mut evidence,
        };
        scene.play(conn, act)?;
    }
    Ok(id)
}

fn begin(house: &House, people: &mut People, story: &Story) -> Result<Accepted> {
    let matter = house
        .matters
        .get(story.matter)
        .ok_or(StorageError::NotFound)?;
    let now = house.ago(story.entered);
    let mut form = people.intake(house, story, matter);
    form.subjects = story
        .about
        .map(|who| subject(house, who))
        .into_iter()
        .collect();
    form.on_the_spot = (!story.tried.is_empty()).then(|| OnTheSpot {
        tried: story.tried.to_owned(),
    });
    let actor = house.actor(story.entered_by)?;
    intake(form, actor, &house.context(now)).map_err(|why| refused(&matter.happened, &why))
}

/// Somebody of ours who is complained about.
pub fn subject(house: &House, who: Whom) -> Subject {
    Subject {
        person: Some(who.id()),
        name: house.names.get(&who.id()).cloned().unwrap_or_default(),
        allegation: None,
    }
}

/// Decides and records one step, with its letter.
pub fn carry_out<S: Step + Send + 'static>(
    conn: &mut Connection,
    scene: &Scene,
    step: S,
    letter: Option<&Letter>,
) -> Result<()> {
    let Scene { complaint, ctx, .. } = scene;
    let by = By::Person(scene.house.actor(scene.who)?);
    let on = (&CaseKey::Of(complaint.id), S::KIND);
    let proposal = Proposal::from(step).sending(letter, dispatch(complaint));
    act::<Case>(conn, (by, ctx), on, |_, _| Ok(proposal))
        .map(|_| ())
        .map_err(|ended| {
            let story = &complaint.details.summary;
            ended.into_storage(&format!("demonstration: a step of \"{story}\""))
        })
}

/// As the complainant prefers.
pub fn dispatch(complaint: &Complaint) -> Dispatch {
    Dispatch::preferred(complaint)
}

fn refused(story: &str, refusal: &Denied) -> StorageError {
    StorageError::Corrupt(format!(
        "demonstration: the procedure refused a step of \"{story}\": {} {:?}",
        refusal.why, refusal.fields
    ))
}
