//! A promise to put something right, followed until it is done (rules 45 and 69).
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::dates::{self, What};
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::ids::RemedyId;
use crate::person::Actor;
use chrono::NaiveDate;

pub struct CompleteRemedy {
    pub remedy: Option<RemedyId>,
    /// When it was done; today when nobody says so.
    pub on: Option<NaiveDate>,
    /// What shows that it was done.
    pub evidence: String,
}

impl Step for CompleteRemedy {
    const KIND: StepKind = StepKind::Remedy;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let found = complaint
            .remedies
            .iter()
            .find(|r| Some(r.id) == self.remedy);
        let remedy =
            found.ok_or_else(|| Denied::invalid("remedy", "Choose the remedy that is done"))?;
        if remedy.done_on.is_some() {
            return Err(Denied::not_now("This remedy is already recorded as done"));
        }
        let wrong = self
            .on
            .and_then(|on| dates::impossible(What::Done, on, complaint, ctx));
        let unshown = self.evidence.trim().is_empty();
        let unshown = unshown.then(|| "Say what shows that it was done".to_owned());
        let gaps = [("done_on", wrong), ("evidence", unshown)];
        let gaps = gaps
            .into_iter()
            .filter_map(|(field, why)| Some((field.to_owned(), why?)));
        Denied::unless_empty(gaps.collect())?;
        Ok(Effects::of(Event::RemedyDone {
            remedy: remedy.id,
            on: self.on,
            evidence: self.evidence,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::{World, a_remedy};

    /// B9: what was done earlier and is written down later was done on its day, and not before the complaint came.
    #[test]
    fn it_was_done_on_the_day_it_was_done() {
        let mut world = World::new();
        let mut c = world.answered();
        c.remedies.push(a_remedy(None));
        world.now += chrono::Duration::days(9);
        let done = |on: &str| {
            let step = CompleteRemedy {
                remedy: Some(RemedyId(1)),
                on: on.parse().ok(),
                evidence: "Payment run".into(),
            };
            decide(&c, step, &world.staff(), &world.ctx())
        };
        let on = done("2026-11-30").unwrap().after().remedies[0].done_on;
        assert_eq!(on, "2026-11-30".parse().ok());
        for wrong in ["2026-11-23", "2026-12-24"] {
            assert_eq!(done(wrong).unwrap_err().fields[0].0, "done_on");
        }
    }

    #[test]
    fn done_needs_something_that_shows_it() {
        let world = World::new();
        let mut c = world.answered();
        c.remedies.push(a_remedy(None));
        let done = |evidence: &str| CompleteRemedy {
            remedy: Some(RemedyId(1)),
            on: None,
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
