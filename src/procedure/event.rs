//! What has happened, in the past tense. Stored for ever: add variants and fields, never change one.
mod nature;

pub use nature::Nature;

use super::allegation::{Finding, Scope, Subject};
use super::clocks::MovedDate;
use super::complaint::{Assessed, Details, Earlier, Planned, RefusalOf, SixMonthDecision};
use super::delivery::State;
use super::ids::{
    AllegationId, AreaId, ContactId, DeliveryId, LetterId, MailId, PersonId, RecommendationId,
    RemedyId,
};
use super::joined::JoinedRecord;
use super::lateness::Holder;
use super::part::Part;
use super::vocabulary::{
    AssessorOutcome, Channel, Circumstance, Closure, Ground, LetterFormat, LetterKind, NeedsAsked,
    Outcome, Promise, ReceivedBy, ReferralTiming, RemedyKind, ReplyChannel, Stage,
};
use super::working_time::WorkingSpan;
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

/// What a correction of the record leaves: all of it, changed or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub received_at: DateTime<Utc>,
    pub known_by: ReceivedBy,
    pub channel: Channel,
    pub addressed_to: String,
    pub first_raised: NaiveDate,
    pub allegations: Vec<TriagedAllegation>,
    pub subjects: Vec<Subject>,
}

/// A clock that had stopped, judged again from the true date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedAgain {
    pub promise: Promise,
    pub stopped_at: DateTime<Utc>,
    /// It was done; otherwise it was owed no longer.
    pub kept: bool,
    pub was_due: DateTime<Utc>,
    pub due: DateTime<Utc>,
    pub was_late: bool,
    pub late: bool,
}

/// Everything one save of the triage page decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Triaged {
    pub urgent: bool,
    pub urgent_why: String,
    #[serde(default)]
    pub assessed: Assessed,
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
    /// The record was put right, with a reason.
    FactsCorrected {
        facts: Box<Facts>,
        changes: Vec<Change>,
        reason: String,
        /// What had stopped and is judged again, because the received date changed.
        judged: Vec<JudgedAgain>,
        /// Whether we can investigate something was decided anew.
        scope_decided: bool,
    },
    /// An office closure was announced, and these dates moved by it. The working time promised stays the same.
    ClocksMoved {
        closed: Vec<(NaiveDate, String)>,
        moved: Vec<MovedDate>,
    },
    RefusalProposed {
        of: RefusalOf,
        reason: String,
        evidence: String,
        belongs: String,
        #[serde(default)]
        repeats: Option<Earlier>,
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
        /// Nothing of it seems to be covered: it stays with Customer Relations, who decide that. The area is the one
        /// that would deal with it.
        #[serde(default)]
        deciding: bool,
    },
    /// `held`: how long the area had it, in working time; not known of what was routed before that was kept.
    HandedBack {
        area: AreaId,
        area_name: String,
        reason: String,
        #[serde(default)]
        held: Option<WorkingSpan>,
    },
    Assigned {
        to: PersonId,
        to_name: String,
        reason: String,
        warned: Vec<String>,
        /// Why the complainant is not told of the change; empty where they are, or where it is the first.
        #[serde(default)]
        not_told: String,
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
    /// `office_told`: the office of the executive it was addressed to was told that we have it (rule 4).
    Noted {
        happened_at: DateTime<Utc>,
        note: String,
        late_entry: bool,
        #[serde(default)]
        office_told: bool,
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
    /// The plan of the investigation, whole (rule 33).
    Planned {
        planned: Vec<Planned>,
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
        /// Their time was over and nobody acted; the complaint's holder is named for it (rule 54).
        #[serde(default)]
        by_itself: bool,
    },
    /// Two records of one complaint became one, and the complainant was told on that day. `goes_on`: this record does,
    /// and the other was closed. `parts`: who had taken part in stage 1 by what they did to the other (rule 57).
    RecordsJoined {
        other: JoinedRecord,
        goes_on: bool,
        told_on: NaiveDate,
        how: Channel,
        reason: String,
        parts: Vec<Part>,
    },
    /// They are two complaints after all. `goes_on`: this record was the one that went on; the other is open again.
    RecordsTakenApart {
        other: JoinedRecord,
        goes_on: bool,
        reason: String,
    },
    Reopened {
        to: Stage,
        reason: String,
    },
    /// They asked us to look again at a refusal, on that day and in these words: somebody who took no part in it does.
    SecondLookAsked {
        on: NaiveDate,
        channel: Channel,
        words: String,
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
        /// Nobody was free of a part in stage 1, and they were appointed all the same (rule 57).
        #[serde(default)]
        appointed: bool,
    },
    /// What the decider thought of a point before reading what stage 1 found.
    OwnViewRecorded {
        allegation: AllegationId,
        number: i32,
        view: Outcome,
        reasons: String,
    },
    FinalResponseIssued {
        outcome: Outcome,
        findings: Vec<Finding>,
        remedies: Vec<PromisedRemedy>,
        closing_version: u32,
        last_date: NaiveDate,
    },
    /// `on`: the day it was done, where somebody gave it; otherwise the day this was written down.
    RemedyDone {
        remedy: RemedyId,
        #[serde(default)]
        on: Option<NaiveDate>,
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
    /// It is also about personal data: what of it (rule 94).
    DataProtectionMarked {
        about: String,
    },
    DataProtectionUnmarked {
        reason: String,
    },
    /// `letter`: the one that answers it; none when it was answered in words alone.
    DataProtectionAnswered {
        on: NaiveDate,
        #[serde(default)]
        letter: Option<LetterId>,
        answer: String,
    },
    /// What is about the employment of our staff went to human resources. History has no words of it: storage keeps them
    /// apart, and an event that is read back has none (rule 15).
    PassedToHumanResources {
        on: NaiveDate,
        to: String,
        #[serde(skip)]
        words: String,
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
    /// `report_due`: when the report is expected (rule 65).
    AssessorPapersSent {
        on: NaiveDate,
        #[serde(default)]
        report_due: Option<NaiveDate>,
    },
    /// The Assessor said that the report comes on another day, and why.
    AssessorReportMoved {
        due: NaiveDate,
        reason: String,
    },
    /// The Assessor was asked how the report goes, and is asked again on a day.
    AssessorChased {
        on: NaiveDate,
        said: String,
        again_on: NaiveDate,
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
    /// Somebody said who a late promise was late with, other than the history has it. `due`: the date of its clock.
    LatenessCorrected {
        promise: Promise,
        due: DateTime<Utc>,
        to: Holder,
        reason: String,
    },
    LetterSent {
        letter: LetterKind,
        to: String,
        how: String,
    },
    /// It left: accepted by the mail server, posted, dispatched, handed over. `last_day`: the last day to go to the
    /// Independent Assessor, where its leaving starts the three months.
    LetterLeft {
        delivery: DeliveryId,
        letter: LetterKind,
        to: String,
        how: State,
        left_at: DateTime<Utc>,
        /// The date it bears.
        dated: Option<NaiveDate>,
        last_day: Option<NaiveDate>,
    },
    /// It was given up: no mail server took it, or it could not be made.
    LetterNotSent {
        delivery: DeliveryId,
        letter: LetterKind,
        to: String,
        reason: String,
    },
    /// Before it left, and the step that wrote it was undone.
    LetterTakenBack {
        delivery: DeliveryId,
        letter: LetterKind,
        to: String,
        reason: String,
    },
    /// The act that made this version was undone; everything is as it was before. `step` is its noun.
    Undone {
        step: String,
        version: i64,
        reason: String,
    },
    /// `misdated`: it was posted on another day than it bore, and the time limits count from that day.
    LetterCorrected {
        delivery: DeliveryId,
        letter: LetterKind,
        was_wrong: String,
        is_right: String,
        misdated: bool,
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
        /// A mail server sent it back; otherwise the post or whoever took it in.
        #[serde(default)]
        bounced: bool,
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
