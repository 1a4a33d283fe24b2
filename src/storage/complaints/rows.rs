//! The columns of `complaints` and `complainants` as the rules know them.
use super::words::SixMonthWord;
use crate::Key;
use crate::queues::NO_NAME;
use crate::schema::{complainants, complaints};
use crate::unreadable::{Day, Instant, Listed, Marks};
use diesel::prelude::*;
use procedure::complaint::{Assessed, Received, Representative, SixMonthDecision, Triage};
use procedure::vocabulary::{
    Authority, Channel, Closure, DisputeState, LetterFormat, Level, NeedsAsked, ReceivedBy,
    ReplyChannel, Stage,
};
use procedure::{AreaId, ComplainantId, ComplaintId, Details, MailId, PersonId, Version};

/// Where it is and who has it.
#[derive(Queryable, Selectable, Debug, Clone)]
#[diesel(table_name = complaints)]
pub(super) struct HeadRow {
    pub reference: String,
    pub version: Key<Version>,
    pub acted_version: Key<Version>,
    pub complainant_id: Key<ComplainantId>,
    pub stage: Listed<Stage>,
    pub closure: Listed<Closure>,
    pub owner_id: Option<Key<PersonId>>,
    pub area_id: Option<Key<AreaId>>,
    pub routed_at: Instant,
    pub assignee_id: Option<Key<PersonId>>,
    pub decider_id: Option<Key<PersonId>>,
    pub acknowledged_at: Instant,
    pub answered_at: Instant,
    pub final_at: Instant,
    pub closed_at: Instant,
    pub assessor_last_date: Day,
    pub office_told_on: Day,
    pub tried_on_the_spot: String,
}

impl HeadRow {
    /// Where it is; when that cannot be read, as far as its other facts say. Nothing is decided on it then.
    pub fn stage(&self, marks: &mut Marks) -> Stage {
        let by_facts = || match (self.closed_at, self.decider_id, self.assignee_id) {
            (Instant::At(_), ..) => Stage::Closed,
            (_, Some(_), _) => Stage::FinalReview,
            (_, None, Some(_)) => Stage::Investigation,
            (_, None, None) if self.area_id.is_some() => Stage::Assignment,
            _ => Stage::Triage,
        };
        marks
            .listed("its stage", self.stage)
            .unwrap_or_else(by_facts)
    }
    pub fn closure(&self, marks: &mut Marks) -> Option<Closure> {
        marks.listed("how it closed", self.closure)
    }
}

#[derive(Queryable, Selectable, Debug, Clone)]
#[diesel(table_name = complaints)]
pub(super) struct ReceivedRow {
    channel: Listed<Channel>,
    received_at: Instant,
    known_by: Listed<ReceivedBy>,
    addressed_to: String,
    entered_at: Instant,
    entered_by: Key<PersonId>,
    mail_id: Option<Key<MailId>>,
}

impl ReceivedRow {
    pub fn into_domain(self, marks: &mut Marks) -> Received {
        let channel = marks.listed("how it came", self.channel);
        let known_by = marks.listed("how we know when it came", self.known_by);
        let entered_at = marks.instant("when it was logged", self.entered_at);
        let at = marks.instant("when it came", self.received_at);
        Received {
            channel: channel.unwrap_or(Channel::Post),
            at: at.or(entered_at).unwrap_or_default(),
            known_by: known_by.unwrap_or(ReceivedBy::StaffRecollection),
            addressed_to: self.addressed_to,
            entered_at: entered_at.or(at).unwrap_or_default(),
            entered_by: self.entered_by.0,
            mail: self.mail_id.map(|mail| mail.0),
        }
    }
}

#[derive(Queryable, Selectable, Debug, Clone)]
#[diesel(table_name = complaints)]
pub(super) struct TriageRow {
    is_urgent: bool,
    urgent_why: String,
    at_risk: bool,
    severity: Listed<Level>,
    complexity: Listed<Level>,
    impact: Listed<Level>,
    needs_asked: Listed<NeedsAsked>,
    six_month: Listed<SixMonthWord>,
    six_month_reason: String,
    likely_area_id: Option<Key<AreaId>>,
}

impl TriageRow {
    pub fn into_domain(self, marks: &mut Marks) -> Triage {
        Triage {
            urgent: self.is_urgent,
            urgent_why: self.urgent_why,
            assessed: Assessed {
                severity: marks.listed("how serious it is", self.severity),
                complexity: marks.listed("how complex it is", self.complexity),
                impact: marks.listed("its impact", self.impact),
                at_risk: self.at_risk,
            },
            needs_asked: marks.listed("whether needs were asked", self.needs_asked),
            six_month: (self.six_month != Listed::None).then(|| SixMonthDecision {
                applied: self.six_month == Listed::Is(SixMonthWord::Applied),
                reason: self.six_month_reason,
            }),
            likely_area: self.likely_area_id.map(|area| area.0),
        }
    }
}

/// The record that goes on for it, and when it was received itself, while that of another stands.
#[derive(Queryable, Selectable, Debug, Clone)]
#[diesel(table_name = complaints)]
pub(super) struct JoinedRow {
    pub joined_into_id: Option<Key<ComplaintId>>,
    pub own_received_at: Instant,
    pub own_known_by: Listed<ReceivedBy>,
    pub own_first_raised: Day,
}

#[derive(Queryable, Selectable, Debug, Clone)]
#[diesel(table_name = complaints)]
pub(super) struct DetailRow {
    rep_name: Option<String>,
    rep_email: String,
    rep_address: String,
    rep_authority: Listed<Authority>,
    rep_expires: Day,
    write_to_rep: bool,
    summary: String,
    what_happened: String,
    wanted: String,
    latest_event: Day,
    first_raised: Day,
    dispute_reference: String,
    supplier: String,
    dispute_state: Listed<DisputeState>,
}

#[derive(Queryable, Selectable, Debug, Clone)]
#[diesel(table_name = complainants)]
pub(super) struct ComplainantRow {
    name: String,
    email: String,
    phone: String,
    address: String,
    postcode: String,
    reply_channel: Listed<ReplyChannel>,
    letter_format: Listed<LetterFormat>,
    format_note: String,
    needs: String,
}

/// What they told us, from the complaint and from the person.
pub(super) fn details(row: DetailRow, who: Option<ComplainantRow>, marks: &mut Marks) -> Details {
    if who.is_none() {
        marks.lacks("the complainant");
    }
    let who = who.unwrap_or_else(nobody);
    let authority = marks.listed("the representative's authority", row.rep_authority);
    let expires = marks.day("when the authority ends", row.rep_expires);
    let reply = marks.listed("how they want replies", who.reply_channel);
    let format = marks.listed("their letter format", who.letter_format);
    let dispute = marks.listed("the supplier case", row.dispute_state);
    Details {
        name: who.name,
        email: who.email,
        phone: who.phone,
        address: who.address,
        postcode: who.postcode,
        reply_channel: reply.unwrap_or(ReplyChannel::Post),
        letter_format: format.unwrap_or(LetterFormat::Standard),
        format_note: who.format_note,
        needs: who.needs,
        representative: row.rep_name.map(|name| Representative {
            name,
            email: row.rep_email,
            address: row.rep_address,
            authority: authority.unwrap_or(Authority::None),
            expires,
        }),
        write_to_representative: row.write_to_rep,
        summary: row.summary,
        what_happened: row.what_happened,
        wanted: row.wanted,
        latest_event: marks.day("the latest event", row.latest_event),
        first_raised: marks
            .day("when it was first raised", row.first_raised)
            .unwrap_or_default(),
        dispute_reference: row.dispute_reference,
        supplier: row.supplier,
        dispute_state: dispute.unwrap_or(DisputeState::Unknown),
    }
}

/// Whoever complained cannot be found.
fn nobody() -> ComplainantRow {
    ComplainantRow {
        name: NO_NAME.to_owned(),
        email: String::new(),
        phone: String::new(),
        address: String::new(),
        postcode: String::new(),
        reply_channel: Listed::Is(ReplyChannel::Post),
        letter_format: Listed::Is(LetterFormat::Standard),
        format_note: String::new(),
        needs: String::new(),
    }
}
