//! Letters that are owed: written and not sent, or sent and not delivered. A promise that a letter keeps is not kept
//! until it has left (`docs/clocks.md`). A letter that can still be stopped is not owed yet.
use super::lists::{NOUN, Walls, seen};
use super::rows::Joined;
use crate::home::Load;
use crate::inbox::Window;
use crate::letters::restricting;
use crate::queues::{Count, NO_NAME};
use crate::schema::{complainants, complaints, deliveries, letters, people};
use crate::sight::in_sight;
use crate::unreadable::{Instant, Unreadable, each};
use crate::{Backend, Connection, Key, Result, Word, stored};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::{case_when, count, count_star, sql};
use diesel::helper_types::IntoBoxed;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Timestamp};
use procedure::delivery::{Delivery, Owed, State};
use procedure::vocabulary::LetterKind;
use procedure::{Actor, ComplainantId, Reference};

/// A letter that is owed, and whose it is.
#[derive(Debug, Clone)]
pub struct OwedLetter {
    pub delivery: Delivery,
    pub reference: Reference,
    pub complainant: ComplainantId,
    pub name: String,
    /// Who wrote it.
    pub writer: String,
    pub written_at: DateTime<Utc>,
    /// When it was known not to have arrived.
    pub known_at: Option<DateTime<Utc>>,
    pub owed_by: DateTime<Utc>,
}

impl OwedLetter {
    /// It restricts them: it is on their page and not on the complaint's.
    pub fn restricts(&self) -> bool {
        self.delivery.kind.restricts()
    }
    /// It is known not to have arrived, or it was stopped: somebody decides what becomes of it.
    pub fn waits_for_somebody(&self) -> bool {
        self.delivery.state.is_undelivered()
    }
    /// Whose it is to send: the post room's, or that of whoever wrote it.
    pub fn whose(&self) -> &str {
        if self.delivery.state.is_in_the_post_room() {
            "Post room"
        } else {
            &self.writer
        }
    }
    /// Where it stands in a list.
    pub fn place(&self) -> (Option<NaiveDateTime>, i64) {
        (self.delivery.due_at.map(stored), self.delivery.id.0)
    }
}

/// Which letters a list is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those this person wrote, and those of the complaints they hold or lead the area of; all for Customer
    /// Relations.
    Theirs,
    /// Those this person wrote; for Customer Relations also what the post room has.
    Own,
    /// Acknowledgements and refusals, for Customer Relations.
    Inbox,
}

/// What a list of letters is narrowed to.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub scope: Scope,
    /// None: owed in either way.
    pub owed: Option<Owed>,
    /// When they are owed by.
    pub due: Window,
}

impl Asked {
    pub fn of(scope: Scope, owed: Option<Owed>) -> Self {
        let due = Window::default();
        Self { scope, owed, due }
    }
    fn states(self) -> Vec<State> {
        let mut all = State::ALL.to_vec();
        all.retain(|state| match self.owed {
            None => state.owed().is_some(),
            which => state.owed() == which,
        });
        all
    }
}

/// By which Customer Relations answer whoever complained or asked for stage 2.
const OF_THE_INBOX: [LetterKind; 5] = [
    LetterKind::Acknowledgement,
    LetterKind::NotAccepted,
    LetterKind::AlreadyAnswered,
    LetterKind::EscalationAcknowledgement,
    LetterKind::ProcedureComplete,
];

type Letters<'a> = IntoBoxed<'a, seen, Backend>;

/// Letters that restrict somebody are for Customer Relations alone.
fn query<'a>(walls: Walls, actor: &Actor, asked: Asked, now: DateTime<Utc>) -> Letters<'a> {
    let held = Word(State::Held);
    let relations = actor.in_customer_relations();
    let mut all = walls.seen(&asked.states()).into_boxed().filter(
        deliveries::state
            .ne(held)
            .or(deliveries::leaves_at.le(stored(now))),
    );
    if !relations {
        all = all
            .filter(letters::kind.ne_all(restricting()))
            .filter(in_sight(actor));
    }
    let wrote = letters::sent_by.eq(Key(actor.id));
    all = match asked.scope {
        Scope::Theirs if relations => all,
        Scope::Theirs => {
            let led: Vec<_> = actor.leads.iter().map(|area| Some(Key(*area))).collect();
            all.filter(
                wrote
                    .nullable()
                    .or(complaints::holder_id.eq(Key(actor.id)))
                    .or(complaints::area_id.eq_any(led)),
            )
        }
        Scope::Own if relations => {
            let mut room = State::ALL.to_vec();
            room.retain(|state| state.is_in_the_post_room());
            let room = room.into_iter().map(Word);
            all.filter(wrote.or(deliveries::state.eq_any(room)))
        }
        Scope::Own => all.filter(wrote),
        Scope::Inbox => all.filter(letters::kind.eq_any(OF_THE_INBOX.map(Word))),
    };
    match (asked.due.from, asked.due.until) {
        (None, None) => all,
        (None, Some(until)) => all.filter(before(until)),
        (Some(from), None) => all.filter(deliveries::owed_by.ge(from)),
        (Some(from), Some(until)) => all
            .filter(deliveries::owed_by.ge(from))
            .filter(deliveries::owed_by.lt(until)),
    }
}

/// What has no date is overdue until somebody has seen to it.
#[diesel::dsl::auto_type(no_type_alias)]
fn before(at: NaiveDateTime) -> _ {
    deliveries::owed_by
        .lt(at)
        .or(deliveries::owed_by.is_null().nullable())
}

/// One page of them, those owed first first, after a place.
pub fn owed(
    conn: &mut Connection,
    actor: &Actor,
    (asked, now): (Asked, DateTime<Utc>),
    (after, limit): (Option<(Option<NaiveDateTime>, i64)>, i64),
    unreadable: &mut Unreadable,
) -> Result<Vec<OwedLetter>> {
    let mut page = query(Walls::of(conn, actor)?, actor, asked, now);
    page = match after {
        None => page,
        Some((Some(at), id)) => {
            let same = deliveries::owed_by.eq(at).and(deliveries::id.gt(id));
            page.filter(deliveries::owed_by.gt(at).or(same))
        }
        // What has no date comes first, and all that have one come after it.
        Some((None, id)) => {
            page.filter(deliveries::owed_by.is_not_null().or(deliveries::id.gt(id)))
        }
    };
    let soonest = sql::<Nullable<Timestamp>>("deliveries.owed_by ASC NULLS FIRST");
    let ids = page
        .order((soonest, deliveries::id))
        .limit(limit)
        .select(deliveries::id)
        .load::<i64>(conn)?;
    let mut found = each(conn, (NOUN, &ids), unreadable, rows)?;
    found.sort_by_key(|found| ids.iter().position(|id| *id == found.delivery.number()));
    Ok(found.into_iter().map(owed_letter).collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = deliveries)]
struct Found {
    #[diesel(embed)]
    delivery: Joined,
    #[diesel(select_expression = complaints::reference)]
    reference: String,
    #[diesel(select_expression = complaints::complainant_id)]
    complainant: Key<ComplainantId>,
    #[diesel(select_expression = complainants::name.nullable())]
    name: Option<String>,
    #[diesel(select_expression = people::name.nullable())]
    writer: Option<String>,
    #[diesel(select_expression = letters::sent_at)]
    written_at: Instant,
    known_at: Instant,
}

fn rows(conn: &mut Connection, ids: &[i64]) -> Result<Vec<Found>> {
    Ok(deliveries::table
        .inner_join(letters::table.inner_join(complaints::table.left_join(complainants::table)))
        .left_join(people::table.on(people::id.eq(letters::sent_by)))
        .filter(deliveries::id.eq_any(ids.to_vec()))
        .select(Found::as_select())
        .load(conn)?)
}

fn owed_letter(found: Found) -> OwedLetter {
    let delivery = found.delivery.into_domain();
    let known = |at: Instant| at.known().map(|at| at.and_utc());
    OwedLetter {
        reference: Reference::as_stored(found.reference),
        complainant: found.complainant.0,
        name: found.name.unwrap_or_else(|| NO_NAME.to_owned()),
        writer: found.writer.unwrap_or_else(|| NO_NAME.to_owned()),
        written_at: known(found.written_at).unwrap_or(delivery.changed_at),
        known_at: known(found.known_at),
        // Without a date it was owed when it last changed: overdue, so that somebody sees it.
        owed_by: delivery.due_at.unwrap_or(delivery.changed_at),
        delivery,
    }
}

/// How many there are, how many are past their date, and how many are owed from now until before `soon`.
pub fn owed_load(
    conn: &mut Connection,
    actor: &Actor,
    asked: Asked,
    (now, soon): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Load> {
    let id = deliveries::id.nullable();
    let (all, late, soon) = query(Walls::of(conn, actor)?, actor, asked, now)
        .select((
            count_star(),
            count(case_when(before(stored(now)), id)),
            count(case_when(before(stored(soon)), id)),
        ))
        .get_result::<(i64, i64, i64)>(conn)?;
    Ok(Load {
        all,
        late,
        soon: soon - late,
    })
}

/// How many there are, and how many are past their date.
pub fn owed_count(
    conn: &mut Connection,
    actor: &Actor,
    asked: Asked,
    now: DateTime<Utc>,
) -> Result<Count> {
    let Load { all, late, .. } = owed_load(conn, actor, asked, (now, now))?;
    Ok(Count { all, late })
}
