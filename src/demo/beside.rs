//! Acts of a story that are kept beside the complaint: its plan, who it was late with, what was told to whom.
use super::scene::{Scene, carry_out};
use super::story::Act;
use chrono::Days;
use procedure::lateness::Holder;
use procedure::steps::assignment::{Assign, AssignUntold};
use procedure::steps::human_resources::PassToHumanResources;
use procedure::steps::lateness::CorrectLateness;
use procedure::steps::note::TellOffice;
use procedure::steps::plan::{DraftPlan, WritePlan};
use procedure::vocabulary::Promise;
use storage::{Connection, Result};

impl Scene<'_> {
    /// Takes one of these steps; nothing for any other act.
    pub(super) fn beside(&self, conn: &mut Connection, act: &Act) -> Result<()> {
        match act {
            Act::ReassignUntold(to, reason, why) => {
                let assign = Assign {
                    to: self.candidate(conn, *to)?,
                    reason: (*reason).to_owned(),
                    accepts_absence: true,
                };
                let why = (*why).to_owned();
                carry_out(conn, self, AssignUntold { assign, why }, None)
            }
            Act::Plan(standard, evidence, days) => {
                let by = self.ctx.today() + Days::new(*days);
                let entries = self.complaint.in_scope().map(|a| DraftPlan {
                    number: a.number,
                    standard: (*standard).to_owned(),
                    evidence: (*evidence).to_owned(),
                    by: Some(by),
                });
                let entries = entries.collect();
                carry_out(conn, self, WritePlan { entries }, None)
            }
            Act::LateOutside(reason) => {
                let step = CorrectLateness {
                    promise: Some(Promise::Respond),
                    to: Some(Holder::Outside),
                    reason: (*reason).to_owned(),
                };
                carry_out(conn, self, step, None)
            }
            Act::TellOffice => {
                let step = TellOffice {
                    happened_at: None,
                    note: String::new(),
                };
                carry_out(conn, self, step, None)
            }
            Act::PassOn(words) => {
                let step = PassToHumanResources {
                    on: Some(self.ctx.today()),
                    to: "Human resources, employee relations".to_owned(),
                    words: (*words).to_owned(),
                };
                carry_out(conn, self, step, None)
            }
            _ => Ok(()),
        }
    }
}
