//! What happened to letters, in words.
use super::Words;
use crate::procedure::delivery;
use crate::procedure::event::Event;

pub(super) fn words(event: &Event) -> Words {
    let plain = |icon, title: String, body: &str| (icon, "", title, body.to_owned());
    match event {
        Event::LetterSent { letter, to, how } => plain(
            "mail",
            format!("Letter to {to}: {}", letter.label().to_lowercase()),
            how,
        ),
        Event::LetterStopped {
            letter, to, reason, ..
        } => plain(
            "cross",
            format!("Letter to {to} stopped: {}", letter.label().to_lowercase()),
            reason,
        ),
        Event::LetterCameBack {
            letter,
            to,
            on,
            reason,
            ..
        } => (
            "undo",
            "late",
            format!(
                "Letter to {to} came back on {}: {}",
                on.format("%-d %B"),
                letter.label().to_lowercase()
            ),
            reason.clone(),
        ),
        Event::LetterSentAgain {
            letter,
            channel,
            format,
            address,
            reason,
            ..
        } => (
            "mail",
            "",
            format!(
                "Letter to {} sent again: {}",
                address.lines().next().unwrap_or_default(),
                letter.label().to_lowercase()
            ),
            format!("{}. {reason}", delivery::how(*channel, *format)),
        ),
        Event::LetterClosedWithout {
            letter, to, reason, ..
        } => plain(
            "flag",
            format!(
                "Letter to {to} could not reach them: {}",
                letter.label().to_lowercase()
            ),
            reason,
        ),
        _ => plain("info", String::new(), ""),
    }
}
