//! What a page that sends a letter needs: who writes it, and how it leaves.
use super::case::{Case, Problems};
use super::signed_in::SignedIn;
use crate::casework::outgoing::{self, quoted_unprintable, unprintable};
use letters::compose::Writer;
use letters::template::Templates;
use letters::{AssessorContact, Letter, Organisation, Signatory, size};
use procedure::dispatch::Dispatch;
use procedure::vocabulary::{LetterFormat, ReplyChannel};
use procedure::{Complaint, Context, FieldErrors};
use storage::people::Names;

/// The organisation as the settings have it, and the person who acts.
pub struct Stationery {
    organisation: Organisation,
    assessor: AssessorContact,
    signatory: Signatory,
    templates: Templates,
}

impl Stationery {
    pub fn of(who: &SignedIn) -> Self {
        let settings = &who.rules.settings;
        let title = who.person.job_title.trim();
        Self {
            organisation: outgoing::organisation(&settings.organisation),
            assessor: outgoing::assessor(&settings.assessor),
            signatory: Signatory {
                name: who.person.name.clone(),
                job_title: (!title.is_empty()).then(|| title.to_owned()),
                contact: None,
            },
            templates: who.rules.templates.clone(),
        }
    }
    /// Who writes a letter about this complaint at this moment.
    pub fn writer<'a>(&'a self, case: &'a Case, ctx: &'a Context<'a>) -> Writer<'a> {
        self.writer_naming(&case.names, ctx)
    }
    /// Who writes a letter that may name these people.
    pub fn writer_naming<'a>(&'a self, names: &'a Names, ctx: &'a Context<'a>) -> Writer<'a> {
        Writer {
            organisation: &self.organisation,
            assessor: &self.assessor,
            signatory: self.signatory.clone(),
            templates: &self.templates,
            names,
            ctx,
        }
    }
}

/// What keeps a whole letter from being made in any format: that it is too long. Nothing when it can be made.
pub fn too_long(letter: &Letter) -> Problems {
    let mut errors = FieldErrors::default();
    if let Some(why) = size::wrong(letter) {
        errors.add("letter", why);
    }
    Problems::from_all(errors)
}

/// The fields of `parts/sending.html`, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Sending {
    pub channel: String,
    pub format: String,
    pub dispatch_reason: String,
}

impl Sending {
    /// As the complainant prefers.
    pub fn preferred(complaint: &Complaint) -> Self {
        Self {
            channel: complaint.details.reply_channel.as_str().to_owned(),
            format: complaint.details.letter_format.as_str().to_owned(),
            dispatch_reason: String::new(),
        }
    }
    /// The choice. A word that is on neither list leaves what the complainant prefers.
    pub fn dispatch(&self, complaint: &Complaint) -> Dispatch {
        let preferred = Dispatch::preferred(complaint);
        Dispatch {
            channel: ReplyChannel::parse(&self.channel).unwrap_or(preferred.channel),
            format: LetterFormat::parse(&self.format).unwrap_or(preferred.format),
            reason: super::forms::text(&self.dispatch_reason),
        }
    }
}

/// Every way to send, for a select.
pub fn channels() -> Vec<(&'static str, &'static str)> {
    super::forms::options(ReplyChannel::ALL, ReplyChannel::as_str, ReplyChannel::label)
}

/// Every format, for a select.
pub fn formats() -> Vec<(&'static str, &'static str)> {
    super::forms::options(LetterFormat::ALL, LetterFormat::as_str, LetterFormat::label)
}

/// A letter as HTML. Only a [`Letter`] makes one, and it escapes all its text: a template writes this as it is.
#[derive(Debug, Clone)]
pub struct Paper {
    html: String,
    /// What is still missing from it.
    pub gaps: Vec<String>,
    /// What print has no sign for, in a sentence; empty when it has all.
    pub lost: String,
}

impl From<&Letter> for Paper {
    fn from(letter: &Letter) -> Self {
        Self {
            html: letter.html(),
            gaps: letter.gap_words(),
            lost: unprintable(letter)
                .or_else(|| quoted_unprintable(letter))
                .unwrap_or_default(),
        }
    }
}

impl std::fmt::Display for Paper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.html)
    }
}
impl askama::filters::HtmlSafe for Paper {}
