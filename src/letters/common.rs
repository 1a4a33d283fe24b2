//! Facts that every letter has.
use super::template::in_force::Templates;
use chrono::NaiveDate;
use procedure::vocabulary::{LetterFormat, ReplyChannel};

/// What stands around every letter: (c) "reference, date, named or role contact, preferred format and channel".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Common {
    pub reference: String,
    /// The date on the letter, as in London.
    pub date: NaiveDate,
    /// Name, then address lines (or the email address).
    pub addressee: Vec<String>,
    /// "Dear Ms Rahman".
    pub salutation: String,
    pub format: LetterFormat,
    pub reply_channel: ReplyChannel,
    pub organisation: Organisation,
    /// Who signs and may be contacted.
    pub signatory: Option<Signatory>,
    /// The complaint is also about how we used their personal data (rule 94).
    pub about_data: bool,
    /// Something they said is about the employment of our staff, and went to human resources (rule 15).
    pub passed_on: bool,
    /// The words in force.
    pub templates: Templates,
}

/// Who writes; from settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Organisation {
    pub name: String,
    pub address: Vec<String>,
    pub email: String,
    pub phone: Option<String>,
}

/// Who signs a letter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signatory {
    /// A name, or a role such as "Officer A" (rule 48).
    pub name: String,
    pub job_title: Option<String>,
    /// A direct number or address, if there is one.
    pub contact: Option<String>,
}

/// What the person wants to happen; asked for at intake (rule 1).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Wanted {
    #[default]
    NotAsked,
    /// Asked, but not told.
    NotStated,
    Said(String),
}

/// Adjustments agreed with the person (rules 10 and 87).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Adjustments {
    #[default]
    NotAsked,
    NoneNeeded,
    /// They could not be asked, or were not: the letter asks (rule 10 wants it asked at first contact).
    AskedHere,
    Agreed(Vec<String>),
}
