//! A promise to put something right, followed until it is done (rules 45 and 69).
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::ids::RemedyId;
use crate::person::Actor;

pub struct CompleteRemedy {
    pub remedy: Option<RemedyId>,
    /// What shows that it was done.
    pub evidence: String,
}

impl Step for CompleteRemedy {
    const KIND: StepKind = StepKind::Remedy;
    fn decide(self, complaint: &Complaint, _: &Actor, _: &Context) -> Result<Effects, Denied> {
        let found = complaint
            .remedies
            .iter()
            .find(|r| Some(r.id) == self.remedy);
        let remedy =
            found.ok_or_else(|| Denied::invalid("remedy", "Choose the remedy that is done"))?;
        if remedy.done_on.is_some() {
            return Err(Denied::not_now("This remedy is already recorded as done"));
        }
        if self.evidence.trim().is_empty() {
            return Err(Denied::invalid(
                "evidence",
                "Say what shows that it was done",
            ));
        }
        Ok(Effects::of(Event::RemedyDone {
            remedy: remedy.id,
            evidence: self.evidence,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::{World, a_remedy};

    #[test]
    fn done_needs_something_that_shows_it() {
        let world = World::new();
        let mut c = world.answered();
        c.remedies.push(a_remedy(None));
        let done = |evidence: &str| CompleteRemedy {
            remedy: Some(RemedyId(1)),
            evidence: evidence.into(),
        };
        assert!(decide(&c, done(""), &world.staff(), &world.ctx()).is_err());
        assert!(
            decide(
                &c,
                done("Payment run of 3 December"),
                &world.staff(),
                &world.ctx()
            )
            .is_ok()
        );
        c.remedies[0].done_on = Some(world.ctx().today());
        assert!(decide(&c, done("Again"), &world.staff(), &world.ctx()).is_err());
    }
}
