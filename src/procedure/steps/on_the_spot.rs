//! "We recommend you contact the person who dealt with your complaint or their manager initially.
//! They'll try to resolve any problems for you on-the-spot."
//!
//! A recommendation, not a stage: it never blocks stage 1 (rule 3).
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::dispatch::Dispatch;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;
use crate::vocabulary::{Closure, LetterKind, Stage};

pub enum OnTheSpotOutcome {
    /// Put right; confirmed in writing with the right to go formal (rules 3 and 47).
    Resolved {
        outcome: String,
        confirmation: Confirmation,
    },
    /// To stage 1 in one act: nothing retyped, the first date kept.
    Promoted { reason: String },
}

/// How they are told that it counts as put right, and that they can still make it formal.
pub enum Confirmation {
    Letter(Dispatch),
    /// Nothing that is known of them takes a letter: why, and what they were told instead.
    None {
        why: String,
    },
}

/// Rule 47: in writing wherever that can reach them, and otherwise with the reason on record.
///
/// # Errors
/// Invalid, beside the field that is missing.
fn confirmed(
    complaint: &Complaint,
    confirmation: Confirmation,
    ctx: &Context,
) -> Result<(Option<LetterKind>, String), Denied> {
    match confirmation {
        Confirmation::Letter(way) => {
            way.check(complaint, ctx.today())?;
            Ok((Some(LetterKind::OnTheSpot), String::new()))
        }
        Confirmation::None { .. } if Dispatch::reaching(complaint, ctx.today()).is_some() => {
            Err(Denied::invalid(
                "no_letter",
                "We can write to them, so the confirmation goes in writing",
            ))
        }
        Confirmation::None { why } if why.trim().is_empty() => Err(Denied::invalid(
            "no_letter",
            "There is nowhere to send a confirmation. Add an email or an address, or say how you told them that they can still make a formal complaint",
        )),
        Confirmation::None { why } => Ok((None, why)),
    }
}

impl Step for OnTheSpotOutcome {
    const KIND: StepKind = StepKind::OnTheSpot;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        match self {
            Self::Resolved {
                outcome,
                confirmation,
            } => {
                if complaint.closure == Some(Closure::OnTheSpot) {
                    return Err(Denied::not_now(
                        "It is already recorded as resolved on the spot",
                    ));
                }
                if outcome.trim().is_empty() {
                    return Err(Denied::invalid("outcome", "Say how it was put right"));
                }
                let (letter, no_letter) = confirmed(complaint, confirmation, ctx)?;
                let mut effects =
                    Effects::of(Event::OnTheSpotResolved { outcome, no_letter }).to(Stage::Closed);
                effects.letter = letter;
                Ok(effects)
            }
            Self::Promoted { reason } => {
                // The first date is kept: the published clock runs from when they first told us.
                Ok(Effects::of(Event::Promoted { reason }).to(Stage::Triage))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::{World, a_complaint};
    use crate::vocabulary::Promise;

    #[test]
    fn promoted_in_one_act_with_the_first_date_kept() {
        let world = World::new();
        let mut complaint = a_complaint(&world);
        complaint.stage = Stage::Closed;
        complaint.closure = Some(Closure::OnTheSpot);
        complaint.clocks.clear();
        let step = OnTheSpotOutcome::Promoted {
            reason: String::new(),
        };
        let decision = decide(&complaint, step, &world.relations(), &world.ctx()).unwrap();
        assert_eq!(decision.effects().stage, Some(Stage::Triage));
        let clock = decision.after().running(Promise::Acknowledge).unwrap();
        assert_eq!(clock.started_at, complaint.received.at);
    }

    #[test]
    fn another_member_of_staff_cannot_end_it() {
        let world = World::new();
        let mut complaint = a_complaint(&world);
        complaint.stage = Stage::OnTheSpot;
        complaint.received.entered_by = world.leader().id;
        let resolved = |outcome: &str| OnTheSpotOutcome::Resolved {
            outcome: outcome.into(),
            confirmation: Confirmation::Letter(Dispatch::preferred(&complaint)),
        };
        let step = resolved("Rang back");
        assert!(decide(&complaint, step, &world.staff(), &world.ctx()).is_err());
        let nothing = resolved(" ");
        let refusal = decide(&complaint, nothing, &world.leader(), &world.ctx()).unwrap_err();
        assert_eq!(refusal.fields[0].0, "outcome");
    }

    /// Rule 47: a letter, or on record why there is none; never neither.
    #[test]
    fn it_is_confirmed_in_writing_or_says_why_not() {
        let world = World::new();
        let mut complaint = a_complaint(&world);
        complaint.stage = Stage::OnTheSpot;
        let end = |c: &Complaint, why: Option<&str>| {
            let confirmation = match why {
                None => Confirmation::Letter(Dispatch::preferred(c)),
                Some(why) => Confirmation::None { why: why.into() },
            };
            let step = OnTheSpotOutcome::Resolved {
                outcome: "Rang back".into(),
                confirmation,
            };
            decide(c, step, &world.relations(), &world.ctx())
        };
        let written = end(&complaint, None).unwrap();
        assert_eq!(written.effects().letter, Some(LetterKind::OnTheSpot));
        let idle = end(&complaint, Some("Told on the phone")).unwrap_err();
        assert!(idle.why.contains("We can write to them"), "{idle}");
        complaint.details.email.clear();
        complaint.details.address.clear();
        assert!(end(&complaint, None).is_err());
        assert_eq!(
            end(&complaint, Some(" ")).unwrap_err().fields[0].0,
            "no_letter"
        );
        let told = end(&complaint, Some("Told on the phone")).unwrap();
        assert_eq!(told.effects().letter, None);
        assert!(
            matches!(told.events(), [Event::OnTheSpotResolved { no_letter, .. }] if no_letter == "Told on the phone")
        );
    }
}
