//! A message as it is shown: text as text, quotes folded, what came with it named and never opened here.
use super::form::IntakeForm;
use crate::files::{Mark, kind};
use crate::web::complaint::files::marks_of;
use crate::web::{neutral, paths};
use ::mail::{Attachment, Piece, each_attachment, fold_quotes};
use chrono::NaiveDate;
use procedure::limits;
use procedure::vocabulary::{Channel, ReceivedBy, ReplyChannel};
use procedure::working_time::uk_time;
use procedure::{Actor, MailId};
use storage::mail::{self, MailItem, MailState, Suggestion};
use storage::people;
use storage::restrictions::live;
use storage::{Connection, Result};

/// Characters of a subject that become the one line for lists.
const SUMMARY: usize = 160;

/// A message with what people can do about it.
#[derive(Debug, Clone)]
pub struct MessageView {
    pub item: MailItem,
    pub pieces: Vec<Piece>,
    pub files: Vec<FileView>,
    pub suggestions: Vec<Suggestion>,
    /// Its sender is restricted: it may be set aside only by somebody who has read it (rule 83).
    pub restricted: bool,
    /// Who decided about it last.
    pub decided_by: String,
}

/// What came with a message, as it is listed.
#[derive(Debug, Clone)]
pub struct FileView {
    pub name: String,
    pub size: String,
    /// None when it may not be opened.
    pub href: Option<String>,
    /// What to know before opening it; none when it is of a usual kind.
    pub marks: Vec<Mark>,
}

/// What came with a message, each with what its bytes said when it was taken in. What was taken in before anybody
/// looked at bytes is looked at now.
pub fn files(conn: &mut Connection, item: &MailItem) -> Result<Vec<FileView>> {
    let mut files = item.attachments.clone();
    if files.iter().any(|file| file.marks.is_none()) {
        each_attachment(&mail::original(conn, item)?, |place, bytes| {
            if let Some(file) = files.get_mut(place) {
                file.marks = Some(kind::marks(bytes, &file.name));
            }
        });
    }
    let view = |(place, file): (usize, &Attachment)| FileView {
        name: file.name.clone(),
        size: neutral::size(file.bytes),
        href: item
            .scan
            .may_be_opened()
            .then(|| paths::attachment(&item.id, place)),
        marks: marks_of(file),
    };
    Ok(files.iter().enumerate().map(view).collect())
}

impl MessageView {
    pub fn is_open(&self) -> bool {
        matches!(self.item.state, MailState::New | MailState::Machine)
    }
    /// A person may put it back among the new ones.
    pub fn can_be_restored(&self) -> bool {
        !matches!(self.item.state, MailState::New | MailState::Complaint)
    }
    pub fn subject(&self) -> &str {
        if self.item.subject.is_empty() {
            "No subject"
        } else {
            &self.item.subject
        }
    }
    /// The name alone, where there is little room.
    pub fn sender_name(&self) -> &str {
        [&self.item.from_name, &self.item.from_address]
            .into_iter()
            .find(|words| !words.is_empty())
            .map_or("Sender unknown", String::as_str)
    }
    pub fn sender(&self) -> String {
        match (
            self.item.from_name.as_str(),
            self.item.from_address.as_str(),
        ) {
            ("", "") => "Sender unknown".to_owned(),
            ("", address) => address.to_owned(),
            (name, "") => name.to_owned(),
            (name, address) => format!("{name} <{address}>"),
        }
    }
}

/// The message, if it exists for this person, with its suggestions.
///
/// # Errors
/// `NotFound`; the queries'.
pub fn load(
    conn: &mut Connection,
    id: MailId,
    (actor, today): (&Actor, NaiveDate),
) -> Result<MessageView> {
    let item = mail::find(conn, id, actor)?;
    let suggestions = mail::suggested(conn, &item, actor)?;
    let decided_by = match item.decided_by {
        None => String::new(),
        Some(person) => people::names(conn, [person])?
            .remove(&person)
            .unwrap_or_default(),
    };
    Ok(MessageView {
        pieces: fold_quotes(&item.body),
        files: files(conn, &item)?,
        suggestions,
        restricted: !live::senders(conn, std::slice::from_ref(&item.from_address), today)?
            .is_empty(),
        decided_by,
        item,
    })
}

/// The form as far as the message fills it in; everything can be put right before it is logged.
pub fn prefilled(message: &MessageView) -> IntakeForm {
    let item = &message.item;
    let name = if item.from_name.is_empty() {
        &item.from_address
    } else {
        &item.from_name
    };
    let new: String = message
        .pieces
        .iter()
        .filter(|piece| !piece.quoted)
        .map(|piece| piece.text.as_str())
        .collect();
    let received = uk_time::local(item.received_at);
    let known_by = if item.received_known {
        ReceivedBy::MailHeader.as_str()
    } else {
        ""
    };
    IntakeForm {
        mail: item.id.to_string(),
        channel: Channel::Email.as_str().to_owned(),
        received_at_date: received.format("%Y-%m-%d").to_string(),
        received_at_time: received.format("%H:%M:%S").to_string(),
        known_by: known_by.to_owned(),
        name: name.chars().take(limits::NAME.characters).collect(),
        email: item.from_address.clone(),
        reply_channel: ReplyChannel::Email.as_str().to_owned(),
        summary: item.subject.chars().take(SUMMARY).collect(),
        what_happened: limits::STORY.beginning(new.trim()),
        first_raised: received.format("%Y-%m-%d").to_string(),
        ..IntakeForm::default()
    }
}
