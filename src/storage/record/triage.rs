//! Who took it from the inbox, what triage decided, and the allegations.
use super::{Acting, create, joining};
use crate::complaints::{ScopeWord, SixMonthWord};
use crate::schema::{allegations, complaints, subjects};
use crate::{Connection, Key, Result, Word};
use diesel::prelude::*;
use procedure::event::{Triaged, TriagedAllegation};
use procedure::vocabulary::Exclusion;
use procedure::{PersonId, Scope, Subject};

pub(super) fn taken(conn: &mut Connection, acting: Acting, owner: PersonId) -> Result<()> {
    diesel::update(complaints::table.find(Key(acting.complaint)))
        .set(complaints::owner_id.eq(Key(owner)))
        .execute(conn)?;
    Ok(())
}

pub(super) fn triaged(conn: &mut Connection, acting: Acting, triaged: &Triaged) -> Result<()> {
    let id = acting.complaint;
    diesel::update(complaints::table.find(Key(id)))
        .set((
            complaints::priority.eq(i32::from(!(triaged.urgent || triaged.assessed.at_risk))),
            complaints::is_urgent.eq(triaged.urgent),
            complaints::urgent_why.eq(&triaged.urgent_why),
            (
                complaints::at_risk.eq(triaged.assessed.at_risk),
                complaints::severity.eq(triaged.assessed.severity.map(Word)),
                complaints::complexity.eq(triaged.assessed.complexity.map(Word)),
                complaints::impact.eq(triaged.assessed.impact.map(Word)),
            ),
            complaints::needs_asked.eq(triaged.needs_asked.map(Word)),
            complaints::six_month.eq(triaged
                .six_month
                .as_ref()
                .map(|s| Word(SixMonthWord::from(s)))),
            complaints::six_month_reason.eq(triaged.six_month.as_ref().map_or("", |s| &s.reason)),
            complaints::likely_area_id.eq(triaged.likely_area.map(Key)),
        ))
        .execute(conn)?;
    replace_allegations(conn, acting, &triaged.allegations)?;
    diesel::delete(subjects::table.filter(subjects::complaint_id.eq(Key(id)))).execute(conn)?;
    create::add_subjects(conn, id, &triaged.subjects)?;
    joining::same_people(conn, id)
}

/// One that was found later, and whom it is about.
pub(super) fn allegation_added(
    conn: &mut Connection,
    acting: Acting,
    allegation: &TriagedAllegation,
    about: &[Subject],
) -> Result<()> {
    insert_allegation(conn, acting, allegation)?;
    create::add_subjects(conn, acting.complaint, about)?;
    joining::same_people(conn, acting.complaint)
}

/// Only triage replaces the list: nothing hangs on an allegation before an area has it. A correction of the record names
/// the same ones.
pub(super) fn replace_allegations(
    conn: &mut Connection,
    acting: Acting,
    wanted: &[TriagedAllegation],
) -> Result<()> {
    let id = Key(acting.complaint);
    let numbers: Vec<i32> = wanted.iter().map(|a| a.number).collect();
    diesel::delete(
        allegations::table
            .filter(allegations::complaint_id.eq(id))
            .filter(allegations::number.ne_all(numbers)),
    )
    .execute(conn)?;
    for allegation in wanted {
        let (scope, exclusion, reason) = scope_columns(&allegation.scope);
        let known = allegations::table
            .filter(allegations::complaint_id.eq(id))
            .filter(allegations::number.eq(allegation.number));
        let changed = diesel::update(known)
            .set((
                allegations::ground.eq(allegation.ground.map(Word)),
                allegations::alleged.eq(&allegation.alleged),
                allegations::scope.eq(scope),
                allegations::exclusion.eq(exclusion),
                allegations::scope_reason.eq(reason),
            ))
            .execute(conn)?;
        if changed == 0 {
            insert_allegation(conn, acting, allegation)?;
        }
    }
    Ok(())
}

fn insert_allegation(conn: &mut Connection, acting: Acting, a: &TriagedAllegation) -> Result<()> {
    let (scope, exclusion, reason) = scope_columns(&a.scope);
    diesel::insert_into(allegations::table)
        .values((
            allegations::complaint_id.eq(Key(acting.complaint)),
            allegations::number.eq(a.number),
            allegations::ground.eq(a.ground.map(Word)),
            allegations::alleged.eq(&a.alleged),
            allegations::scope.eq(scope),
            allegations::exclusion.eq(exclusion),
            allegations::scope_reason.eq(reason),
        ))
        .execute(conn)?;
    Ok(())
}

fn scope_columns(scope: &Scope) -> (Word<ScopeWord>, Option<Word<Exclusion>>, &str) {
    match scope {
        Scope::Undecided => (Word(ScopeWord::Undecided), None, ""),
        Scope::CanInvestigate => (Word(ScopeWord::In), None, ""),
        Scope::Outside { exclusion, reason } => {
            (Word(ScopeWord::Out), Some(Word(*exclusion)), reason)
        }
    }
}
