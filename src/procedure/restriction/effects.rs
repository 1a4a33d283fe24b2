//! What follows from an act: its history, and the letter it owes.
use super::RestrictionEvent;
use super::acts::Leaving;
use crate::denied::Denied;
use crate::ids::ComplaintId;
use crate::vocabulary::LetterKind;
use chrono::NaiveDate;

/// What an act does: what happened, and the letter it owes.
pub(super) type Effects = (Vec<RestrictionEvent>, Option<(LetterKind, ComplaintId)>);

/// The letter can go as it is to go.
pub(super) fn letter(
    kind: LetterKind,
    leaving: Option<&Leaving>,
    today: NaiveDate,
) -> Result<Option<(LetterKind, ComplaintId)>, Denied> {
    let missing = "This sends a letter, and there is no complaint to file it under";
    let leaving = leaving.ok_or_else(|| Denied::invalid("letter", missing))?;
    leaving.dispatch.check(&leaving.complaint, today)?;
    Ok(Some((kind, leaving.complaint.id)))
}
