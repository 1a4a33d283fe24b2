//! The plan of an investigation: for each allegation what should have happened, what to find out, and by when (rule 33).
//! Whoever answers writes it, and may write it again; the response is written beside it.
use super::{Step, StepKind};
use crate::complaint::{Complaint, Planned};
use crate::context::Context;
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;
use chrono::NaiveDate;

/// What is planned for one allegation; empty when nothing is.
pub struct DraftPlan {
    pub number: i32,
    /// What should have happened.
    pub standard: String,
    /// What is to be got: records, recordings, whom to ask.
    pub evidence: String,
    pub by: Option<NaiveDate>,
}

pub struct WritePlan {
    pub entries: Vec<DraftPlan>,
}

impl Step for WritePlan {
    const KIND: StepKind = StepKind::Plan;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let mut gaps = Vec::new();
        let mut planned = Vec::new();
        for allegation in complaint.in_scope() {
            let entry = self.entries.iter().find(|e| e.number == allegation.number);
            let Some(entry) = entry else { continue };
            let said = !entry.standard.trim().is_empty() || !entry.evidence.trim().is_empty();
            if !said && entry.by.is_none() {
                continue;
            }
            if !said {
                gaps.push((
                    format!("standard_{}", entry.number),
                    "Say what should have happened, or what to find out".to_owned(),
                ));
            }
            let before = complaint
                .plan
                .iter()
                .find(|p| p.allegation == allegation.id);
            let same = before.is_some_and(|p| p.by == entry.by);
            if entry.by.is_some_and(|by| by < ctx.today()) && !same {
                gaps.push((
                    format!("by_{}_on", entry.number),
                    "The day is over. Choose a day from today".to_owned(),
                ));
            }
            planned.push(Planned {
                allegation: allegation.id,
                standard: entry.standard.trim().to_owned(),
                evidence: entry.evidence.trim().to_owned(),
                by: entry.by,
            });
        }
        if planned.is_empty() {
            let first = complaint.in_scope().next().map_or(1, |a| a.number);
            gaps.push((
                format!("standard_{first}"),
                "Plan at least one allegation".to_owned(),
            ));
        }
        Denied::unless_empty(gaps)?;
        Ok(Effects::of(Event::Planned { planned }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::World;

    #[test]
    fn whoever_answers_plans_each_allegation_and_may_do_so_again() {
        let world = World::new();
        let c = world.investigated();
        let plan = |standard: &str, by| WritePlan {
            entries: vec![DraftPlan {
                number: 1,
                standard: standard.into(),
                evidence: "The call recordings".into(),
                by,
            }],
        };
        let on = |c: &Complaint, step, who: &Actor| decide(c, step, who, &world.ctx());
        let yesterday = world.ctx().today().pred_opt();
        let past = on(&c, plan("An update every week", yesterday), &world.staff()).unwrap_err();
        assert_eq!(past.fields[0].0, "by_1_on");
        let empty = WritePlan { entries: vec![] };
        assert!(on(&c, empty, &world.staff()).is_err());
        let first = on(&c, plan("An update every week", None), &world.staff()).unwrap();
        let again = on(first.after(), plan("Every ten days", None), &world.leader()).unwrap();
        let plans = &again.after().plan;
        assert_eq!(
            (plans.len(), plans[0].standard.as_str()),
            (1, "Every ten days")
        );
        assert!(on(&c, plan("Every week", None), &world.relations()).is_err());
        assert!(on(&world.answered(), plan("Every week", None), &world.staff()).is_err());
    }
}
