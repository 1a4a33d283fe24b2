//! Deliveries and their trails, as they are read.
use crate::letters::restricting;
use crate::schema::{complaints, deliveries, delivery_events, letters};
use crate::{Connection, Key, Result, Word};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::delivery::{Delivery, State, Way};
use procedure::vocabulary::{LetterFormat, LetterKind, ReplyChannel};
use procedure::{ComplaintId, DeliveryId, LetterId, PersonId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = deliveries)]
pub(super) struct Row {
    id: Key<DeliveryId>,
    letter_id: Key<LetterId>,
    number: i32,
    way: Word<Way>,
    channel: Word<ReplyChannel>,
    format: Word<LetterFormat>,
    email: String,
    address: String,
    reason: String,
    state: Word<State>,
    leaves_at: NaiveDateTime,
    changed_at: NaiveDateTime,
    owed_by: Option<NaiveDateTime>,
    dated: Option<NaiveDate>,
    last_day: Option<NaiveDate>,
    left_at: Option<NaiveDateTime>,
    message_id: String,
    last_error: String,
    attempts: i32,
}

/// A row with its letter's kind and who sent that.
#[derive(Queryable, Selectable)]
#[diesel(table_name = deliveries)]
pub(super) struct Joined {
    #[diesel(embed)]
    row: Row,
    #[diesel(select_expression = letters::kind)]
    kind: Word<LetterKind>,
    #[diesel(select_expression = letters::sent_by)]
    sent_by: Key<PersonId>,
    #[diesel(select_expression = letters::corrects_id)]
    corrects: Option<Key<LetterId>>,
}

impl Joined {
    pub(super) fn number(&self) -> i64 {
        self.row.id.0.0
    }
    pub(super) fn into_domain(self) -> Delivery {
        let row = self.row;
        Delivery {
            id: row.id.0,
            letter: row.letter_id.0,
            kind: self.kind.0,
            sent_by: self.sent_by.0,
            number: row.number,
            way: row.way.0,
            channel: row.channel.0,
            format: row.format.0,
            email: row.email,
            address: row.address,
            reason: row.reason,
            state: row.state.0,
            leaves_at: row.leaves_at.and_utc(),
            changed_at: row.changed_at.and_utc(),
            due_at: row.owed_by.map(|at| at.and_utc()),
            dated: row.dated,
            last_day: row.last_day,
            left_at: row.left_at.map(|at| at.and_utc()),
            corrects: self.corrects.map(|letter| letter.0),
            message_id: row.message_id,
            last_error: row.last_error,
            attempts: row.attempts,
        }
    }
}

/// One delivery, for those who act without a person's eyes.
///
/// # Errors
/// `NotFound`.
pub fn find(conn: &mut Connection, id: DeliveryId) -> Result<Delivery> {
    let found = deliveries::table
        .inner_join(letters::table)
        .filter(deliveries::id.eq(Key(id)))
        .select(Joined::as_select())
        .first(conn)?;
    Ok(found.into_domain())
}

/// The complaint of a delivery, whose row is locked until the transaction ends, so that what is decided on it now is
/// recorded; none of a letter that restricts somebody.
pub fn lock_complaint(conn: &mut Connection, delivery: DeliveryId) -> Result<Option<ComplaintId>> {
    let found = complaint_of(conn, delivery)?;
    if let Some(id) = found {
        diesel::update(complaints::table.find(Key(id)))
            .set(complaints::version.eq(complaints::version))
            .execute(conn)?;
    }
    Ok(found)
}

/// The complaint whose letter it is; none for a letter that restricts somebody, which is the complainant's.
pub fn complaint_of(conn: &mut Connection, delivery: DeliveryId) -> Result<Option<ComplaintId>> {
    let found = deliveries::table
        .inner_join(letters::table)
        .filter(deliveries::id.eq(Key(delivery)))
        .filter(letters::kind.ne_all(restricting()))
        .select(letters::complaint_id)
        .first::<Key<ComplaintId>>(conn)
        .optional()?;
    Ok(found.map(|id| id.0))
}

/// Every delivery of a complaint's letters, the newest first; those about a restriction are the complainant's and
/// not among them (rule 95).
pub fn of_complaint(conn: &mut Connection, complaint: ComplaintId) -> Result<Vec<Delivery>> {
    Ok(deliveries::table
        .inner_join(letters::table)
        .filter(letters::complaint_id.eq(Key(complaint)))
        .filter(letters::kind.ne_all(restricting()))
        .order(deliveries::id.desc())
        .select(Joined::as_select())
        .load(conn)?
        .into_iter()
        .map(Joined::into_domain)
        .collect())
}

/// Every delivery of one letter, oldest first. The caller has found the letter for somebody who may see it.
pub fn of_letter(conn: &mut Connection, letter: LetterId) -> Result<Vec<Delivery>> {
    Ok(deliveries::table
        .inner_join(letters::table)
        .filter(deliveries::letter_id.eq(Key(letter)))
        .order(deliveries::number)
        .select(Joined::as_select())
        .load(conn)?
        .into_iter()
        .map(Joined::into_domain)
        .collect())
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

#[derive(Queryable, Selectable)]
#[diesel(table_name = delivery_events)]
struct TrailRow {
    delivery_id: Key<DeliveryId>,
    at: NaiveDateTime,
    by_id: Option<Key<PersonId>>,
    state: Word<State>,
    why: String,
    on_day: Option<NaiveDate>,
}

/// What happened to each delivery of a letter, the earliest first.
pub fn trail(conn: &mut Connection, letter: LetterId) -> Result<Vec<Trail>> {
    Ok(delivery_events::table
        .inner_join(deliveries::table)
        .filter(deliveries::letter_id.eq(Key(letter)))
        .order(delivery_events::id)
        .select(TrailRow::as_select())
        .load(conn)?
        .into_iter()
        .map(|row| Trail {
            delivery: row.delivery_id.0,
            at: row.at.and_utc(),
            by: row.by_id.map(|by| by.0),
            state: row.state.0,
            why: row.why,
            on_day: row.on_day,
        })
        .collect())
}

/// Everything that is held, oldest first; for the demonstration.
pub fn held(conn: &mut Connection) -> Result<Vec<Delivery>> {
    Ok(deliveries::table
        .inner_join(letters::table)
        .filter(deliveries::state.eq(Word(State::Held)))
        .order(deliveries::id)
        .select(Joined::as_select())
        .load(conn)?
        .into_iter()
        .map(Joined::into_domain)
        .collect())
}
