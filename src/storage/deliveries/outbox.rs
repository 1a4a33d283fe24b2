//! What the outbox is to do next: seal what the time to stop is over for, send what is sealed.
//!
//! Each has a lease: two servers on one database send nothing twice, and what a crashed one had taken is due again. An
//! attempt is counted as it is taken, so that one which ends the server counts as well.
use super::change::{Change, change};
use super::dated::{self, Dated, Remade};
use super::files::{self, Made};
use crate::schema::{complaints, deliveries, letters, mail_items};
use crate::unreadable::Listed;
use crate::{Connection, Key, Result, StorageError, Word, stored};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use procedure::delivery::{Delivery, Move, State};
use procedure::vocabulary::Authority;
use procedure::{Cause, ComplaintId, DeliveryId, LetterId};

const HELD: &[State] = &[State::Held];
const SEALED: &[State] = &[State::Waiting, State::Retrying];

/// A delivery that is to be made into bytes, with what they are made of.
#[derive(Debug, Clone)]
pub struct ToSeal {
    pub delivery: Delivery,
    pub reference: String,
    /// The letter tree as JSON.
    pub tree: String,
    /// Message-IDs that this one answers or follows, the earliest first, with angle brackets.
    pub thread: Vec<String>,
    /// The names of the files that were made for other days, the earliest first.
    pub earlier: Vec<String>,
}

impl ToSeal {
    /// `SC-2026-000123-45-1-response`: the case, the letter, its delivery; with the day when it is made once more, and
    /// with a number when it was made for that day before. No earlier file has this name, and nothing in it can leave
    /// a folder or break a line.
    pub fn stem(&self, day: NaiveDate) -> String {
        let delivery = &self.delivery;
        let whole = format!(
            "{}-{}-{}-{}",
            self.reference,
            delivery.letter,
            delivery.number,
            delivery.kind.as_str()
        );
        let safe = |c: char| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => c,
            _ => '_',
        };
        let first: String = whole.chars().map(safe).collect();
        let mut stem = first.clone();
        let mut times = 0;
        while self.earlier.iter().any(|name| files::stem(name) == stem) {
            times += 1;
            stem = match times {
                1 => format!("{first}-{day}"),
                _ => format!("{first}-{day}-{times}"),
            };
        }
        stem
    }
}

/// A delivery that is to be sent, with its bytes.
#[derive(Debug, Clone)]
pub struct ToSend {
    pub delivery: Delivery,
    pub files: Vec<Made>,
}

/// What a delivery was made into.
#[derive(Debug, Clone, Copy)]
pub struct Sealed<'a> {
    pub files: &'a [Made],
    /// Empty unless it is a message.
    pub message_id: &'a str,
    /// For whoever makes or sends it.
    pub note: &'a str,
    /// What the files bear.
    pub dated: Dated,
}

/// Whether anything is to be done: asked every few seconds, so that an idle server writes nothing.
pub fn is_due(conn: &mut Connection, now: DateTime<Utc>) -> Result<bool> {
    let due = deliveries::table
        .filter(deliveries::state.eq_any(words(&[HELD, SEALED].concat())))
        .filter(deliveries::next_at.le(stored(now)));
    Ok(diesel::select(diesel::dsl::exists(due)).get_result(conn)?)
}

fn words(states: &[State]) -> Vec<Word<State>> {
    states.iter().copied().map(Word).collect()
}

/// Letters that have not left, of complaints whose representative may not be written to on this day (rule 6). Some are
/// to the complainant, or go elsewhere.
pub fn unsent_without_authority(
    conn: &mut Connection,
    today: NaiveDate,
) -> Result<Vec<DeliveryId>> {
    let not_held = complaints::rep_authority.ne(Word(Authority::Held));
    let ids = deliveries::table
        .inner_join(letters::table.inner_join(complaints::table))
        .filter(deliveries::state.eq_any(words(State::UNSENT)))
        .filter(complaints::rep_name.is_not_null())
        .filter(not_held.or(complaints::rep_expires.lt(today).assume_not_null()))
        .order(deliveries::id)
        .select(deliveries::id)
        .load::<Key<DeliveryId>>(conn)?;
    Ok(ids.into_iter().map(|Key(id)| id).collect())
}

/// What is to be done with a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// To be made into bytes.
    Seal,
    /// To be sent.
    Send,
}

impl Queue {
    fn states(self) -> &'static [State] {
        match self {
            Self::Seal => HELD,
            Self::Send => SEALED,
        }
    }
}

/// A delivery that this server has taken. Nothing else of it is read yet: a row that cannot be read holds up no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed {
    pub id: DeliveryId,
    /// This attempt counted.
    pub attempts: i32,
}

/// Takes the longest due at this stage and counts the attempt; nobody else is given it before `until`.
pub fn claim(
    conn: &mut Connection,
    queue: Queue,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Claimed>> {
    let due = || {
        deliveries::table
            .filter(deliveries::state.eq_any(words(queue.states())))
            .filter(deliveries::next_at.le(stored(now)))
    };
    let first = due()
        .order((deliveries::next_at, deliveries::id))
        .select(deliveries::id)
        .first::<Key<DeliveryId>>(conn)
        .optional()?;
    let Some(Key(id)) = first else {
        return Ok(None);
    };
    // Asked again in the update: on PostgreSQL another may have taken it since it was read.
    let attempts = diesel::update(due().filter(deliveries::id.eq(Key(id))))
        .set((
            deliveries::next_at.eq(stored(until)),
            deliveries::attempts.eq(deliveries::attempts + 1),
        ))
        .returning(deliveries::attempts)
        .get_result::<i32>(conn)
        .optional()?;
    Ok(attempts.map(|attempts| Claimed { id, attempts }))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = letters)]
struct Written {
    tree: String,
    #[diesel(select_expression = complaints::id)]
    complaint: Key<ComplaintId>,
    #[diesel(select_expression = complaints::reference)]
    reference: String,
    /// Of the message that the complaint came in.
    #[diesel(select_expression = mail_items::message_id.nullable())]
    came_by: Option<String>,
}

/// What a delivery is made of.
///
/// # Errors
/// The queries'; `Corrupt`.
pub fn to_seal(conn: &mut Connection, id: DeliveryId) -> Result<ToSeal> {
    let delivery = super::find(conn, id)?;
    let written = letters::table
        .inner_join(complaints::table)
        .left_join(mail_items::table.on(complaints::mail_id.eq(mail_items::id.nullable())))
        .filter(letters::id.eq(Key(delivery.letter)))
        .select(Written::as_select())
        .first(conn)?;
    let mut thread: Vec<String> = written.came_by.into_iter().collect();
    thread.extend(earlier(conn, written.complaint.0, &delivery)?);
    Ok(ToSeal {
        earlier: files::names(conn, id)?,
        delivery,
        reference: written.reference,
        tree: written.tree,
        thread,
    })
}

/// The messages of this complaint before this one, to the same address: nobody is told of a message to another.
fn earlier(conn: &mut Connection, complaint: ComplaintId, of: &Delivery) -> Result<Vec<String>> {
    Ok(deliveries::table
        .inner_join(letters::table)
        .filter(letters::complaint_id.eq(Key(complaint)))
        .filter(deliveries::email.eq(&of.email))
        .filter(deliveries::message_id.ne(""))
        .filter(deliveries::id.lt(Key(of.id)))
        .order(deliveries::id)
        .select(deliveries::message_id)
        .load(conn)?)
}

/// Keeps the bytes and moves the delivery on to where it waits: nothing is sent before this is committed.
///
/// # Errors
/// `Conflict` when somebody stopped it meanwhile; nothing was written then.
pub fn sealed(
    conn: &mut Connection,
    delivery: &Delivery,
    sealed: &Sealed,
    at: DateTime<Utc>,
) -> Result<()> {
    moved(conn, delivery.id, delivery.way.first(), at, sealed.note)?;
    diesel::update(deliveries::table.find(Key(delivery.id)))
        .set((
            deliveries::message_id.eq(sealed.message_id),
            deliveries::next_at.eq(stored(at)),
            deliveries::attempts.eq(0),
            deliveries::last_error.eq(""),
        ))
        .execute(conn)?;
    dated::set(conn, delivery.id, &sealed.dated)?;
    files::keep(conn, delivery.id, sealed.files, at)
}

/// Keeps a message that was made again because it had waited for another day. It goes under its first Message-ID.
///
/// # Errors
/// `Conflict` when another has recorded its end already.
pub fn sealed_again(conn: &mut Connection, made: &Remade, at: DateTime<Utc>) -> Result<()> {
    let open = deliveries::table
        .find(Key(made.delivery))
        .filter(deliveries::state.eq_any(words(SEALED)));
    if !diesel::select(diesel::dsl::exists(open)).get_result::<bool>(conn)? {
        return Err(StorageError::Conflict);
    }
    dated::made_again(conn, made, at)
}

/// A sealed message with its bytes, as it was made last.
///
/// # Errors
/// The queries'; `Corrupt` when the bytes are not what was sealed.
pub fn to_send(conn: &mut Connection, id: DeliveryId) -> Result<ToSend> {
    let delivery = super::find(conn, id)?;
    let files = files::newest(conn, id)?;
    Ok(ToSend { delivery, files })
}

/// It has left: `Sent`, or `Written` to the folder.
///
/// # Errors
/// `Conflict` when another has recorded its end already.
pub fn left(
    conn: &mut Connection,
    id: DeliveryId,
    to: State,
    at: DateTime<Utc>,
    why: &str,
) -> Result<()> {
    note(conn, id, &[HELD, SEALED].concat(), ("", at))?;
    moved(conn, id, to, at, why)
}

/// It could not be made or sent now and is tried again at `next_at`. Only the first failure in a row is a line of
/// the trail; the last one stands with the delivery.
pub fn put_off(
    conn: &mut Connection,
    id: DeliveryId,
    error: &str,
    (at, next_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    note(conn, id, &[HELD, SEALED].concat(), (error, next_at))?;
    let state: Listed<State> = deliveries::table
        .find(Key(id))
        .select(deliveries::state)
        .first(conn)?;
    if state == Listed::Is(State::Waiting) {
        moved(conn, id, State::Retrying, at, error)?;
    }
    Ok(())
}

/// It was taken and could not be begun: that was no attempt. It is due again at `next_at`.
pub fn given_back(conn: &mut Connection, id: DeliveryId, next_at: DateTime<Utc>) -> Result<()> {
    diesel::update(deliveries::table.find(Key(id)))
        .set((
            deliveries::attempts.eq(deliveries::attempts - 1),
            deliveries::next_at.eq(stored(next_at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// It will not be tried again: a person must see to it.
///
/// # Errors
/// `Conflict` when another has recorded its end already.
pub fn given_up(
    conn: &mut Connection,
    id: DeliveryId,
    error: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    note(conn, id, State::UNSENT, (error, at))?;
    moved(conn, id, State::Failed, at, error)
}

/// Writes down how an attempt ended of one that is still in one of these states.
fn note(
    conn: &mut Connection,
    id: DeliveryId,
    open: &[State],
    (error, next_at): (&str, DateTime<Utc>),
) -> Result<()> {
    let open = deliveries::table
        .find(Key(id))
        .filter(deliveries::state.eq_any(words(open)));
    let changed = diesel::update(open)
        .set((
            deliveries::last_error.eq(error),
            deliveries::next_at.eq(stored(next_at)),
        ))
        .execute(conn)?;
    if changed == 0 {
        return Err(StorageError::Conflict);
    }
    Ok(())
}

fn moved(
    conn: &mut Connection,
    delivery: DeliveryId,
    to: State,
    at: DateTime<Utc>,
    why: &str,
) -> Result<()> {
    let moved = Move::following(Cause::LetterLeft, to);
    let by_itself = Change {
        delivery,
        moved: moved.map_err(|denied| StorageError::Corrupt(denied.why))?,
        at,
        why,
        on_day: None,
    };
    change(conn, &by_itself)
}

/// Which complaint's letter a message of ours was, for replies that name it. The Message-IDs are as they stand in a
/// header; letters about a restriction answer to their complaint too.
pub fn complaint_of(
    conn: &mut Connection,
    message_ids: &[String],
) -> Result<Option<(ComplaintId, LetterId)>> {
    let whole: Vec<String> = message_ids
        .iter()
        .map(|id| format!("<{}>", id.trim().trim_matches(['<', '>'])))
        .filter(|id| id.len() > 2)
        .collect();
    let found = deliveries::table
        .inner_join(letters::table)
        .filter(deliveries::message_id.eq_any(whole))
        .order(deliveries::id.desc())
        .select((letters::complaint_id, letters::id))
        .first::<(Key<ComplaintId>, Key<LetterId>)>(conn)
        .optional()?;
    Ok(found.map(|(complaint, letter)| (complaint.0, letter.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use procedure::PersonId;
    use procedure::delivery::Way;
    use procedure::vocabulary::{LetterFormat, LetterKind, ReplyChannel};

    fn to_seal(earlier: &[&str]) -> ToSeal {
        let at = DateTime::UNIX_EPOCH;
        ToSeal {
            delivery: Delivery {
                id: DeliveryId(7),
                letter: LetterId(45),
                kind: LetterKind::Response,
                sent_by: PersonId(1),
                number: 1,
                way: Way::Post,
                channel: ReplyChannel::Post,
                format: LetterFormat::Standard,
                email: String::new(),
                address: String::new(),
                reason: String::new(),
                state: State::ToPrint,
                leaves_at: at,
                changed_at: at,
                due_at: None,
                dated: None,
                last_day: None,
                left_at: None,
                corrects: None,
                message_id: String::new(),
                last_error: String::new(),
                attempts: 0,
            },
            reference: "SC-2026-000123".into(),
            tree: String::new(),
            thread: Vec::new(),
            earlier: earlier.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn no_name_is_given_twice() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let first = "SC-2026-000123-45-1-response";
        assert_eq!(to_seal(&[]).stem(day), first);
        let mut earlier = vec![format!("{first}.wav"), format!("{first}.cue")];
        for again in ["-2026-11-24", "-2026-11-24-2", "-2026-11-24-3"] {
            let names: Vec<&str> = earlier.iter().map(String::as_str).collect();
            let stem = to_seal(&names).stem(day);
            assert_eq!(stem, format!("{first}{again}"));
            earlier.push(format!("{stem}.pdf"));
        }
        let mut hostile = to_seal(&[]);
        hostile.reference = "../a\"\r\nb".into();
        assert_eq!(hostile.stem(day), "___a___b-45-1-response");
    }
}
