//! What lies before the post room: letters to print and to post, things to order and to follow. Whoever is
//! complained about sees, counts and prints nothing of that complaint.
use super::rows::Joined;
use crate::letters::restricting;
use crate::queues::{NO_NAME, precedence};
use crate::schema::{complainants, complaints, deliveries, findings, letters, own_views, subjects};
use crate::unreadable::{Unreadable, each};
use crate::{Connection, Key, Result, Word};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use procedure::delivery::{Delivery, State};
use procedure::vocabulary::{LetterKind, Stage};
use procedure::{Actor, BatchId, ComplainantId, ComplaintId, Reference};

/// A delivery in a list, and whose it is.
#[derive(Debug, Clone)]
pub struct AtHand {
    pub delivery: Delivery,
    pub reference: Reference,
    pub name: String,
    /// "Urgent", "At risk" or empty: those stand first.
    pub precedence: &'static str,
    pub batch: Option<BatchId>,
    /// When the letter was written.
    pub written_at: DateTime<Utc>,
}

impl AtHand {
    /// It restricts somebody: it is on the complainant's page and not on a complaint's.
    pub fn restricts(&self) -> bool {
        self.delivery.kind.restricts()
    }
}

/// What somebody is walled off from.
#[derive(Debug, Clone, Default)]
pub(super) struct Walls {
    /// Complaints about them.
    complaints: Vec<Key<ComplaintId>>,
    /// The complainants of those: their restrictions are walled off whole.
    complainants: Vec<Key<ComplainantId>>,
    /// What they are to decide at stage 2 and have no view of their own on yet: what says what stage 1 found is shut to
    /// them, printed or not.
    deciding: Vec<Key<ComplaintId>>,
}

impl Walls {
    pub(super) fn of(conn: &mut Connection, actor: &Actor) -> Result<Self> {
        let about = subjects::table
            .inner_join(complaints::table.on(complaints::id.eq(subjects::complaint_id)))
            .filter(subjects::person_id.eq(Key(actor.id)))
            .select((complaints::id, complaints::complainant_id))
            .load::<(Key<ComplaintId>, Key<ComplainantId>)>(conn)?;
        let (complaints, complainants) = about.into_iter().unzip();
        Ok(Self {
            complaints,
            complainants,
            deciding: Vec::new(),
        })
    }
    /// Of letters that are printed or made: whoever does that reads them.
    pub(super) fn reading(conn: &mut Connection, actor: &Actor) -> Result<Self> {
        Ok(Self {
            deciding: unseen(conn, actor)?,
            ..Self::of(conn, actor)?
        })
    }
    /// Deliveries in some states that they may know of.
    pub(super) fn seen(self, states: &[State]) -> seen {
        let states = states.iter().copied().map(Word).collect();
        let finding = LetterKind::ALL.iter().copied();
        let finding = finding.filter(|kind| kind.says_what_stage_1_found());
        seen(
            states,
            self.complaints,
            restricting(),
            self.complainants,
            finding.map(Word).collect(),
            self.deciding,
        )
    }
}

/// Complaints that they decide, with a finding of stage 1 on which they have recorded no view of their own.
fn unseen(conn: &mut Connection, actor: &Actor) -> Result<Vec<Key<ComplaintId>>> {
    let viewed = own_views::table
        .filter(own_views::allegation_id.eq(findings::allegation_id))
        .filter(own_views::by_id.eq(Key(actor.id)));
    let found = findings::table
        .filter(findings::complaint_id.eq(complaints::id))
        .filter(findings::stage.eq(1))
        .filter(not(exists(viewed)));
    Ok(complaints::table
        .filter(complaints::decider_id.eq(Key(actor.id)))
        .filter(complaints::stage.eq(Word(Stage::FinalReview)))
        .filter(exists(found))
        .select(complaints::id)
        .load(conn)?)
}

#[diesel::dsl::auto_type]
pub(super) fn seen(
    states: Vec<Word<State>>,
    about_me: Vec<Key<ComplaintId>>,
    restricting: Vec<Word<LetterKind>>,
    walled: Vec<Key<ComplainantId>>,
    finding: Vec<Word<LetterKind>>,
    deciding: Vec<Key<ComplaintId>>,
) -> _ {
    deliveries::table
        .inner_join(letters::table.inner_join(complaints::table))
        .filter(deliveries::state.eq_any(states))
        .filter(letters::complaint_id.ne_all(about_me))
        .filter(
            letters::kind
                .ne_all(restricting)
                .or(complaints::complainant_id.ne_all(walled)),
        )
        .filter(
            letters::kind
                .ne_all(finding)
                .or(letters::complaint_id.ne_all(deciding)),
        )
}

/// What is in some of these states, the first owed first; what has no date counts as overdue. For Customer Relations.
pub fn at_hand(
    conn: &mut Connection,
    actor: &Actor,
    states: &[State],
    limit: i64,
    unreadable: &mut Unreadable,
) -> Result<Vec<AtHand>> {
    let ids = owed(Walls::reading(conn, actor)?, states, limit, conn)?;
    read(conn, &ids, unreadable)
}

/// What came to this state last, the latest first. For Customer Relations.
pub fn latest(
    conn: &mut Connection,
    actor: &Actor,
    state: State,
    limit: i64,
    unreadable: &mut Unreadable,
) -> Result<Vec<AtHand>> {
    let ids = Walls::reading(conn, actor)?
        .seen(&[state])
        .order((deliveries::changed_at.desc(), deliveries::id.desc()))
        .limit(limit)
        .select(deliveries::id)
        .load::<i64>(conn)?;
    read(conn, &ids, unreadable)
}

/// Deliveries in these states: of urgent complaints first, then the first owed.
pub(super) fn owed(
    walls: Walls,
    states: &[State],
    limit: i64,
    conn: &mut Connection,
) -> Result<Vec<i64>> {
    Ok(walls
        .seen(states)
        .order((
            complaints::priority,
            deliveries::owed_by.is_not_null(),
            deliveries::owed_by,
            deliveries::id,
        ))
        .limit(limit)
        .select(deliveries::id)
        .load::<i64>(conn)?)
}

fn read(conn: &mut Connection, ids: &[i64], unreadable: &mut Unreadable) -> Result<Vec<AtHand>> {
    let mut found = each(conn, (NOUN, ids), unreadable, rows)?;
    found.sort_by_key(|found| ids.iter().position(|id| *id == found.delivery.number()));
    let read = |found: Found| AtHand {
        delivery: found.delivery.into_domain(),
        reference: Reference::as_stored(found.reference),
        name: found.name.unwrap_or_else(|| NO_NAME.to_owned()),
        precedence: precedence(found.priority == 0, found.at_risk),
        batch: found.batch_id.map(|id| id.0),
        written_at: found.written_at.and_utc(),
    };
    Ok(found.into_iter().map(read).collect())
}

/// What a page calls one that cannot be read.
pub(super) const NOUN: &str = "the letter of delivery";

#[derive(Queryable, Selectable)]
#[diesel(table_name = deliveries)]
struct Found {
    #[diesel(embed)]
    delivery: Joined,
    #[diesel(select_expression = complaints::reference)]
    reference: String,
    #[diesel(select_expression = complainants::name.nullable())]
    name: Option<String>,
    #[diesel(select_expression = complaints::priority)]
    priority: i32,
    #[diesel(select_expression = complaints::at_risk)]
    at_risk: bool,
    #[diesel(select_expression = letters::sent_at)]
    written_at: NaiveDateTime,
    batch_id: Option<Key<BatchId>>,
}

fn rows(conn: &mut Connection, ids: &[i64]) -> Result<Vec<Found>> {
    Ok(deliveries::table
        .inner_join(letters::table.inner_join(complaints::table.left_join(complainants::table)))
        .filter(deliveries::id.eq_any(ids.to_vec()))
        .select(Found::as_select())
        .load(conn)?)
}

/// How much lies before the post room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// To print and to post.
    pub post: i64,
    /// To order, to dispatch.
    pub orders: i64,
}

/// Both figures.
pub fn counts(conn: &mut Connection, actor: &Actor) -> Result<Counts> {
    let walls = Walls::reading(conn, actor)?;
    let mut count = |states: &[State]| -> Result<i64> {
        Ok(walls.clone().seen(states).count().get_result(conn)?)
    };
    Ok(Counts {
        post: count(&[State::ToPrint, State::Printed])?,
        orders: count(&[State::ToOrder, State::Ordered])?,
    })
}
