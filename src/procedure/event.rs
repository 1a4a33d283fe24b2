//! What has happened, in the past tense. Stored for ever: add variants and fields, never change one.
use super::allegation::{Finding, Scope, Subject};
use super::complaint::{Details, RefusalOf, SixMonthDecision};
use super::ids::{
    AllegationId, AreaId, ContactId, DeliveryId, MailId, PersonId, RecommendationId, RemedyId,
};
use super::vocabulary::{
    AssessorOutcome, Channel, Circumstance, Closure, Ground, LetterFormat, LetterKind, NeedsAsked,
    Outcome, Promise, ReceivedBy, ReferralTiming, RemedyKind, ReplyChannel, Stage,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// One field before and after, in words people read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub field: String,
    pub before: String,
    pub after: String,
}

/// An allegation as triage leaves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriagedAllegation {
    pub number: i32,
    pub ground: Option<Ground>,
    pub alleged: String,
    pub scope: Scope,
}

/// Everything one save of the triage page decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Triaged {
    pub urgent: bool,
    pub urgent_why: String,
    pub needs_asked: Option<NeedsAsked>,
    pub six_month: Option<SixMonthDecision>,
    pub likely_area: Option<AreaId>,
    pub allegations: Vec<TriagedAllegation>,
    pub subjects: Vec<Subject>,
    pub changes: Vec<Change>,
}

/// A remedy as promised in a response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromisedRemedy {
    pub allegation: AllegationId,
    pub kind: RemedyKind,
    pub detail: String,
    /// Pence.
    pub amount: Option<i64>,
    pub owner: Option<PersonId>,
    pub due: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    Received {
        channel: Channel,
        received_at: DateTime<Utc>,
        known_by: ReceivedBy,
        summary: String,
    },
    OnTheSpotTried {
        tried: String,
    },
    /// `no_letter`: why nothing went in writing; empty when the confirmation did (rule 47).
    OnTheSpotResolved {
        outcome: String,
        #[serde(default)]
        no_letter: String,
    },
    /// Taken from on the spot to stage 1, the first date kept.
    Promoted {
        reason: String,
    },
    Taken {
        owner: PersonId,
    },
    DetailsChanged {
        details: Box<Details>,
        changes: Vec<Change>,
    },
    Triaged {
        triaged: Box<Triaged>,
    },
    /// A further allegation found during stage 1 (rule 11).
    AllegationAdded {
        allegation: Box<TriagedAllegation>,
        subjects: Vec<Subject>,
    },
    RefusalProposed {
        of: RefusalOf,
        reason: String,
        evidence: String,
        belongs: String,
    },
    /// `last_date`: a refused second stage completes the procedure, which starts the three months (rule 52).
    RefusalApproved {
        of: RefusalOf,
        reason: String,
        #[serde(default)]
        last_date: Option<NaiveDate>,
    },
    RefusalReturned {
        of: RefusalOf,
        reason: String,
    },
    Acknowledged {
        area: AreaId,
        area_name: String,
        again: bool,
    },
    HandedBack {
        area: AreaId,
        area_name: String,
        reason: String,
    },
    Assigned {
        to: PersonId,
        to_name: String,
        reason: String,
        warned: Vec<String>,
    },
    TimescaleAgreed {
        promise: Promise,
        old_due: DateTime<Utc>,
        new_due: DateTime<Utc>,
        contacted_at: DateTime<Utc>,
        channel: Channel,
        reason: String,
        agreed: bool,
        late: bool,
    },
    Noted {
        happened_at: DateTime<Utc>,
        note: String,
        late_entry: bool,
    },
    /// A contact with the complainant. `answers` closes a reply that was owed.
    Contacted {
        happened_at: DateTime<Utc>,
        from_us: bool,
        channel: Channel,
        note: String,
        reply_due: Option<DateTime<Utc>>,
        answers: Vec<ContactId>,
        /// The message it came in, when it was joined from the inbox.
        #[serde(default)]
        mail: Option<MailId>,
        /// How many allegations they agreed are the whole list (rule 32); none when that was not spoken of.
        #[serde(default)]
        agreed_allegations: Option<i32>,
        /// It came and was joined by what it carries; nobody acted, and the complaint's holder is named for it.
        #[serde(default)]
        by_itself: bool,
    },
    EvidenceAdded {
        allegation: AllegationId,
        number: i32,
        what: String,
        source: String,
        dated: Option<NaiveDate>,
    },
    /// `warned`: what the writer was told to look at again and sent all the same.
    Responded {
        outcome: Outcome,
        findings: Vec<Finding>,
        remedies: Vec<PromisedRemedy>,
        #[serde(default)]
        warned: Vec<String>,
    },
    Closed {
        closure: Closure,
        told_on: Option<NaiveDate>,
        how: Option<Channel>,
        reason: String,
    },
    Reopened {
        to: Stage,
        reason: String,
    },
    EscalationRequested {
        requested_at: DateTime<Utc>,
        channel: Channel,
        unhappy_about: String,
        wanted: String,
        no_response: bool,
        late_reason: String,
    },
    ReviewerChosen {
        decider: PersonId,
        decider_name: String,
        circumstances: Vec<Circumstance>,
        reason: String,
        instead_of: Option<PersonId>,
    },
    FinalResponseIssued {
        outcome: Outcome,
        findings: Vec<Finding>,
        remedies: Vec<PromisedRemedy>,
        closing_version: u32,
        last_date: NaiveDate,
    },
    RemedyDone {
        remedy: RemedyId,
        evidence: String,
    },
    Paused {
        reason: String,
        stops_the_clock: bool,
        review_on: NaiveDate,
    },
    Resumed {
        reason: String,
    },
    ReferredToAssessor {
        received_on: NaiveDate,
        timing: ReferralTiming,
        about: String,
        repeat: bool,
    },
    AssessorPapersAsked {
        on: NaiveDate,
    },
    AssessorPapersSent {
        on: NaiveDate,
    },
    AssessorConcluded {
        on: NaiveDate,
        outcomes: Vec<(AllegationId, AssessorOutcome, String)>,
        recommendations: Vec<String>,
    },
    RecommendationAnswered {
        recommendation: RecommendationId,
        accepted: bool,
        reason: String,
        due: Option<NaiveDate>,
    },
    RecommendationDone {
        recommendation: RecommendationId,
        on: NaiveDate,
        evidence: String,
    },
    LetterSent {
        letter: LetterKind,
        to: String,
        how: String,
    },
    /// Before it left.
    LetterStopped {
        delivery: DeliveryId,
        letter: LetterKind,
        to: String,
        reason: String,
    },
    LetterCameBack {
        delivery: DeliveryId,
        letter: LetterKind,
        to: String,
        on: NaiveDate,
        reason: String,
    },
    /// The same letter once more.
    LetterSentAgain {
        delivery: DeliveryId,
        letter: LetterKind,
        channel: ReplyChannel,
        format: LetterFormat,
        email: String,
        /// Name and address lines.
        address: String,
        reason: String,
    },
    /// It did not arrive, and cannot.
    LetterClosedWithout {
        delivery: DeliveryId,
        letter: LetterKind,
        to: String,
        reason: String,
    },
}

/// What the rest of the program must know of an event besides its facts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Nature<'a> {
    /// Taking part in it counts as involvement at stage 1 (rule 57: "different person from stage 1", read by full
    /// history). Logging a complaint, and running stage 2, do not.
    pub stage_1_work: bool,
    /// Nobody acted: a message came and was joined by what it carries.
    pub by_itself: bool,
    /// Somebody other than the person acting who is involved by it.
    pub involves: Option<PersonId>,
    /// How the complaint ended, when this ends it.
    pub closes_as: Option<Closure>,
    /// The fields that it changed, before and after.
    pub changes: &'a [Change],
    /// A note of ours, when it happened and its words: the Independent Assessor reads it.
    pub noted: Option<(DateTime<Utc>, &'a str)>,
}

impl Event {
    /// One arm for each event; a new one does not compile without its own.
    pub fn nature(&self) -> Nature<'_> {
        let plain = Nature::default();
        let stage_1 = Nature {
            stage_1_work: true,
            ..plain
        };
        match self {
            Self::OnTheSpotTried { .. }
            | Self::AllegationAdded { .. }
            | Self::Acknowledged { .. }
            | Self::HandedBack { .. }
            | Self::Responded { .. } => stage_1,
            Self::OnTheSpotResolved { .. } => Nature {
                closes_as: Some(Closure::OnTheSpot),
                ..stage_1
            },
            Self::Triaged { triaged } => Nature {
                changes: &triaged.changes,
                ..stage_1
            },
            Self::Assigned { to, .. } => Nature {
                involves: Some(*to),
                ..stage_1
            },
            Self::RefusalProposed { of, .. }
            | Self::RefusalApproved { of, .. }
            | Self::RefusalReturned { of, .. } => match of {
                RefusalOf::Complaint => stage_1,
                RefusalOf::Escalation => plain,
            },
            Self::TimescaleAgreed { promise, .. } => match promise {
                Promise::Respond => stage_1,
                Promise::Acknowledge
                | Promise::Assign
                | Promise::FirstContact
                | Promise::Update
                | Promise::AcknowledgeEscalation
                | Promise::FinalResponse
                | Promise::Escalate
                | Promise::SendToAssessor => plain,
            },
            Self::Contacted { by_itself, .. } => Nature {
                by_itself: *by_itself,
                ..plain
            },
            Self::DetailsChanged { changes, .. } => Nature { changes, ..plain },
            Self::Noted {
                happened_at, note, ..
            } => Nature {
                noted: Some((*happened_at, note)),
                ..plain
            },
            Self::Closed { closure, .. } => Nature {
                closes_as: Some(*closure),
                ..plain
            },
            Self::Received { .. }
            | Self::Promoted { .. }
            | Self::Taken { .. }
            | Self::EvidenceAdded { .. }
            | Self::Reopened { .. }
            | Self::EscalationRequested { .. }
            | Self::ReviewerChosen { .. }
            | Self::FinalResponseIssued { .. }
            | Self::RemedyDone { .. }
            | Self::Paused { .. }
            | Self::Resumed { .. }
            | Self::ReferredToAssessor { .. }
            | Self::AssessorPapersAsked { .. }
            | Self::AssessorPapersSent { .. }
            | Self::AssessorConcluded { .. }
            | Self::RecommendationAnswered { .. }
            | Self::RecommendationDone { .. }
            | Self::LetterSent { .. }
            | Self::LetterStopped { .. }
            | Self::LetterCameBack { .. }
            | Self::LetterSentAgain { .. }
            | Self::LetterClosedWithout { .. } => plain,
        }
    }
}
