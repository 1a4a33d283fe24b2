//! Who took part in stage 1, by the whole history: "different person from stage 1" (rule 57), and nobody complained
//! about (rule 27). The chooser, the letters, the certificate and the rules all ask this one place.
use super::closed_list;
use super::complaint::Complaint;
use super::event::Event;
use super::ids::PersonId;
use super::working_time::uk_time;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

closed_list! {
    /// What somebody did at stage 1: the stored word, and how it is said after their name. To log a complaint is not
    /// to take part in it, and neither is to put its letters in the post.
    Involvement {
        OnTheSpotTried = "on_the_spot_tried", "tried to resolve it on the spot";
        OnTheSpotResolved = "on_the_spot_resolved", "closed it as resolved on the spot";
        Promoted = "promoted", "took it from on the spot to stage 1";
        Taken = "taken", "took it from the inbox";
        DetailsChanged = "details_changed", "changed its details";
        FactsCorrected = "facts_corrected", "corrected the record";
        Triaged = "triaged", "decided its scope";
        AllegationAdded = "allegation_added", "added an allegation";
        RefusalProposed = "refusal_proposed", "proposed to refuse it";
        RefusalApproved = "refusal_approved", "agreed to refuse it";
        RefusalReturned = "refusal_returned", "did not agree to refuse it";
        Acknowledged = "acknowledged", "acknowledged it";
        HandedBack = "handed_back", "handed it back";
        Assigned = "assigned", "assigned it";
        Assignee = "assignee", "was assigned to answer it";
        TimescaleAgreed = "timescale_agreed", "agreed a date";
        Noted = "noted", "wrote a note";
        Rang = "rang", "rang the complainant";
        Wrote = "wrote", "wrote or spoke to the complainant";
        Heard = "heard", "recorded what the complainant said";
        Planned = "planned", "planned the investigation";
        EvidenceAdded = "evidence_added", "added evidence";
        Responded = "responded", "wrote the stage 1 response";
        RemedyDone = "remedy_done", "recorded that a remedy was done";
        Paused = "paused", "put it on hold";
        Resumed = "resumed", "ended a hold";
        Closed = "closed", "closed it";
        RecordsJoined = "records_joined", "joined it with another record, or took the two apart";
        Reopened = "reopened", "reopened it";
        SecondLookAsked = "second_look_asked", "recorded that they asked for a second look";
        LetterChanged = "letter_changed", "decided what became of a letter";
        LetterCorrected = "letter_corrected", "corrected a letter";
        AssessorDealtWith = "assessor_dealt_with", "dealt with the Independent Assessor";
        DataProtectionDealtWith = "data_protection_dealt_with", "dealt with what is about personal data";
        PassedOn = "passed_on", "passed something to human resources";
        Undone = "undone", "undid a step";
    }
}

impl Involvement {
    /// To answer at stage 1, to write the answer or to agree to one: whoever did never decides stage 2, even when
    /// nobody else is free (rule 57).
    pub fn answers(self) -> bool {
        match self {
            Self::Assignee
            | Self::Responded
            | Self::LetterCorrected
            | Self::RefusalProposed
            | Self::RefusalApproved
            | Self::RefusalReturned => true,
            Self::OnTheSpotTried
            | Self::OnTheSpotResolved
            | Self::Promoted
            | Self::Taken
            | Self::DetailsChanged
            | Self::FactsCorrected
            | Self::Triaged
            | Self::AllegationAdded
            | Self::Acknowledged
            | Self::HandedBack
            | Self::Assigned
            | Self::TimescaleAgreed
            | Self::Noted
            | Self::Rang
            | Self::Wrote
            | Self::Heard
            | Self::Planned
            | Self::EvidenceAdded
            | Self::RemedyDone
            | Self::Paused
            | Self::Resumed
            | Self::Closed
            | Self::RecordsJoined
            | Self::Reopened
            | Self::SecondLookAsked
            | Self::LetterChanged
            | Self::AssessorDealtWith
            | Self::DataProtectionDealtWith
            | Self::PassedOn
            | Self::Undone => false,
        }
    }
}

/// One way in which somebody took part in stage 1, and when they first did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub who: PersonId,
    pub what: Involvement,
    pub at: DateTime<Utc>,
}

impl Part {
    /// The earliest first.
    pub fn order(&self) -> (DateTime<Utc>, PersonId, Involvement) {
        (self.at, self.who, self.what)
    }
    /// "wrote a note on 12 November 2026"
    pub fn words(&self) -> String {
        let on = uk_time::date_long(uk_time::local_date(self.at));
        format!("{} on {on}", self.what.label())
    }
}

/// How many of somebody's parts are said in a sentence; the certificate has them all.
const SAID: usize = 2;

impl Complaint {
    /// What this person did at stage 1, the earliest first.
    pub fn parts_of(&self, who: PersonId) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(move |part| part.who == who)
    }
    /// Rule 57, by full history: whether this person had a hand in stage 1, so that somebody else must decide.
    pub fn took_part_in_stage_1(&self, who: PersonId) -> bool {
        self.parts_of(who).next().is_some()
    }
    /// "wrote a note on 12 November 2026 and rang the complainant on 13 November 2026"; none when they took no part.
    pub fn part_words(&self, who: PersonId) -> Option<String> {
        let all: Vec<String> = self.parts_of(who).map(Part::words).collect();
        let more = all.len().saturating_sub(SAID);
        let mut said: Vec<String> = all.into_iter().take(SAID).collect();
        if more > 0 {
            said.push(match more {
                1 => "one other act".to_owned(),
                n => format!("{n} other acts"),
            });
        }
        let last = said.pop()?;
        if said.is_empty() {
            return Some(last);
        }
        Some(format!("{} and {last}", said.join(", ")))
    }
    /// Each of them in words, the earliest first.
    pub fn parts_in_words(&self, who: PersonId) -> Vec<String> {
        self.parts_of(who).map(Part::words).collect()
    }
    /// The same, of whoever answered at stage 1 or agreed to the answer.
    pub fn answered_stage_1(&self, who: PersonId) -> Option<String> {
        let part = self.parts_of(who).find(|part| part.what.answers());
        part.map(Part::words)
    }
    /// Notes who takes part in stage 1 by an event that happens now. What somebody did and undid, they did.
    pub(super) fn take_part(&mut self, event: &Event, by: PersonId, at: DateTime<Utc>) {
        if self.escalation.is_some() {
            return;
        }
        let nature = event.nature();
        let own = nature
            .part
            .filter(|_| !nature.by_itself)
            .map(|what| (by, what));
        let other = nature.involves.map(|who| (who, Involvement::Assignee));
        for (who, what) in own.into_iter().chain(other) {
            if !self.parts_of(who).any(|part| part.what == what) {
                self.parts.push(Part { who, what, at });
            }
        }
        if let Event::RecordsJoined { parts, .. } = event {
            for part in parts {
                if !self.parts_of(part.who).any(|own| own.what == part.what) {
                    self.parts.push(*part);
                }
            }
        }
        self.parts.sort_by_key(Part::order);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::note::AddNote;
    use crate::steps::testing::World;

    /// B1: a note is a part, and the sentence says of what.
    #[test]
    fn a_note_at_stage_1_is_a_part_in_it_and_one_at_stage_2_is_none() {
        let world = World::new();
        let note = |c: &Complaint| {
            let step = AddNote {
                happened_at: None,
                note: "Told Sian what to answer".into(),
            };
            let decided = decide(c, step, &world.executive(), &world.ctx()).unwrap();
            decided.after().clone()
        };
        let who = world.executive().id;
        let c = note(&world.investigated());
        assert!(c.took_part_in_stage_1(who));
        let words = c.part_words(who).unwrap();
        assert!(words.starts_with("wrote a note on "), "{words}");
        assert!(!note(&world.escalated()).took_part_in_stage_1(who));
    }

    #[test]
    fn several_parts_are_said_in_one_sentence() {
        let world = World::new();
        let mut c = world.escalated();
        let (who, at) = (world.leader2().id, world.now);
        let mut words = |what| {
            c.parts.push(Part { who, what, at });
            c.part_words(who)
                .unwrap()
                .replace(" on 24 November 2026", "")
        };
        assert_eq!(words(Involvement::Noted), "wrote a note");
        assert_eq!(
            words(Involvement::Rang),
            "wrote a note and rang the complainant"
        );
        words(Involvement::Paused);
        assert_eq!(
            words(Involvement::Closed),
            "wrote a note, rang the complainant and 2 other acts"
        );
        assert!(c.answered_stage_1(who).is_none());
    }
}
