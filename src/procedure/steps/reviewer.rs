//! "... escalate their complaint to a leader, senior leader or in some cases to a senior complaint
//! executive in the Customer Relations team to issue a final response. This will depend on the nature
//! of the complaint and the customer's individual circumstances."
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::dispatch::Dispatch;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::{Actor, Candidate};
use crate::vocabulary::{Circumstance, LetterKind, Role, Stage};

pub struct ChooseReviewer {
    pub decider: Option<Candidate>,
    pub circumstances: Vec<Circumstance>,
    /// Why this person, by nature and circumstances (rule 56).
    pub reason: String,
    pub dispatch: Dispatch,
}

/// Why somebody cannot decide stage 2, in words for beside their name; None when they can (rules 56 and 57).
pub fn cannot_decide(complaint: &Complaint, who: &Candidate) -> Option<String> {
    if complaint.is_about(who.id) {
        return Some("named in the complaint".to_owned());
    }
    if !who.active {
        return Some("no longer works here".to_owned());
    }
    if !issues_final_responses(who.role) {
        return Some("not a leader, senior leader or senior complaint executive".to_owned());
    }
    complaint.part_words(who.id)
}

/// "A leader, senior leader or in some cases ... a senior complaint executive".
pub(super) fn issues_final_responses(role: Role) -> bool {
    match role {
        Role::Staff => false,
        Role::Leader | Role::SeniorLeader | Role::SeniorComplaintExecutive => true,
    }
}

/// What is wrong with a choice of who decides stage 2: `cannot` says why somebody cannot, after "Dev Patel cannot
/// decide it: ".
pub(super) fn choice_gap(
    complaint: &Complaint,
    decider: Option<&Candidate>,
    (cannot, what): (impl Fn(&Complaint, &Candidate) -> Option<String>, &str),
) -> Option<(String, String)> {
    let why = match decider {
        None => NOBODY_CHOSEN.to_owned(),
        Some(d) => match cannot(complaint, d) {
            Some(why) => format!("{} cannot {what}: {why}", d.name),
            None if complaint.decider == Some(d.id) => format!("{} already has it", d.name),
            None => return None,
        },
    };
    Some(("decider".to_owned(), why))
}

pub(super) const NOBODY_CHOSEN: &str = "Choose who will issue the final response";

impl Step for ChooseReviewer {
    const KIND: StepKind = StepKind::Reviewer;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let mut gaps = Vec::new();
        if self.circumstances.is_empty() {
            gaps.push((
                "circumstances".to_owned(),
                "Say what kind of complaint it is and what bears on it".to_owned(),
            ));
        }
        let check = (cannot_decide, "decide it");
        gaps.extend(choice_gap(complaint, self.decider.as_ref(), check));
        if self.reason.trim().is_empty() {
            gaps.push((
                "reason".to_owned(),
                "Say why this person should decide it".to_owned(),
            ));
        }
        gaps.extend(self.dispatch.gaps(complaint, ctx.today()));
        Denied::unless_empty(gaps)?;
        let Some(decider) = self.decider else {
            return Err(Denied::invalid("decider", NOBODY_CHOSEN));
        };
        Ok(Effects::of(Event::ReviewerChosen {
            decider: decider.id,
            decider_name: decider.name,
            circumstances: self.circumstances,
            reason: self.reason,
            instead_of: complaint.decider,
            appointed: false,
        })
        .to(Stage::FinalReview)
        .letter(LetterKind::EscalationAcknowledgement))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allegation::Subject;
    use crate::decide;
    use crate::part::{Involvement, Part};
    use crate::steps::testing::{World, candidate};

    fn choose(c: &Complaint, who: &Actor) -> ChooseReviewer {
        ChooseReviewer {
            decider: Some(candidate(who)),
            circumstances: vec![Circumstance::Plain],
            reason: "From another line".into(),
            dispatch: Dispatch::preferred(c),
        }
    }

    /// Rule 57, HARD: never anybody involved at stage 1, by full history.
    #[test]
    fn nobody_from_stage_1_decides_stage_2() {
        let world = World::new();
        let mut c = world.escalated();
        for involved in [world.leader(), world.relations()] {
            let (who, what, at) = (involved.id, Involvement::Noted, world.now);
            c.parts.push(Part { who, what, at });
        }
        let refused = |c: &Complaint, who: &Actor| {
            decide(c, choose(c, who), &world.executive(), &world.ctx())
                .unwrap_err()
                .why
        };
        assert!(refused(&c, &world.leader()).contains("wrote a note on 24 November 2026"));
        assert!(refused(&c, &world.staff()).contains("not a leader"));
        let e2 = world.executive2();
        c.subjects.push(Subject {
            person: Some(e2.id),
            name: e2.name.clone(),
            allegation: None,
        });
        assert!(refused(&c, &e2).contains("named in the complaint"));
        assert!(
            decide(
                &c,
                choose(&c, &world.leader2()),
                &world.executive(),
                &world.ctx()
            )
            .is_ok()
        );
    }

    /// Rule 56: by nature and circumstances, with the reason.
    #[test]
    fn the_choice_has_a_reason_and_the_letter_goes() {
        let world = World::new();
        let c = world.escalated();
        let bare = ChooseReviewer {
            circumstances: vec![],
            reason: String::new(),
            ..choose(&c, &world.leader2())
        };
        assert_eq!(
            decide(&c, bare, &world.relations(), &world.ctx())
                .unwrap_err()
                .fields
                .len(),
            2
        );
        let decision = decide(
            &c,
            choose(&c, &world.leader2()),
            &world.relations(),
            &world.ctx(),
        )
        .unwrap();
        assert_eq!(
            decision.effects().letter,
            Some(LetterKind::EscalationAcknowledgement)
        );
    }
}
