//! The only writer of complaints: facts, history, clocks, letter and its delivery, together or not at all.
mod acknowledgement;
mod apply;
mod assessor;
mod assignment;
mod clocks;
mod closure;
mod contact;
mod create;
mod data_protection;
mod delivery;
mod details;
mod escalation;
mod evidence;
mod facts;
mod human_resources;
mod joining;
mod pause;
mod plan;
mod refusal;
mod remedy;
mod response;
mod timescale;
mod triage;
mod undo;

pub use create::create;

use super::deliveries::{self, Going};
use super::schema::{complaints, deliveries as deliveries_table, events, involvements, letters};
use super::{Connection, Key, Result, StorageError, Word, stored, undoables};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use procedure::clocks::leading;
use procedure::delivery::State;
use procedure::part::Part;
use procedure::undo::Leaves;
use procedure::vocabulary::{LetterFormat, Promise, ReplyChannel};
use procedure::{
    Complaint, ComplaintId, Decision, DeliveryId, Event, LetterId, PersonId, Version, owed_with,
};

/// A letter ready to go, frozen when it is recorded (rule 25).
#[derive(Debug, Clone)]
pub struct OutgoingLetter {
    pub kind: procedure::vocabulary::LetterKind,
    pub subject: String,
    /// Name and address lines.
    pub addressee: String,
    pub email: String,
    pub channel: ReplyChannel,
    pub format: LetterFormat,
    pub dispatch_reason: String,
    /// The letter tree as JSON; every format is made from it.
    pub tree: String,
    pub html: String,
    pub body: String,
    /// The letter that it corrects.
    pub corrects: Option<LetterId>,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// The version after it.
    pub version: Version,
    /// The letter that was frozen, when one went.
    pub letter: Option<LetterId>,
}

/// Records a decision made on the version it saw, with the letter it owes. Only `casework` calls it.
///
/// # Errors
/// `Conflict` when the complaint changed meanwhile; `MissingLetter` when the step owes one that was not
/// given. Nothing is written then.
pub fn record(
    conn: &mut Connection,
    decision: &Decision,
    letter: Option<&OutgoingLetter>,
) -> Result<Recorded> {
    let id = decision.complaint();
    if let Some(kind) = decision.effects().letter
        && letter.is_none_or(|l| l.kind != kind)
    {
        return Err(StorageError::MissingLetter(kind.as_str()));
    }
    let changed = diesel::update(
        complaints::table
            .find(Key(id))
            .filter(complaints::version.eq(Key(decision.seen()))),
    )
    .set(complaints::version.eq(complaints::version + 1))
    .execute(conn)?;
    if changed == 0 {
        return Err(StorageError::Conflict);
    }
    if !decision.only_tells_of_a_letter() {
        diesel::update(complaints::table.find(Key(id)))
            .set(complaints::acted_version.eq(complaints::version))
            .execute(conn)?;
    }
    let acting = Acting {
        complaint: id,
        by: decision.by(),
        at: decision.at(),
        version: Version(decision.seen().0 + 1),
    };
    for event in decision.events() {
        apply::apply(conn, acting, event, decision.after())?;
        write_event(conn, acting, event)?;
    }
    take_part(conn, id, decision.parts())?;
    clocks::apply(conn, id, decision.clocks())?;
    let after = decision.after();
    if decision.effects().stage.is_some() {
        enter(conn, id, after)?;
    }
    if decision.effects().undoes() {
        undo::undone(conn, acting, after)?;
    }
    let sent = letter
        .map(|letter| send(conn, acting, (letter, decision.letter_owed_by(letter.kind))))
        .transpose()?;
    leave(conn, decision, sent.map(|sent| sent.1))?;
    show_in_lists(conn, after)?;
    // Another complaint that changes in the same act, held to the version that was looked at as well.
    if let Some(also) = decision.also() {
        record(conn, also, None)?;
    }
    Ok(Recorded {
        version: acting.version,
        letter: sent.map(|sent| sent.0),
    })
}

/// What can be undone from now on.
fn leave(conn: &mut Connection, decision: &Decision, delivery: Option<DeliveryId>) -> Result<()> {
    let id = decision.complaint();
    match decision.leaves() {
        Leaves::AsItWas => Ok(()),
        Leaves::Nothing => undoables::clear(conn, id),
        Leaves::Itself(last) => {
            undoables::forget_words(conn, id, last.step)?;
            undoables::set(conn, id, last, delivery)
        }
    }
}

/// Who does what to which complaint when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Acting {
    pub complaint: ComplaintId,
    pub by: PersonId,
    pub at: DateTime<Utc>,
    /// The complaint's version after this.
    pub version: Version,
}

fn write_event(conn: &mut Connection, acting: Acting, event: &Event) -> Result<()> {
    let json = serde_json::to_value(event).map_err(|e| StorageError::Corrupt(e.to_string()))?;
    let kind = json
        .get("kind")
        .and_then(|k| k.as_str())
        .unwrap_or_default()
        .to_owned();
    diesel::insert_into(events::table)
        .values((
            events::complaint_id.eq(Key(acting.complaint)),
            events::version.eq(Key(acting.version)),
            events::at.eq(stored(acting.at)),
            events::by_id.eq(Key(acting.by)),
            events::kind.eq(&kind),
            events::facts.eq(json.to_string()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Who took part in stage 1 by it, and how (rule 57).
fn take_part(conn: &mut Connection, complaint: ComplaintId, parts: &[Part]) -> Result<()> {
    for part in parts {
        diesel::insert_into(involvements::table)
            .values((
                involvements::complaint_id.eq(Key(complaint)),
                involvements::person_id.eq(Key(part.who)),
                involvements::what.eq(Word(part.what)),
                involvements::at.eq(stored(part.at)),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn enter(conn: &mut Connection, id: ComplaintId, after: &Complaint) -> Result<()> {
    diesel::update(complaints::table.find(Key(id)))
        .set((
            complaints::stage.eq(Word(after.stage)),
            complaints::closure.eq(after.closure.map(Word)),
            complaints::closed_at.eq(after.closed_at.map(stored)),
        ))
        .execute(conn)?;
    Ok(())
}

/// A letter as it stays for ever, and its first delivery.
pub(super) fn freeze(
    conn: &mut Connection,
    complaint: ComplaintId,
    (by, at): (PersonId, DateTime<Utc>),
    letter: &OutgoingLetter,
    owed_by: Option<DateTime<Utc>>,
) -> Result<(LetterId, DeliveryId)> {
    use sha2::{Digest, Sha256};
    let id = diesel::insert_into(letters::table)
        .values((
            (
                letters::complaint_id.eq(Key(complaint)),
                letters::kind.eq(Word(letter.kind)),
                letters::subject.eq(&letter.subject),
                letters::addressee.eq(&letter.addressee),
                letters::email.eq(&letter.email),
                letters::channel.eq(Word(letter.channel)),
                letters::format.eq(Word(letter.format)),
                letters::dispatch_reason.eq(&letter.dispatch_reason),
            ),
            letters::tree.eq(&letter.tree),
            letters::html.eq(&letter.html),
            letters::body.eq(&letter.body),
            letters::sha256.eq(hex::encode(Sha256::digest(letter.html.as_bytes()))),
            letters::sent_at.eq(stored(at)),
            letters::sent_by.eq(Key(by)),
            letters::corrects_id.eq(letter.corrects.map(Key)),
        ))
        .returning(letters::id)
        .get_result::<Key<LetterId>>(conn)?
        .0;
    let going = Going {
        channel: letter.channel,
        format: letter.format,
        email: &letter.email,
        address: &letter.addressee,
        reason: &letter.dispatch_reason,
    };
    let delivery = deliveries::begin(conn, id, &going, owed_by, (by, at))?;
    Ok((id, delivery))
}

fn send(
    conn: &mut Connection,
    acting: Acting,
    (letter, owed_by): (&OutgoingLetter, DateTime<Utc>),
) -> Result<(LetterId, DeliveryId)> {
    let whose = (acting.by, acting.at);
    let sent = freeze(conn, acting.complaint, whose, letter, Some(owed_by))?;
    let how = procedure::delivery::how(letter.channel, letter.format);
    let to = letter
        .addressee
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned();
    write_event(
        conn,
        acting,
        &Event::LetterSent {
            letter: letter.kind,
            to,
            how,
        },
    )?;
    Ok(sent)
}

/// Writes down what lists show: who holds it, the promise that its stage owes next with its dates, and by when its
/// letters that have not left are owed. Of a complaint that cannot be read in full, nothing of that has changed.
fn show_in_lists(conn: &mut Connection, c: &Complaint) -> Result<()> {
    if !c.unreadable.is_empty() {
        return Ok(());
    }
    let clock = leading(c).and_then(|promise| c.running(promise));
    let update = c.running(Promise::Update);
    diesel::update(complaints::table.find(Key(c.id)))
        .set((
            complaints::holder_id.eq(c.holder().map(Key)),
            complaints::due_promise.eq(clock.map(|clock| Word(clock.promise))),
            complaints::due_from.eq(clock.map(|clock| stored(clock.started_at))),
            complaints::due_at.eq(clock.map(|clock| stored(clock.due_at))),
            complaints::warn_at.eq(clock.map(|clock| stored(clock.warn_at))),
            complaints::update_due_at.eq(update.map(|clock| stored(clock.due_at))),
        ))
        .execute(conn)?;
    let waiting = c
        .deliveries
        .iter()
        .filter(|d| State::UNSENT.contains(&d.state));
    for delivery in waiting {
        let mut with = owed_with(delivery.kind).iter();
        let owed_by = with
            .find_map(|promise| c.running(*promise))
            .map(|k| k.due_at);
        if owed_by.is_some() && owed_by != delivery.due_at {
            diesel::update(deliveries_table::table.find(Key(delivery.id)))
                .set(deliveries_table::owed_by.eq(owed_by.map(stored)))
                .execute(conn)?;
        }
    }
    Ok(())
}
