//! A small fixed cast and complaint for tests of the rules, here and in the rooms that ask them (feature `testing`).
#![expect(clippy::indexing_slicing, reason = "only tests use it")]
pub mod acts;

use super::intake::Intake;
use super::response::DraftFinding;
use crate::allegation::{Allegation, Remedy, Scope};
use crate::clocks::{Clock, ClockChange, Promises, settle};
use crate::complaint::{
    Assessed, Assignment, Complaint, Details, Escalation, Received, Recommendation, Referral,
    RefusalOf, RefusalRecord, Timescale, Triage,
};
use crate::context::Context;
use crate::decide::on_its_way;
use crate::delivery::State;
use crate::event::{Triaged, TriagedAllegation};
use crate::ids::{
    AllegationId, AreaId, ComplainantId, ComplaintId, PersonId, RecommendationId, Reference,
    ReferralId, RemedyId, Version,
};
use crate::joined::Joined;
use crate::person::{Actor, Area, Candidate};
use crate::vocabulary::{
    Channel, DisputeState, Exclusion, Ground, LetterFormat, LetterKind, NeedsAsked, Outcome,
    Promise, ReceivedBy, ReferralTiming, RemedyKind, ReplyChannel, Role, RootCause, Stage,
};
use crate::working_time::{Calendar, Settings};
use chrono::{DateTime, Days, TimeZone, Utc};

/// Tuesday 24 November 2026, 10:00.
pub struct World {
    pub calendar: Calendar,
    pub promises: Promises,
    pub now: DateTime<Utc>,
    pub assessor_known: bool,
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    pub fn new() -> Self {
        Self {
            calendar: Calendar::new(Settings::default()),
            promises: Promises::default(),
            now: Utc.with_ymd_and_hms(2026, 11, 24, 10, 0, 0).unwrap(),
            assessor_known: true,
        }
    }
    pub fn ctx(&self) -> Context<'_> {
        Context {
            now: self.now,
            calendar: &self.calendar,
            promises: &self.promises,
            assessor_known: self.assessor_known,
            undo: chrono::Duration::minutes(10),
        }
    }
    pub fn relations(&self) -> Actor {
        Actor {
            customer_relations: true,
            ..person(1, "Priya Nair", Role::Staff)
        }
    }
    pub fn staff(&self) -> Actor {
        Actor {
            area: Some(AreaId(1)),
            ..person(2, "Sian Bevan", Role::Staff)
        }
    }
    pub fn staff2(&self) -> Actor {
        Actor {
            area: Some(AreaId(1)),
            ..person(3, "Jo Hartley", Role::Staff)
        }
    }
    pub fn leader(&self) -> Actor {
        Actor {
            area: Some(AreaId(1)),
            leads: vec![AreaId(1)],
            ..person(4, "Helen Marsh", Role::Leader)
        }
    }
    pub fn leader2(&self) -> Actor {
        Actor {
            area: Some(AreaId(2)),
            leads: vec![AreaId(2)],
            ..person(5, "Dev Patel", Role::Leader)
        }
    }
    pub fn executive(&self) -> Actor {
        person(6, "Ruth Adeyemi", Role::SeniorComplaintExecutive)
    }
    pub fn executive2(&self) -> Actor {
        person(7, "Owen Rees", Role::SeniorComplaintExecutive)
    }
    pub fn energy(&self) -> Area {
        Area {
            id: AreaId(1),
            name: "Energy".into(),
            leader: Some(PersonId(4)),
            deputy: None,
            can_receive: true,
            away: Vec::new(),
        }
    }
    /// The complaint once its newest letter of this kind has left.
    pub fn left(&self, c: &Complaint, kind: LetterKind) -> Complaint {
        let Some(delivery) = c.deliveries.iter().find(|d| d.kind == kind) else {
            return c.clone();
        };
        let mut waiting = delivery.clone();
        waiting.state = State::Waiting;
        let mut before = c.clone();
        before.deliveries.retain(|d| d.id != waiting.id);
        before.deliveries.insert(0, waiting.clone());
        let when = (None, self.now, "");
        let moved = on_its_way(&before, &waiting, State::Sent, when, &self.ctx());
        match moved {
            Ok(Some(left)) => left.after().clone(),
            _ => before,
        }
    }
    pub fn acknowledged(&self) -> Complaint {
        let mut c = a_complaint(self);
        c.stage = Stage::Assignment;
        c.area = Some(self.energy());
        c.routed_at = Some(self.now);
        c.acknowledged_at = Some(self.now);
        start(&mut c, self, Promise::Assign);
        start(&mut c, self, Promise::Respond);
        settled(c, self)
    }
    pub fn investigated(&self) -> Complaint {
        let mut c = self.acknowledged();
        c.stage = Stage::Investigation;
        c.assignee = Some(self.staff().id);
        c.assignments.push(Assignment {
            to: self.staff().id,
            by: self.leader().id,
            at: self.now,
            reason: String::new(),
            ended_at: None,
        });
        settled(c, self)
    }
    pub fn answered(&self) -> Complaint {
        let mut c = self.investigated();
        c.stage = Stage::Answered;
        c.answered_at = Some(self.now);
        c.clocks.clear();
        start(&mut c, self, Promise::Escalate);
        settled(c, self)
    }
    pub fn escalated(&self) -> Complaint {
        let mut c = self.answered();
        c.stage = Stage::Escalated;
        c.escalation = Some(an_escalation(self));
        start(&mut c, self, Promise::FinalResponse);
        settled(c, self)
    }
    pub fn in_final_review(&self) -> Complaint {
        let mut c = self.escalated();
        c.stage = Stage::FinalReview;
        c.decider = Some(self.leader2().id);
        settled(c, self)
    }
}

fn person(id: i64, name: &str, role: Role) -> Actor {
    Actor {
        id: PersonId(id),
        name: name.into(),
        role,
        area: None,
        leads: vec![],
        customer_relations: false,
        administrator: false,
    }
}

/// With exactly the clocks that it owes.
fn settled(mut c: Complaint, world: &World) -> Complaint {
    for change in settle(&c, &[], &world.ctx()) {
        change.apply(&mut c.clocks);
    }
    c
}

fn start(c: &mut Complaint, world: &World, promise: Promise) {
    if let ClockChange::Start(clock) = world.ctx().start(promise, world.now) {
        c.clocks.push(Clock { ..clock });
    }
}

pub fn candidate(who: &Actor) -> Candidate {
    Candidate {
        id: who.id,
        name: who.name.clone(),
        role: who.role,
        area: who.area,
        area_name: String::new(),
        active: true,
        away_until: None,
    }
}

/// Stage 1 found this on every point.
pub fn found_at_stage_1(c: &mut Complaint, outcome: Outcome) {
    c.findings = c
        .in_scope()
        .map(|a| a.id)
        .collect::<Vec<_>>()
        .into_iter()
        .map(|id| a_finding(id, outcome))
        .collect();
}

fn a_finding(allegation: crate::AllegationId, outcome: Outcome) -> crate::Finding {
    crate::Finding {
        allegation,
        stage: 1,
        outcome,
        reasons: "Nobody opened the letter for eleven weeks".into(),
        standard: String::new(),
        impact: String::new(),
        root_cause: None,
        learning: String::new(),
        learning_none: false,
        changed: None,
    }
}

fn details(world: &World) -> Details {
    Details {
        name: "Janet Whitlock".into(),
        email: "janet.whitlock@example.co.uk".into(),
        phone: String::new(),
        address: "14 Fernhill Close, Stockport".into(),
        postcode: "SK2 5QB".into(),
        reply_channel: ReplyChannel::Email,
        letter_format: LetterFormat::Standard,
        format_note: String::new(),
        needs: String::new(),
        representative: None,
        write_to_representative: false,
        summary: "Still no reply after 5 weeks".into(),
        what_happened: "No update since 12 October".into(),
        wanted: "An apology".into(),
        latest_event: world.ctx().today().pred_opt(),
        first_raised: world.ctx().today(),
        dispute_reference: "EN-778120".into(),
        supplier: "Brightway Energy".into(),
        dispute_state: DisputeState::Open,
    }
}

pub fn an_intake(world: &World) -> Intake {
    Intake {
        details: details(world),
        wanted_not_stated: false,
        channel: Channel::Email,
        received_at: world.now,
        received_is_right: false,
        known_by: ReceivedBy::MailHeader,
        addressed_to: String::new(),
        needs_asked: None,
        urgent: false,
        urgent_why: String::new(),
        subjects: vec![],
        complainant: None,
        mail: None,
        on_the_spot: None,
    }
}

pub fn a_complaint(world: &World) -> Complaint {
    let mut c = Complaint {
        id: ComplaintId(1),
        reference: Reference::new("SC", 2026, 419),
        version: Version(3),
        acted: Version(3),
        stage: Stage::Triage,
        closure: None,
        details: details(world),
        received: Received {
            channel: Channel::Email,
            at: world.now,
            known_by: ReceivedBy::MailHeader,
            addressed_to: String::new(),
            entered_at: world.now,
            entered_by: PersonId(1),
            mail: None,
        },
        triage: Triage {
            needs_asked: Some(NeedsAsked::Yes),
            ..Triage::default()
        },
        complainant_id: ComplainantId(1),
        owner: None,
        area: None,
        routed_at: None,
        hand_backs: vec![],
        assignee: None,
        decider: None,
        allegations: vec![allegation(1)],
        subjects: vec![],
        parts: vec![],
        own_views: vec![],
        plan: vec![],
        clocks: vec![],
        pauses: vec![],
        timescales: vec![],
        assignments: vec![],
        refusals: vec![],
        escalation: None,
        list_agreed: None,
        findings: vec![],
        remedies: vec![],
        referral: None,
        data_protection: None,
        human_resources: vec![],
        acknowledged_at: None,
        answered_at: None,
        final_at: None,
        closed_at: None,
        assessor_last_date: None,
        deliveries: Vec::new(),
        office_told_on: None,
        on_the_spot_tried: String::new(),
        undoable: None,
        joined: Joined::default(),
        unreadable: Vec::new(),
    };
    start(&mut c, world, Promise::Acknowledge);
    settled(c, world)
}

fn allegation(number: i32) -> Allegation {
    Allegation {
        id: AllegationId(i64::from(number)),
        number,
        ground: Some(Ground::NotKeptUpdated),
        alleged: "No update since 12 October".into(),
        scope: Scope::CanInvestigate,
    }
}

pub fn a_triage() -> Triaged {
    let a = allegation(1);
    Triaged {
        urgent: false,
        urgent_why: String::new(),
        assessed: Assessed::default(),
        needs_asked: Some(NeedsAsked::Yes),
        six_month: None,
        likely_area: None,
        allegations: vec![TriagedAllegation {
            number: 1,
            ground: a.ground,
            alleged: a.alleged,
            scope: a.scope,
        }],
        subjects: vec![],
        changes: vec![],
    }
}

/// Every allegation outside, acknowledged as that, and a refusal proposed by somebody.
pub fn refused_by(world: &World, proposer: PersonId) -> Complaint {
    let mut c = a_complaint(world);
    c.acknowledged_at = Some(world.now);
    start(&mut c, world, Promise::Respond);
    for clock in c
        .clocks
        .iter_mut()
        .filter(|k| k.promise == Promise::Acknowledge)
    {
        (clock.stopped_at, clock.kept) = (Some(world.now), true);
    }
    c.allegations[0].scope = Scope::Outside {
        exclusion: Exclusion::HandlersDecision,
        reason: "Only the outcome".into(),
    };
    c.refusals.push(RefusalRecord {
        of: RefusalOf::Complaint,
        reason: "About the decision".into(),
        evidence: "Letter of 3 March".into(),
        belongs: String::new(),
        proposed_by: proposer,
        proposed_at: world.now,
        decided_by: None,
        approved: None,
        decision_reason: String::new(),
        repeats: None,
    });
    c
}

pub fn a_timescale(world: &World) -> Timescale {
    Timescale {
        promise: Promise::Respond,
        old_due: world.now,
        new_due: world.now,
        contacted_at: world.now,
        channel: Channel::Phone,
        reason: "Recordings".into(),
        agreed: true,
        late: false,
        by: PersonId(2),
        at: world.now,
    }
}

pub fn upheld(number: i32) -> DraftFinding {
    DraftFinding {
        number,
        outcome: Some(Outcome::Upheld),
        reasons: "Nobody opened the letter for eleven weeks".into(),
        standard: "Ten working days".into(),
        impact: "She had to ring three times".into(),
        root_cause: Some(RootCause::Process),
        learning: "Post is opened daily".into(),
        learning_none: false,
        changed: None,
        remedy: Some(RemedyKind::Apology),
        remedy_detail: "A written apology".into(),
        amount: None,
        remedy_due: chrono::NaiveDate::from_ymd_opt(2026, 12, 4),
    }
}

pub fn a_remedy(done_on: Option<chrono::NaiveDate>) -> Remedy {
    Remedy {
        id: RemedyId(1),
        allegation: AllegationId(1),
        stage: 1,
        kind: RemedyKind::Apology,
        detail: "A written apology".into(),
        amount: None,
        owner: None,
        due: None,
        done_on,
        done_by: None,
        evidence: String::new(),
    }
}

fn an_escalation(world: &World) -> Escalation {
    Escalation {
        requested_at: world.now,
        channel: Channel::Email,
        unhappy_about: String::new(),
        wanted: String::new(),
        no_response: false,
        late_reason: String::new(),
        circumstances: vec![],
        chosen_reason: String::new(),
        chosen_by: None,
        chosen_at: None,
        appointed: false,
    }
}

pub fn a_referral(world: &World) -> Referral {
    Referral {
        id: ReferralId(1),
        received_on: world.ctx().today() - Days::new(3),
        timing: ReferralTiming::InTime,
        about: String::new(),
        papers_asked_on: None,
        papers_sent_on: None,
        report_due: None,
        chased_on: None,
        chase_on: None,
        repeat: false,
        concluded_on: None,
        outcomes: vec![],
        recommendations: vec![Recommendation {
            id: RecommendationId(1),
            text: "Apologise again".into(),
            accepted: None,
            reason: String::new(),
            due: None,
            done_on: None,
            evidence: String::new(),
        }],
    }
}
