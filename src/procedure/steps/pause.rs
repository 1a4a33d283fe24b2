//! A hold: with a reason, who allowed it, and a day to look again. It stops a published clock only when
//! the Independent Assessor requires it (rule 38); waiting for the complainant never does (reading (e)3).
use super::{Step, StepKind};
use crate::clocks::settle::moved_by_a_hold;
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;
use chrono::NaiveDate;

pub enum Hold {
    Begin {
        reason: String,
        stops_the_clock: bool,
        review_on: Option<NaiveDate>,
    },
    End {
        reason: String,
    },
}

impl Step for Hold {
    const KIND: StepKind = StepKind::Pause;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let held = complaint.pauses.iter().find(|p| p.until.is_none());
        match (self, held) {
            (Self::Begin { .. }, Some(_)) => {
                Err(Denied::not_now("This complaint is already on hold"))
            }
            (Self::End { .. }, None) => Err(Denied::not_now("This complaint is not on hold")),
            (
                Self::Begin {
                    reason,
                    stops_the_clock,
                    review_on,
                },
                None,
            ) => {
                let mut gaps = Vec::new();
                if reason.trim().is_empty() {
                    gaps.push(("reason".to_owned(), "Say why it is on hold".to_owned()));
                }
                match review_on {
                    None => gaps.push((
                        "review_on".to_owned(),
                        "Enter the day to look at it again".to_owned(),
                    )),
                    Some(day) if day <= ctx.today() => gaps.push((
                        "review_on".to_owned(),
                        "The day must be in the future".to_owned(),
                    )),
                    Some(_) => {}
                }
                Denied::unless_empty(gaps)?;
                let review_on = review_on.unwrap_or_default();
                Ok(Effects::of(Event::Paused {
                    reason,
                    stops_the_clock,
                    review_on,
                }))
            }
            (Self::End { reason }, Some(_)) => {
                let mut effects = Effects::of(Event::Resumed { reason });
                let running = complaint.clocks.iter().filter(|c| c.stopped_at.is_none());
                effects.moved = running
                    .filter_map(|clock| moved_by_a_hold(complaint, clock, ctx))
                    .collect();
                Ok(effects)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clocks::{ClockChange, Pause};
    use crate::decide;
    use crate::dispatch::Dispatch;
    use crate::steps::response::IssueResponse;
    use crate::steps::testing::{World, upheld};
    use crate::vocabulary::LetterKind;
    use crate::vocabulary::Promise;

    fn begin(world: &World, stops_the_clock: bool) -> Hold {
        let review_on = world.ctx().today().succ_opt();
        Hold::Begin {
            reason: "The Assessor asked us to wait".into(),
            stops_the_clock,
            review_on,
        }
    }

    #[test]
    fn only_a_required_suspension_moves_the_due_date_and_by_its_working_time() {
        let mut world = World::new();
        let mut c = world.investigated();
        assert!(decide(&c, begin(&world, true), &world.staff(), &world.ctx()).is_err());
        assert!(decide(&c, begin(&world, true), &world.executive(), &world.ctx()).is_ok());
        for (stops, moves) in [(true, true), (false, false)] {
            let mut held = c.clone();
            held.pauses.push(Pause {
                reason: "Wait".into(),
                stops_the_clock: stops,
                from: world.now,
                until: None,
                review_on: world.ctx().today(),
                by: world.executive().id,
            });
            world.now += chrono::Duration::days(7);
            let decision = decide(
                &held,
                Hold::End {
                    reason: String::new(),
                },
                &world.executive(),
                &world.ctx(),
            )
            .unwrap();
            let respond = decision.clocks().iter().find_map(|m| match m {
                ClockChange::Move {
                    promise: Promise::Respond,
                    due_at,
                    ..
                } => Some(*due_at),
                _ => None,
            });
            assert_eq!(respond.is_some(), moves);
            if let Some(due) = respond {
                let before = held.running(Promise::Respond).unwrap().due_at;
                assert_eq!(world.calendar.minutes_between(before, due), 5 * 8 * 60);
            }
            world.now -= chrono::Duration::days(7);
        }
        c.pauses.clear();
    }

    /// B6: what is done during a hold that the Assessor requires is judged by the date as the hold has moved it so far.
    #[test]
    fn what_is_done_during_a_required_hold_is_judged_by_the_moved_date() {
        let mut world = World::new();
        let c = world.investigated();
        let held = decide(&c, begin(&world, true), &world.executive(), &world.ctx()).unwrap();
        let first = c.running(Promise::Respond).unwrap().due_at;
        world.now = first + chrono::Duration::days(2);
        let step = IssueResponse {
            findings: vec![upheld(1)],
            dispatch: Dispatch::preferred(&c),
            letter_gaps: vec![],
        };
        let written = decide(held.after(), step, &world.staff(), &world.ctx()).unwrap();
        let left = world.left(written.after(), LetterKind::Response);
        let respond = left.clocks.iter().find(|k| k.promise == Promise::Respond);
        assert_eq!(respond.and_then(|k| k.in_time()), Some(true));
        assert!(respond.is_some_and(|k| k.due_at > first));
    }
}
