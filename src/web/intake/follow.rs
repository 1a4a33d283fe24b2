//! What follows a complaint that was tried on the spot, in the same write as logging it: on to stage 1, or the
//! confirmation that it was put right.
use super::form::Then;
use crate::casework::{Case, CaseKey, Ended, Proposal, act};
use crate::web::sending::Stationery;
use crate::web::signed_in::SignedIn;
use letters::compose;
use procedure::dispatch::Dispatch;
use procedure::steps::on_the_spot::{Confirmation, OnTheSpotOutcome};
use procedure::vocabulary::Stage;
use procedure::{ComplaintId, Denied, FieldErrors, StepKind, Version};
use storage::Connection;

/// The version of a complaint that was just logged.
pub(super) const LOGGED: Version = Version(0);

/// What is decided in the same act as logging it. Out: the stage it leaves the complaint at, which begins at `stage`,
/// and its version.
///
/// # Errors
/// What the procedure refuses; the queries'.
pub(super) fn at_once(
    conn: &mut Connection,
    (id, stage): (ComplaintId, Stage),
    who: &SignedIn,
    then: Then,
) -> Result<(Stage, Version), Ended> {
    let ctx = who.ctx();
    let on = (&CaseKey::Of(id), StepKind::OnTheSpot);
    match then {
        Then::Nothing => Ok((stage, LOGGED)),
        Then::Promote => {
            let reason = "Could not be put right on the spot".to_owned();
            let promoted = OnTheSpotOutcome::Promoted { reason };
            let done = act::<Case>(conn, (who.by(), &ctx), on, |_, _| Ok(promoted.into()))?;
            Ok((Stage::Triage, done.version))
        }
        Then::Resolve { outcome, no_letter } => {
            let resolved =
                |_: &mut Connection, case: &Case| Ok(resolved(case, who, outcome, no_letter));
            let done = act::<Case>(conn, (who.by(), &ctx), on, resolved)?;
            Ok((Stage::Closed, done.version))
        }
    }
}

/// Put right, with the letter that confirms it where one can reach them.
fn resolved(case: &Case, who: &SignedIn, outcome: String, no_letter: String) -> Proposal {
    let ctx = who.ctx();
    let Some(way) = Dispatch::reaching(&case.complaint, ctx.today()) else {
        let confirmation = Confirmation::None { why: no_letter };
        return Proposal::from(OnTheSpotOutcome::Resolved {
            outcome,
            confirmation,
        });
    };
    let stationery = Stationery::of(who);
    let writer = stationery.writer(case, &ctx);
    let letter = compose::on_the_spot(&case.complaint, &outcome, &way, &writer);
    Proposal::from(OnTheSpotOutcome::Resolved {
        outcome,
        confirmation: Confirmation::Letter(way.clone()),
    })
    .sending(Some(&letter), way)
}

/// Where a form says why what follows was refused: what the letter lacks stands beside the reason for none.
pub(super) fn beside(denied: &Denied) -> FieldErrors {
    FieldErrors::on("no_letter", denied.why.clone())
}
