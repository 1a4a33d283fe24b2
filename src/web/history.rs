//! One line of history, written from an `Event`.
mod phrases;
mod words;

use procedure::PersonId;
use procedure::event::Change;
use procedure::working_time::uk_time;
use storage::events::Happened;
use storage::people::Names;

/// As the timeline, the full history and the conflict page show it.
#[derive(Debug, Clone)]
pub struct HistoryLine {
    pub id: i64,
    pub icon: &'static str,
    /// `ok`, `hold`, `late` or empty.
    pub tone: &'static str,
    pub title: String,
    /// "Thu 12 Nov, 10:20"
    pub at: String,
    pub by: String,
    pub body: String,
    pub changes: Vec<Change>,
}

/// Everybody whose name it needs.
pub fn people(happened: &[Happened]) -> Vec<PersonId> {
    happened.iter().map(|h| h.by).collect()
}

pub fn line(happened: &Happened, names: &Names) -> HistoryLine {
    let event = happened.event.as_ref();
    let (icon, tone, title, body) =
        event.map_or_else(unreadable, |event| words::words(event, happened.at));
    let changes = event.map_or_else(Vec::new, |event| event.nature().changes.to_vec());
    HistoryLine {
        id: happened.id,
        icon,
        tone,
        title,
        at: uk_time::with_year(happened.at),
        by: if event.is_some_and(|event| event.nature().by_itself) {
            "Automatic".to_owned()
        } else {
            storage::people::name(names, happened.by)
        },
        body,
        changes,
    }
}

fn unreadable() -> words::Words {
    let what = "This entry cannot be read".to_owned();
    let next = "Tell the person who looks after Redress. The other entries can be read.".to_owned();
    ("late", "late", what, next)
}
