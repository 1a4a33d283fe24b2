//! A letter that is on its way, or did not arrive: stopped in time, come back, sent again, or closed without.
//!
//! The letter stays as it is frozen; another delivery of it is another way to the same person.
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::delivery::{Delivery, State, Way};
use crate::denied::Denied;
use crate::dispatch::addressee;
use crate::effects::Effects;
use crate::event::Event;
use crate::ids::DeliveryId;
use crate::limits;
use crate::person::Actor;
use crate::vocabulary::{LetterFormat, ReplyChannel};
use chrono::NaiveDate;

/// What is to happen to a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeeTo {
    pub delivery: Option<DeliveryId>,
    /// Why; only stopping it needs no reason.
    pub reason: String,
    pub act: Option<Act>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    Stop,
    /// It came back on that day.
    CameBack(Option<NaiveDate>),
    Again(Again),
    /// It cannot reach them, and that is the end of it.
    CloseWithout,
}

/// The same letter, another way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    pub channel: ReplyChannel,
    pub format: LetterFormat,
    pub email: String,
    /// Name and address lines.
    pub address: String,
}

/// Whether a letter in this state can be sent once more: it is known not to have arrived, or it has left and the
/// person says that it never came.
pub fn may_go_again(state: State) -> bool {
    match state {
        State::Stopped
        | State::Failed
        | State::Bounced
        | State::Returned
        | State::Sent
        | State::Written
        | State::Posted
        | State::Dispatched
        | State::Delivered => true,
        State::Held
        | State::Waiting
        | State::Retrying
        | State::ToPrint
        | State::Printed
        | State::ToOrder
        | State::Ordered
        | State::SentAgain
        | State::ClosedWithout => false,
    }
}

impl Step for SeeTo {
    const KIND: StepKind = StepKind::Delivery;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let found = complaint
            .deliveries
            .iter()
            .find(|d| Some(d.id) == self.delivery);
        let delivery = found.ok_or_else(|| Denied::invalid("delivery", "Choose a letter"))?;
        let act = self
            .act
            .ok_or_else(|| Denied::invalid("act", "Choose what to do with the letter"))?;
        let reason = self.reason.trim().to_owned();
        if reason.is_empty() && act != Act::Stop {
            return Err(Denied::invalid("reason", "Say why"));
        }
        let event = match act {
            Act::Stop => stop(delivery, reason)?,
            Act::CameBack(on) => came_back(delivery, on, reason, ctx)?,
            Act::Again(again) => go_again(complaint, delivery, again, reason, ctx)?,
            Act::CloseWithout => close_without(delivery, reason)?,
        };
        Ok(Effects::of(event))
    }
}

fn stop(delivery: &Delivery, reason: String) -> Result<Event, Denied> {
    if !delivery.state.can_be_stopped() {
        return Err(Denied::not_now(format!(
            "It can no longer be stopped: {}",
            delivery.state.label().to_lowercase()
        )));
    }
    Ok(Event::LetterStopped {
        delivery: delivery.id,
        letter: delivery.kind,
        to: delivery.to().to_owned(),
        reason,
    })
}

fn came_back(
    delivery: &Delivery,
    on: Option<NaiveDate>,
    reason: String,
    ctx: &Context,
) -> Result<Event, Denied> {
    let on = on.unwrap_or(ctx.today());
    if on > ctx.today() {
        return Err(Denied::invalid(
            "on",
            "Enter a day that is not in the future",
        ));
    }
    if !delivery.state.may_become(State::Returned) {
        return Err(Denied::not_now(format!(
            "It has not been posted or dispatched: {}",
            delivery.state.label().to_lowercase()
        )));
    }
    Ok(Event::LetterCameBack {
        delivery: delivery.id,
        letter: delivery.kind,
        to: delivery.to().to_owned(),
        on,
        reason,
    })
}

/// Rule 6 holds for every delivery: nothing to a representative whose authority is not held any more.
fn go_again(
    complaint: &Complaint,
    delivery: &Delivery,
    again: Again,
    reason: String,
    ctx: &Context,
) -> Result<Event, Denied> {
    if !may_go_again(delivery.state) {
        return Err(Denied::not_now(format!(
            "It cannot be sent again now: {}",
            delivery.state.label().to_lowercase()
        )));
    }
    addressee(complaint, ctx.today())?;
    let too_long = |field: &str, limit: limits::Limit, words: &str| {
        limit.wrong(words).map(|why| (field.to_owned(), why))
    };
    let gaps = [
        too_long("address", limits::ADDRESSEE, &again.address),
        too_long("email", limits::EMAIL, &again.email),
    ];
    Denied::unless_empty(gaps.into_iter().flatten().collect())?;
    let way = Way::of(again.channel, again.format);
    let lines = again.address.lines().filter(|l| !l.trim().is_empty());
    if lines.clone().count() == 0 {
        return Err(Denied::invalid("address", "Enter who it is for"));
    }
    if way == Way::Email && !again.email.contains('@') {
        return Err(Denied::invalid("email", "Enter the email address"));
    }
    if way != Way::Email && lines.count() < 2 {
        return Err(Denied::invalid(
            "address",
            "Enter the name and the postal address, each part on a new line",
        ));
    }
    Ok(Event::LetterSentAgain {
        delivery: delivery.id,
        letter: delivery.kind,
        channel: again.channel,
        format: again.format,
        email: if way == Way::Email {
            again.email.trim().to_owned()
        } else {
            String::new()
        },
        address: again.address.trim().to_owned(),
        reason,
    })
}

fn close_without(delivery: &Delivery, reason: String) -> Result<Event, Denied> {
    if !delivery.state.is_undelivered() {
        return Err(Denied::not_now(format!(
            "It is not known to have failed: {}",
            delivery.state.label().to_lowercase()
        )));
    }
    Ok(Event::LetterClosedWithout {
        delivery: delivery.id,
        letter: delivery.kind,
        to: delivery.to().to_owned(),
        reason,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::LetterId;
    use crate::steps::testing::World;
    use crate::vocabulary::LetterKind;
    use crate::{DeniedKind, decide};

    fn with(world: &World, state: State) -> Complaint {
        let mut complaint = world.investigated();
        complaint.deliveries.push(Delivery {
            id: DeliveryId(7),
            letter: LetterId(3),
            kind: LetterKind::Acknowledgement,
            sent_by: world.relations().id,
            number: 1,
            way: Way::Email,
            channel: ReplyChannel::Email,
            format: LetterFormat::Standard,
            email: "janet@example.co.uk".into(),
            address: "Janet Whitlock".into(),
            reason: String::new(),
            state,
            leaves_at: world.now,
            changed_at: world.now,
            due_at: None,
            message_id: String::new(),
            last_error: String::new(),
            attempts: 0,
        });
        complaint
    }

    fn see_to(act: Act, reason: &str) -> SeeTo {
        SeeTo {
            delivery: Some(DeliveryId(7)),
            reason: reason.into(),
            act: Some(act),
        }
    }

    fn by_post(address: &str) -> Act {
        Act::Again(Again {
            channel: ReplyChannel::Post,
            format: LetterFormat::Standard,
            email: String::new(),
            address: address.into(),
        })
    }

    #[test]
    fn what_has_left_is_not_stopped() {
        let world = World::new();
        for state in State::ALL {
            let complaint = with(&world, *state);
            let tried = decide(
                &complaint,
                see_to(Act::Stop, ""),
                &world.relations(),
                &world.ctx(),
            );
            assert_eq!(tried.is_ok(), state.can_be_stopped(), "{state:?}");
        }
    }

    #[test]
    fn everything_but_stopping_needs_a_reason_and_the_right_moment() {
        let world = World::new();
        let (who, ctx) = (world.relations(), world.ctx());
        let bounced = with(&world, State::Bounced);
        let again = || by_post("Janet Whitlock\n14 Fernhill Close");
        for act in [again(), Act::CloseWithout] {
            let refusal = decide(&bounced, see_to(act.clone(), " "), &who, &ctx).unwrap_err();
            assert_eq!(refusal.fields[0].0, "reason");
            decide(&bounced, see_to(act, "It bounced"), &who, &ctx).unwrap();
        }
        let held = with(&world, State::Held);
        for act in [again(), Act::CloseWithout, Act::CameBack(None)] {
            let refusal = decide(&held, see_to(act, "Why not"), &who, &ctx).unwrap_err();
            assert_eq!(refusal.kind, DeniedKind::NotNow);
        }
        let posted = with(&world, State::Posted);
        let tomorrow = ctx.today().succ_opt();
        let act = see_to(Act::CameBack(tomorrow), "Gone away");
        assert!(decide(&posted, act, &who, &ctx).is_err());
        decide(
            &posted,
            see_to(Act::CameBack(None), "Gone away"),
            &who,
            &ctx,
        )
        .unwrap();
    }

    #[test]
    fn again_needs_somewhere_to_go() {
        let world = World::new();
        let (who, ctx) = (world.relations(), world.ctx());
        let bounced = with(&world, State::Bounced);
        for address in ["", " \n ", "Janet Whitlock"] {
            let act = see_to(by_post(address), "It bounced");
            let refusal = decide(&bounced, act, &who, &ctx).unwrap_err();
            assert_eq!(refusal.fields[0].0, "address");
        }
        let by_email = Act::Again(Again {
            channel: ReplyChannel::Email,
            format: LetterFormat::Standard,
            email: "janet".into(),
            address: "Janet Whitlock".into(),
        });
        let refusal = decide(&bounced, see_to(by_email, "x"), &who, &ctx).unwrap_err();
        assert_eq!(refusal.fields[0].0, "email");
    }

    #[test]
    fn whoever_sent_it_may_stop_it_and_a_stranger_may_not() {
        let world = World::new();
        let mut held = with(&world, State::Held);
        held.deliveries[0].sent_by = world.staff2().id;
        held.received.entered_by = world.staff2().id;
        let stop = || see_to(Act::Stop, "");
        decide(&held, stop(), &world.staff2(), &world.ctx()).unwrap();
        held.deliveries[0].sent_by = world.relations().id;
        assert!(decide(&held, stop(), &world.staff2(), &world.ctx()).is_err());
    }
}
