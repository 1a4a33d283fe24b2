//! What follows for a complaint when one of its letters leaves, is given up or comes back. A promise that a letter keeps
//! is kept when it leaves (reading (e)3), and owed again, with its first date, when it comes back.
use super::clocks::ClockChange;
use super::complaint::{Complaint, RefusalOf};
use super::context::Context;
use super::delivery::{Delivery, State, Way};
use super::effects::Effects;
use super::event::Event;
use super::vocabulary::{Closure, LetterKind, Promise, Stage};
use super::working_time::{assessor_last_date, uk_time};
use chrono::{DateTime, NaiveDate, Utc};

/// None when nothing follows: the letter is where it was as far as anybody waits for it.
pub(super) fn effects(
    c: &Complaint,
    delivery: &Delivery,
    to: State,
    (when, why): (DateTime<Utc>, &str),
    ctx: &Context,
) -> Option<Effects> {
    match to {
        State::Sent | State::Written | State::Posted | State::Dispatched | State::HandedOver => {
            Some(left(c, delivery, to, when.min(ctx.now), ctx))
        }
        State::Bounced | State::Returned => Some(came_back(c, delivery, to, (when, why))),
        State::Failed => Some(Effects::of(Event::LetterNotSent {
            delivery: delivery.id,
            letter: delivery.kind,
            to: delivery.to().to_owned(),
            reason: why.to_owned(),
        })),
        // A person stops, sends again or closes without by the step `delivery`.
        State::Held
        | State::Waiting
        | State::Retrying
        | State::ToPrint
        | State::Printed
        | State::ToOrder
        | State::Ordered
        | State::Delivered
        | State::Stopped
        | State::SentAgain
        | State::ClosedWithout
        | State::TakenBack => None,
    }
}

fn left(
    c: &Complaint,
    delivery: &Delivery,
    how: State,
    left_at: DateTime<Utc>,
    ctx: &Context,
) -> Effects {
    let kind = delivery.kind;
    let day = uk_time::local_date(left_at);
    let days = LetterDays::of(kind, delivery.way, day, ctx);
    let last_day = days.last_day;
    let mut effects = Effects::of(Event::LetterLeft {
        delivery: delivery.id,
        letter: kind,
        to: delivery.to().to_owned(),
        how,
        left_at,
        dated: delivery.dated,
        last_day,
    });
    for promise in kept_by(kind) {
        effects = effects.keeps(*promise, left_at);
    }
    if kind != LetterKind::AssessorCover {
        effects = effects.keeps(Promise::Update, left_at);
    }
    let end = |closure| Event::Closed {
        closure,
        told_on: None,
        how: None,
        reason: String::new(),
        by_itself: false,
    };
    // Two people have agreed to the refusal; now that its letter has left, the complaint is closed (rules 18 and 52).
    let refused = c
        .refusal_agreed()
        .map(|r| r.of)
        .filter(|of| of.letter() == kind);
    let no_stage_2 = kind == LetterKind::ProcedureComplete && c.stage == Stage::FinalResponse;
    if let Some(of) = refused {
        effects.events.push(end(of.closure()));
        return effects.to(Stage::Closed);
    }
    // Rule 69: it stays open until what stage 1 promised is done.
    if no_stage_2 && c.open_remedies().next().is_none() {
        effects.events.push(end(Closure::EscalationRefused));
        return effects.to(Stage::Closed);
    }
    effects
}

/// The promises that a letter keeps by leaving, besides the next update.
pub fn kept_by(kind: LetterKind) -> &'static [Promise] {
    match kind {
        LetterKind::Acknowledgement => &[Promise::Acknowledge, Promise::DataProtection],
        LetterKind::Response => &[
            Promise::Respond,
            Promise::FirstContact,
            Promise::DataProtection,
        ],
        LetterKind::EscalationAcknowledgement => {
            &[Promise::AcknowledgeEscalation, Promise::DataProtection]
        }
        LetterKind::FinalResponse => &[Promise::FinalResponse, Promise::DataProtection],
        // A refusal answers them and is no acknowledgement; the other letters answer no dated promise.
        _ => &[],
    }
}

fn came_back(
    c: &Complaint,
    delivery: &Delivery,
    to: State,
    (when, why): (DateTime<Utc>, &str),
) -> Effects {
    let effects = Effects::of(Event::LetterCameBack {
        delivery: delivery.id,
        letter: delivery.kind,
        to: delivery.to().to_owned(),
        on: uk_time::local_date(when),
        reason: why.to_owned(),
        bounced: to == State::Bounced,
    });
    let mut effects = match reopened(c, delivery) {
        Some(stage) => effects.to(stage),
        None => effects,
    };
    effects.moved = owed_again(c, delivery);
    effects
}

/// What a letter kept by leaving, now that it has come back: each promise runs on with its first date, as if it had
/// never been kept. One that is owed no longer lapses.
pub(super) fn owed_again(c: &Complaint, delivery: &Delivery) -> Vec<ClockChange> {
    let last = |promise: &Promise| c.clocks.iter().rfind(|k| k.promise == *promise);
    let kept = kept_by(delivery.kind).iter().filter_map(last);
    kept.filter(|clock| clock.kept && clock.stopped_at == delivery.left_at)
        .map(|clock| ClockChange::Resume {
            promise: clock.promise,
            due_at: clock.due_at,
            warn_at: clock.warn_at,
        })
        .collect()
}

/// A complaint that its letter closed is not closed while that letter is owed again.
pub(super) fn reopened(c: &Complaint, delivery: &Delivery) -> Option<Stage> {
    let newest = c
        .deliveries
        .iter()
        .filter(|d| d.kind == delivery.kind)
        .all(|d| d.letter <= delivery.letter);
    if !c.is_closed() || !newest {
        return None;
    }
    let refused = |of: RefusalOf| {
        let mut all = c.refusals.iter();
        all.any(|r| r.of == of && r.approved == Some(true))
    };
    match (delivery.kind, c.closure?) {
        (LetterKind::NotAccepted, Closure::NotAccepted) if refused(RefusalOf::Complaint) => {
            Some(Stage::Triage)
        }
        (LetterKind::AlreadyAnswered, Closure::AlreadyAnswered) if refused(RefusalOf::Repeat) => {
            Some(Stage::Triage)
        }
        (LetterKind::ProcedureComplete, Closure::EscalationRefused)
        | (LetterKind::FinalResponse, Closure::Complete) => Some(Stage::FinalResponse),
        _ => None,
    }
}

/// The promises whose date is that of a letter: those it keeps, and those that a refusal ends.
pub fn owed_with(kind: LetterKind) -> &'static [Promise] {
    match kind {
        LetterKind::NotAccepted | LetterKind::AlreadyAnswered => {
            &[Promise::Acknowledge, Promise::Respond]
        }
        LetterKind::ProcedureComplete => &[Promise::AcknowledgeEscalation, Promise::FinalResponse],
        other => kept_by(other),
    }
}

/// The days that a letter names which leaves on some day: filled in when its file is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterDays {
    /// The last day to go to the Independent Assessor: three months later, by post from the day after (reading (e)10).
    pub last_day: Option<NaiveDate>,
    /// Until when it helps to ask for stage 2.
    pub escalate_by: Option<NaiveDate>,
}

impl LetterDays {
    /// Of a letter of this kind that goes this way and leaves on this day.
    pub fn of(kind: LetterKind, way: Way, day: NaiveDate, ctx: &Context) -> Self {
        let on_paper = way != Way::Email;
        let last_day = kind
            .starts_the_three_months()
            .then(|| assessor_last_date(ctx.calendar, day, on_paper));
        let from = uk_time::midnight(day).max(ctx.now);
        let escalate = ctx.calendar.due(from, ctx.promises.escalate, &[]);
        let escalate_by = (kind == LetterKind::Response).then(|| uk_time::local_date(escalate));
        Self {
            last_day,
            escalate_by,
        }
    }
}

/// When a letter left that somebody says was posted or dispatched on a day: now, if that is today; else at the close
/// of business of that day.
pub fn left_on(day: Option<NaiveDate>, ctx: &Context) -> DateTime<Utc> {
    match day {
        Some(day) if day < ctx.today() => ctx.calendar.close_of_business(day).min(ctx.now),
        Some(_) | None => ctx.now,
    }
}
