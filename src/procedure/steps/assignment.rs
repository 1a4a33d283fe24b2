//! "The Leader of that area will assign an individual to respond, ideally within 24 working hours."
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::ids::{AreaId, PersonId};
use crate::person::{Actor, Candidate};
use crate::vocabulary::{Promise, Stage};

pub struct Assign {
    /// None when nobody was chosen, or somebody who does not exist.
    pub to: Option<Candidate>,
    /// Why it moves; asked when somebody already has it.
    pub reason: String,
    /// The person assigning has seen the warning that the chosen one is away.
    pub accepts_absence: bool,
}

/// Why somebody cannot be chosen, in words for beside their name; None when they can.
pub fn cannot_be_assigned(complaint: &Complaint, who: &Candidate) -> Option<&'static str> {
    let named: Vec<PersonId> = complaint.subjects.iter().filter_map(|s| s.person).collect();
    cannot_be_given(&named, complaint.area.as_ref().map(|a| a.id), who)
}

/// The same for a list, which knows of a complaint only whom it names and the area it is with.
pub fn cannot_be_given(
    named: &[PersonId],
    area: Option<AreaId>,
    who: &Candidate,
) -> Option<&'static str> {
    if named.contains(&who.id) {
        return Some("named in the complaint"); // rule 27
    }
    if !who.active {
        return Some("no longer works here");
    }
    if area != who.area {
        return Some("works in another area");
    }
    None
}

impl Step for Assign {
    const KIND: StepKind = StepKind::Assignment;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let to = self
            .to
            .ok_or_else(|| Denied::invalid("assignee", "Choose who will respond"))?;
        if let Some(why) = cannot_be_assigned(complaint, &to) {
            return Err(Denied::invalid(
                "assignee",
                format!("{} cannot be chosen: {why}", to.name),
            ));
        }
        if complaint.assignee == Some(to.id) {
            return Err(Denied::invalid(
                "assignee",
                format!("{} already has this complaint", to.name),
            ));
        }
        let moves = complaint.assignee.is_some();
        if moves && self.reason.trim().is_empty() {
            return Err(Denied::invalid(
                "reason",
                "Say why it moves to somebody else",
            ));
        }
        let mut warned = Vec::new();
        if let Some(until) = to.away_until {
            if !self.accepts_absence {
                let why = format!(
                    "{} is away until {}. Tick that you know, or choose somebody else",
                    to.name,
                    until.format("%-d %B")
                );
                return Err(Denied::invalid("accepts_absence", why));
            }
            warned.push(format!("Away until {until}"));
        }
        // The complainant hears of every change (rule 31); the first contact is promised once, also when the complaint
        // came back from an area that had not made it.
        Ok(Effects::of(Event::Assigned {
            to: to.id,
            to_name: to.name,
            reason: self.reason,
            warned,
            not_told: String::new(),
        })
        .to(Stage::Investigation)
        .keeps(Promise::Assign, ctx.now))
    }
}

/// The same without a letter to the complainant, who hears of every change unless there is a reason (rule 31).
pub struct AssignUntold {
    pub assign: Assign,
    /// Why they are not told; asked when somebody already has it.
    pub why: String,
}

impl Step for AssignUntold {
    const KIND: StepKind = StepKind::Assignment;
    fn decide(
        self,
        complaint: &Complaint,
        actor: &Actor,
        ctx: &Context,
    ) -> Result<Effects, Denied> {
        let why = self.why.trim().to_owned();
        let moves = complaint.assignee.is_some();
        let mut effects = match self.assign.decide(complaint, actor, ctx) {
            Err(mut denied) if moves && why.is_empty() && !denied.fields.is_empty() => {
                denied.fields.push(no_reason());
                return Err(denied);
            }
            other => other?,
        };
        if moves && why.is_empty() {
            let (field, words) = no_reason();
            return Err(Denied::invalid(&field, words));
        }
        for event in &mut effects.events {
            if let Event::Assigned { not_told, .. } = event {
                not_told.clone_from(&why);
            }
        }
        Ok(effects)
    }
}

fn no_reason() -> (String, String) {
    (
        "untold_why".to_owned(),
        "Say why the complainant is not told, or tick that they are".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allegation::Subject;
    use crate::decide;
    use crate::steps::testing::{World, candidate};

    fn assign(to: Candidate) -> Assign {
        Assign {
            to: Some(to),
            reason: String::new(),
            accepts_absence: false,
        }
    }

    /// Rule 31: they hear of every change, or it is on record why not.
    #[test]
    fn a_change_that_is_not_told_has_its_reason() {
        let world = World::new();
        let c = world.investigated();
        let untold = |why: &str| AssignUntold {
            assign: Assign {
                reason: "Too many cases".into(),
                ..assign(candidate(&world.staff2()))
            },
            why: why.into(),
        };
        let on = |c: &Complaint, why: &str| decide(c, untold(why), &world.leader(), &world.ctx());
        let refused = on(&c, " ").unwrap_err();
        assert_eq!(refused.fields[0].0, "untold_why");
        let told = on(&c, "They asked for no more letters").unwrap();
        assert!(matches!(
            told.events(),
            [Event::Assigned { not_told, .. }] if not_told == "They asked for no more letters"
        ));
        assert_eq!(told.after().changes_of_person(), 1);
        // The first assignment is told by the acknowledgement.
        assert!(on(&world.acknowledged(), "").is_ok());
    }

    #[test]
    fn the_leader_of_the_area_assigns_an_individual() {
        let world = World::new();
        let complaint = world.acknowledged();
        let decision = decide(
            &complaint,
            assign(candidate(&world.staff())),
            &world.leader(),
            &world.ctx(),
        )
        .unwrap();
        assert_eq!(decision.effects().stage, Some(Stage::Investigation));
        let refusal = decide(
            &complaint,
            assign(candidate(&world.staff())),
            &world.leader2(),
            &world.ctx(),
        )
        .unwrap_err();
        assert!(refusal.why.contains("do not have access"), "{refusal}");
        let refusal = decide(
            &complaint,
            assign(candidate(&world.staff())),
            &world.relations(),
            &world.ctx(),
        )
        .unwrap_err();
        assert_eq!(
            refusal.why,
            "Only the Leader of Energy or their deputy can assign an individual to respond"
        );
    }

    /// Rule 27: nobody complained about can be chosen.
    #[test]
    fn nobody_complained_about_can_be_chosen() {
        let world = World::new();
        let mut complaint = world.acknowledged();
        let staff = world.staff();
        complaint.subjects.push(Subject {
            person: Some(staff.id),
            name: staff.name.clone(),
            allegation: None,
        });
        let refusal = decide(
            &complaint,
            assign(candidate(&staff)),
            &world.leader(),
            &world.ctx(),
        )
        .unwrap_err();
        assert!(refusal.why.contains("named in the complaint"), "{refusal}");
    }

    /// Rule 28: the Leader is complained about, so another assigns.
    #[test]
    fn a_leader_complained_about_does_not_assign() {
        let world = World::new();
        let mut complaint = world.acknowledged();
        let leader = world.leader();
        complaint.subjects.push(Subject {
            person: Some(leader.id),
            name: leader.name.clone(),
            allegation: None,
        });
        assert!(
            decide(
                &complaint,
                assign(candidate(&world.staff())),
                &leader,
                &world.ctx()
            )
            .is_err()
        );
        assert!(
            decide(
                &complaint,
                assign(candidate(&world.staff())),
                &world.executive(),
                &world.ctx()
            )
            .is_ok()
        );
    }

    #[test]
    fn somebody_away_only_with_a_warning_and_a_move_only_with_a_reason() {
        let world = World::new();
        let complaint = world.investigated();
        let mut away = candidate(&world.staff2());
        away.away_until = Some(world.ctx().today());
        let mut step = Assign {
            to: Some(away),
            reason: String::new(),
            accepts_absence: false,
        };
        let refused = |s: Assign| {
            decide(&complaint, s, &world.leader(), &world.ctx())
                .unwrap_err()
                .fields[0]
                .0
                .clone()
        };
        assert_eq!(
            refused(Assign {
                to: step.to.clone(),
                reason: String::new(),
                accepts_absence: true
            }),
            "reason"
        );
        step.reason = "Too many cases".into();
        assert_eq!(
            refused(Assign {
                to: step.to.clone(),
                reason: step.reason.clone(),
                accepts_absence: false
            }),
            "accepts_absence"
        );
        step.accepts_absence = true;
        assert!(decide(&complaint, step, &world.leader(), &world.ctx()).is_ok());
    }
}
