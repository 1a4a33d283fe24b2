//! What administrators keep: people, areas, working time, the organisation. It opens no complaint.
pub mod areas;
pub mod calendar;
pub mod exports;
pub mod history;
pub mod letters;
pub mod organisation;
pub mod people;
pub mod person_form;
pub mod sign_in;
pub mod system;

use super::error::WebError;
use super::signed_in::SignedIn;
use procedure::event::Change;
use procedure::{PersonId, Screen, permits_screen};
use std::collections::HashMap;
use storage::administration::people::By;

/// Lets administrators through.
///
/// # Errors
/// The refusal, for everybody else (403).
pub fn only(who: &SignedIn) -> Result<By, WebError> {
    permits_screen(Screen::Administration, &who.actor)?;
    Ok(By {
        who: PersonId(who.person.id),
        now: who.now,
    })
}

/// (field, words) of something before and after, as the changes between them.
pub fn changes(before: &[(&str, String)], after: &[(&str, String)]) -> Vec<Change> {
    before
        .iter()
        .zip(after)
        .filter(|((_, was), (_, is))| was != is)
        .map(|((field, was), (_, is))| Change {
            field: (*field).to_owned(),
            before: was.clone(),
            after: is.clone(),
        })
        .collect()
}

/// The fields in which two forms differ, by name, in words.
pub(super) fn differences(
    was: &HashMap<String, String>,
    is: &HashMap<String, String>,
) -> Vec<Change> {
    let mut names: Vec<&str> = was.keys().map(String::as_str).collect();
    names.sort_unstable();
    let words = |of: &HashMap<String, String>| -> Vec<(&str, String)> {
        let value = |name: &str| of.get(name).cloned().unwrap_or_default();
        names.iter().map(|name| (*name, value(name))).collect()
    };
    let mut changed = changes(&words(was), &words(is));
    for change in &mut changed {
        change.field = change.field.replace('_', " ");
    }
    changed
}

/// Said above a form that somebody else's change has overtaken.
pub const STALE: &str = "Somebody else changed this while you were writing. Look at what they did, then send yours again";
