//! A complaint that is also about how we used somebody's personal data (rule 94): marked, with a clock of its own that the
//! law gives, and answered without waiting for the rest.
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::dates::{self, What};
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::ids::LetterId;
use crate::person::Actor;
use chrono::NaiveDate;

pub enum AboutData {
    /// What of it is about personal data.
    Mark { about: String },
    /// It is not about personal data after all.
    Unmark { reason: String },
    /// It was answered: by a letter that has left, or in words.
    Answered {
        on: Option<NaiveDate>,
        letter: Option<LetterId>,
        answer: String,
    },
}

impl Step for AboutData {
    const KIND: StepKind = StepKind::DataProtection;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let marked = complaint.data_protection.is_some();
        match self {
            Self::Mark { .. } if marked => Err(Denied::not_now(
                "It is already marked as a data protection complaint",
            )),
            Self::Unmark { .. } | Self::Answered { .. } if !marked => Err(Denied::not_now(
                "It is not marked as a data protection complaint",
            )),
            Self::Mark { about } => {
                said(
                    &about,
                    "data_about",
                    "Say what of it is about personal data",
                )?;
                Ok(Effects::of(Event::DataProtectionMarked { about }))
            }
            Self::Unmark { reason } => {
                said(
                    &reason,
                    "unmark_reason",
                    "Say why it is not about personal data",
                )?;
                Ok(Effects::of(Event::DataProtectionUnmarked { reason }))
            }
            Self::Answered { on, letter, answer } => answered(complaint, (on, letter, answer), ctx),
        }
    }
}

fn said(words: &str, field: &str, missing: &str) -> Result<(), Denied> {
    if words.trim().is_empty() {
        return Err(Denied::invalid(field, missing));
    }
    Ok(())
}

fn answered(
    c: &Complaint,
    (on, letter, answer): (Option<NaiveDate>, Option<LetterId>, String),
    ctx: &Context,
) -> Result<Effects, Denied> {
    let mut gaps = Vec::new();
    let mut gap = |field: &str, why: String| gaps.push((field.to_owned(), why));
    match on {
        None => gap("data_answered_on", "Enter the day it was answered".into()),
        Some(day) => {
            if let Some(why) = dates::impossible(What::DataProtectionAnswered, day, c, ctx) {
                gap("data_answered_on", why);
            }
        }
    }
    let has_left = |id: LetterId| {
        let mut all = c.deliveries.iter();
        all.any(|d| d.letter == id && d.state.has_left())
    };
    match letter {
        Some(id) if !has_left(id) => gap(
            "data_letter",
            "Choose a letter that has left, or say in words how it was answered".into(),
        ),
        None if answer.trim().is_empty() => gap(
            "data_answer",
            "Choose the letter that answers it, or say how it was answered".into(),
        ),
        Some(_) | None => {}
    }
    Denied::unless_empty(gaps)?;
    let on = on.unwrap_or_else(|| ctx.today());
    Ok(Effects::of(Event::DataProtectionAnswered {
        on,
        letter,
        answer,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::{World, a_complaint};
    use crate::vocabulary::{LetterKind, Promise};

    fn marked(c: &Complaint, world: &World) -> Complaint {
        let about = "You sent my file to my neighbour".into();
        let decided = decide(
            c,
            AboutData::Mark { about },
            &world.relations(),
            &world.ctx(),
        );
        decided.unwrap().after().clone()
    }

    /// Thirty days from the day after receipt, by the acknowledgement; whenever it is marked.
    #[test]
    fn its_clock_runs_from_receipt_until_the_acknowledgement_has_left() {
        let mut world = World::new();
        let c = a_complaint(&world);
        assert!(c.running(Promise::DataProtection).is_none());
        world.now += chrono::Duration::days(3);
        let c = marked(&c, &world);
        let clock = c.running(Promise::DataProtection).unwrap();
        assert_eq!(clock.started_at, c.received.at);
        assert_eq!(clock.due_at.to_rfc3339(), "2026-12-24T17:00:00+00:00");
        let mut acknowledged = c.clone();
        acknowledged.acknowledged_at = Some(world.now);
        acknowledged.written(LetterKind::Acknowledgement, world.relations().id, world.now);
        let left = world.left(&acknowledged, LetterKind::Acknowledgement);
        let last = |c: &Complaint| {
            let mut all = c.clocks.iter();
            all.rfind(|k| k.promise == Promise::DataProtection).cloned()
        };
        assert_eq!(last(&left).and_then(|k| k.in_time()), Some(true));
        // What was acknowledged before it was marked is acknowledged.
        assert!(last(&marked(&world.investigated(), &world)).is_none());
    }

    /// It is not held back by the rest: a hold of the Assessor's does not move it.
    #[test]
    fn a_hold_does_not_move_it() {
        let mut world = World::new();
        let c = marked(&a_complaint(&world), &world);
        let hold = crate::steps::pause::Hold::Begin {
            reason: "The Assessor asked us to wait".into(),
            stops_the_clock: true,
            review_on: world.ctx().today().succ_opt(),
        };
        let held = decide(&c, hold, &world.executive(), &world.ctx()).unwrap();
        world.now += chrono::Duration::days(7);
        let end = crate::steps::pause::Hold::End {
            reason: "They wrote".into(),
        };
        let ended = decide(held.after(), end, &world.executive(), &world.ctx()).unwrap();
        let due = |c: &Complaint, promise| c.running(promise).map(|k| k.due_at);
        let data = Promise::DataProtection;
        assert_eq!(due(ended.after(), data), due(&c, data));
        let other = Promise::Acknowledge;
        assert_ne!(due(ended.after(), other), due(&c, other));
    }

    #[test]
    fn it_is_marked_once_and_taken_away_with_a_reason() {
        let world = World::new();
        let c = a_complaint(&world);
        let take = |c: &Complaint, step| decide(c, step, &world.relations(), &world.ctx());
        let nothing = || AboutData::Mark { about: " ".into() };
        assert_eq!(take(&c, nothing()).unwrap_err().fields[0].0, "data_about");
        let unmark = |reason: &str| AboutData::Unmark {
            reason: reason.into(),
        };
        assert!(take(&c, unmark("Not ours")).is_err());
        let c = marked(&c, &world);
        assert!(
            take(
                &c,
                AboutData::Mark {
                    about: "Again".into()
                }
            )
            .is_err()
        );
        assert_eq!(
            take(&c, unmark("")).unwrap_err().fields[0].0,
            "unmark_reason"
        );
        let without = take(&c, unmark("It is about a supplier")).unwrap();
        assert!(without.after().data_protection.is_none());
        assert!(without.after().running(Promise::DataProtection).is_none());
        let mark = AboutData::Mark {
            about: "My file".into(),
        };
        assert!(decide(&a_complaint(&world), mark, &world.staff(), &world.ctx()).is_err());
    }

    /// By a letter that has left, or in words; before the rest is answered or after it closed.
    #[test]
    fn its_answer_has_a_day_and_a_letter_or_words() {
        let world = World::new();
        let mut c = marked(&world.investigated(), &world);
        let today = world.ctx().today();
        let answer = |on, letter, answer: &str| AboutData::Answered {
            on,
            letter,
            answer: answer.into(),
        };
        let take = |c: &Complaint, step| decide(c, step, &world.relations(), &world.ctx());
        let bare = take(&c, answer(None, None, " ")).unwrap_err();
        let fields: Vec<&str> = bare.fields.iter().map(|f| f.0.as_str()).collect();
        assert_eq!(fields, ["data_answered_on", "data_answer"]);
        let early = take(&c, answer(today.pred_opt(), None, "We said sorry")).unwrap_err();
        assert!(early.why.contains("before 24 November 2026"), "{early}");
        c.written(LetterKind::Response, world.staff().id, world.now);
        let letter = Some(c.deliveries[0].letter);
        let unsent = take(&c, answer(Some(today), letter, "")).unwrap_err();
        assert_eq!(unsent.fields[0].0, "data_letter");
        c.deliveries[0].state = crate::delivery::State::Sent;
        c.stage = crate::vocabulary::Stage::Closed;
        let done = take(&c, answer(Some(today), letter, "")).unwrap();
        let told = done.after().data_protection.as_ref().unwrap();
        assert_eq!((told.answered_on, told.letter), (Some(today), letter));
    }
}
