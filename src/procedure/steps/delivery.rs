//! A letter that is on its way, or did not arrive: stopped in time, come back, sent again, or closed without.
//!
//! The letter stays as it is frozen; another delivery of it is another way to the same person.
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::dates;
use crate::delivery::{Delivery, State, Way};
use crate::denied::Denied;
use crate::dispatch::{Whither, addressee, not_authorised, whither};
use crate::effects::Effects;
use crate::event::Event;
use crate::ids::DeliveryId;
use crate::letter_moves;
use crate::limits;
use crate::person::Actor;
use crate::vocabulary::{LetterFormat, LetterKind, ReplyChannel};
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
    /// Why it goes to an address that is neither the complainant's nor that of a representative who may be written to;
    /// empty where it does not.
    pub elsewhere: String,
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
        | State::Delivered
        | State::HandedOver => true,
        State::Held
        | State::Waiting
        | State::Retrying
        | State::ToPrint
        | State::Printed
        | State::ToOrder
        | State::Ordered
        | State::SentAgain
        | State::ClosedWithout
        | State::TakenBack => false,
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
            Act::Stop => return stop(complaint, delivery, reason, ctx),
            Act::CameBack(on) => {
                let mut back = Effects::of(came_back(delivery, on, reason, ctx)?);
                back.moved = letter_moves::owed_again(complaint, delivery);
                return Ok(match letter_moves::reopened(complaint, delivery) {
                    Some(stage) => back.to(stage),
                    None => back,
                });
            }
            Act::Again(again) => go_again(complaint, delivery, again, reason, ctx)?,
            Act::CloseWithout => close_without(complaint, delivery, reason)?,
        };
        Ok(Effects::of(event))
    }
}

/// Stopping a letter undoes the step that wrote it, unless other steps have been taken since: then the letter is owed
/// again.
fn stop(
    complaint: &Complaint,
    delivery: &Delivery,
    reason: String,
    ctx: &Context,
) -> Result<Effects, Denied> {
    let undoable = complaint.can_be_undone(ctx);
    if let Some(last) = undoable.filter(|u| u.delivery == Some(delivery.id)) {
        return Ok(super::undo::effects(complaint, last, reason));
    }
    if !delivery.state.can_be_stopped() {
        return Err(Denied::not_now(format!(
            "It can no longer be stopped: {}",
            delivery.state.label().to_lowercase()
        )));
    }
    Ok(Effects::of(Event::LetterStopped {
        delivery: delivery.id,
        letter: delivery.kind,
        to: delivery.to().to_owned(),
        reason,
    }))
}

fn came_back(
    delivery: &Delivery,
    on: Option<NaiveDate>,
    reason: String,
    ctx: &Context,
) -> Result<Event, Denied> {
    let on = on.unwrap_or(ctx.today());
    if let Some(why) = dates::cannot_have_come_back(on, delivery, ctx) {
        return Err(Denied::invalid("on", why));
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
        bounced: false,
    })
}

/// Rule 6 holds for every delivery: nothing to a representative whose authority is not held any more, whatever name and
/// address are typed.
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
    let reason = match whither(complaint, way, (&again.email, &again.address), ctx.today()) {
        Whither::TheirOwn => reason,
        Whither::Unauthorised => {
            let field = if way == Way::Email {
                "email"
            } else {
                "address"
            };
            return Err(Denied::invalid(field, not_authorised(complaint)));
        }
        Whither::Elsewhere if again.elsewhere.trim().is_empty() => {
            return Err(Denied::invalid(
                "elsewhere",
                "This is not an address that we have for them. Say why the letter goes there",
            ));
        }
        Whither::Elsewhere => format!("{reason}\nTo another address: {}", again.elsewhere.trim()),
    };
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

fn close_without(c: &Complaint, delivery: &Delivery, reason: String) -> Result<Event, Denied> {
    if !delivery.state.is_undelivered() {
        return Err(Denied::not_now(format!(
            "It is not known to have failed: {}",
            delivery.state.label().to_lowercase()
        )));
    }
    let mut same = c.deliveries.iter().filter(|d| d.letter == delivery.letter);
    let refuses = matches!(
        delivery.kind,
        LetterKind::NotAccepted | LetterKind::AlreadyAnswered | LetterKind::ProcedureComplete
    );
    let never_left = same.all(|d| d.left_at.is_none());
    if refuses && never_left {
        return Err(Denied::not_now(
            "A refusal whose letter never left is no refusal. Send it another way, or stop it to undo the refusal",
        ));
    }
    // Rule 47: what is resolved by agreement is confirmed in writing.
    if delivery.kind == LetterKind::ResolvedByAgreement && never_left {
        return Err(Denied::not_now(
            "An agreement is confirmed in writing, and this letter never left. Send it another way, or reopen the complaint",
        ));
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
    use crate::complaint::Representative;
    use crate::decide::on_its_way;
    use crate::dispatch::Dispatch;
    use crate::ids::LetterId;
    use crate::steps::response::IssueResponse;
    use crate::steps::testing::{World, upheld};
    use crate::vocabulary::{Authority, Promise, Stage};
    use crate::{DeniedKind, decide};

    /// F6: nothing comes back before it left.
    #[test]
    fn it_does_not_come_back_before_it_left() {
        let world = World::new();
        let mut c = with(&world, State::Posted);
        c.deliveries[0].left_at = Some(world.now);
        let back = |on: &str| {
            let see_to = SeeTo {
                delivery: Some(DeliveryId(7)),
                reason: "Gone away".into(),
                act: Some(Act::CameBack(on.parse().ok())),
            };
            decide(&c, see_to, &world.relations(), &world.ctx())
        };
        let early = back("2026-11-23").unwrap_err();
        assert!(
            early.why.contains("before 24 November 2026, when it left"),
            "{early}"
        );
        assert!(
            back("2026-11-25")
                .unwrap_err()
                .why
                .contains("in the future")
        );
        assert!(back("2026-11-24").is_ok());
    }

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
            dated: None,
            last_day: None,
            left_at: None,
            corrects: None,
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
            elsewhere: String::new(),
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
            elsewhere: String::new(),
        });
        let refusal = decide(&bounced, see_to(by_email, "x"), &who, &ctx).unwrap_err();
        assert_eq!(refusal.fields[0].0, "email");
    }

    /// B8 and rule 6: however the address is typed.
    #[test]
    fn nothing_goes_again_to_a_representative_without_authority() {
        let world = World::new();
        let (who, ctx) = (world.relations(), world.ctx());
        let mut c = with(&world, State::Bounced);
        c.details.representative = Some(Representative {
            name: "Owen Whitlock".into(),
            email: "owen@example.org".into(),
            address: "2 Mill Lane\nStockport".into(),
            authority: Authority::Refused,
            expires: None,
        });
        let again = |channel, email: &str, address: &str, elsewhere: &str| {
            let again = Again {
                channel,
                format: LetterFormat::Standard,
                email: email.into(),
                address: address.into(),
                elsewhere: elsewhere.into(),
            };
            see_to(Act::Again(again), "It bounced")
        };
        let own = "janet.whitlock@example.co.uk";
        let (email, post) = (ReplyChannel::Email, ReplyChannel::Post);
        for (step, field) in [
            (
                again(email, " Owen@Example.ORG", "Janet Whitlock", "x"),
                "email",
            ),
            (again(email, own, "OWEN  Whitlock", "x"), "email"),
            (
                again(post, "", "Janet Whitlock\n2, Mill Lane, Stockport", "x"),
                "address",
            ),
            (
                again(post, "", "Owen Whitlock\n9 High Street", "x"),
                "address",
            ),
            // Nor anywhere that we do not know, without a reason.
            (
                again(email, "j@elsewhere.example", "Janet Whitlock", " "),
                "elsewhere",
            ),
            (
                again(post, "", "Janet Whitlock\n9 High Street", ""),
                "elsewhere",
            ),
        ] {
            let denied = decide(&c, step, &who, &ctx).unwrap_err();
            assert_eq!(denied.fields[0].0, field, "{denied}");
        }
        for step in [
            again(email, own, "Janet Whitlock", ""),
            again(
                post,
                "",
                "Janet Whitlock\n14 Fernhill Close\nStockport\nSK2 5QB",
                "",
            ),
            again(post, "", "Janet Whitlock\n9 High Street", "She has moved"),
        ] {
            decide(&c, step, &who, &ctx).unwrap();
        }
        // They live in one house: what is in the complainant's name is the complainant's.
        let shared = c.details.address.clone();
        let rep = c.details.representative.as_mut().unwrap();
        (rep.address, rep.email) = (shared, own.into());
        let home = "Janet Whitlock\n14 Fernhill Close, Stockport";
        decide(&c, again(post, "", home, ""), &who, &ctx).unwrap();
        decide(&c, again(email, own, "Janet Whitlock", ""), &who, &ctx).unwrap();
        // With authority they may be written to.
        let rep = c.details.representative.as_mut().unwrap();
        (rep.authority, rep.email) = (Authority::Held, "owen@example.org".into());
        decide(
            &c,
            again(email, "owen@example.org", "Owen Whitlock", ""),
            &who,
            &ctx,
        )
        .unwrap();
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

    /// F1 and F3: stopped, the response is owed by its first date, and the handler has it again; given up or come back,
    /// it is owed by its first date too.
    #[test]
    fn a_letter_that_did_not_leave_or_came_back_is_owed_by_its_first_date() {
        let world = World::new();
        let before = world.investigated();
        let respond = IssueResponse {
            findings: vec![upheld(1)],
            dispatch: Dispatch::preferred(&before),
            letter_gaps: vec![],
        };
        let written = decide(&before, respond, &world.staff(), &world.ctx()).unwrap();
        let written = written.after().clone();
        let due = before.running(Promise::Respond).unwrap().due_at;
        let owed = |c: &Complaint| c.running(Promise::Respond).map(|k| k.due_at);
        assert_eq!(owed(&written), Some(due), "written, and not sent");
        let stop = SeeTo {
            delivery: Some(written.deliveries[0].id),
            reason: String::new(),
            act: Some(Act::Stop),
        };
        let stopped = decide(&written, stop, &world.staff(), &world.ctx()).unwrap();
        let stopped = stopped.after();
        assert_eq!(
            (stopped.stage, owed(stopped)),
            (Stage::Investigation, Some(due))
        );
        assert!(stopped.findings.is_empty() && stopped.remedies.is_empty());

        let left = world.left(&written, LetterKind::Response);
        assert_eq!(owed(&left), None);
        assert!(left.running(Promise::Escalate).is_some());
        let letter = left.deliveries[0].clone();
        let when = (None, world.now, "550");
        let back = on_its_way(&left, &letter, State::Bounced, when, &world.ctx()).unwrap();
        let back = back.unwrap().after().clone();
        assert_eq!(owed(&back), Some(due));
        assert!(back.running(Promise::Escalate).is_none());
    }
}
