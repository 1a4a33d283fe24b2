//! "Failed to keep you updated on progress": every contact is written down, a reply owed has a date,
//! and each contact from us sets the next update (rules 36 and 37).
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::ids::{ContactId, MailId};
use crate::person::Actor;
use crate::vocabulary::{Channel, Promise};
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
    /// The message it came in, joined from the inbox.
    pub mail: Option<MailId>,
    /// They agreed that the list of allegations is what they complain about (rule 32).
    pub agrees_list: bool,
    /// Joined by what the message itself carries, and by nobody.
    pub by_itself: bool,
}

impl RecordContact {
    /// A message of theirs that was joined: they wait for a reply, whatever the complaint has come to, so that
    /// somebody sees it (rule 37). It is owed as an update is, from when the message reached us.
    pub fn joined(mail: MailId, subject: &str, received_at: DateTime<Utc>, ctx: &Context) -> Self {
        let span = ctx.promises.span(Promise::Update);
        let subject = match subject.trim() {
            "" => "no subject",
            words => words,
        };
        Self {
            happened_at: Some(received_at.min(ctx.now)),
            from_us: Some(false),
            channel: Some(Channel::Email),
            note: format!("Message joined from the inbox: {subject}"),
            reply_due: Some(ctx.calendar.due(received_at, span, &[])),
            answers: Vec::new(),
            mail: Some(mail),
            agrees_list: false,
            by_itself: false,
        }
    }
    /// What is missing, in the order of the page.
    pub fn gaps(&self, ctx: &Context) -> Vec<(String, String)> {
        let gap = |missing: bool, field: &str, why: &str| {
            missing.then(|| (field.to_owned(), why.to_owned()))
        };
        let later = self.happened_at.is_some_and(|at| at > ctx.now);
        [
            gap(self.from_us.is_none(), "from_us", "Say who contacted whom"),
            gap(self.channel.is_none(), "channel", "Say how"),
            gap(
                later,
                "happened_at",
                "It cannot have happened in the future",
            ),
            gap(
                self.note.trim().is_empty(),
                "note",
                "Say what was said or sent",
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Step for RecordContact {
    const KIND: StepKind = StepKind::Contact;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        self.effects(complaint, ctx)
    }
    /// A message was joined by what it carries.
    fn by_itself(mut self, complaint: &Complaint, ctx: &Context) -> Result<Effects, Denied> {
        self.by_itself = true;
        self.note = self
            .note
            .replacen("joined from the inbox", "joined automatically", 1);
        self.effects(complaint, ctx)
    }
}

impl RecordContact {
    /// What it does, whoever asks.
    fn effects(self, complaint: &Complaint, ctx: &Context) -> Result<Effects, Denied> {
        Denied::unless_empty(self.gaps(ctx))?;
        let happened_at = self.happened_at.unwrap_or(ctx.now);
        let all = i32::try_from(complaint.allegations.len()).unwrap_or(i32::MAX);
        let (Some(from_us), Some(channel)) = (self.from_us, self.channel) else {
            return Err(Denied::invalid("channel", "Say how"));
        };
        let event = Event::Contacted {
            happened_at,
            from_us,
            channel,
            note: self.note,
            reply_due: self.reply_due.filter(|_| !from_us),
            answers: if from_us { self.answers } else { Vec::new() },
            mail: self.mail,
            agreed_allegations: (self.agrees_list && all > 0).then_some(all),
            by_itself: self.by_itself,
        };
        let mut effects = Effects::of(event);
        // A closed complaint is still answered, and promises no further update.
        if from_us && !complaint.is_closed() {
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
    use crate::clocks::ClockChange;
    use crate::decide;
    use crate::steps::testing::World;
    use crate::vocabulary::{Closure, Stage};

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
            mail: None,
            agrees_list: true,
            by_itself: false,
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
                agreed_allegations: Some(1),
                ..
            }]
        ));
    }

    /// Rule 37: whatever the complaint has come to, their message waits for a reply; answering one that is closed
    /// starts no clock.
    #[test]
    fn a_message_to_a_closed_complaint_is_owed_a_reply() {
        let world = World::new();
        let mut c = world.answered();
        c.stage = Stage::Closed;
        c.closure = Some(Closure::Complete);
        let ctx = world.ctx();
        let step = RecordContact::joined(MailId(7), " ", world.now, &ctx);
        let decision = decide(&c, step, &world.relations(), &ctx).unwrap();
        let [
            Event::Contacted {
                reply_due,
                mail,
                note,
                ..
            },
        ] = decision.events()
        else {
            panic!()
        };
        assert_eq!(*mail, Some(MailId(7)));
        assert!(note.ends_with("no subject"));
        // Five working days after Tuesday 24 November, at closing time.
        let due = reply_due.map(|at| at.to_rfc3339());
        assert_eq!(due.as_deref(), Some("2026-12-01T17:00:00+00:00"));
        let ours = RecordContact {
            from_us: Some(true),
            note: "Told her where to write".into(),
            ..RecordContact::joined(MailId(7), "", world.now, &ctx)
        };
        let answered = decide(&c, ours, &world.relations(), &ctx).unwrap();
        assert!(answered.effects().clocks.is_empty());
    }
}
