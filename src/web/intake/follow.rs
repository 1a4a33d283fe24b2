//! What follows a complaint that was tried on the spot, in the same write as logging it: on to stage 1, or the
//! confirmation that it was put right.
use super::form::Then;
use crate::letters::compose;
use crate::procedure::steps::dispatch::Dispatch;
use crate::procedure::steps::on_the_spot::{Confirmation, OnTheSpotOutcome};
use crate::procedure::vocabulary::Stage;
use crate::procedure::{ComplaintId, Refusal, decide};
use crate::storage::{Connection, StorageError, complaints, people, record};
use crate::web::case::Case;
use crate::web::sending::{self, Desk};
use crate::web::signed_in::SignedIn;

/// What is decided in the same act as logging it. Out: the stage it leaves the complaint at.
///
/// # Errors
/// `Unsupported` with the sentence when it is refused; the queries'.
pub(super) fn at_once(
    conn: &mut Connection,
    id: ComplaintId,
    who: &SignedIn,
    then: Then,
) -> Result<Stage, StorageError> {
    let refused = |refusal: Refusal| StorageError::Unsupported(refusal.why);
    let complaint = complaints::get(conn, id)?;
    let names = people::names(conn, [who.actor.id])?;
    let (case, ctx) = (Case { complaint, names }, who.ctx());
    let (step, letter, stage) = match then {
        Then::Nothing => return Ok(case.complaint.stage),
        Then::Promote => {
            let reason = "Could not be put right on the spot".to_owned();
            (OnTheSpotOutcome::Promoted { reason }, None, Stage::Triage)
        }
        Then::Resolve { outcome, no_letter } => {
            let (letter, confirmation) = match Dispatch::reaching(&case.complaint, ctx.today()) {
                None => (None, Confirmation::None { why: no_letter }),
                Some(way) => {
                    let desk = Desk::of(who);
                    let writer = desk.writer(&case, &ctx);
                    let letter = compose::on_the_spot(&case.complaint, &outcome, &way, &writer);
                    let letter = sending::outgoing(&letter, &way, &case, &ctx).map_err(refused)?;
                    (letter, Confirmation::Letter(way))
                }
            };
            let step = OnTheSpotOutcome::Resolved {
                outcome,
                confirmation,
            };
            (step, letter, Stage::Closed)
        }
    };
    let decision = decide(&case.complaint, step, &who.actor, &ctx).map_err(refused)?;
    record::record(conn, &decision, letter.as_ref())?;
    Ok(stage)
}
