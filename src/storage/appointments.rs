//! Complaints at stage 2 that nobody is free to decide, for whoever appoints somebody (rule 57).
use super::schema::{complaints, involvements, people, subjects};
use super::{Connection, Key, Result, Word, complaints as kept, people as staff};
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use procedure::steps::appointment::is_theirs_to_appoint;
use procedure::vocabulary::{Role, Stage};
use procedure::{Actor, ComplaintId, Reference};

/// More than these at once would mean that every leader is barred everywhere.
const MOST: i64 = 50;

/// Those that are this person's to appoint for, the oldest first.
pub fn waiting(conn: &mut Connection, actor: &Actor, today: NaiveDate) -> Result<Vec<Reference>> {
    let took_part = involvements::table
        .filter(involvements::complaint_id.eq(complaints::id))
        .filter(involvements::person_id.eq(people::id));
    let named = subjects::table
        .filter(subjects::complaint_id.eq(complaints::id))
        .filter(subjects::person_id.eq(people::id.nullable()));
    let free = people::table
        .filter(people::active.eq(true))
        .filter(people::role.ne(Word(Role::Staff)))
        .filter(not(exists(took_part)))
        .filter(not(exists(named)));
    let ids = complaints::table
        .filter(complaints::stage.eq(Word(Stage::Escalated)))
        .filter(not(exists(free)))
        .order(complaints::id)
        .limit(MOST)
        .select(complaints::id)
        .load::<Key<ComplaintId>>(conn)?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let everybody = staff::candidates(conn, None, today)?;
    let mut found = Vec::new();
    for id in ids {
        let complaint = kept::get(conn, id.0)?;
        if is_theirs_to_appoint(&complaint, actor, &everybody) {
            found.push(complaint.reference);
        }
    }
    Ok(found)
}
