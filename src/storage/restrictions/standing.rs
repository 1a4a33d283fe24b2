//! How a person stands to a complainant, and so what they are shown of the file.
use crate::procedure::restriction::{Example, Standing};
use crate::procedure::vocabulary::Role;
use crate::procedure::{Actor, ComplainantId};
use crate::storage::schema::{complaints, involvements, subjects};
use crate::storage::{Connection, Result};
use diesel::dsl::exists;
use diesel::prelude::*;

/// What somebody may read of a complainant's file.
#[derive(Debug, Clone)]
pub struct Reader {
    pub standing: Standing,
    /// Ids of this complainant's complaints that they may see.
    pub sees: Vec<i64>,
    /// A leader or above, or in Customer Relations: staff need what is restricted, and not why (rule 95).
    pub decides: bool,
}

impl Reader {
    /// How this person stands to them. `sees` holds their complaints that this person may see.
    ///
    /// # Errors
    /// The queries'.
    pub fn of(
        conn: &mut Connection,
        complainant: ComplainantId,
        actor: &Actor,
        sees: Vec<i64>,
    ) -> Result<Self> {
        Ok(Self {
            standing: standing(conn, complainant, actor)?,
            sees,
            decides: actor.role != Role::Staff || actor.in_customer_relations(),
        })
    }
    /// The exact words of what is built on these examples: for whoever may see every complaint among them, and is
    /// complained about in none, seen or not.
    pub fn reads(&self, examples: &[Example]) -> bool {
        let seen = |e: &Example| self.sees.contains(&e.complaint.0);
        !self.standing.complained_about && examples.iter().all(seen)
    }
    /// The reasons too.
    pub fn reads_reasons(&self, examples: &[Example]) -> bool {
        self.decides && self.reads(examples)
    }
}

/// Over all complaints of this person, also those that the actor may not see.
///
/// # Errors
/// The queries'.
pub fn standing(
    conn: &mut Connection,
    complainant: ComplainantId,
    actor: &Actor,
) -> Result<Standing> {
    let me = actor.id.0;
    let theirs = || {
        complaints::table
            .filter(complaints::complainant_id.eq(complainant.0))
            .select(complaints::id)
    };
    let about = subjects::table
        .filter(subjects::person_id.eq(me))
        .filter(subjects::complaint_id.eq_any(theirs()));
    let worked = involvements::table
        .filter(involvements::person_id.eq(me))
        .filter(involvements::complaint_id.eq_any(theirs()));
    let held = theirs().filter(
        complaints::assignee_id
            .eq(me)
            .or(complaints::decider_id.eq(me)),
    );
    Ok(Standing {
        complained_about: diesel::select(exists(about)).get_result(conn)?,
        involved: diesel::select(exists(worked)).get_result(conn)?
            || diesel::select(exists(held)).get_result(conn)?,
    })
}
