//! The rows of a file as the rules know them.
use crate::schema::{restriction_examples, restriction_warnings, restrictions};
use crate::{Result, word};
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
    pub warning_id: Option<i64>,
    pub restriction_id: Option<i64>,
    complaint_id: i64,
    happened_on: NaiveDate,
    what: String,
}

impl ExampleRow {
    pub fn to_domain(&self) -> Example {
        Example {
            complaint: ComplaintId(self.complaint_id),
            on: self.happened_on,
            what: self.what.clone(),
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = restriction_warnings)]
pub struct WarningRow {
    pub id: i64,
    formal: bool,
    pub given_on: NaiveDate,
    behaviour: String,
    effect: String,
    must_change: String,
    needs: String,
    by_id: i64,
    letter_id: Option<i64>,
}

impl WarningRow {
    pub fn into_domain(self, examples: Vec<Example>) -> Warning {
        Warning {
            id: WarningId(self.id),
            formal: self.formal,
            on: self.given_on,
            behaviour: self.behaviour,
            effect: self.effect,
            change: self.must_change,
            needs: self.needs,
            examples,
            by: PersonId(self.by_id),
            letter: self.letter_id.map(LetterId),
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = restrictions)]
pub struct RestrictionRow {
    pub id: i64,
    extends_id: Option<i64>,
    ground: String,
    behaviour: String,
    effect: String,
    needs: String,
    warning_id: Option<i64>,
    immediate: String,
    exactly: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    proposed_by: i64,
    proposer_role: String,
    proposed_at: NaiveDateTime,
    decided_by: Option<i64>,
    decided_at: Option<NaiveDateTime>,
    approved: Option<bool>,
    decision_reason: String,
    letter_id: Option<i64>,
    lifted_on: Option<NaiveDate>,
    lifted_by: Option<i64>,
    lift_reason: String,
    lift_letter_id: Option<i64>,
    appeal_on: Option<NaiveDate>,
    appeal_words: String,
    appeal_recorded_by: Option<i64>,
    appeal_decided_by: Option<i64>,
    appeal_decided_at: Option<NaiveDateTime>,
    appeal_upheld: Option<bool>,
    appeal_reason: String,
    appeal_letter_id: Option<i64>,
}

impl RestrictionRow {
    /// `measures` and `given_on`, the days of warnings, may hold those of others too.
    pub fn into_domain(
        self,
        examples: Vec<Example>,
        measures: &[(i64, String)],
        given_on: &[(i64, NaiveDate)],
    ) -> Result<Restriction> {
        let own = measures.iter().filter(|(of, _)| *of == self.id);
        let mut measures: Vec<Measure> = own
            .map(|(_, one)| word(Measure::parse, one))
            .collect::<Result<_>>()?;
        measures.sort_unstable();
        let warned = |id: i64| given_on.iter().find(|(of, _)| *of == id).map(|(_, on)| *on);
        Ok(Restriction {
            decision: self.decision(),
            lifted: self.lifted(),
            appeal: self.appeal(),
            id: RestrictionId(self.id),
            extends: self.extends_id.map(RestrictionId),
            warned_on: self.warning_id.and_then(warned),
            proposed_by: PersonId(self.proposed_by),
            proposer_role: word(Role::parse, &self.proposer_role)?,
            proposed_at: self.proposed_at.and_utc(),
            letter: self.letter_id.map(LetterId),
            terms: Terms {
                ground: word(RestrictionGround::parse, &self.ground)?,
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
        })
    }
    fn decision(&self) -> Option<Decided> {
        Some(Decided {
            approved: self.approved?,
            by: PersonId(self.decided_by?),
            at: self.decided_at?.and_utc(),
            reason: self.decision_reason.clone(),
        })
    }
    fn lifted(&self) -> Option<Lifted> {
        Some(Lifted {
            on: self.lifted_on?,
            by: PersonId(self.lifted_by?),
            reason: self.lift_reason.clone(),
            letter: self.lift_letter_id.map(LetterId),
        })
    }
    fn appeal(&self) -> Option<Appeal> {
        Some(Appeal {
            received_on: self.appeal_on?,
            words: self.appeal_words.clone(),
            recorded_by: PersonId(self.appeal_recorded_by?),
            outcome: self.appeal_outcome(),
        })
    }
    fn appeal_outcome(&self) -> Option<AppealOutcome> {
        Some(AppealOutcome {
            upheld: self.appeal_upheld?,
            by: PersonId(self.appeal_decided_by?),
            at: self.appeal_decided_at?.and_utc(),
            reason: self.appeal_reason.clone(),
            letter: self.appeal_letter_id.map(LetterId),
        })
    }
}
