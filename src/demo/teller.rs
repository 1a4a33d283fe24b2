//! Tells stories by the real rules: every step is decided by the procedure as the right person at its own time, with
//! the real letter. What the procedure would refuse cannot be told.
use super::complainant::People;
use super::deliveries;
use super::house::House;
use super::scene::Scene;
use super::story::Story;
use crate::casework::open;
use procedure::Denied;
use procedure::steps::intake::{Accepted, OnTheSpot, intake};
use storage::{Connection, Result, StorageError, complaints};

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
        deliveries::pass(conn, house, id, now)?;
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
        .map(|who| house.subject(who))
        .into_iter()
        .collect();
    form.on_the_spot = (!story.tried.is_empty()).then(|| OnTheSpot {
        tried: story.tried.to_owned(),
    });
    let actor = house.actor(story.entered_by)?;
    intake(form, actor, &house.context(now)).map_err(|why| refused(&matter.happened, &why))
}

fn refused(story: &str, refusal: &Denied) -> StorageError {
    StorageError::Corrupt(format!(
        "demonstration: the procedure refused a step of \"{story}\": {} {:?}",
        refusal.why, refusal.fields
    ))
}
