//! The only writer of complaints: facts, history, clocks, letter and its delivery, together or not at all.
mod acknowledgement;
mod apply;
mod assessor;
mod assignment;
mod clocks;
mod closure;
mod contact;
mod create;
mod delivery;
mod details;
mod escalation;
mod evidence;
mod pause;
mod refusal;
mod remedy;
mod response;
mod timescale;
mod triage;

pub use create::create;

use super::deliveries::{self, Going};
use super::schema::{complaints, events, involvements, letters};
use super::{Connection, Result, StorageError, stored};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use procedure::clocks::{owed, owes_updates};
use procedure::complaint::Hands;
use procedure::vocabulary::{Closure, LetterFormat, Promise, ReplyChannel, Stage};
use procedure::{ComplaintId, Decision, Event, LetterId, PersonId, Version};

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
            .find(id.0)
            .filter(complaints::version.eq(decision.seen().0)),
    )
    .set(complaints::version.eq(complaints::version + 1))
    .execute(conn)?;
    if changed == 0 {
        return Err(StorageError::Conflict);
    }
    let acting = Acting {
        complaint: id,
        by: decision.by(),
        at: decision.at(),
        version: decision.seen().0 + 1,
    };
    for event in decision.events() {
        apply::apply(conn, acting, event)?;
        write_event(conn, acting, event)?;
    }
    clocks::apply(conn, id, &decision.effects().clocks)?;
    if let Some(stage) = decision.effects().stage {
        enter(conn, id, stage, decision.events())?;
    }
    let sent = letter
        .map(|letter| send(conn, acting, letter))
        .transpose()?;
    refresh(conn, id)?;
    Ok(Recorded {
        version: Version(acting.version),
        letter: sent,
    })
}

/// Who does what to which complaint when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Acting {
    pub complaint: ComplaintId,
    pub by: PersonId,
    pub at: DateTime<Utc>,
    /// The complaint's version after this.
    pub version: i64,
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
            events::complaint_id.eq(acting.complaint.0),
            events::version.eq(acting.version),
            events::at.eq(stored(acting.at)),
            events::by_id.eq(acting.by.0),
            events::kind.eq(&kind),
            events::facts.eq(json.to_string()),
        ))
        .execute(conn)?;
    let nature = event.nature();
    if nature.stage_1_work {
        involve(conn, acting, acting.by, &kind)?;
        if let Some(other) = nature.involves {
            involve(conn, acting, other, &kind)?;
        }
    }
    Ok(())
}

fn involve(conn: &mut Connection, acting: Acting, person: PersonId, what: &str) -> Result<()> {
    let known = involvements::table.find((acting.complaint.0, person.0, what));
    if diesel::select(diesel::dsl::exists(known)).get_result::<bool>(conn)? {
        return Ok(());
    }
    diesel::insert_into(involvements::table)
        .values((
            involvements::complaint_id.eq(acting.complaint.0),
            involvements::person_id.eq(person.0),
            involvements::what.eq(what),
            involvements::at.eq(stored(acting.at)),
        ))
        .execute(conn)?;
    Ok(())
}

fn enter(conn: &mut Connection, id: ComplaintId, stage: Stage, events: &[Event]) -> Result<()> {
    let closure = events
        .iter()
        .find_map(|event| event.nature().closes_as)
        .filter(|_| stage == Stage::Closed)
        .map(Closure::as_str);
    diesel::update(complaints::table.find(id.0))
        .set((
            complaints::stage.eq(stage.as_str()),
            complaints::closure.eq(closure),
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
) -> Result<LetterId> {
    use sha2::{Digest, Sha256};
    let id = diesel::insert_into(letters::table)
        .values((
            (
                letters::complaint_id.eq(complaint.0),
                letters::kind.eq(letter.kind.as_str()),
                letters::subject.eq(&letter.subject),
                letters::addressee.eq(&letter.addressee),
                letters::email.eq(&letter.email),
                letters::channel.eq(letter.channel.as_str()),
                letters::format.eq(letter.format.as_str()),
                letters::dispatch_reason.eq(&letter.dispatch_reason),
            ),
            letters::tree.eq(&letter.tree),
            letters::html.eq(&letter.html),
            letters::body.eq(&letter.body),
            letters::sha256.eq(hex::encode(Sha256::digest(letter.html.as_bytes()))),
            letters::sent_at.eq(stored(at)),
            letters::sent_by.eq(by.0),
        ))
        .returning(letters::id)
        .get_result::<i64>(conn)?;
    let going = Going {
        channel: letter.channel,
        format: letter.format,
        email: &letter.email,
        address: &letter.addressee,
        reason: &letter.dispatch_reason,
    };
    deliveries::begin(conn, LetterId(id), &going, (by, at))?;
    Ok(LetterId(id))
}

fn send(conn: &mut Connection, acting: Acting, letter: &OutgoingLetter) -> Result<LetterId> {
    let id = freeze(conn, acting.complaint, (acting.by, acting.at), letter)?;
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
    Ok(id)
}

/// Works out again what lists show: who holds it, and the clock its stage owes.
fn refresh(conn: &mut Connection, id: ComplaintId) -> Result<()> {
    let (stage, owner, assignee, decider, entered_by, acknowledged) = complaints::table
        .find(id.0)
        .select((
            complaints::stage,
            complaints::owner_id,
            complaints::assignee_id,
            complaints::decider_id,
            complaints::entered_by,
            complaints::acknowledged_at.is_not_null(),
        ))
        .first::<(String, Option<i64>, Option<i64>, Option<i64>, i64, bool)>(conn)?;
    // A note on a complaint whose stage cannot be read changes nothing that lists show.
    let Some(stage) = Stage::parse(&stage) else {
        return Ok(());
    };
    let hands = Hands {
        entered_by: PersonId(entered_by),
        owner: owner.map(PersonId),
        assignee: assignee.map(PersonId),
        decider: decider.map(PersonId),
    };
    let due = owed(stage, acknowledged)
        .map(|promise| clocks::running(conn, id, promise))
        .transpose()?
        .flatten();
    let update = if owes_updates(stage) {
        clocks::running(conn, id, Promise::Update)?
    } else {
        None
    };
    diesel::update(complaints::table.find(id.0))
        .set((
            complaints::holder_id.eq(hands.holder(stage).map(|person| person.0)),
            complaints::due_from.eq(due.map(|(from, ..)| from)),
            complaints::due_at.eq(due.map(|(_, at, _)| at)),
            complaints::warn_at.eq(due.map(|(.., warn)| warn)),
            complaints::update_due_at.eq(update.map(|(_, at, _)| at)),
        ))
        .execute(conn)?;
    Ok(())
}
