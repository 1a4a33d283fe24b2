//! A complaint with everything the rules ask about.
use super::allegation::{Allegation, Finding, OwnView, Remedy, Subject};
use super::clocks::{Clock, Pause};
use super::delivery::{Delivery, Fate};
use super::ids::{
    AreaId, ComplainantId, ComplaintId, LetterId, MailId, PersonId, Reference, ReferralId, Version,
};
use super::joined::Joined;
use super::part::{Involvement, Part};
use super::person::Area;
use super::undo::Undoable;
use super::vocabulary::{
    AssessorOutcome, Authority, Channel, Circumstance, Closure, DisputeState, LetterFormat,
    LetterKind, Level, NeedsAsked, Outcome, Promise, ReceivedBy, ReferralTiming, ReplyChannel,
    Stage,
};
use super::working_time::WorkingSpan;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    pub id: ComplaintId,
    pub reference: Reference,
    pub version: Version,
    /// The version that a person's act made last. A letter that left since makes no form out of date.
    pub acted: Version,
    pub stage: Stage,
    pub closure: Option<Closure>,
    pub details: Details,
    pub received: Received,
    pub triage: Triage,
    pub complainant_id: ComplainantId,
    /// The member of Customer Relations who took it from the inbox.
    pub owner: Option<PersonId>,
    /// The area it was routed to.
    pub area: Option<Area>,
    /// When it went to the area that has it; none while no area has it.
    pub routed_at: Option<DateTime<Utc>>,
    /// The areas that handed it back, the earliest first (rule 29).
    pub hand_backs: Vec<HandedBack>,
    /// The individual assigned to respond.
    pub assignee: Option<PersonId>,
    /// Who issues the final response.
    pub decider: Option<PersonId>,
    pub allegations: Vec<Allegation>,
    pub subjects: Vec<Subject>,
    /// Who did what at stage 1, by the whole history (rule 57).
    pub parts: Vec<Part>,
    pub clocks: Vec<Clock>,
    pub pauses: Vec<Pause>,
    pub timescales: Vec<Timescale>,
    pub assignments: Vec<Assignment>,
    pub refusals: Vec<RefusalRecord>,
    pub escalation: Option<Escalation>,
    /// When they last agreed what the allegations are (rule 32).
    pub list_agreed: Option<ListAgreed>,
    pub findings: Vec<Finding>,
    /// What whoever answers at stage 1 means to find out about each allegation (rule 33).
    pub plan: Vec<Planned>,
    /// What deciders thought of each point before they read what stage 1 found.
    pub own_views: Vec<OwnView>,
    pub remedies: Vec<Remedy>,
    pub referral: Option<Referral>,
    pub data_protection: Option<DataProtection>,
    /// What went to human resources, the first one first.
    pub human_resources: Vec<PassedOn>,
    /// Of its letters, the newest first; not of those that restrict somebody (rule 95).
    pub deliveries: Vec<Delivery>,
    /// When its letter left; until then, when it was written. So too the two below.
    pub acknowledged_at: Option<DateTime<Utc>>,
    pub answered_at: Option<DateTime<Utc>>,
    pub final_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    /// The last day to go to the Independent Assessor (rule 61); none when no letter that starts the three months has
    /// left.
    pub assessor_last_date: Option<NaiveDate>,
    /// When the office of the executive it was addressed to was told that we have it (rule 4).
    pub office_told_on: Option<NaiveDate>,
    pub on_the_spot_tried: String,
    /// With other records of the same complaint.
    pub joined: Joined,
    /// The last act, while it can be undone.
    pub undoable: Option<Box<Undoable>>,
    /// What of it is stored and cannot be read: "its clocks". While there is any, it can be looked at and added to by
    /// notes and contacts, and nothing about it is decided.
    pub unreadable: Vec<String>,
}

/// How and when it reached us. The received time starts every clock; the entered one only shows lost time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    pub channel: Channel,
    pub at: DateTime<Utc>,
    pub known_by: ReceivedBy,
    /// The executive or Board member it was addressed to, if any (rule 4).
    pub addressed_to: String,
    pub entered_at: DateTime<Utc>,
    pub entered_by: PersonId,
    pub mail: Option<MailId>,
}

/// What people tell us about themselves and about what happened; can be put right at any time, every change kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    pub name: String,
    pub email: String,
    pub phone: String,
    pub address: String,
    pub postcode: String,
    pub reply_channel: ReplyChannel,
    pub letter_format: LetterFormat,
    /// What "other" format means, or a size.
    pub format_note: String,
    /// Adjustments and needs, in their words.
    pub needs: String,
    pub representative: Option<Representative>,
    /// Letters go to the representative; refused until authority is held (rule 6).
    pub write_to_representative: bool,
    /// One line for lists.
    pub summary: String,
    pub what_happened: String,
    /// Empty when they did not say what they want.
    pub wanted: String,
    pub latest_event: Option<NaiveDate>,
    /// When they first told anybody here, on the spot included (reading (e)4).
    pub first_raised: NaiveDate,
    pub dispute_reference: String,
    pub supplier: String,
    pub dispute_state: DisputeState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Representative {
    pub name: String,
    pub email: String,
    pub address: String,
    pub authority: Authority,
    pub expires: Option<NaiveDate>,
}

impl Representative {
    /// Rule 6: written to only while authority is held and has not run out.
    pub fn may_be_written_to(&self, today: NaiveDate) -> bool {
        self.authority == Authority::Held && self.expires.is_none_or(|end| end >= today)
    }
}

/// What Customer Relations decides while reviewing (rules 9, 10, 16).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Triage {
    pub urgent: bool,
    /// Why it is urgent, or who is at risk.
    pub urgent_why: String,
    pub assessed: Assessed,
    pub needs_asked: Option<NeedsAsked>,
    pub six_month: Option<SixMonthDecision>,
    pub likely_area: Option<AreaId>,
}

/// What triage thinks of it (rule 9). What was not said is empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessed {
    pub severity: Option<Level>,
    pub complexity: Option<Level>,
    /// On the complainant.
    pub impact: Option<Level>,
    /// Somebody is vulnerable or at risk.
    pub at_risk: bool,
}

impl Assessed {
    /// "Severity high, impact medium, somebody is at risk"; empty when nothing was said.
    pub fn words(self) -> String {
        let level = |what: &str, level: Option<Level>| {
            level.map(|level| format!("{what} {}", level.label().to_lowercase()))
        };
        let all = [
            level("severity", self.severity),
            level("complexity", self.complexity),
            level("impact", self.impact),
            self.at_risk
                .then(|| "somebody is vulnerable or at risk".to_owned()),
        ];
        let said: Vec<String> = all.into_iter().flatten().collect();
        said.join(", ")
    }
}

impl Triage {
    /// It stands first in every queue.
    pub fn comes_first(&self) -> bool {
        self.urgent || self.assessed.at_risk
    }
}

/// The six-month limit applied or waived, with the reason (rule 16: no blanket exclusion).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SixMonthDecision {
    pub applied: bool,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    pub to: PersonId,
    pub by: PersonId,
    pub at: DateTime<Utc>,
    pub reason: String,
    pub ended_at: Option<DateTime<Utc>>,
}

/// An area was the wrong one and returned it to Customer Relations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedBack {
    pub area: AreaId,
    pub area_name: String,
    pub by: PersonId,
    pub at: DateTime<Utc>,
    /// How long the area had it; not known of what was routed before that was kept.
    pub held: Option<WorkingSpan>,
    pub reason: String,
}

/// The plan for one allegation (rule 33).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    pub allegation: super::ids::AllegationId,
    /// What should have happened.
    pub standard: String,
    /// What is to be got.
    pub evidence: String,
    pub by: Option<NaiveDate>,
}

/// The list of allegations as the complainant agreed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListAgreed {
    pub at: DateTime<Utc>,
    /// How many there were: one added since was not agreed.
    pub allegations: i32,
}

/// One agreed date; earlier promises stay visible (rule 39).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timescale {
    pub promise: Promise,
    pub old_due: DateTime<Utc>,
    pub new_due: DateTime<Utc>,
    pub contacted_at: DateTime<Utc>,
    pub channel: Channel,
    pub reason: String,
    pub agreed: bool,
    /// The earlier date had passed: the breach stands (rule 41).
    pub late: bool,
    pub by: PersonId,
    pub at: DateTime<Utc>,
}

/// What a refusal would refuse: the whole complaint, because the procedure does not cover it (rule 17) or has answered it
/// already (reading (e)18), or its escalation (rule 52).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalOf {
    Complaint,
    Escalation,
    /// A repeat: an earlier complaint about the same facts is complete.
    Repeat,
}

impl RefusalOf {
    /// It ends the complaint before the first stage has answered it.
    pub fn is_of_the_whole(self) -> bool {
        match self {
            Self::Complaint | Self::Repeat => true,
            Self::Escalation => false,
        }
    }
    /// The letter that says so.
    pub fn letter(self) -> LetterKind {
        match self {
            Self::Complaint => LetterKind::NotAccepted,
            Self::Escalation => LetterKind::ProcedureComplete,
            Self::Repeat => LetterKind::AlreadyAnswered,
        }
    }
    /// How the complaint is closed once that letter has left.
    pub fn closure(self) -> Closure {
        match self {
            Self::Complaint => Closure::NotAccepted,
            Self::Escalation => Closure::EscalationRefused,
            Self::Repeat => Closure::AlreadyAnswered,
        }
    }
}

/// The earlier complaint that a repeat is about, as it stood when that was proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    pub id: ComplaintId,
    pub reference: Reference,
    /// The day on which the letter left that ended the procedure.
    pub completed_on: NaiveDate,
    /// The last day to go to the Independent Assessor about it.
    pub last_date: Option<NaiveDate>,
}

/// A refusal proposed by one person and decided by another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalRecord {
    pub of: RefusalOf,
    pub reason: String,
    pub evidence: String,
    pub belongs: String,
    pub proposed_by: PersonId,
    pub proposed_at: DateTime<Utc>,
    pub decided_by: Option<PersonId>,
    pub approved: Option<bool>,
    pub decision_reason: String,
    /// Of a repeat, the complaint that has answered it.
    pub repeats: Option<Earlier>,
}

/// The complainant's request for the second stage, and who was chosen to decide it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    pub requested_at: DateTime<Utc>,
    pub channel: Channel,
    /// Optional: no reasons may be demanded (rule 51).
    pub unhappy_about: String,
    pub wanted: String,
    /// Stage 1 was overdue rather than answered (reading (e)11).
    pub no_response: bool,
    pub late_reason: String,
    pub circumstances: Vec<Circumstance>,
    pub chosen_reason: String,
    pub chosen_by: Option<PersonId>,
    pub chosen_at: Option<DateTime<Utc>>,
    /// Nobody was free of a part in stage 1, and the decider was appointed all the same (rule 57).
    #[serde(default)]
    pub appointed: bool,
}

/// It is also about how we used somebody's personal data (rule 94): what of it, and how that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataProtection {
    pub since: DateTime<Utc>,
    pub about: String,
    pub answered_on: Option<NaiveDate>,
    /// The letter that answers it; none when the answer is in words alone.
    pub letter: Option<LetterId>,
    pub answer: String,
}

/// Something about the employment of our staff that went to human resources; its words are kept apart (rule 15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOn {
    pub on: NaiveDate,
    /// Who in human resources has it.
    pub to: String,
    pub by: PersonId,
}

/// A referral to the Independent Assessor (rules 61 to 66).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    pub id: ReferralId,
    pub received_on: NaiveDate,
    pub timing: ReferralTiming,
    pub about: String,
    pub papers_asked_on: Option<NaiveDate>,
    pub papers_sent_on: Option<NaiveDate>,
    /// When we expect the report, once the papers were sent (rule 65).
    pub report_due: Option<NaiveDate>,
    /// The Assessor was last asked how it goes, and is asked again.
    pub chased_on: Option<NaiveDate>,
    pub chase_on: Option<NaiveDate>,
    /// The complaint had been referred before.
    pub repeat: bool,
    pub concluded_on: Option<NaiveDate>,
    pub outcomes: Vec<AssessorFinding>,
    pub recommendations: Vec<Recommendation>,
}

impl Referral {
    /// The Assessor has it and has not reported. One that came too early is with us.
    pub fn is_with_the_assessor(&self) -> bool {
        self.concluded_on.is_none() && self.timing != ReferralTiming::Premature
    }
    /// The day on which the Assessor is asked how the report goes: when it was to come, or the next day that was set.
    pub fn to_chase_on(&self) -> Option<NaiveDate> {
        let waits = self.is_with_the_assessor() && self.papers_sent_on.is_some();
        self.chase_on.or(self.report_due).filter(|_| waits)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessorFinding {
    pub allegation: super::ids::AllegationId,
    pub outcome: AssessorOutcome,
    pub comment: String,
}

/// A recommendation, accepted or not with the reason, and followed to done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    pub id: super::ids::RecommendationId,
    pub text: String,
    pub accepted: Option<bool>,
    pub reason: String,
    pub due: Option<NaiveDate>,
    pub done_on: Option<NaiveDate>,
    pub evidence: String,
}

/// Everybody through whose hands a complaint goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hands {
    /// Who logged it.
    pub entered_by: PersonId,
    pub owner: Option<PersonId>,
    pub assignee: Option<PersonId>,
    pub decider: Option<PersonId>,
}

impl Hands {
    /// Whose it is at a stage; none when it is with an area, with Customer Relations or with nobody.
    pub fn holder(self, stage: Stage) -> Option<PersonId> {
        match stage {
            Stage::OnTheSpot => Some(self.entered_by),
            Stage::Triage => self.owner,
            Stage::Investigation => self.assignee,
            Stage::FinalReview => self.decider,
            Stage::Assignment
            | Stage::Answered
            | Stage::Escalated
            | Stage::FinalResponse
            | Stage::Closed => None,
        }
    }
}

/// After so many hand-backs a senior complaint executive decides which area answers.
pub const HAND_BACKS_THEN_EXECUTIVE: usize = 2;

impl Complaint {
    /// Areas have handed it back twice, and none has it: a senior complaint executive decides which one answers, so
    /// that it does not go round.
    pub fn executive_routes(&self) -> bool {
        self.stage == Stage::Triage
            && self.area.is_none()
            && self.hand_backs.len() >= HAND_BACKS_THEN_EXECUTIVE
    }
    /// How often it went from one person who was to answer it to another (rule 31).
    pub fn changes_of_person(&self) -> usize {
        self.assignments.len().saturating_sub(1)
    }
    /// It is or was in this person's hands, to send on or to answer.
    pub fn had_it(&self, who: PersonId) -> bool {
        let now = [self.owner, self.assignee, self.decider];
        now.contains(&Some(who))
            || self.assignments.iter().any(|a| a.to == who)
            || self
                .parts_of(who)
                .any(|part| part.what == Involvement::Taken)
    }
    /// Complained about, as a member of staff we know: sees, counts, decides nothing (rule 27).
    pub fn is_about(&self, person: PersonId) -> bool {
        self.subjects.iter().any(|s| s.person == Some(person))
    }
    /// They decide stage 2 because nobody was free, and were appointed with a reason (rule 57).
    pub fn is_appointed(&self, who: PersonId) -> bool {
        self.decider == Some(who) && self.escalation.as_ref().is_some_and(|e| e.appointed)
    }
    /// Allegations that can be investigated.
    pub fn in_scope(&self) -> impl Iterator<Item = &Allegation> {
        self.allegations.iter().filter(|a| a.is_in_scope())
    }
    /// The refusal that waits for a second person, if any.
    pub fn open_refusal(&self) -> Option<&RefusalRecord> {
        self.refusals.iter().rev().find(|r| r.approved.is_none())
    }
    /// The refusal of the whole complaint that was agreed and that they asked us to look at again, while that waits or
    /// once it is decided.
    pub fn looked_at_again(&self) -> Option<&RefusalRecord> {
        let (_, before) = self.refusals.split_last()?;
        let agreed = |r: &&RefusalRecord| r.of.is_of_the_whole() && r.approved == Some(true);
        before.iter().rev().find(agreed)
    }
    /// A refusal of the whole complaint was agreed before: what is proposed now is looked at for the second time.
    pub fn is_refused_once(&self) -> bool {
        let mut all = self.refusals.iter();
        all.any(|r| r.of.is_of_the_whole() && r.approved == Some(true))
    }
    /// A second stage was asked for and refused by two people: the procedure is complete (rule 52).
    pub fn escalation_is_refused(&self) -> bool {
        self.refusals
            .iter()
            .any(|r| r.of == RefusalOf::Escalation && r.approved == Some(true))
    }
    /// A refusal of the whole complaint that two people have agreed, while its letter has not left: until then it is
    /// none (rule 18).
    pub fn refusal_agreed(&self) -> Option<&RefusalRecord> {
        let last = self.refusals.last()?;
        let agreed = last.of.is_of_the_whole() && last.approved == Some(true);
        let on_its_way = match self.fate(last.of.letter()) {
            Some(Fate::Unsent | Fate::NotArrived) => true,
            Some(Fate::Left | Fate::Over) | None => false,
        };
        // Once stage 2 has been asked for, it refuses nothing any more.
        Some(last).filter(|_| agreed && on_its_way && self.stage == Stage::Triage)
    }
    /// What has become of the newest letter of a kind; none when there is none, or its step was undone.
    pub fn fate(&self, kind: LetterKind) -> Option<Fate> {
        let of_kind = || {
            let of_kind = self.deliveries.iter().filter(move |d| d.kind == kind);
            of_kind.filter_map(|d| Some((d.letter, d.state.fate()?)))
        };
        let newest = of_kind().map(|d| d.0).max()?;
        let fates: Vec<Fate> = of_kind().filter(|d| d.0 == newest).map(|d| d.1).collect();
        let first = [Fate::Left, Fate::Unsent, Fate::NotArrived, Fate::Over];
        first.into_iter().find(|fate| fates.contains(fate))
    }
    /// A letter of this kind has left and has not come back, or cannot reach them; none was ever written, when it was
    /// brought in with its letters elsewhere.
    pub fn has_left_once(&self, kind: LetterKind) -> bool {
        let mut of_kind = self.deliveries.iter().filter(|d| d.kind == kind).peekable();
        let none = of_kind.peek().is_none();
        none || of_kind.any(|d| matches!(d.state.fate(), Some(Fate::Left | Fate::Over)))
    }
    /// Letters that left on another day than they bear, and that no letter which has left corrects.
    pub fn corrections_owed(&self) -> impl Iterator<Item = &Delivery> {
        self.deliveries.iter().filter(|d| {
            let corrected = |one: &Delivery| one.corrects == Some(d.letter) && one.state.has_left();
            d.misdated().is_some() && !self.deliveries.iter().any(corrected)
        })
    }
    /// The running clock of one promise.
    pub fn running(&self, promise: Promise) -> Option<&Clock> {
        self.clocks
            .iter()
            .rev()
            .find(|c| c.promise == promise && c.stopped_at.is_none())
    }
    /// The complaint's outcome at a stage, computed from its allegations' findings and never typed (rule 44).
    pub fn outcome(&self, stage: u8) -> Option<Outcome> {
        super::allegation::overall(
            self.findings
                .iter()
                .filter(|f| f.stage == stage)
                .map(|f| f.outcome),
        )
    }
    /// Whose it is at this moment, by its stage; none when it is with an area, with Customer Relations or with nobody.
    pub fn holder(&self) -> Option<PersonId> {
        self.hands().holder(self.stage)
    }
    pub fn hands(&self) -> Hands {
        Hands {
            entered_by: self.received.entered_by,
            owner: self.owner,
            assignee: self.assignee,
            decider: self.decider,
        }
    }
    /// Who it is with now; whoever logged it, when it is with nobody.
    pub fn is_with(&self) -> PersonId {
        self.decider
            .or(self.assignee)
            .or(self.owner)
            .unwrap_or(self.received.entered_by)
    }
    pub fn is_closed(&self) -> bool {
        self.stage == Stage::Closed
    }
    /// The Independent Assessor has it and has not reported (rule 65).
    pub fn is_with_the_assessor(&self) -> bool {
        let referral = self.referral.as_ref();
        referral.is_some_and(Referral::is_with_the_assessor)
    }
    /// They went to the Independent Assessor while a stage of ours is open: that is to be answered first (rule 63).
    pub fn was_referred_too_early(&self) -> bool {
        let early = self
            .referral
            .as_ref()
            .is_some_and(|r| r.timing == ReferralTiming::Premature && r.concluded_on.is_none());
        early && !self.is_closed() && self.stage != Stage::FinalResponse
    }
    /// Whether somebody who looked at this version has seen everything that people have done.
    pub fn is_as_seen(&self, seen: Version) -> bool {
        seen.0 >= self.acted.0 && seen.0 <= self.version.0
    }
    /// At or past the escalation request.
    pub fn at_stage_2(&self) -> bool {
        self.escalation.is_some()
    }
    pub fn open_remedies(&self) -> impl Iterator<Item = &Remedy> {
        self.remedies.iter().filter(|r| r.done_on.is_none())
    }
}
