//! From what was done and what is owed now to what happens to the clocks.
use super::{Clock, ClockChange, Pause as Hold, owes};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::vocabulary::Promise;
use crate::working_time::{Pause, uk_time};
use chrono::{DateTime, Utc};

/// What happens to the clocks of a complaint that stands as `after`, with the clocks it had: those that are owed and do
/// not run start or run on, those that run and are not owed end, and what was done ends and, if it is owed again,
/// starts again. In: the promises that were kept, each with the time when.
pub fn settle(
    after: &Complaint,
    kept: &[(Promise, DateTime<Utc>)],
    ctx: &Context,
) -> Vec<ClockChange> {
    let mut changes = Vec::new();
    for promise in Promise::ALL.iter().copied() {
        let done = kept.iter().find(|k| k.0 == promise).map(|k| k.1);
        let owed = owes(after, promise);
        match after.running(promise) {
            Some(clock) => {
                // What happened before the promise was made does not keep it.
                let done = done.filter(|at| *at >= clock.started_at);
                if done.is_some() || !owed {
                    changes.extend(moved_by_a_hold(after, clock, ctx));
                    // What is owed no longer since it closed lapsed then, whenever that is found out.
                    let lapsed = after
                        .closed_at
                        .map_or(ctx.now, |at| at.max(clock.started_at));
                    changes.push(ClockChange::Stop {
                        promise,
                        at: done.unwrap_or(lapsed),
                        kept: done.is_some(),
                    });
                }
                if owed && let Some(at) = done.filter(|_| starts_again(promise)) {
                    changes.push(ctx.start(promise, at));
                }
            }
            None if owed => changes.push(begun(after, promise, done, ctx)),
            None => changes.extend(kept_earlier(after, promise, done)),
        }
    }
    changes
}

/// What comes to light later counts from when it was: a first contact that is written down only after the response
/// kept the promise on its own day. The clock then ended there.
fn kept_earlier(
    after: &Complaint,
    promise: Promise,
    done: Option<DateTime<Utc>>,
) -> Option<ClockChange> {
    let done = done.filter(|_| !starts_again(promise))?;
    let last = after.clocks.iter().rfind(|c| c.promise == promise)?;
    let earlier = last.started_at <= done && last.stopped_at.is_some_and(|at| done < at);
    // A letter keeps its promise by leaving, and its clock is held against that time.
    (earlier && promise == Promise::FirstContact).then(|| ClockChange::Correct {
        was: last.clone(),
        is: last.stopped(done, true),
    })
}

/// News, the time to ask for stage 2 and the papers for the Assessor are promised anew each time; everything else once.
fn starts_again(promise: Promise) -> bool {
    match promise {
        Promise::Update | Promise::Escalate | Promise::SendToAssessor => true,
        Promise::Acknowledge
        | Promise::Assign
        | Promise::FirstContact
        | Promise::Respond
        | Promise::AcknowledgeEscalation
        | Promise::FinalResponse
        | Promise::DataProtection => false,
    }
}

fn begun(
    after: &Complaint,
    promise: Promise,
    done: Option<DateTime<Utc>>,
    ctx: &Context,
) -> ClockChange {
    let last = after.clocks.iter().rfind(|c| c.promise == promise);
    match last.filter(|_| !starts_again(promise)) {
        Some(last) => runs_on(after, last, ctx),
        None => ctx.start(
            promise,
            done.unwrap_or_else(|| start_of(after, promise, ctx)),
        ),
    }
}

/// When a promise that never ran begins (`docs/clocks.md`).
fn start_of(c: &Complaint, promise: Promise, ctx: &Context) -> DateTime<Utc> {
    let asked = || c.escalation.as_ref().map(|e| e.requested_at);
    let papers = || c.referral.as_ref().and_then(|r| r.papers_asked_on);
    let first = match promise {
        Promise::Acknowledge | Promise::DataProtection => Some(c.received.at),
        Promise::Respond => c.acknowledged_at,
        Promise::FirstContact => c.assignments.first().map(|first| first.at),
        Promise::AcknowledgeEscalation | Promise::FinalResponse => asked(),
        Promise::Escalate => c.answered_at,
        Promise::SendToAssessor => papers().map(uk_time::midnight),
        // An area is chosen now; that may be long after the acknowledgement.
        Promise::Assign | Promise::Update => None,
    };
    first.unwrap_or(ctx.now).min(ctx.now)
}

/// With its first start and its first date. A hold that stopped the clocks meanwhile counts for it as for any other.
/// When the date passed while nothing was owed, what was left of it then counts from now.
fn runs_on(after: &Complaint, last: &Clock, ctx: &Context) -> ClockChange {
    let stopped_at = last.stopped_at.unwrap_or(ctx.now);
    let (mut due_at, mut warn_at) = (last.due_at, last.warn_at);
    let mut counted = counted(after, ctx);
    counted.retain(|_| last.promise.is_held());
    if let Some(span) = last
        .span
        .filter(|_| counted.iter().any(|p| p.until > stopped_at))
    {
        due_at = ctx.calendar.due(last.started_at, span, &counted);
        warn_at = ctx.calendar.warn_at(last.started_at, span, &counted);
    }
    let lapsed_in_time = !last.kept && stopped_at <= due_at;
    if lapsed_in_time && due_at < ctx.now {
        let left = |until| ctx.calendar.minutes_between(stopped_at, until).max(0);
        (due_at, warn_at) = (
            ctx.calendar.add_minutes(ctx.now, left(due_at)),
            ctx.calendar.add_minutes(ctx.now, left(warn_at)),
        );
    }
    ClockChange::Resume {
        promise: last.promise,
        due_at,
        warn_at,
    }
}

/// A clock as it is when it really started at another time than was thought: the promise is as long as it was, and it
/// ended when it ended.
pub(crate) fn from_true_start(
    c: &Complaint,
    clock: &Clock,
    started_at: DateTime<Utc>,
    ctx: &Context,
) -> Clock {
    let ended = clock.stopped_at;
    let while_it_ran = |p: &&Hold| {
        let counts = p.stops_the_clock && clock.promise.is_held();
        counts && ended.is_none_or(|end| p.from < end)
    };
    let counted: Vec<Pause> = c
        .pauses
        .iter()
        .filter(while_it_ran)
        // A hold that lasts moves the date when it ends.
        .filter(|p| p.until.is_some() || ended.is_some())
        .map(|p| Pause::so_far(p.from, p.until, ctx.now))
        .collect();
    let mut is = Clock {
        started_at,
        ..clock.clone()
    };
    if let Some(span) = clock.span {
        is.due_at = ctx.calendar.due(started_at, span, &counted);
        is.warn_at = ctx.calendar.warn_at(started_at, span, &counted);
        is.calendar_version = ctx.calendar.settings().version;
    }
    is
}

/// The holds that stop the clocks, so far.
fn counted(c: &Complaint, ctx: &Context) -> Vec<Pause> {
    c.pauses
        .iter()
        .filter(|p| p.stops_the_clock)
        .map(|p| Pause::so_far(p.from, p.until, ctx.now))
        .collect()
}

/// The date of a clock as far as the hold that lasts has moved it; None when none does. A hold that has ended has moved
/// it already.
pub(crate) fn moved_by_a_hold(c: &Complaint, clock: &Clock, ctx: &Context) -> Option<ClockChange> {
    let lasting = c
        .pauses
        .iter()
        .rfind(|p| p.stops_the_clock && p.until.is_none() && clock.promise.is_held())?;
    let (due_at, warn_at) = match clock.span {
        Some(span) => {
            let counted = counted(c, ctx);
            (
                ctx.calendar.due(clock.started_at, span, &counted),
                ctx.calendar.warn_at(clock.started_at, span, &counted),
            )
        }
        // An agreed date moves on by the working time of the hold.
        None => {
            let since = lasting.from.max(clock.started_at);
            let minutes = ctx.calendar.minutes_between(since, ctx.now);
            (
                ctx.calendar.add_minutes(clock.due_at, minutes),
                ctx.calendar.add_minutes(clock.warn_at, minutes),
            )
        }
    };
    (due_at != clock.due_at).then_some(ClockChange::Move {
        promise: clock.promise,
        due_at,
        warn_at,
        agreed: false,
    })
}
