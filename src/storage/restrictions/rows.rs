//! The rows of a file as the rules know them.
use crate::schema::{
    restriction_examples, restriction_measures, restriction_warnings, restrictions,
};
use crate::{Key, Word};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use procedure::restriction::{
    Appeal, AppealOutcome, Decided, Example, Lifted, Measure, Restriction, RestrictionGround,
    Terms, Warning,
};
use procedure::vocabulary::Role;
use procedure::{ComplaintId, LetterId, PersonId, RestrictionId, WarningId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = restriction_examples)]
pub struct ExampleRow {
    pub warning_id: Option<Key<WarningId>>,
    pub restriction_id: Option<Key<RestrictionId>>,
    complaint_id: Key<ComplaintId>,
    happened_on: NaiveDate,
    what: String,
}

impl ExampleRow {
    pub fn to_domain(&self) -> Example {
        Example {
            complaint: self.complaint_id.0,
            on: self.happened_on,
            what: self.what.clone(),
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = restriction_warnings)]
pub struct WarningRow {
    pub id: Key<WarningId>,
    formal: bool,
    pub given_on: NaiveDate,
    behaviour: String,
    effect: String,
    must_change: String,
    needs: String,
    by_id: Key<PersonId>,
    letter_id: Option<Key<LetterId>>,
}

impl WarningRow {
    pub fn into_domain(self, examples: Vec<Example>) -> Warning {
        Warning {
            id: self.id.0,
            formal: self.formal,
            on: self.given_on,
            behaviour: self.behaviour,
            effect: self.effect,
            change: self.must_change,
            needs: self.needs,
            examples,
            by: self.by_id.0,
            letter: self.letter_id.map(|id| id.0),
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = restriction_measures)]
pub struct MeasureRow {
    restriction_id: Key<RestrictionId>,
    measure: Word<Measure>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = restrictions)]
pub struct RestrictionRow {
    pub id: Key<RestrictionId>,
    extends_id: Option<Key<RestrictionId>>,
    ground: Word<RestrictionGround>,
    behaviour: String,
    effect: String,
    needs: String,
    warning_id: Option<Key<WarningId>>,
    immediate: String,
    exactly: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    proposed_by: Key<PersonId>,
    proposer_role: Word<Role>,
    proposed_at: NaiveDateTime,
    decided_by: Option<Key<PersonId>>,
    decided_at: Option<NaiveDateTime>,
    approved: Option<bool>,
    decision_reason: String,
    letter_id: Option<Key<LetterId>>,
    lifted_on: Option<NaiveDate>,
    lifted_by: Option<Key<PersonId>>,
    lift_reason: String,
    lift_letter_id: Option<Key<LetterId>>,
    appeal_on: Option<NaiveDate>,
    appeal_words: String,
    appeal_recorded_by: Option<Key<PersonId>>,
    appeal_decided_by: Option<Key<PersonId>>,
    appeal_decided_at: Option<NaiveDateTime>,
    appeal_upheld: Option<bool>,
    appeal_reason: String,
    appeal_letter_id: Option<Key<LetterId>>,
}

impl RestrictionRow {
    /// `measures` and `given_on`, the days of warnings, may hold those of others too.
    pub fn into_domain(
        self,
        examples: Vec<Example>,
        measures: &[MeasureRow],
        given_on: &[(Key<WarningId>, NaiveDate)],
    ) -> Restriction {
        let own = measures.iter().filter(|one| one.restriction_id == self.id);
        let mut measures: Vec<Measure> = own.map(|one| one.measure.0).collect();
        measures.sort_unstable();
        let warned =
            |id: Key<WarningId>| given_on.iter().find(|(of, _)| *of == id).map(|(_, on)| *on);
        Restriction {
            decision: self.decision(),
            lifted: self.lifted(),
            appeal: self.appeal(),
            id: self.id.0,
            extends: self.extends_id.map(|id| id.0),
            warned_on: self.warning_id.and_then(warned),
            proposed_by: self.proposed_by.0,
            proposer_role: self.proposer_role.0,
            proposed_at: self.proposed_at.and_utc(),
            letter: self.letter_id.map(|id| id.0),
            terms: Terms {
                ground: self.ground.0,
                behaviour: self.behaviour,
                effect: self.effect,
                needs: self.needs,
                immediate: self.immediate,
                measures,
                exactly: self.exactly,
                starts_on: self.starts_on,
                ends_on: self.ends_on,
                examples,
            },
        }
    }
    fn decision(&self) -> Option<Decided> {
        Some(Decided {
            approved: self.approved?,
            by: self.decided_by?.0,
            at: self.decided_at?.and_utc(),
            reason: self.decision_reason.clone(),
        })
    }
    fn lifted(&self) -> Option<Lifted> {
        Some(Lifted {
            on: self.lifted_on?,
            by: self.lifted_by?.0,
            reason: self.lift_reason.clone(),
            letter: self.lift_letter_id.map(|id| id.0),
        })
    }
    fn appeal(&self) -> Option<Appeal> {
        Some(Appeal {
            received_on: self.appeal_on?,
            words: self.appeal_words.clone(),
            recorded_by: self.appeal_recorded_by?.0,
            outcome: self.appeal_outcome(),
        })
    }
    fn appeal_outcome(&self) -> Option<AppealOutcome> {
        Some(AppealOutcome {
            upheld: self.appeal_upheld?,
            by: self.appeal_decided_by?.0,
            at: self.appeal_decided_at?.and_utc(),
            reason: self.appeal_reason.clone(),
            letter: self.appeal_letter_id.map(|id| id.0),
        })
    }
}
