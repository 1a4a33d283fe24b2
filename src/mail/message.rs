//! What is known about one message.
use chrono::{DateTime, Utc};

/// One message, as far as it could be read. Every string is valid UTF-8 without NUL, control
/// characters or marks that change the direction of writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The name the sender gives; anybody can write any name. Empty when there is none.
    pub from_name: String,
    /// The sender's address in lower case; anybody can write any address. Empty when unknown.
    pub from_address: String,
    /// Where replies are asked to go, in lower case. Empty when not asked.
    pub reply_to: String,
    /// Addresses in To, in lower case.
    pub to: Vec<String>,
    /// Every address it says it was sent to, in lower case: To, Cc and what mail systems add on the way.
    pub addressed: Vec<String>,
    /// The first Subject line, on one line.
    pub subject: String,
    /// What the sender's clock said.
    pub sent_at: Option<DateTime<Utc>>,
    /// When the last mail system to handle it took it in: the topmost Received line.
    pub received_at: Option<DateTime<Utc>>,
    /// Its own id, without the angle brackets.
    pub message_id: String,
    /// Ids of what it answers, without the angle brackets.
    pub in_reply_to: Vec<String>,
    /// Ids of the conversation so far, without the angle brackets.
    pub references: Vec<String>,
    /// Ids of the messages that are inside it or that it reports on, without the angle brackets: of a bounce, what
    /// could not be delivered. Anybody can write any id.
    pub about: Vec<String>,
    /// A bounce that says that delivery was given up; a warning that it is late is none.
    pub gave_up: bool,
    /// The readable text, lines ended by `\n`. Empty when there is none.
    pub text: String,
    /// Everything that is not shown in `text`, and named text that is.
    pub attachments: Vec<Attachment>,
    /// Who or what seems to have written it.
    pub class: Class,
    /// Why that class, in plain words.
    pub class_why: String,
    /// What a person should know before trusting what is shown.
    pub flags: Vec<Flag>,
}

impl Message {
    /// A message of which nothing is known: the start of every reading, and the end of one that
    /// went wrong.
    pub(super) fn blank() -> Self {
        Self {
            from_name: String::new(),
            from_address: String::new(),
            reply_to: String::new(),
            to: Vec::new(),
            addressed: Vec::new(),
            subject: String::new(),
            sent_at: None,
            received_at: None,
            message_id: String::new(),
            in_reply_to: Vec::new(),
            references: Vec::new(),
            about: Vec::new(),
            gave_up: false,
            text: String::new(),
            attachments: Vec::new(),
            class: Class::Person,
            class_why: String::new(),
            flags: Vec::new(),
        }
    }

    /// Notes a flag once.
    pub fn flag(&mut self, flag: Flag) {
        if !self.flags.contains(&flag) {
            self.flags.push(flag);
        }
    }
}

/// A file that came with a message. Its contents are not kept here.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Attachment {
    /// A name that is safe to show and to offer for download; see [`super::safe_name`].
    pub name: String,
    /// The type the sender declares, such as `application/pdf`; it may be untrue.
    pub declared_type: String,
    /// Size in bytes once decoded.
    pub bytes: usize,
    /// What to know before opening it, as words, once somebody has looked at its bytes; reading a message does not.
    #[serde(default)]
    pub marks: Option<Vec<String>>,
}

/// One entry of a closed list: what it is, the word that is stored, the words a person reads.
type Entry<T> = (T, &'static str, &'static str);

/// Who or what seems to have written a message. A label only: it hides and refuses nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    Person,
    AutoReply,
    Bounce,
    /// Abuse reports (ARF) and read receipts (MDN).
    Report,
    /// We wrote it ourselves and it came back.
    Loop,
}

const CLASSES: &[Entry<Class>] = &[
    (Class::Person, "person", "From a person"),
    (
        Class::AutoReply,
        "auto_reply",
        "Probably an automatic reply",
    ),
    (
        Class::Bounce,
        "bounce",
        "Probably a delivery failure notice",
    ),
    (Class::Report, "report", "A report from a mail system"),
    (Class::Loop, "loop", "Our own message come back"),
];

/// What is wrong with a message or wants care. A closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flag {
    Unreadable,
    Incomplete,
    NoSender,
    TwoSenders,
    NoSubject,
    TwoSubjects,
    NoDate,
    FutureDate,
    NoText,
    TextInside,
    UndecodableText,
    TextCut,
    VeryLarge,
    TooManyParts,
    HiddenMarks,
    Encrypted,
    Signed,
    SameId,
    LeftOnServer,
    UnknownSender,
    ToClosed,
    OutlookFormat,
}

const FLAGS: &[Entry<Flag>] = &[
    (
        Flag::Unreadable,
        "unreadable",
        "Could not be read; open the original",
    ),
    (Flag::Incomplete, "incomplete", "Not a complete message"),
    (Flag::NoSender, "no_sender", "No sender"),
    (
        Flag::TwoSenders,
        "two_senders",
        "Two From lines; the first was used",
    ),
    (Flag::NoSubject, "no_subject", "No subject"),
    (
        Flag::TwoSubjects,
        "two_subjects",
        "Two Subject lines; the first was used",
    ),
    (
        Flag::NoDate,
        "no_date",
        "No date, or not one that can be read",
    ),
    (
        Flag::FutureDate,
        "future_date",
        "Its date is in the future; the time it was taken in is used",
    ),
    (Flag::NoText, "no_text", "No readable text"),
    (
        Flag::TextInside,
        "text_inside",
        "The text shown is from a message inside this one",
    ),
    (
        Flag::UndecodableText,
        "undecodable_text",
        "Some characters could not be read and may be wrong",
    ),
    (
        Flag::TextCut,
        "text_cut",
        "Very long; only the beginning is shown",
    ),
    (Flag::VeryLarge, "very_large", "Very large"),
    (
        Flag::TooManyParts,
        "too_many_parts",
        "Too many parts; not all are listed",
    ),
    (
        Flag::HiddenMarks,
        "hidden_marks",
        "Marks that disguise a name or subject were removed",
    ),
    (
        Flag::Encrypted,
        "encrypted",
        "Encrypted; ask the sender for a plain copy",
    ),
    (
        Flag::Signed,
        "signed",
        "Digitally signed; the signature was not checked",
    ),
    (
        Flag::SameId,
        "same_id",
        "Another message has the same Message-ID and says something else; both are kept",
    ),
    (
        Flag::LeftOnServer,
        "left_on_server",
        "Too large to fetch: only its header lines were taken in, and the rest is still on the mail server",
    ),
    (
        Flag::UnknownSender,
        "unknown_sender",
        "From an address we do not know on this complaint",
    ),
    (
        Flag::ToClosed,
        "to_closed",
        "Answers a complaint that was closed when it came",
    ),
    (
        Flag::OutlookFormat,
        "outlook_format",
        "Outlook format (winmail.dat); ask the sender for a PDF",
    ),
];

/// The stored word and the label of a member; both lists are complete, which a test proves.
fn entry<T: Copy + PartialEq>(
    list: &'static [Entry<T>],
    member: T,
) -> (&'static str, &'static str) {
    list.iter()
        .find(|e| e.0 == member)
        .map_or(("", ""), |e| (e.1, e.2))
}

fn member<T: Copy>(list: &'static [Entry<T>], word: &str) -> Option<T> {
    list.iter().find(|e| e.1 == word).map(|e| e.0)
}

impl Class {
    /// Every class.
    pub fn all() -> impl Iterator<Item = Self> {
        CLASSES.iter().map(|e| e.0)
    }
    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        entry(CLASSES, self).0
    }
    /// The words a person reads.
    pub fn label(self) -> &'static str {
        entry(CLASSES, self).1
    }
    /// The class with this stored word, or none.
    pub fn parse(word: &str) -> Option<Self> {
        member(CLASSES, word)
    }
    /// Written by a machine: never to be answered automatically.
    pub fn is_machine(self) -> bool {
        self != Self::Person
    }
}

impl Flag {
    /// Every flag.
    pub fn all() -> impl Iterator<Item = Self> {
        FLAGS.iter().map(|e| e.0)
    }
    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        entry(FLAGS, self).0
    }
    /// The words a person reads.
    pub fn label(self) -> &'static str {
        entry(FLAGS, self).1
    }
    /// The flag with this stored word, or none.
    pub fn parse(word: &str) -> Option<Self> {
        member(FLAGS, word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stored_word_comes_back_and_says_something() {
        assert_eq!(
            (Class::all().count(), Flag::all().count()),
            (5, Flag::OutlookFormat as usize + 1)
        );
        for class in Class::all() {
            assert_eq!(Class::parse(class.as_str()), Some(class));
            assert!(!class.label().is_empty());
        }
        for flag in Flag::all() {
            assert_eq!(Flag::parse(flag.as_str()), Some(flag));
            assert!(!flag.label().is_empty());
        }
        assert_eq!(Class::parse("Person"), None);
    }
}
