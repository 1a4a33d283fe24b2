//! The demonstration: people of every role and complaints in every state, told by the real rules with a fixed seed.
//!
//! Imports `procedure`, `storage`, `letters`, `dispatch` and `intake`; asks no clock.
mod answers;
mod archive;
mod beside;
mod closed;
mod complainant;
mod data_protection;
mod deliveries;
mod early;
mod first_stage;
mod house;
mod mail;
mod matters;
mod on_the_way;
mod people;
mod play;
mod regulars;
mod repeats;
mod restrictions;
mod scene;
mod second_stage;
mod story;
mod teller;
mod triage;
mod whom;

pub use people::sign_ins;
use whom::Whom;

use archive::Plan;
use chrono::{DateTime, Utc};
use complainant::People;
use diesel::prelude::*;
use house::House;
use procedure::ComplaintId;
use storage::schema::reference_counters;
use storage::{Connection, Db, Result, calendars};
use story::Story;

/// What to make.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    pub now: DateTime<Utc>,
    /// Everybody's password, hashed.
    pub password_hash: &'a str,
    /// At least the stories; more are added up to this many.
    pub complaints: usize,
}

/// Hears how many complaints there are by now.
pub type Progress<'a> = &'a mut dyn FnMut(usize);

/// How many stories one transaction holds.
const BATCH: usize = 20;

/// Makes the demonstration in an empty database. Out: how many complaints there are.
///
/// # Errors
/// The queries'; `Corrupt` in words when the procedure refuses a step of a story.
pub fn build(db: &Db, wanted: &Wanted, progress: Progress) -> Result<usize> {
    let house = db.write_now(|conn| {
        calendars::seed(conn, wanted.now)?;
        people::furnish(conn, wanted.password_hash, wanted.now.date_naive())?;
        House::read(conn, wanted.now)
    })?;
    let names = matters::names()?;
    let mut tellers = People::new(names.clone());
    let mut told = 0;
    let stories = all(wanted.complaints);
    let archive = archive_of(db, &house, &stories, wanted.complaints);
    if let Some(plan) = &archive {
        db.write_now(|conn| reserve(conn, plan))?;
    }
    let mut to_print = Vec::new();
    for batch in stories.chunks(BATCH) {
        to_print.extend(db.write_now(|conn| tell_all(conn, &house, &mut tellers, batch))?);
        told += batch.len();
        progress(told);
    }
    db.write_now(|conn| restrictions::tell(conn, &house, &tellers))?;
    db.write_now(|conn| deliveries::tell(conn, &house, &to_print))?;
    mail::take_in(db, &house)?;
    if let Some(plan) = &archive {
        archive::write(db, plan, &names, &mut |more| {
            told += more;
            progress(told);
        })?;
    }
    Ok(told)
}

/// What the archive adds; none on `PostgreSQL` or when the stories are enough.
fn archive_of(db: &Db, house: &House, stories: &[Story], wanted: usize) -> Option<Plan> {
    let more = wanted.saturating_sub(stories.len());
    if more == 0 || db.is_postgres() {
        return None;
    }
    let closed = stories.iter().filter(|story| story.ends());
    let entered: Vec<_> = closed.map(|story| house.ago(story.entered)).collect();
    let prefix = &house.settings.organisation.reference_prefix;
    Some(Plan::new(&entered, more, prefix))
}

/// Keeps the first references of each year for the archive, which is older.
fn reserve(conn: &mut Connection, plan: &Plan) -> Result<()> {
    for (year, last) in &plan.reserved {
        diesel::insert_into(reference_counters::table)
            .values((
                reference_counters::year.eq(year),
                reference_counters::last.eq(last),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Out: those whose letters wait to be printed.
fn tell_all(
    conn: &mut Connection,
    house: &House,
    tellers: &mut People,
    stories: &[Story],
) -> Result<Vec<ComplaintId>> {
    let mut to_print = Vec::new();
    for story in stories {
        let id = teller::tell(conn, house, tellers, story)?;
        let mut acts = story.acts.iter();
        if acts.any(|(_, _, act)| matches!(act, story::Act::LeaveToPrint)) {
            to_print.push(id);
        }
    }
    Ok(to_print)
}

/// Every story, the earliest entered first, so that references follow time.
fn all(complaints: usize) -> Vec<Story> {
    let mut all = closed::stories();
    all.extend(early::stories());
    all.extend(first_stage::stories());
    all.extend(second_stage::stories());
    all.extend(on_the_way::stories());
    all.extend(data_protection::stories());
    // Open work grows much more slowly than the archive.
    let more = (complaints / 200).min(500);
    all.extend((0..more).map(early::one_more));
    all.sort_by_key(|story| std::cmp::Reverse(story.entered));
    all
}
