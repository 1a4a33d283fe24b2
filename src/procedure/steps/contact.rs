//! "Failed to keep you updated on progress": every contact is written down, a reply owed has a date,
//! and each contact from us sets the next update (rules 36 and 37).
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::dates::{self, What};
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
    pub fn gaps(&self, complaint: &Complaint, ctx: &Context) -> Vec<(String, String)> {
        let gap = |missing: bool, field: &str, why: &str| {
            missing.then(|| (field.to_owned(), why.to_owned()))
        };
        // The time of a message is its own: one that came before the complaint was logged is joined all the same.
        let typed = self.happened_at.filter(|_| self.mail.is_none());
        let wrong = typed.and_then(|at| dates::impossible_at(What::Contact, at, complaint, ctx));
        [
            gap(self.from_us.is_none(), "from_us", "Say who contacted whom"),
            gap(self.channel.is_none(), "channel", "Say how"),
            wrong.map(|why| ("happened_at".to_owned(), why)),
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
        Denied::unless_empty(self.gaps(complaint, ctx))?;
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
        let effects = Effects::of(event);
        if !from_us {
            return Ok(effects);
        }
        // It counts from the day it happened, whenever it is typed in.
        let effects = effects.keeps(Promise::Update, happened_at);
        Ok(if complaint.assignee.is_some() {
            effects.keeps(Promise::FirstContact, happened_at)
        } else {
            effects
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clocks::{Clock, ClockChange};
    use crate::decide;
    use crate::steps::testing::World;
    use crate::vocabulary::{Closure, LetterKind, Stage};

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
            ours.clocks()
                .iter()
                .any(|c| matches!(c, ClockChange::Start(k) if k.promise == Promise::Update))
        );
        let theirs = record(false);
        assert!(theirs.clocks().is_empty());
        assert!(matches!(
            theirs.events(),
            [Event::Contacted {
                reply_due: Some(_),
                agreed_allegations: Some(1),
                ..
            }]
        ));
    }

    fn rang(world: &World, days: i64) -> RecordContact {
        RecordContact {
            happened_at: Some(world.now - chrono::Duration::days(days)),
            from_us: Some(true),
            channel: Some(Channel::Phone),
            note: "Rang to say who handles it".into(),
            reply_due: None,
            answers: vec![],
            mail: None,
            agrees_list: false,
            by_itself: false,
        }
    }

    /// B9: what was done earlier and is typed in later counts from when it was done: the first contact was in time, and
    /// the next update was due five working days after it, which is over.
    #[test]
    fn a_contact_counts_from_the_day_it_happened() {
        let mut world = World::new();
        let c = world.investigated();
        world.now += chrono::Duration::days(17);
        let typed = decide(&c, rang(&world, 16), &world.staff(), &world.ctx()).unwrap();
        let after = typed.after();
        let first = after
            .clocks
            .iter()
            .rfind(|k| k.promise == Promise::FirstContact);
        assert_eq!(first.and_then(Clock::in_time), Some(true));
        let update = after.running(Promise::Update).unwrap();
        assert_eq!(update.due_at.to_rfc3339(), "2026-12-02T17:00:00+00:00");
        assert!(update.is_late(world.now));
    }

    /// The same once the promise has been kept otherwise, too late.
    #[test]
    fn a_first_contact_that_comes_to_light_after_the_response_was_in_time() {
        let mut world = World::new();
        let mut c = world.investigated();
        c.stage = Stage::Answered;
        c.answered_at = Some(world.now);
        c.written(LetterKind::Response, world.staff().id, world.now);
        world.now += chrono::Duration::days(14);
        let c = world.left(&c, LetterKind::Response);
        let last = |c: &Complaint| {
            let mut all = c.clocks.iter().rev();
            all.find(|k| k.promise == Promise::FirstContact)
                .unwrap()
                .clone()
        };
        assert_eq!(last(&c).in_time(), Some(false));
        let typed = decide(&c, rang(&world, 13), &world.staff(), &world.ctx()).unwrap();
        assert_eq!(last(typed.after()).in_time(), Some(true));
        assert_eq!(
            last(typed.after()).stopped_at,
            Some(world.now - chrono::Duration::days(13))
        );
    }

    /// F6: nobody was contacted about a complaint that had not come; a message keeps its own time.
    #[test]
    fn not_before_the_complaint_was_received() {
        let world = World::new();
        let c = world.investigated();
        let refused = decide(&c, rang(&world, 1), &world.staff(), &world.ctx()).unwrap_err();
        assert_eq!(refused.fields[0].0, "happened_at");
        assert!(refused.why.contains("before 24 November 2026"), "{refused}");
        let earlier = world.now - chrono::Duration::days(1);
        let message = RecordContact::joined(MailId(7), "", earlier, &world.ctx());
        assert!(decide(&c, message, &world.relations(), &world.ctx()).is_ok());
    }

    /// Rule 37: whatever the complaint has come to, their message waits for a reply; answering one that is closed
    /// starts no clock.
    #[test]
    fn a_message_to_a_closed_complaint_is_owed_a_reply() {
        let world = World::new();
        let mut c = world.answered();
        c.stage = Stage::Closed;
        c.closure = Some(Closure::Complete);
        c.clocks.clear();
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
        assert!(answered.clocks().is_empty());
    }
}
