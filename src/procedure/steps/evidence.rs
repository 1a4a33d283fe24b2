//! What shows what happened, kept beside the allegation it is about (rule 33).
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::dates::{self, What};
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;
use chrono::NaiveDate;

pub struct AddEvidence {
    /// The allegation's number in the complaint.
    pub allegation: Option<i32>,
    pub what: String,
    pub source: String,
    pub dated: Option<NaiveDate>,
}

impl Step for AddEvidence {
    const KIND: StepKind = StepKind::Evidence;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let mut gaps = Vec::new();
        let allegation = complaint
            .allegations
            .iter()
            .find(|a| Some(a.number) == self.allegation);
        if allegation.is_none() {
            gaps.push((
                "allegation".to_owned(),
                "Choose the allegation it is about".to_owned(),
            ));
        }
        if self.what.trim().is_empty() {
            gaps.push(("what".to_owned(), "Say what it shows".to_owned()));
        }
        let wrong = self
            .dated
            .and_then(|on| dates::impossible(What::Evidence, on, complaint, ctx));
        gaps.extend(wrong.map(|why| ("dated".to_owned(), why)));
        Denied::unless_empty(gaps)?;
        let Some(allegation) = allegation else {
            return Err(Denied::invalid(
                "allegation",
                "Choose the allegation it is about",
            ));
        };
        Ok(Effects::of(Event::EvidenceAdded {
            allegation: allegation.id,
            number: allegation.number,
            what: self.what,
            source: self.source,
            dated: self.dated,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::World;

    #[test]
    fn evidence_belongs_to_an_allegation_of_this_complaint() {
        let world = World::new();
        let add = |n| AddEvidence {
            allegation: Some(n),
            what: "Call of 2 October".into(),
            source: "Recording".into(),
            dated: None,
        };
        assert!(decide(&world.investigated(), add(1), &world.staff(), &world.ctx()).is_ok());
        assert!(decide(&world.investigated(), add(99), &world.staff(), &world.ctx()).is_err());
        assert!(
            decide(
                &world.investigated(),
                add(1),
                &world.relations(),
                &world.ctx()
            )
            .is_err()
        );
    }
}
