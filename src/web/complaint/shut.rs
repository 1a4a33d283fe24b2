//! What stage 1 found is shut to whoever decides stage 2 until they have recorded a view of their own.
use crate::web::case::Case;
use crate::web::error::WebError;
use crate::web::history::{HistoryLine, line};
use crate::web::signed_in::SignedIn;
use procedure::Denied;
use procedure::vocabulary::LetterKind;
use storage::events::Happened;
use storage::people::Names;

/// A line of the history for somebody who must not see yet what stage 1 found (`shut`): that it was found, and not what.
pub fn line_seen(happened: &Happened, names: &Names, shut: bool) -> HistoryLine {
    let mut line = line(happened, names);
    let event = happened.event.as_ref();
    if shut && event.is_some_and(|event| event.nature().says_what_stage_1_found) {
        let (title, _) = line.title.split_once(':').unwrap_or((&line.title, ""));
        line.title = title.to_owned();
        line.body = "Shown once you have recorded your own view".to_owned();
        line.changes.clear();
    }
    line
}

/// What stage 1 wrote is opened by whoever decides stage 2 once they have a view of their own.
///
/// # Errors
/// `NotNow` until then.
pub(super) fn open_to(case: &Case, kind: LetterKind, who: &SignedIn) -> Result<(), WebError> {
    if case.complaint.letter_is_shut_to(who.actor.id, kind) {
        return Err(Denied::not_now(
            "Record your own view of each point first: then you can open what stage 1 wrote",
        )
        .into());
    }
    Ok(())
}
