//! "The Customer Relations team will review your concerns and send an acknowledgement within
//! 24 working hours explaining which area of our business is best placed to address your concerns."
//!
//! Choosing the area, writing the letter and routing are one act. The promise is kept when the letter leaves.
//!
//! Every complaint is acknowledged, one that is wholly outside the procedure too (reading (e)17): its letter names the area
//! that would deal with it and says that we are deciding whether it is covered, and it stays with Customer Relations.
use super::{Step, StepKind};
use crate::allegation::Scope;
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::dispatch::Dispatch;
use crate::effects::Effects;
use crate::event::{Event, Triaged};
use crate::person::{Actor, Area};
use crate::repeat::no_repeat;
use crate::vocabulary::{LetterKind, Stage};

/// `triaged` is what the page decides in the same act; None leaves triage as it was saved.
pub struct Acknowledge {
    pub area: Option<Area>,
    pub dispatch: Dispatch,
    pub triaged: Option<Triaged>,
}

/// The same of one that seems to repeat a finished complaint: it is with no area until two people have decided whether
/// it is answered already (reading (e)18).
pub struct AcknowledgeRepeat {
    pub repeats: Box<Complaint>,
    pub acknowledge: Acknowledge,
}

impl Step for Acknowledge {
    const KIND: StepKind = StepKind::Acknowledgement;
    fn decide(
        self,
        complaint: &Complaint,
        actor: &Actor,
        ctx: &Context,
    ) -> Result<Effects, Denied> {
        self.decided(complaint, None, actor, ctx)
    }
}

impl Step for AcknowledgeRepeat {
    const KIND: StepKind = StepKind::Acknowledgement;
    fn decide(
        self,
        complaint: &Complaint,
        actor: &Actor,
        ctx: &Context,
    ) -> Result<Effects, Denied> {
        let repeats = Some(&*self.repeats).filter(|_| complaint.acknowledged_at.is_none());
        self.acknowledge.decided(complaint, repeats, actor, ctx)
    }
}

impl Acknowledge {
    fn decided(
        self,
        complaint: &Complaint,
        repeats: Option<&Complaint>,
        actor: &Actor,
        ctx: &Context,
    ) -> Result<Effects, Denied> {
        // Everything that is missing, at once.
        let now = self.triaged.as_ref();
        let needs = now.map_or(complaint.triage.needs_asked, |t| t.needs_asked);
        let mut missing = gaps_in(&scopes(now, complaint), needs.is_some());
        if let Some(triaged) = now {
            missing.extend(super::scope::gaps(triaged, complaint, actor));
        }
        let outside = is_outside(&scopes(self.triaged.as_ref(), complaint));
        missing.extend(cover_gap(complaint, outside).map(|why| ("allegations".to_owned(), why)));
        let no_repeat = repeats.and_then(|earlier| no_repeat(&named(now, complaint), earlier));
        missing.extend(no_repeat.map(|why| ("repeats".to_owned(), why)));
        let deciding = outside || repeats.is_some();
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
            deciding,
        });
        let stage = if deciding {
            Stage::Triage
        } else {
            Stage::Assignment
        };
        Ok(effects.to(stage).letter(letter))
    }
}

/// The complaint with whoever the page says it is about.
fn named(triaged: Option<&Triaged>, complaint: &Complaint) -> Complaint {
    let mut named = complaint.clone();
    if let Some(triaged) = triaged {
        named.subjects.clone_from(&triaged.subjects);
    }
    named
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

/// Number and scope of each allegation, as the page has them now or as they were saved.
fn scopes<'a>(triaged: Option<&'a Triaged>, complaint: &'a Complaint) -> Vec<(i32, &'a Scope)> {
    match triaged {
        Some(now) => {
            let all = now.allegations.iter();
            all.map(|a| (a.number, &a.scope)).collect()
        }
        None => {
            let all = complaint.allegations.iter();
            all.map(|a| (a.number, &a.scope)).collect()
        }
    }
}

/// Something is alleged, and none of it is covered.
fn is_outside(scopes: &[(i32, &Scope)]) -> bool {
    let outside = |scope: &Scope| matches!(scope, Scope::Outside { .. });
    !scopes.is_empty() && scopes.iter().all(|(_, scope)| outside(scope))
}

/// What cannot be put inside or outside now: nobody is told twice that we are deciding, and nothing is accepted around
/// somebody who is to agree that it is refused.
fn cover_gap(complaint: &Complaint, outside: bool) -> Option<String> {
    let why = if outside && complaint.acknowledged_at.is_some() {
        "Nothing here can be investigated. Propose to refuse the complaint instead: a second person must agree"
    } else if !outside && complaint.open_refusal().is_some() {
        "A refusal is waiting for a second person, so nothing can be put inside the procedure until they have decided"
    } else {
        return None;
    };
    Some(why.to_owned())
}

/// Rules 10 and 12: needs asked about; something is alleged, and each of it is in or out.
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
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::{World, a_complaint, a_triage};
    use crate::vocabulary::{Exclusion, LetterFormat, Promise};

    fn acknowledge(world: &World, complaint: &Complaint) -> Acknowledge {
        Acknowledge {
            area: Some(world.energy()),
            dispatch: Dispatch::preferred(complaint),
            triaged: Some(a_triage()),
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

    fn outside() -> Triaged {
        let mut triaged = a_triage();
        triaged.allegations[0].scope = Scope::Outside {
            exclusion: Exclusion::HandlersDecision,
            reason: "Only the outcome".into(),
        };
        triaged
    }

    /// B11 and reading (e)17: what is wholly outside is acknowledged too. It stays with Customer Relations, nobody is to be
    /// assigned, and the time of the response runs. Found to be covered after all, it goes to an area.
    #[test]
    fn what_is_wholly_outside_is_acknowledged_and_waits_to_be_decided() {
        let mut world = World::new();
        let (who, c) = (world.relations(), a_complaint(&world));
        let step = |c: &Complaint, triaged| Acknowledge {
            triaged: Some(triaged),
            ..acknowledge(&World::new(), c)
        };
        let told = decide(&c, step(&c, outside()), &who, &world.ctx()).unwrap();
        assert_eq!(told.effects().letter, Some(LetterKind::Acknowledgement));
        let told = world.left(told.after(), LetterKind::Acknowledgement);
        assert_eq!((told.stage, told.area.clone()), (Stage::Triage, None));
        assert!(told.is_being_decided());
        let runs = |c: &Complaint, promise| c.running(promise).map(|k| k.started_at);
        assert_eq!(runs(&told, Promise::Acknowledge), None);
        assert_eq!(runs(&told, Promise::Assign), None);
        assert_eq!(runs(&told, Promise::Respond), Some(world.now));
        let acknowledged = told
            .clocks
            .iter()
            .find(|k| k.promise == Promise::Acknowledge);
        assert_eq!(acknowledged.and_then(|k| k.in_time()), Some(true));
        // Nobody is told twice that we are deciding.
        world.now += chrono::Duration::days(1);
        let twice = decide(&told, step(&told, outside()), &who, &world.ctx()).unwrap_err();
        assert_eq!(twice.fields[0].0, "allegations");
        let first = world.now - chrono::Duration::days(1);
        let sent = decide(&told, step(&told, a_triage()), &who, &world.ctx()).unwrap();
        let sent_on = sent.after();
        assert_eq!(sent.effects().letter, Some(LetterKind::ChangeOfContact));
        assert_eq!(sent_on.stage, Stage::Assignment);
        assert_eq!(runs(sent_on, Promise::Assign), Some(world.now));
        assert_eq!(runs(sent_on, Promise::Respond), Some(first));
    }
}
