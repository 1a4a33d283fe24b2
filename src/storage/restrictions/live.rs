//! Who is restricted: for rows of lists, for mail, for the report. A restriction is in force from its first to its
//! last day, both included, unless it was lifted: nothing has to run for it to end.
use super::standing::BARS_NOBODY;
use crate::complainants::key;
use crate::reports::Bounds;
use crate::schema::{complainants, complaints, events, people, restriction_examples, restrictions};
use crate::sight::about;
use crate::unreadable::{Day, Listed};
use crate::{Connection, Key, Result};
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use procedure::restriction::decides_restrictions;
use procedure::vocabulary::Role;
use procedure::{Actor, ComplainantId};
use std::collections::{HashMap, HashSet};

/// First and last day of a restriction that was agreed and not lifted.
pub type Days = (NaiveDate, NaiveDate);

#[derive(Queryable, Selectable)]
#[diesel(table_name = restrictions)]
struct Running {
    complainant_id: i64,
    starts_on: Day,
    ends_on: Day,
}

/// The restrictions of some complainants that begin or end some time: one query for a page of a list.
pub fn of_complainants(conn: &mut Connection, ids: &[i64]) -> Result<HashMap<i64, Vec<Days>>> {
    let rows = restrictions::table
        .filter(restrictions::complainant_id.eq_any(ids.to_vec()))
        .filter(restrictions::approved.eq(true))
        .filter(restrictions::lifted_on.is_null())
        .select(Running::as_select())
        .load(conn)?;
    let mut all: HashMap<i64, Vec<Days>> = HashMap::new();
    for row in rows {
        // In doubt it is in force: then somebody looks at it.
        let from = row.starts_on.known().unwrap_or(NaiveDate::MIN);
        let until = row.ends_on.known().unwrap_or(NaiveDate::MAX);
        let of = all.entry(row.complainant_id).or_default();
        of.push((from, until));
    }
    Ok(all)
}

/// Of these addresses those of a complainant who is restricted today, as they were given. An address grants
/// nothing and takes nothing: it only asks for a second look.
pub fn senders(
    conn: &mut Connection,
    addresses: &[String],
    today: NaiveDate,
) -> Result<HashSet<String>> {
    let keys: Vec<String> = addresses.iter().map(|a| key(a)).collect();
    let keys: Vec<String> = keys.into_iter().filter(|k| !k.is_empty()).collect();
    if keys.is_empty() {
        return Ok(HashSet::new());
    }
    let found = restrictions::table
        .inner_join(complainants::table)
        .filter(complainants::email_key.eq_any(keys))
        .filter(restrictions::approved.eq(true))
        .filter(restrictions::lifted_on.is_null())
        .filter(restrictions::starts_on.le(today))
        .filter(restrictions::ends_on.ge(today))
        .select(complainants::email_key)
        .load::<String>(conn)?;
    let restricted = |address: &&String| found.contains(&key(address));
    Ok(addresses.iter().filter(restricted).cloned().collect())
}

/// Something that waits for a second or a third person.
#[derive(Debug, Clone)]
pub struct ToDecide {
    pub complainant: ComplainantId,
    pub name: String,
    /// An appeal; otherwise a proposal.
    pub appeal: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = restrictions)]
struct Waiting {
    complainant_id: Key<ComplainantId>,
    #[diesel(select_expression = complainants::name)]
    name: String,
    #[diesel(select_expression = restrictions::appeal_on.is_not_null())]
    appeal: bool,
    proposer_role: Listed<Role>,
}

/// Proposals and appeals that this person may decide: none they had a hand in, none of somebody whose complaints
/// they are part of.
pub fn to_decide(conn: &mut Connection, actor: &Actor) -> Result<Vec<ToDecide>> {
    let me = Key(actor.id);
    if !decides_restrictions(actor.role) {
        return Ok(Vec::new());
    }
    let worked = events::table
        .filter(events::by_id.eq(me))
        .filter(events::kind.ne_all(BARS_NOBODY))
        .select(events::complaint_id);
    let part = complaints::table
        .filter(complaints::complainant_id.eq(restrictions::complainant_id))
        .filter(
            complaints::assignee_id
                .eq(me)
                .or(complaints::decider_id.eq(me))
                .or(complaints::id.eq_any(about(actor.id)))
                .or(complaints::id.eq_any(worked)),
        );
    let mut rows = restrictions::table
        .inner_join(complainants::table)
        .inner_join(people::table.on(people::id.eq(restrictions::proposed_by)))
        .filter(restrictions::proposed_by.ne(me))
        .filter(not(exists(part)))
        .filter(
            restrictions::approved.is_null().or(restrictions::appeal_on
                .is_not_null()
                .and(restrictions::appeal_upheld.is_null())
                .and(restrictions::decided_by.ne(me))),
        )
        .order(restrictions::id)
        .select(Waiting::as_select())
        .load(conn)?;
    let of_executive = |role: Listed<Role>| role.known().is_some_and(Role::is_executive);
    rows.retain(|row| row.appeal || actor.is_executive() || of_executive(row.proposer_role));
    Ok(rows
        .into_iter()
        .map(|row| ToDecide {
            complainant: row.complainant_id.0,
            name: row.name,
            appeal: row.appeal,
        })
        .collect())
}

/// A restriction that ends soon, so that it is time to review it (rule 81).
#[derive(Debug, Clone)]
pub struct EndsSoon {
    pub complainant: ComplainantId,
    pub name: String,
    pub ends_on: NaiveDate,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = restrictions)]
struct Ending {
    complainant_id: Key<ComplainantId>,
    #[diesel(select_expression = complainants::name)]
    name: String,
    ends_on: Day,
}

/// Those in force that end by a day and that nobody has proposed to continue, the earliest first. For senior complaint
/// executives and Customer Relations; none that is built on a complaint about the reader (rule 95).
pub fn to_review(
    conn: &mut Connection,
    actor: &Actor,
    (today, until): (NaiveDate, NaiveDate),
) -> Result<Vec<EndsSoon>> {
    if !actor.in_customer_relations() {
        return Ok(Vec::new());
    }
    let later = diesel::alias!(restrictions as later);
    let goes_on = later
        .filter(
            later
                .field(restrictions::extends_id)
                .eq(restrictions::id.nullable()),
        )
        .filter(
            later
                .field(restrictions::approved)
                .is_null()
                .or(later.field(restrictions::approved).eq(true)),
        );
    let on_one_about_them = restriction_examples::table
        .filter(restriction_examples::restriction_id.eq(restrictions::id.nullable()))
        .filter(restriction_examples::complaint_id.eq_any(about(actor.id)));
    let rows = restrictions::table
        .inner_join(complainants::table)
        .filter(restrictions::approved.eq(true))
        .filter(restrictions::lifted_on.is_null())
        .filter(restrictions::starts_on.le(today))
        .filter(restrictions::ends_on.ge(today))
        .filter(restrictions::ends_on.le(until))
        .filter(not(exists(goes_on)))
        .filter(not(exists(on_one_about_them)))
        .order((restrictions::ends_on, restrictions::id))
        .select(Ending::as_select())
        .load(conn)?;
    let ends = |row: Ending| {
        Some(EndsSoon {
            complainant: row.complainant_id.0,
            name: row.name,
            ends_on: row.ends_on.known()?,
        })
    };
    Ok(rows.into_iter().filter_map(ends).collect())
}

/// Figure K20 of `docs/rules.md`: restrictions live, new, ended, appealed, upheld.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    pub live: usize,
    pub new: usize,
    pub ended: usize,
    pub appealed: usize,
    pub upheld: usize,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = restrictions)]
struct Stored {
    starts_on: Day,
    ends_on: Day,
    lifted_on: Day,
    appeal_on: Day,
    appeal_upheld: Option<bool>,
}

/// The days of one that can be read.
struct Run {
    from: NaiveDate,
    until: NaiveDate,
    lifted: Option<NaiveDate>,
    appealed: Option<NaiveDate>,
    upheld: Option<bool>,
}

/// Live on `today`; begun, ended or lifted, and appealed in a period. Few are ever made: all are read. They are of
/// complainants, so of no area.
pub fn figures(conn: &mut Connection, period: &Bounds, today: NaiveDate) -> Result<Figures> {
    use procedure::working_time::uk_time::local_date;
    let (from, until) = (local_date(period.from), local_date(period.until));
    let within = |day: NaiveDate| from <= day && day < until;
    let all = restrictions::table
        .filter(restrictions::approved.eq(true))
        .select(Stored::as_select())
        .load(conn)?;
    // One whose days cannot be read is in no figure.
    let known = |row: Stored| {
        Some(Run {
            from: row.starts_on.known()?,
            until: row.ends_on.known()?,
            lifted: row.lifted_on.known(),
            appealed: row.appeal_on.known(),
            upheld: row.appeal_upheld,
        })
    };
    let all: Vec<Run> = all.into_iter().filter_map(known).collect();
    let count = |holds: &dyn Fn(&Run) -> bool| all.iter().filter(|run| holds(run)).count();
    let ended = |run: &Run| {
        let after = run.until.succ_opt().unwrap_or(run.until);
        run.lifted.unwrap_or(after)
    };
    let appealed = |run: &Run| run.appealed.is_some_and(within);
    Ok(Figures {
        live: count(&|run| run.lifted.is_none() && run.from <= today && today <= run.until),
        new: count(&|run| within(run.from)),
        ended: count(&|run| within(ended(run))),
        appealed: count(&appealed),
        upheld: count(&|run| appealed(run) && run.upheld == Some(true)),
    })
}
