//! How far a complaint has come: done, now and still to come, each with its date.
use super::top::day;
use chrono::{DateTime, Utc};
use procedure::clocks::Clock;
use procedure::vocabulary::{Promise, Stage};
use procedure::{Complaint, Context};

/// One mark of the track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub name: &'static str,
    pub words: String,
    /// `done`, `now` or empty.
    pub state: &'static str,
}

/// The track of a complaint. A closed one ends with how it was closed; what never came is left out.
pub fn marks(c: &Complaint, ctx: &Context) -> Vec<Mark> {
    let mut marks = vec![
        done("Received", day(c.received.at)),
        acknowledged(c, ctx),
        assigned(c, ctx),
        investigating(c, ctx),
        answered(c, ctx),
        stage_2(c),
        final_response(c, ctx),
    ];
    if c.stage == Stage::OnTheSpot {
        marks.insert(1, mark("On the spot", "Being tried".into(), "now"));
    }
    if let (Some(closure), Some(at)) = (c.closure, c.closed_at) {
        marks.retain(|m| m.state == "done");
        let words = format!("{}, {}", closure.label(), day(at));
        marks.push(mark("Closed", words, "done"));
    }
    marks
}

fn mark(name: &'static str, words: String, state: &'static str) -> Mark {
    Mark { name, words, state }
}
fn done(name: &'static str, words: String) -> Mark {
    mark(name, words, "done")
}

/// Whether a promise was kept, in words after its date; nothing of one that lapsed before its date.
fn kept(c: &Complaint, promise: Promise) -> &'static str {
    let stopped = |k: &&Clock| k.promise == promise && k.stopped_at.is_some();
    let moved = c.timescales.iter().any(|t| t.promise == promise);
    match c.clocks.iter().rfind(stopped).and_then(Clock::in_time) {
        None => "",
        Some(false) if promise.is_ideal() => ", after the ideal time",
        Some(false) => ", late",
        Some(true) if moved => ", in the agreed time",
        Some(true) => ", in time",
    }
}

/// Written, and its letter has not left or has come back.
fn not_sent(at: DateTime<Utc>, by: Option<String>) -> String {
    let written = format!("Written {}, not sent", day(at));
    by.map_or(written.clone(), |by| format!("{written}: owed {by}"))
}

/// "By Fri 27 Nov", or that the date has passed.
fn due(c: &Complaint, promise: Promise, ctx: &Context) -> Option<String> {
    let clock = c.running(promise)?;
    let passed = if clock.is_late(ctx.now) {
        ", overdue"
    } else {
        ""
    };
    Some(format!("by {}{passed}", day(clock.due_at)))
}

fn acknowledged(c: &Complaint, ctx: &Context) -> Mark {
    let name = "Acknowledged";
    match (c.acknowledged_at, c.stage) {
        (Some(at), _) if c.running(Promise::Acknowledge).is_some() => {
            mark(name, not_sent(at, due(c, Promise::Acknowledge, ctx)), "now")
        }
        (Some(at), Stage::Triage) if c.is_being_decided() => mark(
            name,
            format!("{}, deciding whether we look into it", day(at)),
            "now",
        ),
        (Some(at), Stage::Triage) => mark(name, format!("{}, handed back", day(at)), "now"),
        (Some(at), _) => done(
            name,
            format!("{}{}", day(at), kept(c, Promise::Acknowledge)),
        ),
        (None, Stage::Triage) => {
            let by = due(c, Promise::Acknowledge, ctx);
            mark(
                name,
                by.map_or("Not sent".into(), |by| format!("Owed {by}")),
                "now",
            )
        }
        (None, _) => mark(name, "Not sent".into(), ""),
    }
}

fn assigned(c: &Complaint, ctx: &Context) -> Mark {
    let name = "Assigned";
    match c.stage {
        Stage::Assignment => {
            let by = due(c, Promise::Assign, ctx);
            mark(
                name,
                by.map_or("Nobody yet".into(), |by| format!("Ideally {by}")),
                "now",
            )
        }
        // Handed back, it waits for another area.
        Stage::Triage => mark(name, "Nobody yet".into(), ""),
        Stage::OnTheSpot
        | Stage::Investigation
        | Stage::Answered
        | Stage::Escalated
        | Stage::FinalReview
        | Stage::FinalResponse
        | Stage::Closed => c.assignments.first().map_or_else(
            || mark(name, "Nobody yet".into(), ""),
            |first| {
                let at = day(first.at);
                done(name, format!("{at}{}", kept(c, Promise::Assign)))
            },
        ),
    }
}

fn investigating(c: &Complaint, ctx: &Context) -> Mark {
    let name = "Investigating";
    if c.stage == Stage::Investigation {
        let by = due(c, Promise::Respond, ctx);
        return mark(
            name,
            by.map_or("Under way".into(), |by| format!("Respond {by}")),
            "now",
        );
    }
    match c.assignments.last() {
        Some(last) if c.answered_at.is_some() || c.escalation.is_some() => {
            done(name, format!("From {}", day(last.at)))
        }
        _ => mark(name, "Not started".into(), ""),
    }
}

fn answered(c: &Complaint, ctx: &Context) -> Mark {
    let name = "Stage 1 response";
    let state = if c.stage == Stage::Answered {
        "now"
    } else {
        "done"
    };
    match c.answered_at {
        Some(at) if c.running(Promise::Respond).is_some() => {
            mark(name, not_sent(at, due(c, Promise::Respond, ctx)), state)
        }
        Some(at) => mark(
            name,
            format!("{}{}", day(at), kept(c, Promise::Respond)),
            state,
        ),
        None if c.escalation.is_some() => mark(name, "Not sent in time".into(), ""),
        None => mark(name, "Not sent".into(), ""),
    }
}

fn stage_2(c: &Complaint) -> Mark {
    let name = "Stage 2";
    match &c.escalation {
        None => mark(name, "Not asked for".into(), ""),
        Some(e) => mark(
            name,
            format!("Asked for {}", day(e.requested_at)),
            if c.stage.is_stage_2() { "now" } else { "done" },
        ),
    }
}

fn final_response(c: &Complaint, ctx: &Context) -> Mark {
    let name = "Final response";
    match c.final_at {
        Some(at) if c.running(Promise::FinalResponse).is_some() => mark(
            name,
            not_sent(at, due(c, Promise::FinalResponse, ctx)),
            "now",
        ),
        Some(at) => done(
            name,
            format!("{}{}", day(at), kept(c, Promise::FinalResponse)),
        ),
        None if c.escalation_is_refused() => mark(name, "Second stage refused".into(), ""),
        None => {
            let by = due(c, Promise::FinalResponse, ctx);
            mark(
                name,
                by.map_or("Not sent".into(), |by| format!("Owed {by}")),
                "",
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use procedure::steps::testing::World;

    fn words(c: &Complaint, world: &World) -> Vec<String> {
        marks(c, &world.ctx())
            .into_iter()
            .map(|m| format!("{} [{}]", m.name, m.state))
            .collect()
    }

    #[test]
    fn one_mark_is_now_and_those_before_it_are_done() {
        let world = World::new();
        let c = world.investigated();
        assert_eq!(
            words(&c, &world),
            [
                "Received [done]",
                "Acknowledged [done]",
                "Assigned [done]",
                "Investigating [now]",
                "Stage 1 response []",
                "Stage 2 []",
                "Final response []"
            ]
        );
        assert_eq!(words(&world.in_final_review(), &world)[5], "Stage 2 [now]");
        assert_eq!(
            words(&world.answered(), &world)[4],
            "Stage 1 response [now]"
        );
    }

    #[test]
    fn a_closed_complaint_ends_with_how() {
        let world = World::new();
        let mut c = world.acknowledged();
        c.stage = Stage::Closed;
        c.closure = Some(procedure::vocabulary::Closure::Withdrawn);
        c.closed_at = Some(world.ctx().now);
        let track = marks(&c, &world.ctx());
        let last = track.last().unwrap();
        assert!(last.name == "Closed" && last.words.starts_with("Withdrawn, "));
        assert!(track.iter().all(|m| m.state == "done"));
    }
}
