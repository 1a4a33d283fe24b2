//! The complainant withdraws: only on their word, with when and how.
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::dates::{self, What};
use crate::denied::Denied;
use crate::dispatch::Dispatch;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;
use crate::vocabulary::{Channel, Closure, LetterKind, Stage};
use chrono::NaiveDate;

pub struct Withdraw {
    pub told_on: Option<NaiveDate>,
    pub how: Option<Channel>,
    /// In their words, if they gave any; none may be demanded.
    pub reason: String,
    pub dispatch: Dispatch,
}

impl Step for Withdraw {
    const KIND: StepKind = StepKind::Withdrawal;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        if complaint.stage == Stage::FinalResponse {
            return Err(Denied::not_now(
                "The final response has been issued, which ends the procedure",
            ));
        }
        super::closure::nothing_is_promised(complaint)?;
        let mut gaps = Vec::new();
        match self.told_on {
            None => gaps.push((
                "told_on".to_owned(),
                "Enter the day they told us".to_owned(),
            )),
            Some(day) => {
                let wrong = dates::impossible(What::Withdrawn, day, complaint, ctx);
                gaps.extend(wrong.map(|why| ("told_on".to_owned(), why)));
            }
        }
        if self.how.is_none() {
            gaps.push(("how".to_owned(), "Say how they told us".to_owned()));
        }
        gaps.extend(self.dispatch.gaps(complaint, ctx.today()));
        Denied::unless_empty(gaps)?;
        let event = Event::Closed {
            closure: Closure::Withdrawn,
            told_on: self.told_on,
            how: self.how,
            reason: self.reason,
            by_itself: false,
        };
        Ok(Effects::of(event)
            .to(Stage::Closed)
            .letter(LetterKind::Withdrawal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::{World, a_remedy};

    #[test]
    fn only_on_their_word_with_when_and_how() {
        let world = World::new();
        let c = world.investigated();
        let step = |told_on, how| Withdraw {
            told_on,
            how,
            reason: String::new(),
            dispatch: Dispatch::preferred(&c),
        };
        assert_eq!(
            decide(&c, step(None, None), &world.staff(), &world.ctx())
                .unwrap_err()
                .fields
                .len(),
            2
        );
        let said = step(Some(world.ctx().today()), Some(Channel::Email));
        assert!(decide(&c, said, &world.staff(), &world.ctx()).is_ok());
        // F6: not before the complaint was received.
        let early = step(world.ctx().today().pred_opt(), Some(Channel::Email));
        let refused = decide(&c, early, &world.staff(), &world.ctx()).unwrap_err();
        assert!(refused.why.contains("24 November 2026"), "{refused}");
    }

    /// Rule 69, HARD: what was promised is done, or recorded as no longer wanted, before it closes.
    #[test]
    fn never_over_an_open_remedy() {
        let world = World::new();
        let mut c = world.answered();
        c.remedies.push(a_remedy(None));
        let withdraw = |c: &Complaint| Withdraw {
            told_on: Some(world.ctx().today()),
            how: Some(Channel::Email),
            reason: String::new(),
            dispatch: Dispatch::preferred(c),
        };
        let refusal = decide(&c, withdraw(&c), &world.relations(), &world.ctx()).unwrap_err();
        assert!(refusal.why.contains("still to be done"), "{refusal}");
        c.remedies[0].done_on = Some(world.ctx().today());
        assert!(decide(&c, withdraw(&c), &world.relations(), &world.ctx()).is_ok());
    }
}
