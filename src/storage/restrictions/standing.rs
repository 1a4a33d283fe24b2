//! How a person stands to a complainant, and so what they are shown of the file.
use crate::schema::{complaints, events, subjects};
use crate::{Connection, Key, Result};
use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;
use procedure::restriction::{Example, Restriction, RestrictionFile, Standing};
use procedure::{Actor, ComplainantId, ComplaintId, PersonId, Screen, opens};

/// What somebody may read of a complainant's file.
#[derive(Debug, Clone)]
pub struct Reader {
    pub standing: Standing,
    /// This complainant's complaints that they may see.
    pub sees: Vec<ComplaintId>,
    /// Staff complained about in those, for whoever decides to weigh.
    pub complained_about: Vec<PersonId>,
    /// A leader or above, or in Customer Relations: staff need what is restricted, and not why (rule 95).
    pub decides: bool,
}

impl Reader {
    /// How this person stands to them. `sees` holds their complaints that this person may see.
    pub fn of(
        conn: &mut Connection,
        complainant: ComplainantId,
        actor: &Actor,
        sees: Vec<ComplaintId>,
    ) -> Result<Self> {
        Ok(Self {
            standing: standing(conn, complainant, actor)?,
            complained_about: complained_about(conn, &sees)?,
            sees,
            decides: opens(Screen::RestrictionReasons, actor),
        })
    }
    /// How they stand to a file: what waits or runs in it, and is not all theirs to see, is not theirs to act on.
    pub fn toward(&self, file: &RestrictionFile, today: NaiveDate) -> Standing {
        let open =
            |r: &&Restriction| r.decision.is_none() || r.runs(today) || r.open_appeal().is_some();
        let mut open = file.restrictions.iter().filter(open);
        Standing {
            unseen: !open.all(|r| self.reads(&r.terms.examples)),
            ..self.standing
        }
    }
    /// The exact words of what is built on these examples: for whoever may see every complaint among them. One about
    /// the reader is among them or is not spoken of.
    pub fn reads(&self, examples: &[Example]) -> bool {
        let seen = |e: &Example| self.sees.contains(&e.complaint);
        examples.iter().all(seen)
    }
    /// The reasons too.
    pub fn reads_reasons(&self, examples: &[Example]) -> bool {
        self.decides && self.reads(examples)
    }
}

/// To log a complaint is not to take part in it, and neither is to put its letters in the post.
pub(super) const BARS_NOBODY: [&str; 4] = [
    "received",
    "letter_left",
    "letter_not_sent",
    "letter_came_back",
];

/// Over all complaints of this person, also those that the actor may not see.
pub fn standing(
    conn: &mut Connection,
    complainant: ComplainantId,
    actor: &Actor,
) -> Result<Standing> {
    let me = Key(actor.id);
    let theirs = || {
        complaints::table
            .filter(complaints::complainant_id.eq(Key(complainant)))
            .select(complaints::id)
    };
    let about = subjects::table
        .filter(subjects::person_id.eq(me))
        .filter(subjects::complaint_id.eq_any(theirs()));
    let worked = events::table
        .filter(events::by_id.eq(me))
        .filter(events::kind.ne_all(BARS_NOBODY))
        .filter(events::complaint_id.eq_any(theirs()));
    let held = theirs().filter(
        complaints::assignee_id
            .eq(me)
            .or(complaints::decider_id.eq(me)),
    );
    Ok(Standing {
        complained_about: diesel::select(exists(about)).get_result(conn)?,
        involved: diesel::select(exists(worked)).get_result(conn)?
            || diesel::select(exists(held)).get_result(conn)?,
        unseen: false,
    })
}

fn complained_about(conn: &mut Connection, complaints: &[ComplaintId]) -> Result<Vec<PersonId>> {
    let people = subjects::table
        .filter(
            subjects::complaint_id.eq_any(complaints.iter().copied().map(Key).collect::<Vec<_>>()),
        )
        .filter(subjects::person_id.is_not_null())
        .select(subjects::person_id)
        .load::<Option<Key<PersonId>>>(conn)?;
    Ok(people.into_iter().flatten().map(|id| id.0).collect())
}
