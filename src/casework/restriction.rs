//! How one person is restricted, as it is acted on: a matter of its own beside their complaints.
use super::outgoing::outgoing;
use super::{Ended, Matter};
use letters::Letter;
use procedure::restriction::{
    RestrictionAct, RestrictionDecision, RestrictionFile, RestrictionStep, Standing,
    decide_restriction, permits_restriction,
};
use procedure::working_time::uk_time::local_date;
use procedure::{Actor, By, ComplainantId, Context, Denied, Version};
use storage::record::{OutgoingLetter, Recorded};
use storage::restrictions::{self, record_restriction, standing::standing};
use storage::{Connection, StorageError};

/// The file of one complainant, and how whoever acts stands to it.
#[derive(Debug, Clone)]
pub struct Restricted {
    pub file: RestrictionFile,
    pub standing: Standing,
}

/// What somebody wants to do, and the letter that goes when the act owes one.
#[derive(Debug, Clone)]
pub struct RestrictionProposal {
    pub act: RestrictionAct,
    pub letter: Option<Letter>,
}

impl From<RestrictionAct> for RestrictionProposal {
    fn from(act: RestrictionAct) -> Self {
        Self { act, letter: None }
    }
}

impl RestrictionProposal {
    #[must_use]
    pub fn sending(mut self, letter: Option<Letter>) -> Self {
        self.letter = letter;
        self
    }
}

impl Matter for Restricted {
    type Key = ComplainantId;
    type Kind = RestrictionStep;
    type Proposal = RestrictionProposal;
    type Decision = (RestrictionDecision, Option<OutgoingLetter>);

    fn load(conn: &mut Connection, key: &ComplainantId, by: By) -> Result<Self, StorageError> {
        let actor = by_person(by).ok_or(StorageError::NotFound)?;
        Ok(Self {
            file: restrictions::file(conn, *key)?,
            standing: standing(conn, *key, actor)?,
        })
    }
    fn version(&self) -> Version {
        self.file.version
    }
    fn decide(
        &self,
        kind: RestrictionStep,
        (by, ctx): (By, &Context),
        make: impl FnOnce(&Self) -> Result<RestrictionProposal, Ended>,
    ) -> Result<Self::Decision, Ended> {
        let nobody = || Denied::not_yours("Only a person restricts somebody");
        let actor = by_person(by).ok_or_else(nobody)?;
        let who = (actor, self.standing);
        permits_restriction(kind, &self.file, who, local_date(ctx.now))?;
        let RestrictionProposal { act, letter } = make(self)?;
        let leaving = act.leaving().cloned();
        let decision = decide_restriction(&self.file, act, who, ctx.now)?;
        let letter = letter
            .zip(leaving)
            .filter(|_| decision.letter().is_some())
            .map(|(letter, way)| outgoing(&letter, &way.dispatch, &way.complaint, ctx.today()))
            .transpose()?;
        Ok((decision, letter))
    }
    fn record(
        conn: &mut Connection,
        (decision, letter): Self::Decision,
        _: (By, &Context),
    ) -> Result<Recorded, Ended> {
        Ok(record_restriction(conn, &decision, letter.as_ref())?)
    }
}

fn by_person(by: By<'_>) -> Option<&Actor> {
    match by {
        By::Person(actor) => Some(actor),
        By::Itself(_) => None,
    }
}
