//! Points that were upheld in whole or in part in complaints that somebody may see, to compare another point with.
//!
//! Bounded: the newest complaints that they may see with such an outcome are looked through, by the index of each way of
//! seeing, and then the points of those alone. What stage 2 is looking at again is left out, so that nobody reads a
//! finding of stage 1 before their own view of it.
use super::schema::{allegations, complaints, findings, remedies};
use super::unreadable::Listed;
use super::{Connection, Key, Result, Word, lists};
use diesel::prelude::*;
use procedure::vocabulary::{Ground, Outcome, RemedyKind};
use procedure::{Actor, AllegationId, ComplaintId, Reference};

/// Complaints of each outcome that are looked through.
pub const MOST: i64 = 200;

/// A point that was upheld.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upheld {
    pub reference: Reference,
    pub number: i32,
    pub ground: Option<Ground>,
    pub alleged: String,
    pub outcome: Outcome,
    /// What was promised for it.
    pub remedies: Vec<RemedyKind>,
    /// Pence, of all payments for it.
    pub amount: Option<i64>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = findings)]
struct Row {
    complaint_id: i64,
    allegation_id: Key<AllegationId>,
    stage: i32,
    outcome: Listed<Outcome>,
    #[diesel(select_expression = complaints::reference)]
    reference: String,
    #[diesel(select_expression = allegations::number)]
    number: i32,
    #[diesel(select_expression = allegations::ground)]
    ground: Listed<Ground>,
    #[diesel(select_expression = allegations::alleged)]
    alleged: String,
}

/// Upheld points of other complaints that this person may see, those of the complaint received last first.
///
/// # Errors
/// The queries'.
pub fn upheld(conn: &mut Connection, actor: &Actor, except: ComplaintId) -> Result<Vec<Upheld>> {
    let mut seen = lists::upheld(conn, actor, MOST)?;
    seen.retain(|id| *id != except.0);
    let mut rows = findings::table
        .inner_join(allegations::table.on(allegations::id.eq(findings::allegation_id)))
        .inner_join(complaints::table.on(complaints::id.eq(findings::complaint_id)))
        .filter(findings::complaint_id.eq_any(&seen))
        .select(Row::as_select())
        .load(conn)?;
    // Of a point the latest stage counts.
    let latest: Vec<(Key<AllegationId>, i32)> = rows
        .iter()
        .map(|row| (row.allegation_id, row.stage))
        .collect();
    rows.retain(|row| {
        let mut same = latest
            .iter()
            .filter(|(point, _)| *point == row.allegation_id);
        same.all(|(_, stage)| *stage <= row.stage)
            && row.outcome.known().is_some_and(Outcome::is_upheld)
    });
    let place = |id: i64| seen.iter().position(|one| *one == id);
    rows.sort_by_key(|row| (place(row.complaint_id), row.number));
    let promised = promised(conn, &seen)?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let its = || {
                let of_it = (row.allegation_id, row.stage);
                promised.iter().filter(move |p| (p.0, p.1) == of_it)
            };
            let amounts: Vec<i64> = its().filter_map(|p| p.3).collect();
            Some(Upheld {
                remedies: its().filter_map(|p| p.2.known()).collect(),
                amount: (!amounts.is_empty()).then(|| amounts.iter().sum()),
                reference: Reference::as_stored(row.reference),
                number: row.number,
                ground: row.ground.known(),
                alleged: row.alleged,
                outcome: row.outcome.known()?,
            })
        })
        .collect())
}

type Promised = (Key<AllegationId>, i32, Listed<RemedyKind>, Option<i64>);

fn promised(conn: &mut Connection, of: &[i64]) -> Result<Vec<Promised>> {
    Ok(remedies::table
        .filter(remedies::complaint_id.eq_any(of))
        .filter(remedies::kind.ne(Word(RemedyKind::None)))
        .order(remedies::id)
        .select((
            remedies::allegation_id,
            remedies::stage,
            remedies::kind,
            remedies::amount_pence,
        ))
        .load(conn)?)
}
