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
use super::unreadable::Listed;
use super::{Connection, Key, Result, StorageError, Word, stored};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use procedure::clocks::{owed, owes_updates};
use procedure::complaint::Hands;
use procedure::vocabulary::{LetterFormat, Promise, ReplyChannel, Stage};
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
            .find(Key(id))
            .filter(complaints::version.eq(Key(decision.seen()))),
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
        version: Version(decision.seen().0 + 1),
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
        version: acting.version,
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
    let known = involvements::table.find((Key(acting.complaint), Key(person), what));
    if diesel::select(diesel::dsl::exists(known)).get_result::<bool>(conn)? {
        return Ok(());
    }
    diesel::insert_into(involvements::table)
        .values((
            involvements::complaint_id.eq(Key(acting.complaint)),
            involvements::person_id.eq(Key(person)),
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
        .map(Word);
    diesel::update(complaints::table.find(Key(id)))
        .set((
            complaints::stage.eq(Word(stage)),
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
    deliveries::begin(conn, id, &going, (by, at))?;
    Ok(id)
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

/// What decides who holds a complaint and which clock its stage owes.
#[derive(Queryable, Selectable)]
#[diesel(table_name = complaints)]
struct Standing {
    stage: Listed<Stage>,
    owner_id: Option<Key<PersonId>>,
    assignee_id: Option<Key<PersonId>>,
    decider_id: Option<Key<PersonId>>,
    entered_by: Key<PersonId>,
    #[diesel(select_expression = complaints::acknowledged_at.is_not_null())]
    acknowledged: bool,
}

/// Works out again what lists show: who holds it, and the clock its stage owes.
fn refresh(conn: &mut Connection, id: ComplaintId) -> Result<()> {
    let now = complaints::table
        .find(Key(id))
        .select(Standing::as_select())
        .first(conn)?;
    // A note on a complaint whose stage cannot be read changes nothing that lists show.
    let Some(stage) = now.stage.known() else {
        return Ok(());
    };
    let hands = Hands {
        entered_by: now.entered_by.0,
        owner: now.owner_id.map(|owner| owner.0),
        assignee: now.assignee_id.map(|assignee| assignee.0),
        decider: now.decider_id.map(|decider| decider.0),
    };
    let due = owed(stage, now.acknowledged)
        .map(|promise| clocks::running(conn, id, promise))
        .transpose()?
        .flatten();
    let update = if owes_updates(stage) {
        clocks::running(conn, id, Promise::Update)?
    } else {
        None
    };
    diesel::update(complaints::table.find(Key(id)))
        .set((
            complaints::holder_id.eq(hands.holder(stage).map(Key)),
            complaints::due_from.eq(due.as_ref().map(|clock| clock.from)),
            complaints::due_at.eq(due.as_ref().map(|clock| clock.due)),
            complaints::warn_at.eq(due.as_ref().map(|clock| clock.warn)),
            complaints::update_due_at.eq(update.map(|clock| clock.due)),
        ))
        .execute(conn)?;
    Ok(())
}
