//! "If you're unhappy with our service, we want to hear from you."
//!
//! Any expression of dissatisfaction, however made, by any member of staff (rules 1 to 4).
use crate::clocks::ClockChange;
use crate::complaint::{Details, Received};
use crate::context::Context;
use crate::dates::{self, What};
use crate::denied::Denied;
use crate::event::Event;
use crate::ids::{ComplainantId, MailId, PersonId};
use crate::limits;
use crate::part::Part;
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
    /// "This date is right", of one that is hardly likely.
    pub received_is_right: bool,
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

impl Accepted {
    /// Who took part in stage 1 by it: to log a complaint is not to take part in it, to try to resolve it on the spot
    /// is (rule 57).
    pub fn parts(&self) -> Vec<Part> {
        let what = self.events.iter().filter_map(|e| e.nature().part);
        let (who, at) = (self.by, self.at);
        what.map(|what| Part { who, what, at }).collect()
    }
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
    gaps.extend(wrong_dates(&intake, ctx));
    super::details::check_representative(details, ctx.today(), &mut gaps);
    gaps.extend(limits::of_details(details));
    Denied::unless_empty(gaps)?;
    Ok(accept(intake, actor, ctx))
}

/// What cannot be, or is so unlikely that somebody is asked about it.
fn wrong_dates(intake: &Intake, ctx: &Context) -> Vec<(String, String)> {
    let details = &intake.details;
    let told = (details.latest_event, details.first_raised);
    // A message says itself when it came: nothing about that is asked of whoever logs it.
    let by_message = intake.mail.is_some() && intake.known_by == ReceivedBy::MailHeader;
    let wrong = dates::impossible_at_intake(told, intake.received_at, ctx);
    let unlikely = dates::unlikely(intake.received_at, ctx)
        .filter(|_| !by_message)
        .filter(|_| !intake.received_is_right && wrong.iter().all(|w| w.0 != What::Received));
    let wrong = wrong.into_iter().map(|(what, why)| {
        let field = match what {
            What::LatestEvent => "latest_event",
            What::FirstRaised => "first_raised",
            _ => "received_at",
        };
        (field.to_owned(), why)
    });
    wrong
        .chain(unlikely.map(|why| ("received_is_right".to_owned(), why)))
        .collect()
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
        form.details.first_raised = "2026-11-17".parse().unwrap();
        form.details.latest_event = None;
        let accepted = intake(form, &world.staff(), &world.ctx()).unwrap();
        let ClockChange::Start(clock) = &accepted.clocks[0] else {
            panic!("a clock starts")
        };
        assert_eq!(clock.started_at, world.now - chrono::Duration::days(7));
        assert!(clock.is_late(world.now));
    }

    /// F6: a date that cannot be is refused, beside its field; one that is hardly likely needs a tick.
    #[test]
    fn dates_that_cannot_be_are_refused_and_unlikely_ones_asked_about() {
        let world = World::new();
        let fields = |form: Intake| -> Vec<String> {
            let refused = intake(form, &world.relations(), &world.ctx()).unwrap_err();
            refused.fields.into_iter().map(|f| f.0).collect()
        };
        let mut event = an_intake(&world);
        event.details.latest_event = "2026-12-25".parse().ok();
        assert_eq!(fields(event), ["latest_event"]);
        let mut told = an_intake(&world);
        told.received_at -= chrono::Duration::days(1);
        assert_eq!(fields(told), ["first_raised"]);
        let mut old = an_intake(&world);
        old.received_at = "1926-01-01T09:00:00Z".parse().unwrap();
        old.details.first_raised = "1926-01-01".parse().unwrap();
        old.details.latest_event = None;
        assert_eq!(fields(old.clone()), ["received_is_right"]);
        old.received_at = "2025-01-01T09:00:00Z".parse().unwrap();
        old.details.first_raised = "2025-01-01".parse().unwrap();
        old.received_is_right = false;
        assert_eq!(fields(old.clone()), ["received_is_right"]);
        old.received_is_right = true;
        assert!(intake(old, &world.relations(), &world.ctx()).is_ok());
        // A message says itself when it came, however long it lay somewhere.
        let mut lay = an_intake(&world);
        lay.received_at = world.now - chrono::Duration::days(20 * 366);
        lay.details.first_raised = lay.received_at.date_naive();
        lay.details.latest_event = None;
        assert_eq!(fields(lay.clone()), ["received_is_right"]);
        (lay.mail, lay.known_by) = (Some(MailId(1)), ReceivedBy::MailHeader);
        assert!(intake(lay, &world.relations(), &world.ctx()).is_ok());
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
