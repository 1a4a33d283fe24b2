//! A member of Customer Relations takes a complaint from the inbox, so that two do not answer it.
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;

pub struct Take;

impl Step for Take {
    const KIND: StepKind = StepKind::Taking;
    fn decide(self, complaint: &Complaint, actor: &Actor, _: &Context) -> Result<Effects, Denied> {
        if complaint.owner == Some(actor.id) {
            return Err(Denied::not_now("You already have this complaint"));
        }
        Ok(Effects::of(Event::Taken { owner: actor.id }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::{World, a_complaint};

    #[test]
    fn only_customer_relations_take_and_only_once() {
        let world = World::new();
        let mut complaint = a_complaint(&world);
        assert!(decide(&complaint, Take, &world.relations(), &world.ctx()).is_ok());
        assert!(decide(&complaint, Take, &world.staff(), &world.ctx()).is_err());
        complaint.owner = Some(world.relations().id);
        assert!(decide(&complaint, Take, &world.relations(), &world.ctx()).is_err());
    }
}
