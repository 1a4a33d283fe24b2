//! The answer to a refusal that somebody proposed, until they have seen it: whoever must act on it is told.
use super::home::{Owed, SHOWN};
use super::queues::NO_NAME;
use super::schema::{complainants, complaints, people, refusals};
use super::sight::not_about;
use super::{Connection, Key, Result, stored};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use procedure::{ComplaintId, PersonId, Reference};

/// What a second person decided about a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// They agree: the letter says so.
    pub agreed: bool,
    pub by: String,
    pub at: DateTime<Utc>,
    pub reason: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = refusals)]
struct AnswerRow {
    approved: Option<bool>,
    decided_at: Option<NaiveDateTime>,
    decision_reason: String,
    #[diesel(select_expression = people::name)]
    by: String,
}

/// Proposals of this person that somebody else has answered, and they have not seen it.
#[diesel::dsl::auto_type(no_type_alias)]
fn unseen(person: PersonId) -> _ {
    let me: Key<PersonId> = Key(person);
    refusals::proposed_by
        .eq(me)
        .and(refusals::approved.is_not_null())
        .and(refusals::answer_seen_at.is_null())
        .and(refusals::decided_by.ne(me))
}

/// The answers in one complaint that this person has not seen, the latest first.
pub fn of_complaint(
    conn: &mut Connection,
    (complaint, person): (ComplaintId, PersonId),
) -> Result<Vec<Answer>> {
    let mine = unseen(person);
    let rows = refusals::table
        .inner_join(people::table.on(refusals::decided_by.eq(people::id.nullable())))
        .filter(refusals::complaint_id.eq(Key(complaint)))
        .filter(mine)
        .order(refusals::id.desc())
        .select(AnswerRow::as_select())
        .load(conn)?;
    let answers = rows.into_iter().filter_map(|row| {
        Some(Answer {
            agreed: row.approved?,
            at: row.decided_at?.and_utc(),
            by: row.by,
            reason: row.decision_reason,
        })
    });
    Ok(answers.collect())
}

/// They have the complaint open, with the answers on it.
pub fn seen(
    conn: &mut Connection,
    (complaint, person): (ComplaintId, PersonId),
    now: DateTime<Utc>,
) -> Result<()> {
    let of_complaint = refusals::table
        .filter(refusals::complaint_id.eq(Key(complaint)))
        .filter(refusals::proposed_by.eq(Key(person)))
        .filter(refusals::approved.is_not_null())
        .filter(refusals::answer_seen_at.is_null());
    diesel::update(of_complaint)
        .set(refusals::answer_seen_at.eq(stored(now)))
        .execute(conn)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = refusals)]
struct NewsRow {
    approved: Option<bool>,
    decision_reason: String,
    #[diesel(select_expression = complaints::reference)]
    reference: String,
    #[diesel(select_expression = complainants::name.nullable())]
    name: Option<String>,
}

/// All of them, the earliest first, as lines of the first page.
pub fn news(conn: &mut Connection, person: PersonId) -> Result<Vec<Owed>> {
    let mine = unseen(person);
    let wall = not_about(person);
    let rows = refusals::table
        .inner_join(complaints::table.left_join(complainants::table))
        .filter(mine)
        .filter(wall)
        .order((refusals::decided_at, refusals::id))
        .limit(SHOWN)
        .select(NewsRow::as_select())
        .load(conn)?;
    let line = |row: NewsRow| Owed {
        reference: Reference::as_stored(row.reference),
        name: row.name.unwrap_or_else(|| NO_NAME.to_owned()),
        what: if row.approved == Some(true) {
            "The refusal that you proposed was agreed".to_owned()
        } else {
            format!(
                "The refusal that you proposed was not agreed: {}",
                row.decision_reason
            )
        },
        by: None,
        precedence: "",
    };
    Ok(rows.into_iter().map(line).collect())
}
