//! A letter that corrects one that has left: what was wrong, what is right, and the parts that nobody may change.
//!
//! "Letter frozen on send ... corrections are a new letter" (rule 25); after the final response too (rule 60).
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::delivery::Delivery;
use crate::denied::Denied;
use crate::dispatch::Dispatch;
use crate::effects::Effects;
use crate::event::Event;
use crate::ids::DeliveryId;
use crate::person::Actor;
use crate::vocabulary::LetterKind;

pub struct Correct {
    /// The delivery of the letter that is corrected.
    pub delivery: Option<DeliveryId>,
    pub was_wrong: String,
    pub is_right: String,
    pub dispatch: Dispatch,
}

/// The letters that can be corrected, the newest first: those that have left, of the complaint itself.
pub fn correctable(c: &Complaint) -> impl Iterator<Item = &Delivery> {
    let left = c.deliveries.iter().filter(|d| d.state.has_left());
    left.filter(|d| !d.kind.restricts() && d.kind != LetterKind::AssessorCover)
}

/// Who approved the first letter approves its correction: whose letter it is, by its kind.
///
/// # Errors
/// `NotYours`, with who can.
fn is_theirs(c: &Complaint, letter: &Delivery, actor: &Actor) -> Result<(), Denied> {
    let leads = c.area.as_ref().is_some_and(|a| actor.leads(a.id));
    let (theirs, who) = match letter.kind {
        LetterKind::Response => (
            c.assignee == Some(actor.id) || leads,
            "the person who answered it, or their Leader",
        ),
        LetterKind::FinalResponse => (
            c.decider == Some(actor.id),
            "the person who issued the final response",
        ),
        // Two people agreed: the correction is a second look by an executive who did not propose it.
        LetterKind::NotAccepted | LetterKind::AlreadyAnswered | LetterKind::ProcedureComplete => {
            let proposed = c.refusals.iter().any(|r| r.proposed_by == actor.id);
            (
                actor.is_executive() && !proposed,
                "a senior complaint executive who did not propose the refusal",
            )
        }
        _ => return Ok(()),
    };
    if theirs {
        Ok(())
    } else {
        Err(Denied::not_yours(format!(
            "Only {who} can correct this letter"
        )))
    }
}

impl Step for Correct {
    const KIND: StepKind = StepKind::Correction;
    fn decide(
        self,
        complaint: &Complaint,
        actor: &Actor,
        ctx: &Context,
    ) -> Result<Effects, Denied> {
        let found = correctable(complaint).find(|d| Some(d.id) == self.delivery);
        let letter = found
            .ok_or_else(|| Denied::invalid("delivery", "Choose the letter that is corrected"))?;
        is_theirs(complaint, letter, actor)?;
        let misdated = letter.misdated().is_some();
        let mut gaps = Vec::new();
        let mut gap = |words: &str, field: &str, why: &str| {
            if words.trim().is_empty() && !misdated {
                gaps.push((field.to_owned(), why.to_owned()));
            }
        };
        gap(&self.was_wrong, "was_wrong", "Say what was wrong");
        gap(&self.is_right, "is_right", "Say what is right");
        gaps.extend(self.dispatch.gaps(complaint, ctx.today()));
        Denied::unless_empty(gaps)?;
        Ok(Effects::of(Event::LetterCorrected {
            delivery: letter.id,
            letter: letter.kind,
            was_wrong: self.was_wrong,
            is_right: self.is_right,
            misdated,
        })
        .letter(LetterKind::Correction))
    }
}
