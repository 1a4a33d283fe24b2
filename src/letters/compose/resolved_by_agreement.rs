//! They accept the response: what was agreed, in writing (rule 47).
use super::parts::{common, running_on};
use super::remedies::{done, still_to_do};
use super::{Told, Writer};
use crate::words::date;
use crate::{Letter, ResolvedByAgreementFacts};
use procedure::Complaint;
use procedure::dispatch::Dispatch;
use procedure::vocabulary::Promise;
use procedure::working_time::uk_time::local_date;

/// The letter, from when and how they told us; what was agreed is the response they accept and what was done
/// since. The suggested day for escalating stays the one the response gave them, while it is still to come.
pub fn resolved_by_agreement(
    complaint: &Complaint,
    told: Told,
    dispatch: &Dispatch,
    writer: &Writer,
) -> Letter {
    let today = writer.ctx.today();
    crate::resolved_by_agreement(&ResolvedByAgreementFacts {
        common: common(complaint, dispatch, writer),
        accepted: told.on.zip(told.how),
        agreed: agreed(complaint),
        still_to_do: still_to_do(complaint, writer),
        escalate_by: running_on(complaint, Promise::Escalate).filter(|day| *day >= today),
    })
}

fn agreed(c: &Complaint) -> Option<String> {
    let answered = date(local_date(c.answered_at?));
    let mut agreed = format!("You accept our response of {answered}.");
    let done = done(c);
    if !done.is_empty() {
        agreed.push_str(" We have done what we promised in it:\n\n");
        agreed.push_str(&done);
    }
    Some(agreed)
}

#[cfg(test)]
mod tests {
    use super::super::testing::Stationery;
    use super::*;
    use crate::sample::has;
    use procedure::steps::testing::a_remedy;
    use procedure::vocabulary::Channel;

    #[test]
    fn what_was_agreed_is_the_response_and_what_was_done() {
        let stationery = Stationery::new();
        let mut c = stationery.world.answered();
        let ctx = stationery.world.ctx();
        c.remedies.push(a_remedy(Some(ctx.today())));
        let told = Told {
            on: Some(ctx.today()),
            how: Some(Channel::Phone),
        };
        let dispatch = Dispatch::preferred(&c);
        let write = |c: &Complaint, told| {
            resolved_by_agreement(c, told, &dispatch, &stationery.writer(&ctx))
        };
        let letter = write(&c, told);
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "You told us by phone on 24 November 2026",
                "You accept our response of 24 November 2026.",
                "Apology: A written apology. We did this on 24 November 2026.",
                "There are no actions left open",
                "It helps us if you ask by 24 December 2026.",
            ],
        );
        c.answered_at = None;
        assert_eq!(
            write(&c, Told::default()).gaps(),
            [
                "When and how this was accepted is not known yet",
                "Nothing written yet on what was agreed"
            ]
        );
    }
}
