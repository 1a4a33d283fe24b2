//! What the rest of the program must know of an event besides its facts: one arm for each.
use super::{Change, Event};
use crate::delivery::State;
use crate::ids::PersonId;
use crate::part::Involvement;
use crate::vocabulary::{Channel, Closure};
use crate::working_time::uk_time;
use chrono::{DateTime, Utc};

/// What the rest of the program must know of an event besides its facts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Nature<'a> {
    /// What it is to have done this at stage 1 (rule 57, by the whole history); none for what bars nobody: logging a
    /// complaint, asking for stage 2 and running it, and what the outbox and the post room do.
    pub part: Option<Involvement>,
    /// Its line in the history says what stage 1 found, or what it promised.
    pub says_what_stage_1_found: bool,
    /// Nobody acted: a message came and was joined by what it carries, or their time was over.
    pub by_itself: bool,
    /// Somebody other than the person acting who is to answer it from now on.
    pub involves: Option<PersonId>,
    /// How the complaint ended, when this ends it.
    pub closes_as: Option<Closure>,
    /// The fields that it changed, before and after.
    pub changes: &'a [Change],
    /// A note of ours, when it happened and its words: the Independent Assessor reads it.
    pub noted: Option<(DateTime<Utc>, &'a str)>,
}

impl Event {
    /// When it happened, of one that was written down at `written`: what people say of calls, letters and requests may
    /// be entered later.
    pub fn happened_at(&self, written: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Received { received_at, .. } => *received_at,
            Self::Contacted { happened_at, .. } | Self::Noted { happened_at, .. } => *happened_at,
            Self::EscalationRequested { requested_at, .. } => *requested_at,
            Self::LetterLeft { left_at, .. } => *left_at,
            Self::LetterCameBack { on, .. }
            | Self::AssessorPapersAsked { on }
            | Self::AssessorPapersSent { on, .. }
            | Self::AssessorChased { on, .. }
            | Self::AssessorConcluded { on, .. }
            | Self::DataProtectionAnswered { on, .. }
            | Self::PassedToHumanResources { on, .. }
            | Self::SecondLookAsked { on, .. }
            | Self::RemedyDone { on: Some(on), .. }
            | Self::ReferredToAssessor {
                received_on: on, ..
            } if *on < uk_time::local_date(written) => uk_time::midnight(*on),
            _ => written,
        }
    }
    /// One arm for each event; a new one does not compile without its own.
    #[expect(clippy::too_many_lines, reason = "one arm an event, and nothing else")]
    pub fn nature(&self) -> Nature<'_> {
        let plain = Nature::default();
        let of = |part| Nature {
            part: Some(part),
            ..plain
        };
        let found = |part| Nature {
            says_what_stage_1_found: true,
            ..of(part)
        };
        let alone = |by_itself| Nature { by_itself, ..plain };
        match self {
            Self::OnTheSpotTried { .. } => of(Involvement::OnTheSpotTried),
            Self::OnTheSpotResolved { .. } => Nature {
                closes_as: Some(Closure::OnTheSpot),
                ..of(Involvement::OnTheSpotResolved)
            },
            Self::Promoted { .. } => of(Involvement::Promoted),
            Self::Taken { .. } => of(Involvement::Taken),
            Self::DetailsChanged { changes, .. } => Nature {
                changes,
                ..of(Involvement::DetailsChanged)
            },
            Self::Triaged { triaged } => Nature {
                changes: &triaged.changes,
                ..of(Involvement::Triaged)
            },
            Self::AllegationAdded { .. } => of(Involvement::AllegationAdded),
            Self::RefusalProposed { .. } => of(Involvement::RefusalProposed),
            Self::RefusalApproved { .. } => of(Involvement::RefusalApproved),
            Self::RefusalReturned { .. } => of(Involvement::RefusalReturned),
            Self::Acknowledged { .. } => of(Involvement::Acknowledged),
            Self::HandedBack { .. } => of(Involvement::HandedBack),
            Self::Assigned { to, .. } => Nature {
                involves: Some(*to),
                ..of(Involvement::Assigned)
            },
            Self::TimescaleAgreed { .. } => of(Involvement::TimescaleAgreed),
            Self::Noted {
                happened_at, note, ..
            } => Nature {
                noted: Some((*happened_at, note)),
                ..of(Involvement::Noted)
            },
            Self::Contacted {
                from_us,
                channel,
                by_itself,
                ..
            } => Nature {
                by_itself: *by_itself,
                ..of(match (from_us, channel) {
                    (true, Channel::Phone) => Involvement::Rang,
                    (true, _) => Involvement::Wrote,
                    (false, _) => Involvement::Heard,
                })
            },
            Self::Planned { .. } => of(Involvement::Planned),
            Self::EvidenceAdded { .. } => of(Involvement::EvidenceAdded),
            Self::Responded { .. } => found(Involvement::Responded),
            Self::RemedyDone { .. } => found(Involvement::RemedyDone),
            Self::Paused { .. } => of(Involvement::Paused),
            Self::Resumed { .. } => of(Involvement::Resumed),
            Self::Closed {
                closure, by_itself, ..
            } => Nature {
                closes_as: Some(*closure),
                by_itself: *by_itself,
                ..of(Involvement::Closed)
            },
            Self::RecordsJoined { goes_on, .. } => Nature {
                closes_as: (!goes_on).then_some(Closure::Joined),
                ..of(Involvement::RecordsJoined)
            },
            Self::RecordsTakenApart { .. } => of(Involvement::RecordsJoined),
            Self::Reopened { .. } => of(Involvement::Reopened),
            Self::SecondLookAsked { .. } => of(Involvement::SecondLookAsked),
            Self::LetterTakenBack { .. }
            | Self::LetterStopped { .. }
            | Self::LetterSentAgain { .. }
            | Self::LetterClosedWithout { .. } => of(Involvement::LetterChanged),
            Self::LetterCorrected { .. } => found(Involvement::LetterCorrected),
            Self::ReferredToAssessor { .. }
            | Self::AssessorPapersAsked { .. }
            | Self::AssessorPapersSent { .. }
            | Self::AssessorReportMoved { .. }
            | Self::AssessorChased { .. }
            | Self::AssessorConcluded { .. }
            | Self::RecommendationAnswered { .. }
            | Self::RecommendationDone { .. } => of(Involvement::AssessorDealtWith),
            Self::DataProtectionMarked { .. }
            | Self::DataProtectionUnmarked { .. }
            | Self::DataProtectionAnswered { .. } => of(Involvement::DataProtectionDealtWith),
            Self::PassedToHumanResources { .. } => of(Involvement::PassedOn),
            Self::Undone { .. } => of(Involvement::Undone),
            Self::LetterLeft { how, .. } => alone(matches!(how, State::Sent | State::Written)),
            Self::LetterNotSent { .. } | Self::ClocksMoved { .. } => alone(true),
            Self::LetterCameBack { bounced, .. } => alone(*bounced),
            Self::FactsCorrected { changes, .. } => Nature {
                changes,
                ..of(Involvement::FactsCorrected)
            },
            Self::LatenessCorrected { .. } => of(Involvement::FactsCorrected),
            Self::Received { .. }
            | Self::EscalationRequested { .. }
            | Self::ReviewerChosen { .. }
            | Self::OwnViewRecorded { .. }
            | Self::FinalResponseIssued { .. }
            | Self::LetterSent { .. } => plain,
        }
    }
}
