//! Who sees which complaint, in SQL: `procedure::sees`, for whatever asks about many complaints at once.
//!
//! Every list, count and search takes its complaints from here. `tests/it/sight.rs` holds them to the procedure over
//! random complaints and people.
use super::schema::{complaints, subjects};
use super::{Backend, Key};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};
use procedure::{Actor, AreaId, PersonId};

/// A question about complaints, before what it asks of them.
pub(super) type Ids<'a> = complaints::BoxedQuery<'a, Backend>;

/// The wall: a person complained about does not see, count or find the complaint, whatever their rank.
#[diesel::dsl::auto_type]
pub(super) fn not_about(person: PersonId) -> _ {
    not(exists(
        subjects::table
            .filter(subjects::complaint_id.eq(complaints::id))
            .filter(subjects::person_id.eq(Key(person))),
    ))
}

/// The complaints about somebody, for a query that has the ids of complaints and not complaints: they are taken out of
/// it with `ne_all`.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn about(person: PersonId) -> _ {
    subjects::table
        .filter(subjects::person_id.eq(Key(person)))
        .select(subjects::complaint_id)
}

diesel::alias!(complaints as going_on: GoingOn);

/// The record that goes on for this one is theirs to see. Both name the same people, so the wall is the same.
#[diesel::dsl::auto_type]
fn goes_on_in_sight(me: Key<PersonId>, led: Vec<Option<Key<AreaId>>>, every_area: bool) -> _ {
    let routed: Option<bool> = Some(every_area);
    let a_way = going_on
        .field(complaints::assignee_id)
        .eq(me)
        .or(going_on.field(complaints::decider_id).eq(me))
        .or(going_on.field(complaints::entered_by).nullable().eq(me))
        .or(going_on.field(complaints::area_id).eq_any(led))
        .or(routed
            .into_sql::<Nullable<Bool>>()
            .and(going_on.field(complaints::area_id).is_not_null()));
    going_on
        .filter(
            going_on
                .field(complaints::id)
                .nullable()
                .eq(complaints::joined_into_id),
        )
        .filter(a_way)
}

/// What this person may see of any query that has complaints in it: the wall, and one of the ways.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn in_sight(actor: &Actor) -> _ {
    let person: PersonId = actor.id;
    let me: Key<PersonId> = Key(person);
    let led: Vec<Option<Key<AreaId>>> = led(actor);
    let everything: Option<bool> = Some(actor.in_customer_relations());
    let routed: Option<bool> = Some(actor.sees_every_area());
    let a_way = everything
        .into_sql::<Nullable<Bool>>()
        .or(complaints::assignee_id.eq(me))
        .or(complaints::decider_id.eq(me))
        .or(complaints::entered_by.nullable().eq(me))
        .or(complaints::area_id.eq_any(led))
        .or(routed
            .into_sql::<Nullable<Bool>>()
            .and(complaints::area_id.is_not_null()));
    let led_on: Vec<Option<Key<AreaId>>> = self::led(actor);
    let every_area: bool = actor.sees_every_area();
    let on: goes_on_in_sight = goes_on_in_sight(me, led_on, every_area);
    let wall: not_about = not_about(person);
    wall.nullable().and(a_way.or(exists(on)))
}

/// Areas as the column has them.
fn led(actor: &Actor) -> Vec<Option<Key<AreaId>>> {
    actor.leads.iter().map(|area| Some(Key(*area))).collect()
}

/// [`not_about()`] for a query of complaints alone.
pub(super) fn walled<'a>(query: Ids<'a>, actor: &Actor) -> Ids<'a> {
    query.filter(not_about(actor.id))
}

/// [`in_sight`] for a query of complaints alone; those who see everything are asked for the wall alone.
pub(super) fn seen<'a>(query: Ids<'a>, actor: &Actor) -> Ids<'a> {
    if actor.in_customer_relations() {
        walled(query, actor)
    } else {
        query.filter(in_sight(actor))
    }
}

/// One way in which a complaint can be theirs to see. A long list asks for each by itself: each has an index.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way {
    Everything,
    Routed,
    Area(AreaId),
    Assignee(PersonId),
    Decider(PersonId),
    EnteredBy(PersonId),
    /// Joined with one that is theirs to see.
    Joined,
}

/// All the ways that [`in_sight`] joins by OR.
pub(super) fn ways(actor: &Actor) -> Vec<Way> {
    if actor.in_customer_relations() {
        return vec![Way::Everything];
    }
    let me = actor.id;
    let mut ways = vec![
        Way::Assignee(me),
        Way::Decider(me),
        Way::EnteredBy(me),
        Way::Joined,
    ];
    if actor.sees_every_area() {
        ways.push(Way::Routed);
    } else {
        ways.extend(actor.leads.iter().copied().map(Way::Area));
    }
    ways
}

impl Way {
    /// What is seen in this way, behind the wall.
    pub(super) fn of<'a>(self, query: Ids<'a>, actor: &Actor) -> Ids<'a> {
        let query = walled(query, actor);
        match self {
            Self::Everything => query,
            Self::Routed => query.filter(complaints::area_id.is_not_null()),
            Self::Area(area) => query.filter(complaints::area_id.eq(Key(area))),
            Self::Assignee(me) => query.filter(complaints::assignee_id.eq(Key(me))),
            Self::Decider(me) => query.filter(complaints::decider_id.eq(Key(me))),
            Self::EnteredBy(me) => query.filter(complaints::entered_by.eq(Key(me))),
            Self::Joined => query
                .filter(complaints::joined_into_id.is_not_null())
                .filter(exists(goes_on_in_sight(
                    Key(actor.id),
                    led(actor),
                    actor.sees_every_area(),
                ))),
        }
    }
}
