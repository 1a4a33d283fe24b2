//! "Failed to keep you updated on progress": every contact is written down, a reply owed has a date,
//! and each contact from us sets the next update (rules 36 and 37).
use super::{Step, StepKind};
use crate::procedure::clocks::Context;
use crate::procedure::complaint::Complaint;
use crate::procedure::decide::Effects;
use crate::procedure::event::Event;
use crate::procedure::ids::ContactId;
use crate::procedure::person::Actor;
use crate::procedure::refusal::Refusal;
use crate::procedure::vocabulary::{Channel, Promise};
use chrono::{DateTime, Utc};

pub struct RecordContact {
    pub happened_at: Option<DateTime<Utc>>,
    /// From us to them, or from them to us.
    pub from_us: Option<bool>,
    pub channel: Option<Channel>,
    pub note: String,
    /// When we promised to come back to them, if they wait for us.
    pub reply_due: Option<DateTime<Utc>>,
    /// The contacts of theirs that this one answers.
    pub answers: Vec<ContactId>,
}

impl Step for RecordContact {
    const KIND: StepKind = StepKind::Contact;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Refusal> {
        let mut gaps = Vec::new();
        let mut gap = |missing: bool, field: &str, why: &str| {
            if missing {
                gaps.push((field.to_owned(), why.to_owned()));
            }
        };
        let happened_at = self.happened_at.unwrap_or(ctx.now);
        gap(
            self.note.trim().is_empty(),
            "note",
            "Say what was said or sent",
        );
        gap(
            happened_at > ctx.now,
            "happened_at",
            "It cannot have happened in the future",
        );
        gap(self.from_us.is_none(), "from_us", "Say who contacted whom");
        gap(self.channel.is_none(), "channel", "Say how");
        Refusal::unless_empty(gaps)?;
        let (Some(from_us), Some(channel)) = (self.from_us, self.channel) else {
            return Err(Refusal::invalid("channel", "Say how"));
        };
        let event = Event::Contacted {
            happened_at,
            from_us,
            channel,
            note: self.note,
            reply_due: self.reply_due.filter(|_| !from_us),
            answers: if from_us { self.answers } else { Vec::new() },
        };
        let mut effects = Effects::of(event);
        if from_us {
            effects = effects
                .clock(ctx.stop(Promise::Update))
                .clock(ctx.start(Promise::Update, ctx.now));
            if complaint.assignee.is_some() {
                effects = effects.clock(ctx.stop(Promise::FirstContact));
            }
        }
        Ok(effects)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedure::clocks::ClockChange;
    use crate::procedure::decide;
    use crate::procedure::steps::testing::World;

    #[test]
    fn our_contact_sets_the_next_update_theirs_can_owe_a_reply() {
        let world = World::new();
        let contact = |from_us| RecordContact {
            happened_at: None,
            from_us: Some(from_us),
            channel: Some(Channel::Phone),
            note: "Rang to say where we are".into(),
            reply_due: Some(world.now),
            answers: vec![],
        };
        let record = |from_us| {
            decide(
                &world.investigated(),
                contact(from_us),
                &world.staff(),
                &world.ctx(),
            )
            .unwrap()
        };
        let ours = record(true);
        assert!(
            ours.effects()
                .clocks
                .iter()
                .any(|c| matches!(c, ClockChange::Start(k) if k.promise == Promise::Update))
        );
        let theirs = record(false);
        assert!(theirs.effects().clocks.is_empty());
        assert!(matches!(
            theirs.events(),
            [Event::Contacted {
                reply_due: Some(_),
                ..
            }]
        ));
    }
}
