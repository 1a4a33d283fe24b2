//! "The Customer Relations team will review your concerns and send an acknowledgement within
//! 24 working hours explaining which area of our business is best placed to address your concerns."
//!
//! Choosing the area, sending the letter and routing are one act.
use super::{Step, StepKind};
use crate::allegation::Scope;
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::dispatch::Dispatch;
use crate::effects::Effects;
use crate::event::{Event, Triaged};
use crate::person::{Actor, Area};
use crate::vocabulary::{LetterKind, Promise, Stage};

/// `triaged` is what the page decides in the same act; None leaves triage as it was saved.
pub struct Acknowledge {
    pub area: Option<Area>,
    pub dispatch: Dispatch,
    pub triaged: Option<Triaged>,
}

impl Step for Acknowledge {
    const KIND: StepKind = StepKind::Acknowledgement;
    fn decide(
        self,
        complaint: &Complaint,
        actor: &Actor,
        ctx: &Context,
    ) -> Result<Effects, Denied> {
        // Everything that is missing, at once.
        let mut missing = match &self.triaged {
            Some(triaged) => {
                let mut missing = gaps(triaged);
                missing.extend(super::scope::gaps(triaged, complaint, actor));
                missing
            }
            None => gaps_as_saved(complaint),
        };
        let area = area_gap(self.area.as_ref());
        missing.extend(area.map(|why| ("area".to_owned(), why)));
        missing.extend(self.dispatch.gaps(complaint, ctx.today()));
        Denied::unless_empty(missing)?;
        let Some(area) = self.area else {
            return Err(Denied::invalid("area", NO_AREA));
        };
        let mut effects = match self.triaged {
            Some(triaged) => super::scope::DecideScope { triaged }.decide(complaint, actor, ctx)?,
            None => Effects::default(),
        };
        let again = complaint.acknowledged_at.is_some();
        let letter = if again {
            LetterKind::ChangeOfContact
        } else {
            LetterKind::Acknowledgement
        };
        effects.events.push(Event::Acknowledged {
            area: area.id,
            area_name: area.name,
            again,
        });
        effects.clocks.push(ctx.stop(Promise::Acknowledge));
        effects.clocks.push(ctx.stop(Promise::Update));
        effects.clocks.push(ctx.start(Promise::Update, ctx.now));
        // Rule 29: handed back and routed again, the clocks that ran keep their start.
        if complaint.running(Promise::Assign).is_none() {
            effects.clocks.push(ctx.start(Promise::Assign, ctx.now));
        }
        if complaint.running(Promise::Respond).is_none() {
            effects.clocks.push(ctx.start(Promise::Respond, ctx.now));
        }
        Ok(effects.to(Stage::Assignment).letter(letter))
    }
}

const NO_AREA: &str = "Choose the area best placed to answer";

/// Rule 21: the area is chosen before the acknowledgement can be sent; reading (e)19: one that can receive.
fn area_gap(area: Option<&Area>) -> Option<String> {
    match area {
        None => Some(NO_AREA.to_owned()),
        Some(area) if !area.can_receive => Some(format!(
            "{} has no active Leader or deputy, so it cannot receive complaints",
            area.name
        )),
        Some(_) => None,
    }
}

fn gaps(triaged: &Triaged) -> Vec<(String, String)> {
    let scopes: Vec<(i32, &Scope)> = triaged
        .allegations
        .iter()
        .map(|a| (a.number, &a.scope))
        .collect();
    gaps_in(&scopes, triaged.needs_asked.is_some())
}

fn gaps_as_saved(complaint: &Complaint) -> Vec<(String, String)> {
    let scopes: Vec<(i32, &Scope)> = complaint
        .allegations
        .iter()
        .map(|a| (a.number, &a.scope))
        .collect();
    gaps_in(&scopes, complaint.triage.needs_asked.is_some())
}

/// Rules 10, 12 and 14: needs asked about; every allegation in or out; at least one in.
fn gaps_in(scopes: &[(i32, &Scope)], needs_answered: bool) -> Vec<(String, String)> {
    let mut gaps = Vec::new();
    if !needs_answered {
        gaps.push((
            "needs_asked".to_owned(),
            "Say whether they were asked what they need from us".to_owned(),
        ));
    }
    for (number, _) in scopes.iter().filter(|(_, s)| **s == Scope::Undecided) {
        gaps.push((
            format!("allegation_{number}"),
            format!("Allegation {number}: say whether we can investigate it"),
        ));
    }
    if scopes.is_empty() {
        gaps.push((
            "allegations".to_owned(),
            "Write down at least one thing they say went wrong".to_owned(),
        ));
    } else if scopes
        .iter()
        .all(|(_, s)| matches!(s, Scope::Outside { .. }))
    {
        let why = "Nothing here can be investigated. Refuse the complaint instead: a second person must agree";
        gaps.push(("allegations".to_owned(), why.to_owned()));
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::{World, a_complaint, a_triage};
    use crate::vocabulary::LetterFormat;

    fn acknowledge(world: &World, complaint: &Complaint) -> Acknowledge {
        Acknowledge {
            area: Some(world.energy()),
            dispatch: Dispatch::preferred(complaint),
            triaged: Some(a_triage(world)),
        }
    }

    #[test]
    fn one_act_chooses_the_area_sends_and_routes() {
        let world = World::new();
        let complaint = a_complaint(&world);
        let decision = decide(
            &complaint,
            acknowledge(&world, &complaint),
            &world.relations(),
            &world.ctx(),
        )
        .unwrap();
        assert_eq!(decision.effects().stage, Some(Stage::Assignment));
        assert_eq!(decision.effects().letter, Some(LetterKind::Acknowledgement));
        assert!(
            decision
                .events()
                .iter()
                .any(|e| matches!(e, Event::Acknowledged { .. }))
        );
    }

    /// Rule 21 and reading (e)19.
    #[test]
    fn it_cannot_be_sent_without_an_area_that_can_receive() {
        let world = World::new();
        let complaint = a_complaint(&world);
        let mut step = acknowledge(&world, &complaint);
        step.area = None;
        let refused =
            |step| decide(&complaint, step, &world.relations(), &world.ctx()).unwrap_err();
        assert_eq!(refused(step).fields[0].0, "area");
        let mut step = acknowledge(&world, &complaint);
        step.area.as_mut().unwrap().can_receive = false;
        assert!(refused(step).why.contains("no active Leader"));
    }

    /// Rule 10: needs are asked about before the acknowledgement.
    #[test]
    fn needs_are_asked_about_first() {
        let world = World::new();
        let complaint = a_complaint(&world);
        let mut step = acknowledge(&world, &complaint);
        step.triaged.as_mut().unwrap().needs_asked = None;
        let refusal = decide(&complaint, step, &world.relations(), &world.ctx()).unwrap_err();
        assert_eq!(refusal.fields[0].0, "needs_asked");
    }

    /// Rule 24: another format than the person's own asks why.
    #[test]
    fn standard_print_for_a_braille_reader_asks_why() {
        let world = World::new();
        let mut complaint = a_complaint(&world);
        complaint.details.letter_format = LetterFormat::Braille;
        let mut step = acknowledge(&world, &complaint);
        step.dispatch.format = LetterFormat::Standard;
        let refusal = decide(&complaint, step, &world.relations(), &world.ctx()).unwrap_err();
        assert_eq!(refusal.fields[0].0, "dispatch_reason");
    }

    #[test]
    fn only_customer_relations_acknowledge() {
        let world = World::new();
        let mut complaint = a_complaint(&world);
        complaint.received.entered_by = world.staff().id;
        let refusal = decide(
            &complaint,
            acknowledge(&world, &complaint),
            &world.staff(),
            &world.ctx(),
        )
        .unwrap_err();
        assert_eq!(
            refusal.why,
            "Only Customer Relations can acknowledge a complaint"
        );
    }

    /// A form is mended in one go: the area is named beside everything else.
    #[test]
    fn everything_missing_is_named_at_once() {
        let world = World::new();
        let complaint = a_complaint(&world);
        let mut step = acknowledge(&world, &complaint);
        step.area = None;
        step.dispatch.format = LetterFormat::LargePrint;
        if let Some(triaged) = &mut step.triaged {
            triaged.needs_asked = None;
            triaged.urgent = true;
            triaged.allegations[0].ground = None;
        }
        let refusal = decide(&complaint, step, &world.relations(), &world.ctx()).unwrap_err();
        let fields: Vec<&str> = refusal.fields.iter().map(|f| f.0.as_str()).collect();
        assert_eq!(
            fields,
            [
                "needs_asked",
                "allegation_1",
                "urgent_why",
                "area",
                "dispatch_reason"
            ]
        );
    }
}
