//! The columns of `complaints` and `complainants` as the rules know them.
use crate::procedure::complaint::{Received, Representative, SixMonthDecision, Triage};
use crate::procedure::vocabulary::{
    Authority, Channel, Closure, DisputeState, LetterFormat, NeedsAsked, ReceivedBy, ReplyChannel,
    Stage,
};
use crate::procedure::{AreaId, Details, MailId, PersonId};
use crate::storage::schema::{complainants, complaints};
use crate::storage::{Result, word};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

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
    pub acknowledged_at: Option<NaiveDateTime>,
    pub answered_at: Option<NaiveDateTime>,
    pub final_at: Option<NaiveDateTime>,
    pub closed_at: Option<NaiveDateTime>,
    pub assessor_last_date: Option<NaiveDate>,
    pub tried_on_the_spot: String,
}

impl HeadRow {
    pub fn stage(&self) -> Result<Stage> {
        word(Stage::parse, &self.stage)
    }
    pub fn closure(&self) -> Result<Option<Closure>> {
        self.closure
            .as_deref()
            .map(|w| word(Closure::parse, w))
            .transpose()
    }
}

#[derive(Queryable, Selectable, Debug, Clone)]
#[diesel(table_name = complaints)]
pub(super) struct ReceivedRow {
    channel: String,
    received_at: NaiveDateTime,
    known_by: String,
    addressed_to: String,
    entered_at: NaiveDateTime,
    entered_by: i64,
    mail_id: Option<i64>,
}

impl ReceivedRow {
    pub fn into_domain(self) -> Result<Received> {
        Ok(Received {
            channel: word(Channel::parse, &self.channel)?,
            at: self.received_at.and_utc(),
            known_by: word(ReceivedBy::parse, &self.known_by)?,
            addressed_to: self.addressed_to,
            entered_at: self.entered_at.and_utc(),
            entered_by: PersonId(self.entered_by),
            mail: self.mail_id.map(MailId),
        })
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
    pub fn into_domain(self) -> Result<Triage> {
        Ok(Triage {
            urgent: self.priority == 0,
            urgent_why: self.urgent_why,
            needs_asked: self
                .needs_asked
                .map(|w| word(NeedsAsked::parse, &w))
                .transpose()?,
            six_month: self.six_month.map(|w| SixMonthDecision {
                applied: w == "applied",
                reason: self.six_month_reason,
            }),
            likely_area: self.likely_area_id.map(AreaId),
        })
    }
}

#[derive(Queryable, Selectable, Debug, Clone)]
#[diesel(table_name = complaints)]
pub(super) struct DetailRow {
    rep_name: Option<String>,
    rep_email: String,
    rep_address: String,
    rep_authority: String,
    rep_expires: Option<NaiveDate>,
    write_to_rep: bool,
    summary: String,
    what_happened: String,
    wanted: String,
    latest_event: Option<NaiveDate>,
    first_raised: NaiveDate,
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
pub(super) fn details(row: DetailRow, who: ComplainantRow) -> Result<Details> {
    let authority = word(Authority::parse, &row.rep_authority)?;
    Ok(Details {
        name: who.name,
        email: who.email,
        phone: who.phone,
        address: who.address,
        postcode: who.postcode,
        reply_channel: word(ReplyChannel::parse, &who.reply_channel)?,
        letter_format: word(LetterFormat::parse, &who.letter_format)?,
        format_note: who.format_note,
        needs: who.needs,
        representative: row.rep_name.map(|name| Representative {
            name,
            email: row.rep_email,
            address: row.rep_address,
            authority,
            expires: row.rep_expires,
        }),
        write_to_representative: row.write_to_rep,
        summary: row.summary,
        what_happened: row.what_happened,
        wanted: row.wanted,
        latest_event: row.latest_event,
        first_raised: row.first_raised,
        dispute_reference: row.dispute_reference,
        supplier: row.supplier,
        dispute_state: word(DisputeState::parse, &row.dispute_state)?,
    })
}
