//! Deliveries and their trails, as they are read.
use crate::schema::{deliveries, delivery_events, letters};
use crate::{Connection, Result, word};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::delivery::{Delivery, State, Way};
use procedure::vocabulary::{LetterFormat, LetterKind, ReplyChannel};
use procedure::{ComplaintId, DeliveryId, LetterId, PersonId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = deliveries)]
pub(super) struct Row {
    pub id: i64,
    letter_id: i64,
    number: i32,
    way: String,
    channel: String,
    format: String,
    email: String,
    address: String,
    reason: String,
    state: String,
    leaves_at: NaiveDateTime,
    changed_at: NaiveDateTime,
    due_at: Option<NaiveDateTime>,
    message_id: String,
    last_error: String,
    attempts: i32,
}

/// A row with its letter's kind and who sent that.
pub(super) type Joined = (Row, String, i64);

pub(super) fn delivery((row, kind, sent_by): Joined) -> Result<Delivery> {
    Ok(Delivery {
        id: DeliveryId(row.id),
        letter: LetterId(row.letter_id),
        kind: word(LetterKind::parse, &kind)?,
        sent_by: PersonId(sent_by),
        number: row.number,
        way: word(Way::parse, &row.way)?,
        channel: word(ReplyChannel::parse, &row.channel)?,
        format: word(LetterFormat::parse, &row.format)?,
        email: row.email,
        address: row.address,
        reason: row.reason,
        state: word(State::parse, &row.state)?,
        leaves_at: row.leaves_at.and_utc(),
        changed_at: row.changed_at.and_utc(),
        due_at: row.due_at.map(|at| at.and_utc()),
        message_id: row.message_id,
        last_error: row.last_error,
        attempts: row.attempts,
    })
}

/// One delivery, for those who act without a person's eyes.
///
/// # Errors
/// `NotFound`, or `Corrupt`.
pub fn find(conn: &mut Connection, id: DeliveryId) -> Result<Delivery> {
    let found = deliveries::table
        .inner_join(letters::table)
        .filter(deliveries::id.eq(id.0))
        .select((Row::as_select(), letters::kind, letters::sent_by))
        .first::<Joined>(conn)?;
    delivery(found)
}

/// Every delivery of a complaint's letters, the newest first; those about a restriction are the complainant's and
/// not among them (rule 95).
///
/// # Errors
/// The query's, or `Corrupt`.
pub fn of_complaint(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<Delivery>> {
    deliveries::table
        .inner_join(letters::table)
        .filter(letters::complaint_id.eq(complaint.0))
        .filter(letters::kind.ne_all(LetterKind::restricting()))
        .order(deliveries::id.desc())
        .select((Row::as_select(), letters::kind, letters::sent_by))
        .load::<Joined>(conn)?
        .into_iter()
        .map(delivery)
        .collect()
}

/// Every delivery of one letter, oldest first. The caller has found the letter for somebody who may see it.
///
/// # Errors
/// The query's, or `Corrupt`.
pub fn of_letter(conn: &mut Connection, letter: LetterId) -> Result<Vec<Delivery>> {
    deliveries::table
        .inner_join(letters::table)
        .filter(deliveries::letter_id.eq(letter.0))
        .order(deliveries::number)
        .select((Row::as_select(), letters::kind, letters::sent_by))
        .load::<Joined>(conn)?
        .into_iter()
        .map(delivery)
        .collect()
}

/// One thing that happened to a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trail {
    pub delivery: DeliveryId,
    pub at: DateTime<Utc>,
    /// None: the outbox, or what came back by mail.
    pub by: Option<PersonId>,
    pub state: State,
    pub why: String,
    /// The day it happened, when somebody said so.
    pub on_day: Option<NaiveDate>,
}

/// What happened to each delivery of a letter, the earliest first.
///
/// # Errors
/// The query's, or `Corrupt`.
pub fn trail(conn: &mut Connection, letter: LetterId) -> Result<Vec<Trail>> {
    type Row = (
        i64,
        NaiveDateTime,
        Option<i64>,
        String,
        String,
        Option<NaiveDate>,
    );
    delivery_events::table
        .inner_join(deliveries::table)
        .filter(deliveries::letter_id.eq(letter.0))
        .order(delivery_events::id)
        .select((
            delivery_events::delivery_id,
            delivery_events::at,
            delivery_events::by_id,
            delivery_events::state,
            delivery_events::why,
            delivery_events::on_day,
        ))
        .load::<Row>(conn)?
        .into_iter()
        .map(|(delivery, at, by, state, why, on_day)| {
            Ok(Trail {
                delivery: DeliveryId(delivery),
                at: at.and_utc(),
                by: by.map(PersonId),
                state: word(State::parse, &state)?,
                why,
                on_day,
            })
        })
        .collect()
}

/// Everything that is held, oldest first; for the demonstration.
///
/// # Errors
/// The query's, or `Corrupt`.
pub fn held(conn: &mut Connection) -> Result<Vec<Delivery>> {
    deliveries::table
        .inner_join(letters::table)
        .filter(deliveries::state.eq(State::Held.as_str()))
        .order(deliveries::id)
        .select((Row::as_select(), letters::kind, letters::sent_by))
        .load::<Joined>(conn)?
        .into_iter()
        .map(delivery)
        .collect()
}
