//! "If you're unhappy with our service, we want to hear from you."
//!
//! Any expression of dissatisfaction, however made, by any member of staff (rules 1 to 4).
use crate::clocks::ClockChange;
use crate::complaint::{Details, Received};
use crate::context::Context;
use crate::denied::Denied;
use crate::event::Event;
use crate::ids::{ComplainantId, MailId, PersonId};
use crate::limits;
use crate::person::Actor;
use crate::vocabulary::{Channel, NeedsAsked, Promise, ReceivedBy, Stage};
use chrono::{DateTime, Utc};

/// What is asked when a complaint is logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    pub details: Details,
    /// They did not say what they want; otherwise `details.wanted` is required (rule 1).
    pub wanted_not_stated: bool,
    pub channel: Channel,
    pub received_at: DateTime<Utc>,
    pub known_by: ReceivedBy,
    pub addressed_to: String,
    pub needs_asked: Option<NeedsAsked>,
    pub urgent: bool,
    pub urgent_why: String,
    pub subjects: Vec<crate::Subject>,
    /// The person on our books this is, when staff recognised them.
    pub complainant: Option<ComplainantId>,
    pub mail: Option<MailId>,
    /// What was tried there and then; a complaint with this starts on the spot (rule 3), never a gate.
    pub on_the_spot: Option<OnTheSpot>,
}

/// "They'll try to resolve any problems for you on-the-spot."
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnTheSpot {
    pub tried: String,
}

/// A complaint that may be created: the intake passed its rule.
#[derive(Debug, Clone)]
pub struct Accepted {
    pub intake: Intake,
    pub received: Received,
    pub stage: Stage,
    pub by: PersonId,
    pub at: DateTime<Utc>,
    pub events: Vec<Event>,
    pub clocks: Vec<ClockChange>,
}

/// Rule 1: summary, what they want (or "not stated"), channel and received time. The clock starts
/// when any part of the organisation received it, not when it is typed in (reading (e)3).
///
/// # Errors
/// Invalid, beside each field with a gap.
pub fn intake(intake: Intake, actor: &Actor, ctx: &Context) -> Result<Accepted, Denied> {
    let mut gaps = Vec::new();
    let mut gap = |missing: bool, field: &str, why: &str| {
        if missing {
            gaps.push((field.to_owned(), why.to_owned()));
        }
    };
    let details = &intake.details;
    gap(
        details.name.trim().is_empty(),
        "name",
        "Enter the complainant's name, or how they gave it",
    );
    gap(
        details.summary.trim().is_empty(),
        "summary",
        "Say in one line what the complaint is about",
    );
    gap(
        details.wanted.trim().is_empty() && !intake.wanted_not_stated,
        "wanted",
        "Say what they want, or tick that they did not say",
    );
    gap(
        intake.received_at > ctx.now,
        "received_at",
        "The received time is in the future",
    );
    gap(
        intake.channel == Channel::ExecutiveOrBoard && intake.addressed_to.trim().is_empty(),
        "addressed_to",
        "Say which executive or Board member it was addressed to",
    );
    gap(
        intake.urgent && intake.urgent_why.trim().is_empty(),
        "urgent_why",
        "Say why this is urgent or who is at risk",
    );
    let tried = intake.on_the_spot.as_ref();
    gap(
        tried.is_some_and(|t| t.tried.trim().is_empty()),
        "tried",
        "Say what was tried",
    );
    super::details::check_representative(details, ctx.today(), &mut gaps);
    gaps.extend(limits::of_details(details));
    Denied::unless_empty(gaps)?;
    Ok(accept(intake, actor, ctx))
}

fn accept(intake: Intake, actor: &Actor, ctx: &Context) -> Accepted {
    let received = Received {
        channel: intake.channel,
        at: intake.received_at,
        known_by: intake.known_by,
        addressed_to: intake.addressed_to.clone(),
        entered_at: ctx.now,
        entered_by: actor.id,
        mail: intake.mail,
    };
    let mut events = vec![Event::Received {
        channel: intake.channel,
        received_at: intake.received_at,
        known_by: intake.known_by,
        summary: intake.details.summary.clone(),
    }];
    let clocks = vec![
        ctx.start(Promise::Acknowledge, intake.received_at),
        ctx.start(Promise::Update, intake.received_at),
    ];
    let stage = match &intake.on_the_spot {
        None => Stage::Triage,
        Some(spot) => {
            events.push(Event::OnTheSpotTried {
                tried: spot.tried.clone(),
            });
            // How it ended is a step of its own, because it owes a confirmation (rule 47).
            Stage::OnTheSpot
        }
    };
    Accepted {
        received,
        stage,
        by: actor.id,
        at: ctx.now,
        events,
        clocks,
        intake,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps::testing::{World, an_intake};

    #[test]
    fn it_needs_a_summary_and_what_they_want_or_that_they_did_not_say() {
        let world = World::new();
        let mut form = an_intake(&world);
        form.details.summary = " ".into();
        form.details.wanted = String::new();
        let refusal = intake(form.clone(), &world.relations(), &world.ctx()).unwrap_err();
        let fields: Vec<&str> = refusal.fields.iter().map(|f| f.0.as_str()).collect();
        assert_eq!(fields, ["summary", "wanted"]);
        form.details.summary = "Lost papers".into();
        form.wanted_not_stated = true;
        assert!(intake(form, &world.relations(), &world.ctx()).is_ok());
    }

    /// Reading (e)3: the clock runs from when it was received, not from when it was typed in.
    #[test]
    fn the_received_time_drives_the_clock() {
        let world = World::new();
        let mut form = an_intake(&world);
        form.received_at = world.now - chrono::Duration::days(7);
        let accepted = intake(form, &world.staff(), &world.ctx()).unwrap();
        let ClockChange::Start(clock) = &accepted.clocks[0] else {
            panic!("a clock starts")
        };
        assert_eq!(clock.started_at, world.now - chrono::Duration::days(7));
        assert!(clock.is_late(world.now));
    }

    /// Rule 4: addressed to an executive, it runs through this procedure with the same clock.
    #[test]
    fn a_letter_to_the_board_has_the_same_clock_and_says_to_whom() {
        let world = World::new();
        let mut form = an_intake(&world);
        form.channel = Channel::ExecutiveOrBoard;
        assert!(intake(form.clone(), &world.staff(), &world.ctx()).is_err());
        form.addressed_to = "The Chair".into();
        let accepted = intake(form, &world.staff(), &world.ctx()).unwrap();
        let plain = intake(an_intake(&world), &world.staff(), &world.ctx()).unwrap();
        assert_eq!(
            (accepted.stage, accepted.clocks),
            (plain.stage, plain.clocks)
        );
    }
}
