//! Somebody else deals with it now: another area after a hand-back, or another person (rule 31).
use super::Writer;
use super::acknowledgement::Judged;
use super::parts::{answer_on, common, due_on, given, next_update, team};
use crate::{ChangeOfContactFacts, Covered, Letter};
use procedure::dispatch::Dispatch;
use procedure::event::Triaged;
use procedure::vocabulary::Promise;
use procedure::{Area, Candidate, Complaint};

/// Who deals with the complaint from today.
#[derive(Debug, Clone, Copy)]
pub enum NewContact<'a> {
    /// Not chosen on the page yet.
    NotChosen,
    /// Routed again after it was handed back; the letter is an update and the next one runs from now.
    Area(&'a Area),
    Person(&'a Candidate),
    /// The first area of a complaint that did not seem to be covered, with what the page says of its scope.
    Covered(&'a Area, Option<&'a Triaged>),
}

/// The change, and the dates that it does not move (rule 29). `why` is Markdown for the complainant, not the
/// reason staff gave each other; it may be empty.
pub fn change_of_contact(
    complaint: &Complaint,
    to: NewContact,
    why: &str,
    dispatch: &Dispatch,
    writer: &Writer,
) -> Letter {
    let ctx = writer.ctx;
    let (new_contact, standing_reason, update) = match to {
        NewContact::NotChosen => (None, None, next_update(complaint, ctx)),
        NewContact::Area(area) => (
            Some(team(area)),
            Some("Another area of our business is better placed to address your concerns."),
            due_on(ctx, Promise::Update),
        ),
        NewContact::Person(person) => {
            (Some(person.name.clone()), None, next_update(complaint, ctx))
        }
        NewContact::Covered(area, _) => (Some(team(area)), None, due_on(ctx, Promise::Update)),
    };
    let covered = match to {
        NewContact::Covered(_, triaged) => {
            let judged = Judged::of(complaint, triaged);
            Some(Covered {
                in_scope: judged.inside(),
                refusal: judged.refusal(complaint, writer),
            })
        }
        NewContact::NotChosen | NewContact::Area(_) | NewContact::Person(_) => None,
    };
    crate::change_of_contact(&ChangeOfContactFacts {
        common: common(complaint, dispatch, writer),
        new_contact,
        from: Some(ctx.today()),
        why: given(why).or_else(|| standing_reason.map(str::to_owned)),
        covered,
        answer_by: Some(answer_on(complaint, ctx)),
        next_update: Some(update),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::Stationery;
    use super::*;
    use crate::sample::has;
    use procedure::ClockChange;
    use procedure::steps::testing::candidate;

    fn told(stationery: &Stationery, c: &Complaint, to: NewContact, why: &str) -> Letter {
        let ctx = stationery.world.ctx();
        change_of_contact(
            c,
            to,
            why,
            &Dispatch::preferred(c),
            &stationery.writer(&ctx),
        )
    }

    #[test]
    fn another_area_or_another_person_and_no_date_moves() {
        let stationery = Stationery::new();
        let c = stationery.world.investigated();
        let area = stationery.world.energy();
        let rerouted = told(&stationery, &c, NewContact::Area(&area), "");
        assert_eq!(rerouted.gaps(), Vec::<&str>::new());
        has(
            &rerouted,
            &[
                "From 24 November 2026 the Energy team is dealing with your complaint.",
                "Another area of our business is better placed",
                "You should still have our response by 8 December 2026.",
                "You will hear from us again by 1 December 2026.",
            ],
        );
        let person = candidate(&stationery.world.staff2());
        let reassigned = told(
            &stationery,
            &c,
            NewContact::Person(&person),
            "Sian Bevan is away.",
        );
        assert_eq!(reassigned.gaps(), Vec::<&str>::new());
        has(
            &reassigned,
            &[
                "2026 Jo Hartley is dealing with your complaint.",
                "Sian Bevan is away.",
            ],
        );
        assert_eq!(
            told(&stationery, &c, NewContact::NotChosen, "").gaps(),
            ["The new contact, or the date they start, is not known yet"]
        );
    }

    /// What was in doubt is told once it is decided, with the part that stays outside and why (rule 14).
    #[test]
    fn what_is_covered_after_all_is_said() {
        let stationery = Stationery::new();
        let mut c = stationery.world.acknowledged();
        let area = stationery.world.energy();
        let all = told(&stationery, &c, NewContact::Covered(&area, None), "");
        assert_eq!(all.gaps(), Vec::<&str>::new());
        has(
            &all,
            &[
                "procedure covers your complaint. We will look at all of it:",
                "No update since 12 October",
            ],
        );
        let mut outside = c.allegations[0].clone();
        outside.number = 2;
        outside.scope = procedure::Scope::Outside {
            exclusion: procedure::vocabulary::Exclusion::HandlersDecision,
            reason: "It is the outcome.".into(),
        };
        c.allegations.push(outside);
        let part = told(&stationery, &c, NewContact::Covered(&area, None), "");
        assert_eq!(part.gaps(), Vec::<&str>::new());
        has(
            &part,
            &[
                "covers a part of your complaint",
                "What we cannot look at",
                "It is the outcome.",
            ],
        );
    }

    #[test]
    fn a_missed_date_is_not_promised_again() {
        let mut stationery = Stationery::new();
        let mut c = stationery.world.investigated();
        if let ClockChange::Start(update) = stationery
            .world
            .ctx()
            .start(Promise::Update, stationery.world.now)
        {
            c.clocks.push(update);
        }
        stationery.world.now += chrono::Duration::days(20);
        let letter = told(
            &stationery,
            &c,
            NewContact::Person(&candidate(&stationery.world.staff2())),
            "",
        );
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "You should have had our response by 8 December 2026. You did not, and we are sorry.",
                "You will hear from us again by 21 December 2026.",
            ],
        );
    }
}
