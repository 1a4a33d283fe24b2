//! Who had a complaint while one of its promises became late: split by the history, in working time. A person can
//! correct the split with a reason (`steps/lateness.rs`), and both stay.
use super::clocks::Clock;
use super::event::Event;
use super::ids::{AreaId, PersonId, Version};
use super::vocabulary::Stage;
use super::working_time::{Calendar, WorkingSpan};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Who had it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum Holder {
    /// It had arrived, and nobody had logged it.
    Unlogged,
    /// With Customer Relations, and in nobody's name.
    CustomerRelations,
    /// With an area, and nobody was assigned.
    Area {
        id: AreaId,
        name: String,
    },
    Person {
        id: PersonId,
    },
    /// Nobody here: only a person can say so.
    Outside,
}

impl Holder {
    /// As a form sends it.
    pub fn word(&self) -> String {
        match self {
            Self::Unlogged => "unlogged".to_owned(),
            Self::CustomerRelations => "customer_relations".to_owned(),
            Self::Area { id, .. } => format!("area-{id}"),
            Self::Person { id } => format!("person-{id}"),
            Self::Outside => "outside".to_owned(),
        }
    }
}

/// One event of the history, the earliest first.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    pub version: Version,
    pub at: DateTime<Utc>,
    pub by: PersonId,
    pub event: &'a Event,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Stint {
    holder: Holder,
    from: DateTime<Utc>,
}

/// What somebody had of a clock that was late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    pub holder: Holder,
    /// Of the whole time that the clock ran.
    pub all: WorkingSpan,
    /// Of that, after the date had passed.
    pub late: WorkingSpan,
}

/// The split of a late clock, in the order in which each first had it; empty when it was not late.
pub fn split(
    past: &[Past],
    received_at: DateTime<Utc>,
    clock: &Clock,
    (now, calendar): (DateTime<Utc>, &Calendar),
) -> Vec<Share> {
    if !clock.we_are_late(now) {
        return Vec::new();
    }
    let end = clock.stopped_at.unwrap_or(now);
    let stints = stints(past, received_at);
    let mut shares: Vec<Share> = Vec::new();
    for (place, stint) in stints.iter().enumerate() {
        let until = stints.get(place + 1).map_or(end, |next| next.from).min(end);
        let from = stint.from.max(clock.started_at);
        if until <= from {
            continue;
        }
        let all = WorkingSpan::between(calendar, from, until);
        let late = WorkingSpan::between(calendar, from.max(clock.due_at), until);
        match shares.iter_mut().find(|s| s.holder == stint.holder) {
            Some(known) => {
                known.all.minutes += all.minutes;
                known.late.minutes += late.minutes;
            }
            None => shares.push(Share {
                holder: stint.holder.clone(),
                all,
                late,
            }),
        }
    }
    shares.retain(|share| share.all.minutes > 0 || share.late.minutes > 0);
    shares
}

/// Who had it from when. An act that was undone was in force until then.
fn stints(past: &[Past], received_at: DateTime<Utc>) -> Vec<Stint> {
    let mut stints = vec![Stint {
        holder: Holder::Unlogged,
        from: received_at,
    }];
    let mut before: Vec<(Version, Holder)> = Vec::new();
    for one in past {
        let now = match one.event {
            Event::Undone { version, .. } => {
                let found = before.iter().find(|(v, _)| v.0 == *version);
                found.map(|(_, holder)| holder.clone())
            }
            other => goes_to(other, one.by),
        };
        let Some(holder) = now else { continue };
        if let Some(last) = stints.last() {
            before.push((one.version, last.holder.clone()));
        }
        stints.push(Stint {
            holder,
            from: one.at.max(received_at),
        });
    }
    stints
}

/// Whose it is after an event; none when that does not change.
fn goes_to(event: &Event, by: PersonId) -> Option<Holder> {
    match event {
        Event::Received { .. }
        | Event::Promoted { .. }
        | Event::HandedBack { .. }
        | Event::EscalationRequested { .. } => Some(Holder::CustomerRelations),
        Event::OnTheSpotTried { .. } | Event::Acknowledged { deciding: true, .. } => {
            Some(Holder::Person { id: by })
        }
        Event::Taken { owner } => Some(Holder::Person { id: *owner }),
        Event::Acknowledged {
            area, area_name, ..
        } => Some(Holder::Area {
            id: *area,
            name: area_name.clone(),
        }),
        Event::Assigned { to, .. } => Some(Holder::Person { id: *to }),
        Event::ReviewerChosen { decider, .. } => Some(Holder::Person { id: *decider }),
        Event::Reopened { to, .. } => match to {
            Stage::Triage | Stage::Escalated => Some(Holder::CustomerRelations),
            Stage::OnTheSpot
            | Stage::Assignment
            | Stage::Investigation
            | Stage::Answered
            | Stage::FinalReview
            | Stage::FinalResponse
            | Stage::Closed => None,
        },
        Event::OnTheSpotResolved { .. }
        | Event::DetailsChanged { .. }
        | Event::Triaged { .. }
        | Event::AllegationAdded { .. }
        | Event::FactsCorrected { .. }
        | Event::ClocksMoved { .. }
        | Event::RefusalProposed { .. }
        | Event::RefusalApproved { .. }
        | Event::RefusalReturned { .. }
        | Event::TimescaleAgreed { .. }
        | Event::Noted { .. }
        | Event::Contacted { .. }
        | Event::Planned { .. }
        | Event::EvidenceAdded { .. }
        | Event::Responded { .. }
        | Event::Closed { .. }
        | Event::SecondLookAsked { .. }
        | Event::RecordsJoined { .. }
        | Event::DataProtectionMarked { .. }
        | Event::DataProtectionUnmarked { .. }
        | Event::DataProtectionAnswered { .. }
        | Event::PassedToHumanResources { .. }
        | Event::RecordsTakenApart { .. }
        | Event::OwnViewRecorded { .. }
        | Event::FinalResponseIssued { .. }
        | Event::RemedyDone { .. }
        | Event::Paused { .. }
        | Event::Resumed { .. }
        | Event::ReferredToAssessor { .. }
        | Event::AssessorPapersAsked { .. }
        | Event::AssessorPapersSent { .. }
        | Event::AssessorReportMoved { .. }
        | Event::AssessorChased { .. }
        | Event::AssessorConcluded { .. }
        | Event::RecommendationAnswered { .. }
        | Event::RecommendationDone { .. }
        | Event::LatenessCorrected { .. }
        | Event::LetterSent { .. }
        | Event::LetterLeft { .. }
        | Event::LetterNotSent { .. }
        | Event::LetterTakenBack { .. }
        | Event::Undone { .. }
        | Event::LetterCorrected { .. }
        | Event::LetterStopped { .. }
        | Event::LetterCameBack { .. }
        | Event::LetterSentAgain { .. }
        | Event::LetterClosedWithout { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps::testing::World;
    use crate::vocabulary::Promise;
    use chrono::Duration;

    fn after(hours: i64, world: &World) -> DateTime<Utc> {
        world.now + Duration::hours(hours)
    }

    /// Row 36: the area until somebody was assigned, then that person, then Customer Relations; in working time.
    #[test]
    fn a_late_promise_is_split_by_who_had_it() {
        let world = World::new();
        let acknowledged = Event::Acknowledged {
            area: AreaId(1),
            area_name: "Energy".into(),
            again: false,
            deciding: false,
        };
        let assigned = |to| Event::Assigned {
            to: PersonId(to),
            to_name: String::new(),
            reason: String::new(),
            warned: Vec::new(),
            not_told: String::new(),
        };
        let (first, second) = (assigned(2), assigned(3));
        let undone = Event::Undone {
            step: "assignment".into(),
            version: 7,
            reason: String::new(),
        };
        let past = |at, version, event| Past {
            version: Version(version),
            at,
            by: PersonId(4),
            event,
        };
        // Tuesday 10:00 with the area; assigned a day later; to somebody else for two hours, which was undone.
        let all = [
            past(world.now, 5, &acknowledged),
            past(after(24, &world), 6, &first),
            past(after(26, &world), 7, &second),
            past(after(28, &world), 8, &undone),
        ];
        let complaint = world.acknowledged();
        let mut clock = complaint.running(Promise::Respond).unwrap().clone();
        clock.due_at = after(27, &world);
        let split_at = |now| {
            let on = (now, &world.calendar);
            split(&all, world.now - Duration::hours(2), &clock, on)
        };
        assert!(split_at(after(27, &world)).is_empty());
        let shares: Vec<(String, i64, i64)> = split_at(after(30, &world))
            .iter()
            .map(|s| (s.holder.word(), s.all.minutes, s.late.minutes))
            .collect();
        let expected = [
            ("area-1", 480, 0),
            ("person-2", 240, 120),
            ("person-3", 120, 60),
        ];
        let expected = expected.map(|(who, all, late)| (who.to_owned(), all, late));
        assert_eq!(shares, expected);
    }
}
