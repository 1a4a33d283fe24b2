//! What Customer Relations decides in a story: the allegations, what is covered, the area.
use super::matters::Matter;
use super::people::Place;
use super::scene::Scene;
use super::story::Story;
use procedure::AreaId;
use procedure::allegation::Scope;
use procedure::complaint::{Assessed, SixMonthDecision};
use procedure::event::{Triaged, TriagedAllegation};
use procedure::vocabulary::{Exclusion, Level, NeedsAsked};
use storage::{Result, StorageError};

/// The matter of the story.
///
/// # Errors
/// `NotFound` when the story names none of ours.
pub fn matter<'a>(scene: &'a Scene) -> Result<&'a Matter> {
    let matters = &scene.house.matters;
    matters
        .get(scene.story.matter)
        .ok_or(StorageError::NotFound)
}

/// The area best placed to answer.
pub fn area(scene: &Scene) -> Result<Place> {
    matter(scene).map(|m| m.area)
}

/// The triage as the page would send it.
pub fn triage(scene: &Scene) -> Result<Triaged> {
    let story = scene.story;
    let matter = matter(scene)?;
    let limit = story.limit.map(|(applied, reason)| SixMonthDecision {
        applied,
        reason: reason.to_owned(),
    });
    Ok(Triaged {
        urgent: !story.urgent.is_empty(),
        urgent_why: story.urgent.to_owned(),
        assessed: assessed(story),
        needs_asked: Some(NeedsAsked::Yes),
        six_month: limit,
        likely_area: Some(AreaId(matter.area.id())),
        allegations: allegations(scene, matter),
        subjects: story
            .about
            .map(|who| scene.house.subject(who))
            .into_iter()
            .collect(),
        changes: vec![],
    })
}

/// Told from what the story says anyway: who is urgent is at risk, and more allegations are harder to answer.
fn assessed(story: &Story) -> Assessed {
    let urgent = !story.urgent.is_empty();
    let level = |high: bool| if high { Level::High } else { Level::Medium };
    Assessed {
        severity: Some(level(urgent)),
        complexity: Some(if story.outside.is_some() {
            Level::High
        } else {
            Level::Low
        }),
        impact: Some(level(urgent || !story.needs.is_empty())),
        at_risk: urgent && !story.needs.is_empty(),
    }
}

fn allegations(scene: &Scene, matter: &Matter) -> Vec<TriagedAllegation> {
    let story = scene.story;
    let mut list = Vec::new();
    if !story.wholly_outside {
        for point in &matter.points {
            list.push((
                Some(point.ground),
                point.alleged.clone(),
                Scope::CanInvestigate,
            ));
        }
    }
    if let Some((exclusion, alleged, reason)) = story.outside {
        let ground = match exclusion {
            Exclusion::OverSixMonths => matter.points.first().map(|p| p.ground),
            _ => None,
        };
        let outside = Scope::Outside {
            exclusion,
            reason: reason.to_owned(),
        };
        list.push((ground, alleged.to_owned(), outside));
    }
    (1..)
        .zip(list)
        .map(|(number, (ground, alleged, scope))| TriagedAllegation {
            number,
            ground,
            alleged,
            scope,
        })
        .collect()
}
