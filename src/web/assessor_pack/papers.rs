//! The papers one by one: what goes, what must be looked at first, and what never goes.
//!
//! The Independent Assessor looks at how a complaint was handled. What belongs to the dispute with the supplier, and
//! our decision not to accept something, is not theirs (rule 62): it is left out by rule and said to be. What names
//! somebody else is put before a person, who decides.
use super::decisions;
use super::gathered::{Attached, Gathered, Sent};
use crate::files::{Mark, kind};
use crate::web::complaint::files::{marks, marks_of};
use crate::web::history;
use letters::checks::{self, Warning};
use letters::{Block, Letter, as_typed};
use procedure::limits;
use procedure::working_time::uk_time;
use procedure::{Complaint, Scope};
use sha2::{Digest, Sha256};
use storage::assessor_packs::{PackFile, Source};
use storage::contacts::Contact;
use storage::events::Happened;
use storage::mail::MailItem;

/// Where a paper stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    Decisions,
    Letters,
    Messages,
    Notes,
    Evidence,
    Files,
}

impl Section {
    pub const ALL: [Self; 6] = [
        Self::Decisions,
        Self::Letters,
        Self::Messages,
        Self::Notes,
        Self::Evidence,
        Self::Files,
    ];
    pub fn title(self) -> &'static str {
        match self {
            Self::Decisions => "The complaint and what was decided",
            Self::Letters => "Letters",
            Self::Messages => "Messages and contacts",
            Self::Notes => "Notes",
            Self::Evidence => "Evidence",
            Self::Files => "Files sent with these papers",
        }
    }
}

/// One paper.
#[derive(Debug, Clone)]
pub struct Paper {
    /// What it is called in the form: `letter-12`.
    pub key: String,
    pub section: Section,
    pub title: String,
    pub blocks: Vec<Block>,
    /// Of the record it was made from, in hexadecimal.
    pub sha256: String,
    /// Why somebody must look at it first; empty when nobody need.
    pub review: Vec<String>,
    /// A file that goes with the PDF and is not inside it.
    pub file: Option<PackFile>,
}

impl Paper {
    pub fn field(&self) -> String {
        format!("paper_{}", self.key)
    }
}

/// All of them.
pub struct Papers {
    pub all: Vec<Paper>,
    /// Left out by rule: what, and why.
    pub by_rule: Vec<String>,
    /// When, what, who.
    pub chronology: Vec<[String; 3]>,
    /// What was in force: (what, which).
    pub versions: Vec<(String, String)>,
}

impl Papers {
    pub fn of(&self, section: &Section) -> impl Iterator<Item = &Paper> {
        let section = *section;
        self.all
            .iter()
            .filter(move |paper| paper.section == section)
    }
    pub fn to_review(&self) -> impl Iterator<Item = &Paper> {
        self.all.iter().filter(|paper| !paper.review.is_empty())
    }
}

/// From what a complaint holds, with the version of the calendar. Pure: the same complaint gives the same papers.
pub fn papers(c: &Complaint, held: Gathered, calendar: i64) -> Papers {
    let look = Look::of(c);
    let mut all = decisions::papers(c);
    all.extend(held.letters.iter().map(|sent| letter(sent, &look)));
    all.extend(held.messages.iter().map(|mail| message(mail, &look)));
    all.extend(held.contacts.iter().map(|one| contact(one, &look)));
    all.extend(notes(&held, &look));
    all.extend(evidence(c, &held, &look));
    all.extend(files(&held));
    all.extend(held.attached.iter().map(attached));
    all.sort_by_key(|paper| paper.section);
    Papers {
        by_rule: by_rule(c, &held),
        chronology: chronology(&held),
        versions: versions(&held, calendar),
        all,
    }
}

/// What makes a paper one to look at first.
struct Look {
    names: Vec<String>,
    dispute: Vec<String>,
    ours: Vec<String>,
}

impl Look {
    fn of(c: &Complaint) -> Self {
        let about = c.subjects.iter().map(|subject| subject.name.clone());
        let representative = c.details.representative.iter().map(|rep| rep.name.clone());
        let given = |words: &String| !words.trim().is_empty();
        let parties = c.details.representative.iter().map(|rep| rep.email.clone());
        Self {
            names: about.chain(representative).filter(given).collect(),
            dispute: [
                c.details.supplier.clone(),
                c.details.dispute_reference.clone(),
            ]
            .into_iter()
            .filter(given)
            .map(|words| words.to_lowercase())
            .collect(),
            ours: parties
                .chain([c.details.email.clone()])
                .map(|address| address.trim().to_lowercase())
                .collect(),
        }
    }
    fn at(&self, words: &str) -> Vec<String> {
        let named = checks::warnings(words, &self.names);
        let named = named.into_iter().filter_map(|warning| match warning {
            Warning::NamesPerson(name) => Some(format!("Names {name}")),
            Warning::Phrase(_) | Warning::Unfilled(_) => None,
        });
        named.collect()
    }
    fn at_words(&self, words: &str) -> Vec<String> {
        let mut found = self.at(words);
        let lower = words.to_lowercase();
        if self.dispute.iter().any(|one| lower.contains(one)) {
            found.push("Mentions the dispute with the supplier".to_owned());
        }
        found
    }
}

pub(super) fn hash(words: &str) -> String {
    hex::encode(Sha256::digest(words.as_bytes()))
}

fn letter(sent: &Sent, look: &Look) -> Paper {
    let letter = &sent.letter;
    let lead = format!(
        "Approved {}, to {} ({}, {}). {}",
        uk_time::with_year(letter.sent_at),
        letter.addressee.replace('\n', ", "),
        letter.channel.label().to_lowercase(),
        letter.format.label().to_lowercase(),
        sent.left
    );
    let mut blocks = vec![words(lead.trim_end())];
    let text = sent.tree.as_ref().map(|tree| {
        blocks.push(words(&format!("{}: {}", tree.salutation, tree.subject)));
        blocks.extend(tree.blocks.clone());
        blocks.push(words(&format!(
            "{} {}",
            tree.valediction,
            tree.signatory.join(", ")
        )));
        tree.text()
    });
    Paper {
        key: format!("letter-{}", letter.id),
        section: Section::Letters,
        title: sent.title(),
        blocks,
        sha256: sent.sha256.clone(),
        review: look.at(&text.unwrap_or_default()),
        file: None,
    }
}

fn message(mail: &MailItem, look: &Look) -> Paper {
    let mut review = look.at_words(&format!("{}\n{}", mail.subject, mail.body));
    if !look.ours.contains(&mail.from_address.trim().to_lowercase()) {
        review.insert(0, format!("From somebody else: {}", mail.from_address));
    }
    let mut blocks = vec![words(&format!(
        "From {} <{}>, received {}. Subject: {}",
        mail.from_name,
        mail.from_address,
        uk_time::with_year(mail.received_at),
        mail.subject
    ))];
    blocks.push(Block::Quote(as_typed(&limits::STORY.beginning(&mail.body))));
    for attachment in &mail.attachments {
        let marked = marked(&marks_of(attachment));
        let line = format!("Attached: {}{marked}", attachment.name);
        blocks.push(words(&line));
        review.extend((!marked.is_empty()).then_some(line));
    }
    Paper {
        key: format!("message-{}", mail.id),
        section: Section::Messages,
        title: format!("Message of {}", day(mail.received_at)),
        blocks,
        sha256: mail.sha256.clone(),
        review,
        file: None,
    }
}

fn contact(one: &Contact, look: &Look) -> Paper {
    let whose = if one.from_us { "From us" } else { "From them" };
    Paper {
        key: format!("contact-{}", one.id),
        section: Section::Messages,
        title: format!("Contact of {}", day(one.happened_at)),
        blocks: [words(&format!(
            "{whose}, {}, {}.",
            one.channel.map_or("unknown", |c| c.label()).to_lowercase(),
            uk_time::with_year(one.happened_at)
        ))]
        .into_iter()
        .chain(as_typed(&one.note))
        .collect(),
        sha256: hash(&one.note),
        review: look.at_words(&one.note),
        file: None,
    }
}

fn notes<'a>(held: &'a Gathered, look: &'a Look) -> impl Iterator<Item = Paper> + 'a {
    held.happened.iter().filter_map(move |one| {
        let (happened_at, note) = one.event.as_ref()?.nature().noted?;
        let by = storage::people::name(&held.names, one.by);
        let lead = format!("{by}, {}.", uk_time::with_year(happened_at));
        Some(Paper {
            key: format!("note-{}", one.id),
            section: Section::Notes,
            title: format!("Note of {}", day(happened_at)),
            blocks: [words(&lead)].into_iter().chain(as_typed(note)).collect(),
            sha256: hash(note),
            review: look.at_words(note),
            file: None,
        })
    })
}

fn evidence(c: &Complaint, held: &Gathered, look: &Look) -> Vec<Paper> {
    let one = |(nth, one): (usize, &procedure::allegation::Evidence)| {
        let of = c.allegations.iter().find(|a| a.id == one.allegation);
        if of.is_some_and(|a| matches!(a.scope, Scope::Outside { .. })) {
            return None;
        }
        let number = of.map_or(0, |a| a.number);
        let dated = one.dated.map(|on| on.format(", %-d %B %Y").to_string());
        let lead = format!(
            "Allegation {number}. {}{}",
            one.source,
            dated.unwrap_or_default()
        );
        Some(Paper {
            key: format!("evidence-{nth}"),
            section: Section::Evidence,
            title: format!("Evidence {}", nth + 1),
            blocks: [words(&lead)]
                .into_iter()
                .chain(as_typed(&one.what))
                .collect(),
            sha256: hash(&one.what),
            review: look.at_words(&format!("{} {}", one.what, one.source)),
            file: None,
        })
    };
    held.evidence.iter().enumerate().filter_map(one).collect()
}

fn files(held: &Gathered) -> impl Iterator<Item = Paper> + '_ {
    held.files.iter().map(|file| {
        let goes = PackFile {
            source: Source::Added(file.id),
            name: file.name.clone(),
            kind: kind::words(&file.kind).to_owned(),
            bytes: file.bytes,
            sha256: file.sha256.clone(),
        };
        with_the_papers(format!("file-{}", file.id), goes, &marks(file))
    })
}

fn attached(one: &Attached) -> Paper {
    let goes = PackFile {
        source: Source::Attached(one.mail, i32::try_from(one.place).unwrap_or(i32::MAX)),
        name: one.name.clone(),
        kind: "Came with a message".to_owned(),
        bytes: i64::try_from(one.bytes).unwrap_or(i64::MAX),
        sha256: one.sha256.clone(),
    };
    let key = format!("attachment-{}-{}", one.mail, one.place);
    with_the_papers(key, goes, &one.marks)
}

/// The PDF lists it by name, kind, size and hash; its bytes go beside.
fn with_the_papers(key: String, file: PackFile, marks: &[Mark]) -> Paper {
    let what = format!("{}, {} bytes{}.", file.kind, file.bytes, marked(marks));
    let look = "Check whether it names somebody else or is about the supplier";
    Paper {
        key,
        section: Section::Files,
        title: file.name.clone(),
        blocks: vec![words(&what), words(&format!("SHA-256 {}", file.sha256))],
        sha256: file.sha256.clone(),
        review: [look]
            .into_iter()
            .chain(marks.iter().map(|mark| mark.label()))
            .map(str::to_owned)
            .collect(),
        file: Some(file),
    }
}

/// What the Assessor should know of a file before opening it, in brackets.
fn marked(marks: &[Mark]) -> String {
    let labels: Vec<&str> = marks.iter().map(|mark| mark.label()).collect();
    if labels.is_empty() {
        String::new()
    } else {
        format!(" ({})", labels.join("; "))
    }
}

fn by_rule(c: &Complaint, held: &Gathered) -> Vec<String> {
    let outside = |a: &&procedure::Allegation| matches!(a.scope, Scope::Outside { .. });
    let joined = c.joined.with.iter().map(|record| {
        format!(
            "Not bound here: the letters and messages of record {}, which was joined with this complaint and is kept by itself. Send them beside these papers",
            record.reference
        )
    });
    let outside = c.allegations
        .iter()
        .filter(outside)
        .map(|a| {
            let Scope::Outside { exclusion, .. } = &a.scope else {
                return String::new();
            };
            let evidence = held.evidence.iter().filter(|e| e.allegation == a.id).count();
            let with = match evidence {
                0 => String::new(),
                1 => " and one piece of evidence about it".to_owned(),
                n => format!(" and {n} pieces of evidence about it"),
            };
            format!(
                "Left out by rule: allegation {}{with}. It is outside our complaints procedure, which does not cover {}, and the Independent Assessor does not consider such decisions",
                a.number,
                exclusion.factsheet()
            )
        });
    outside.chain(joined).collect()
}

/// In the order in which it happened, with the day it was entered where that was another. Without what anybody wrote:
/// that is in the papers, where it can be looked at and left out.
fn chronology(held: &Gathered) -> Vec<[String; 3]> {
    let happened = |one: &Happened| {
        let event = one.event.as_ref();
        event.map_or(one.at, |event| event.happened_at(one.at))
    };
    let mut all: Vec<&Happened> = held.happened.iter().collect();
    all.sort_by_key(|one| (happened(one), one.id));
    all.into_iter()
        .map(|one| {
            let line = history::line(one, &held.names);
            let (at, entered) = (happened(one), uk_time::local_date(one.at));
            let when = if uk_time::local_date(at) == entered {
                uk_time::with_year(at)
            } else {
                let entered = uk_time::date_long(entered);
                format!("{} (entered {entered})", uk_time::with_year(at))
            };
            [when, line.title, line.by]
        })
        .collect()
}

fn versions(held: &Gathered, calendar: i64) -> Vec<(String, String)> {
    let mut all = vec![
        (
            "Calendar of working time".to_owned(),
            format!("Version {calendar}"),
        ),
        (
            "Complaints procedure".to_owned(),
            "As published: Our Complaints Procedure, set out in Redress".to_owned(),
        ),
    ];
    for sent in &held.letters {
        let words = match sent.tree.as_ref().and_then(|tree| tree.source.as_ref()) {
            Some(source) if source.template == 0 => "Original wording".to_owned(),
            Some(source) => format!("Version {} of its words", source.template),
            None => "Sent before versions of words were kept".to_owned(),
        };
        let locked = sent
            .tree
            .as_ref()
            .map(Letter::locked_versions)
            .unwrap_or_default();
        let locked = locked.iter().map(|v| format!("; standard wording {v}"));
        all.push((sent.title(), words + &locked.collect::<String>()));
    }
    all
}

fn words(text: &str) -> Block {
    Block::Paragraph(vec![letters::Inline::Text(text.to_owned())])
}

fn day(at: chrono::DateTime<chrono::Utc>) -> String {
    uk_time::date_long(uk_time::local_date(at))
}
