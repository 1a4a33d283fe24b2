//! The columns of `complaints` and `complainants` as the rules know them.
use crate::queues::NO_NAME;
use crate::schema::{complainants, complaints};
use crate::unreadable::{Day, Instant, Marks};
use diesel::prelude::*;
use procedure::complaint::{Received, Representative, SixMonthDecision, Triage};
use procedure::vocabulary::{
    Authority, Channel, Closure, DisputeState, LetterFormat, NeedsAsked, ReceivedBy, ReplyChannel,
    Stage,
};
use procedure::{AreaId, Details, MailId, PersonId};

/// Where it is and who has it.
#[derive(Queryable, Selectable, Debug, Clone)]
#[diesel(table_name = complaints)]
pub(super) struct HeadRow {
    pub reference: String,
    pub version: i64,
    pub complainant_id: i64,
    pub stage: String,
    pub closure: Option<String>,
    pub owner_id: Option<i64>,
    pub area_id: Option<i64>,
    pub assignee_id: Option<i64>,
    pub decider_id: Option<i64>,
    pub acknowledged_at: Instant,
    pub answered_at: Instant,
    pub final_at: Instant,
    pub closed_at: Instant,
    pub assessor_last_date: Day,
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
            .word("its stage", Stage::parse, &self.stage)
            .unwrap_or_else(by_facts)
    }
    pub fn closure(&self, marks: &mut Marks) -> Option<Closure> {
        let word = self.closure.as_deref()?;
        marks.word("how it closed", Closure::parse, word)
    }
}

#[derive(Queryable, Selectable, Debug, Clone)]
#[diesel(table_name = complaints)]
pub(super) struct ReceivedRow {
    channel: String,
    received_at: Instant,
    known_by: String,
    addressed_to: String,
    entered_at: Instant,
    entered_by: i64,
    mail_id: Option<i64>,
}

impl ReceivedRow {
    pub fn into_domain(self, marks: &mut Marks) -> Received {
        let channel = marks.word("how it came", Channel::parse, &self.channel);
        let known_by = marks.word(
            "how we know when it came",
            ReceivedBy::parse,
            &self.known_by,
        );
        let entered_at = marks.instant("when it was logged", self.entered_at);
        let at = marks.instant("when it came", self.received_at);
        Received {
            channel: channel.unwrap_or(Channel::Post),
            at: at.or(entered_at).unwrap_or_default(),
            known_by: known_by.unwrap_or(ReceivedBy::StaffRecollection),
            addressed_to: self.addressed_to,
            entered_at: entered_at.or(at).unwrap_or_default(),
            entered_by: PersonId(self.entered_by),
            mail: self.mail_id.map(MailId),
        }
    }
}

#[derive(Queryable, Selectable, Debug, Clone)]
#[diesel(table_name = complaints)]
pub(super) struct TriageRow {
    priority: i32,
    urgent_why: String,
    needs_asked: Option<String>,
    six_month: Option<String>,
    six_month_reason: String,
    likely_area_id: Option<i64>,
}

impl TriageRow {
    pub fn into_domain(self, marks: &mut Marks) -> Triage {
        let needs = self.needs_asked.as_deref();
        Triage {
            urgent: self.priority == 0,
            urgent_why: self.urgent_why,
            needs_asked: needs
                .and_then(|w| marks.word("whether needs were asked", NeedsAsked::parse, w)),
            six_month: self.six_month.map(|w| SixMonthDecision {
                applied: w == "applied",
                reason: self.six_month_reason,
            }),
            likely_area: self.likely_area_id.map(AreaId),
        }
    }
}

#[derive(Queryable, Selectable, Debug, Clone)]
#[diesel(table_name = complaints)]
pub(super) struct DetailRow {
    rep_name: Option<String>,
    rep_email: String,
    rep_address: String,
    rep_authority: String,
    rep_expires: Day,
    write_to_rep: bool,
    summary: String,
    what_happened: String,
    wanted: String,
    latest_event: Day,
    first_raised: Day,
    dispute_reference: String,
    supplier: String,
    dispute_state: String,
}

#[derive(Queryable, Selectable, Debug, Clone)]
#[diesel(table_name = complainants)]
pub(super) struct ComplainantRow {
    name: String,
    email: String,
    phone: String,
    address: String,
    postcode: String,
    reply_channel: String,
    letter_format: String,
    format_note: String,
    needs: String,
}

/// What they told us, from the complaint and from the person.
pub(super) fn details(row: DetailRow, who: Option<ComplainantRow>, marks: &mut Marks) -> Details {
    if who.is_none() {
        marks.lacks("the complainant");
    }
    let who = who.unwrap_or_else(nobody);
    let authority = marks.word(
        "the representative's authority",
        Authority::parse,
        &row.rep_authority,
    );
    let expires = marks.day("when the authority ends", row.rep_expires);
    let reply = marks.word(
        "how they want replies",
        ReplyChannel::parse,
        &who.reply_channel,
    );
    let format = marks.word(
        "their letter format",
        LetterFormat::parse,
        &who.letter_format,
    );
    let dispute = marks.word("the supplier case", DisputeState::parse, &row.dispute_state);
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
        reply_channel: ReplyChannel::Post.as_str().to_owned(),
        letter_format: LetterFormat::Standard.as_str().to_owned(),
        format_note: String::new(),
        needs: String::new(),
    }
}
