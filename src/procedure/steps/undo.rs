//! Undoing the last act: everything is as it was before it, and the words are a draft again.
//!
//! An act can be undone while its letter can be stopped; without a letter, for some minutes (a setting). Never after its
//! letter has left: then a further letter corrects it.
use super::{Step, StepKind};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::person::Actor;
use crate::undo::Undoable;

pub struct UndoLast {
    /// Why; may be left empty.
    pub reason: String,
}

impl Step for UndoLast {
    const KIND: StepKind = StepKind::Undo;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let last = complaint
            .can_be_undone(ctx)
            .ok_or_else(|| Denied::not_now(TOO_LATE))?;
        Ok(effects(complaint, last, self.reason.trim().to_owned()))
    }
}

/// What is said when nothing can be undone.
pub const TOO_LATE: &str = "Nothing can be undone now: the time for it is over, its letter has left, or something else was done since";

/// What undoing this act does. Its letter, if it has one, does not leave.
pub(crate) fn effects(c: &Complaint, last: &Undoable, reason: String) -> Effects {
    let letter = c.deliveries.iter().find(|d| Some(d.id) == last.delivery);
    let taken_back = letter.map(|letter| Event::LetterTakenBack {
        delivery: letter.id,
        letter: letter.kind,
        to: letter.to().to_owned(),
        reason: reason.clone(),
    });
    let undone = Event::Undone {
        step: last.step.noun().to_owned(),
        version: last.version.0,
        reason,
    };
    Effects {
        events: taken_back.into_iter().chain([undone]).collect(),
        ..Effects::default()
    }
    .to(last.before.stage)
}
