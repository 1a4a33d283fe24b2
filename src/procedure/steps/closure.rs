//! Closing: accepted as resolved, no further contact, or the procedure complete - never while
//! something promised is still to be done (rule 69).
use super::{Step, StepKind};
use crate::closed_list;
use crate::complaint::Complaint;
use crate::context::Context;
use crate::dates::{self, What};
use crate::denied::Denied;
use crate::dispatch::Dispatch;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;
use crate::silence::{self, Waits};
use crate::vocabulary::{Channel, Closure, LetterKind, Promise, Stage};
use chrono::NaiveDate;

closed_list! {
    /// How a complaint that was answered can close.
    WayToClose {
        Accepted = "accepted", "They said they accept the response";
        NoFurtherContact = "no_further_contact", "They have not come back to us";
        Complete = "complete", "The procedure is complete";
    }
}

pub enum Close {
    /// They said they accept the response (rule 47: the day, and confirmed in writing).
    Accepted {
        told_on: Option<NaiveDate>,
        how: Option<Channel>,
        dispatch: Dispatch,
    },
    /// They did not come back. A soft close: a late request is still taken (rule 54).
    NoFurtherContact { dispatch: Dispatch },
    /// The same, and nobody acts: their time is over and nothing keeps it open (`silence`).
    BySilence { waits: Waits },
    /// After the final response.
    Complete,
}

impl Step for Close {
    const KIND: StepKind = StepKind::Closure;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        nothing_is_promised(complaint)?;
        answer_has_left(complaint)?;
        let effects = match (self, complaint.stage) {
            (
                Self::Accepted {
                    told_on,
                    how,
                    dispatch,
                },
                Stage::Answered,
            ) => accepted(complaint, told_on, how, &dispatch, ctx)?,
            (Self::NoFurtherContact { dispatch }, Stage::Answered) => {
                no_further_contact(complaint, &dispatch, ctx)?
            }
            (Self::Complete, Stage::FinalResponse) => Effects::of(Event::Closed {
                closure: completed(complaint),
                told_on: None,
                how: None,
                reason: String::new(),
                by_itself: false,
            }),
            (Self::Complete, _) => {
                return Err(Denied::not_now("The final response has not been issued"));
            }
            (Self::BySilence { .. }, _) => {
                return Err(Denied::not_yours("This happens without anybody acting"));
            }
            (
                Self::Accepted { .. } | Self::NoFurtherContact { .. },
                Stage::OnTheSpot
                | Stage::Triage
                | Stage::Assignment
                | Stage::Investigation
                | Stage::Escalated
                | Stage::FinalReview
                | Stage::FinalResponse
                | Stage::Closed,
            ) => {
                return Err(Denied::not_now(
                    "The final response has been issued: close it as procedure complete",
                ));
            }
        };
        Ok(effects.to(Stage::Closed))
    }
    /// Rule 54.
    fn by_itself(self, complaint: &Complaint, ctx: &Context) -> Result<Effects, Denied> {
        let waits = match self {
            Self::BySilence { waits } => waits,
            Self::Accepted { .. } | Self::NoFurtherContact { .. } | Self::Complete => {
                return Err(Denied::not_yours("This is done by a person"));
            }
        };
        let closes = silence::outlook(complaint, waits, ctx).is_some_and(|o| o.closes(ctx.now));
        if !closes {
            return Err(Denied::not_now("It stays open"));
        }
        let event = Event::Closed {
            closure: Closure::NoFurtherContact,
            told_on: None,
            how: None,
            reason: String::new(),
            by_itself: true,
        };
        let effects = Effects::of(event).letter(LetterKind::NoFurtherContact);
        Ok(effects.to(Stage::Closed))
    }
}

/// The ways to close that would not be refused now, and why another is not among them; empty when none is missing.
pub fn ways(c: &Complaint, ctx: &Context) -> (Vec<WayToClose>, &'static str) {
    use WayToClose::{Accepted, Complete, NoFurtherContact};
    let promised = "Something we promised is still to be done. The complaint closes when it is";
    let early = "They still have time to escalate, so it cannot be closed for lack of contact. Silence is not agreement";
    if nothing_is_promised(c).is_err() {
        return (Vec::new(), promised);
    }
    if answer_has_left(c).is_err() {
        let waiting = "The response has not left yet. The complaint can be closed once it has";
        return (Vec::new(), waiting);
    }
    if c.stage == Stage::FinalResponse {
        return (vec![Complete], "");
    }
    if time_to_escalate_is_over(c, ctx) {
        (vec![Accepted, NoFurtherContact], "")
    } else {
        (vec![Accepted], early)
    }
}

/// Rule 54.
fn time_to_escalate_is_over(c: &Complaint, ctx: &Context) -> bool {
    let clock = c.running(Promise::Escalate);
    clock.is_none_or(|clock| clock.is_late(ctx.now))
}

/// Rule 69, HARD: no way of closing passes over a remedy that is still to be done.
///
/// # Errors
/// Not now, while there is one.
pub(super) fn nothing_is_promised(complaint: &Complaint) -> Result<(), Denied> {
    let what = match complaint.open_remedies().count() {
        0 => return Ok(()),
        1 => "A remedy is",
        _ => "Remedies are",
    };
    Err(Denied::not_now(format!(
        "{what} still to be done. The complaint closes when what we promised is done, or it is recorded that they no longer want it"
    )))
}

/// What was answered is closed once they can have read the answer.
///
/// # Errors
/// Not now, while its letter is written or owed again.
fn answer_has_left(c: &Complaint) -> Result<(), Denied> {
    let left = match c.stage {
        Stage::Answered => c.is_answered(),
        Stage::FinalResponse => c.is_complete(),
        Stage::OnTheSpot
        | Stage::Triage
        | Stage::Assignment
        | Stage::Investigation
        | Stage::Escalated
        | Stage::FinalReview
        | Stage::Closed => true,
    };
    if left {
        return Ok(());
    }
    Err(Denied::not_now(
        "The response has not left yet. The complaint can be closed once it has",
    ))
}

/// How a procedure that is complete ended: with the final response, or with a refused second stage (rule 52).
fn completed(c: &Complaint) -> Closure {
    if c.escalation_is_refused() {
        Closure::EscalationRefused
    } else {
        Closure::Complete
    }
}

fn accepted(
    c: &Complaint,
    told_on: Option<NaiveDate>,
    how: Option<Channel>,
    dispatch: &Dispatch,
    ctx: &Context,
) -> Result<Effects, Denied> {
    let mut gaps = Vec::new();
    match told_on {
        None => gaps.push((
            "told_on".to_owned(),
            "Enter the day they said they accept".to_owned(),
        )),
        Some(day) => {
            let wrong = dates::impossible(What::Accepted, day, c, ctx);
            gaps.extend(wrong.map(|why| ("told_on".to_owned(), why)));
        }
    }
    if how.is_none() {
        gaps.push(("how".to_owned(), "Say how they told us".to_owned()));
    }
    gaps.extend(dispatch.gaps(c, ctx.today()));
    Denied::unless_empty(gaps)?;
    let event = Event::Closed {
        closure: Closure::Accepted,
        told_on,
        how,
        reason: String::new(),
        by_itself: false,
    };
    Ok(Effects::of(event).letter(LetterKind::ResolvedByAgreement))
}

fn no_further_contact(
    c: &Complaint,
    dispatch: &Dispatch,
    ctx: &Context,
) -> Result<Effects, Denied> {
    if !time_to_escalate_is_over(c, ctx) {
        return Err(Denied::not_now(
            "They still have time to escalate. Silence is not agreement",
        ));
    }
    dispatch.check(c, ctx.today())?;
    let event = Event::Closed {
        closure: Closure::NoFurtherContact,
        told_on: None,
        how: None,
        reason: String::new(),
        by_itself: false,
    };
    Ok(Effects::of(event).letter(LetterKind::NoFurtherContact))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::{World, a_remedy};

    fn accept(c: &Complaint, world: &World) -> Close {
        Close::Accepted {
            told_on: Some(world.ctx().today()),
            how: Some(Channel::Phone),
            dispatch: Dispatch::preferred(c),
        }
    }

    /// Rule 69, HARD: not closed while a remedy is open.
    #[test]
    fn it_does_not_close_over_an_open_remedy() {
        let world = World::new();
        let mut c = world.answered();
        assert!(decide(&c, accept(&c, &world), &world.relations(), &world.ctx()).is_ok());
        c.remedies.push(a_remedy(None));
        let refusal = decide(&c, accept(&c, &world), &world.relations(), &world.ctx()).unwrap_err();
        assert!(refusal.why.contains("still to be done"), "{refusal}");
        c.remedies[0].done_on = Some(world.ctx().today());
        assert!(decide(&c, accept(&c, &world), &world.relations(), &world.ctx()).is_ok());
    }

    #[test]
    fn silence_counts_only_after_their_time_is_over() {
        let mut world = World::new();
        let c = world.answered();
        let close = |c: &Complaint| Close::NoFurtherContact {
            dispatch: Dispatch::preferred(c),
        };
        assert!(decide(&c, close(&c), &world.relations(), &world.ctx()).is_err());
        world.now += chrono::Duration::days(40);
        assert!(decide(&c, close(&c), &world.relations(), &world.ctx()).is_ok());
    }

    #[test]
    fn acceptance_has_a_day_and_a_way() {
        let world = World::new();
        let c = world.answered();
        let bare = Close::Accepted {
            told_on: None,
            how: None,
            dispatch: Dispatch::preferred(&c),
        };
        let refusal = decide(&c, bare, &world.relations(), &world.ctx()).unwrap_err();
        assert_eq!(refusal.fields.len(), 2);
        // Nobody accepts an answer that has not left.
        let early = Close::Accepted {
            told_on: world.ctx().today().pred_opt(),
            how: Some(Channel::Phone),
            dispatch: Dispatch::preferred(&c),
        };
        let refusal = decide(&c, early, &world.relations(), &world.ctx()).unwrap_err();
        assert_eq!(refusal.fields[0].0, "told_on");
    }
}
