//! Who is restricted: for rows of lists, for mail, for the report. A restriction is in force from its first to its
//! last day, both included, unless it was lifted: nothing has to run for it to end.
use crate::complainants::key;
use crate::reports::Bounds;
use crate::schema::{complainants, complaints, involvements, people, restrictions, subjects};
use crate::unreadable::Day;
use crate::{Connection, Result};
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use procedure::restriction::decides_restrictions;
use procedure::vocabulary::Role;
use procedure::{Actor, ComplainantId};
use std::collections::{HashMap, HashSet};

/// First and last day of a restriction that was agreed and not lifted.
pub type Days = (NaiveDate, NaiveDate);

/// The restrictions of some complainants that begin or end some time: one query for a page of a list.
pub fn of_complainants(conn: &mut Connection, ids: &[i64]) -> Result<HashMap<i64, Vec<Days>>> {
    let rows = restrictions::table
        .filter(restrictions::complainant_id.eq_any(ids.to_vec()))
        .filter(restrictions::approved.eq(true))
        .filter(restrictions::lifted_on.is_null())
        .select((
            restrictions::complainant_id,
            restrictions::starts_on,
            restrictions::ends_on,
        ))
        .load::<(i64, Day, Day)>(conn)?;
    let mut all: HashMap<i64, Vec<Days>> = HashMap::new();
    for (of, from, until) in rows {
        // In doubt it is in force: then somebody looks at it.
        let from = from.known().unwrap_or(NaiveDate::MIN);
        let until = until.known().unwrap_or(NaiveDate::MAX);
        all.entry(of).or_default().push((from, until));
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

/// Proposals and appeals that this person may decide: none they had a hand in, none of somebody whose complaints
/// they are part of.
pub fn to_decide(conn: &mut Connection, actor: &Actor) -> Result<Vec<ToDecide>> {
    let me = actor.id.0;
    if !decides_restrictions(actor.role) {
        return Ok(Vec::new());
    }
    let about = subjects::table
        .filter(subjects::person_id.eq(me))
        .select(subjects::complaint_id);
    let worked = involvements::table
        .filter(involvements::person_id.eq(me))
        .select(involvements::complaint_id);
    let part = complaints::table
        .filter(complaints::complainant_id.eq(restrictions::complainant_id))
        .filter(
            complaints::assignee_id
                .eq(me)
                .or(complaints::decider_id.eq(me))
                .or(complaints::id.eq_any(about))
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
        .select((
            restrictions::complainant_id,
            complainants::name,
            restrictions::appeal_on.is_not_null(),
            restrictions::proposer_role,
        ))
        .load::<(i64, String, bool, String)>(conn)?;
    let of_executive = |role: &str| Role::parse(role).is_some_and(Role::is_executive);
    rows.retain(|(.., appeal, role)| *appeal || actor.is_executive() || of_executive(role));
    Ok(rows
        .into_iter()
        .map(|(id, name, appeal, _)| ToDecide {
            complainant: ComplainantId(id),
            name,
            appeal,
        })
        .collect())
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

type Row = (
    NaiveDate,
    NaiveDate,
    Option<NaiveDate>,
    Option<NaiveDate>,
    Option<bool>,
);
type Stored = (Day, Day, Day, Day, Option<bool>);

/// Live on `today`; begun, ended or lifted, and appealed in a period. Few are ever made: all are read. They are of
/// complainants, so of no area.
pub fn figures(conn: &mut Connection, period: &Bounds, today: NaiveDate) -> Result<Figures> {
    use procedure::working_time::uk_time::local_date;
    let (from, until) = (local_date(period.from), local_date(period.until));
    let within = |day: NaiveDate| from <= day && day < until;
    let all = restrictions::table
        .filter(restrictions::approved.eq(true))
        .select((
            restrictions::starts_on,
            restrictions::ends_on,
            restrictions::lifted_on,
            restrictions::appeal_on,
            restrictions::appeal_upheld,
        ))
        .load::<Stored>(conn)?;
    // One whose days cannot be read is in no figure.
    let known = |(from, until, lifted, appealed, upheld): Stored| {
        let (lifted, appealed) = (lifted.known(), appealed.known());
        Some((from.known()?, until.known()?, lifted, appealed, upheld))
    };
    let all: Vec<Row> = all.into_iter().filter_map(known).collect();
    let count = |holds: &dyn Fn(&Row) -> bool| all.iter().filter(|row| holds(row)).count();
    let appealed = |row: &Row| row.3.is_some_and(within);
    Ok(Figures {
        live: count(&|r| r.2.is_none() && r.0 <= today && today <= r.1),
        new: count(&|r| within(r.0)),
        ended: count(&|r| within(r.2.unwrap_or_else(|| r.1.succ_opt().unwrap_or(r.1)))),
        appealed: count(&appealed),
        upheld: count(&|r| appealed(r) && r.4 == Some(true)),
    })
}
