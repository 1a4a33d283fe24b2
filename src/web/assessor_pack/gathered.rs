//! Everything a complaint holds, for its papers.
use crate::casework::dating::as_dated;
use crate::files::Mark;
use crate::web::complaint::files::marks_of;
use crate::web::history;
use crate::web::letter_state::departed;
use ::letters::Letter;
use ::mail::attachment;
use chrono::NaiveDate;
use procedure::allegation::Evidence;
use procedure::working_time::uk_time;
use procedure::{Complaint, MailId};
use sha2::{Digest, Sha256};
use storage::contacts::{self, Contact};
use storage::events::{self, Happened};
use storage::files::{self, KeptFile};
use storage::letters::{self, SentLetter};
use storage::mail::{self, MailItem};
use storage::people::{self, Names};
use storage::unreadable::Unreadable;
use storage::{Connection, Result, StorageError, deliveries, evidence};

/// A letter and the hash it was frozen with.
pub struct Sent {
    pub letter: SentLetter,
    /// Where the tree can still be read, with the days of its newest file.
    pub tree: Option<Letter>,
    pub sha256: String,
    /// The date that it bears; none when no file of it was made, or that was not kept.
    pub dated: Option<NaiveDate>,
    /// When and how it left, and whether its date is that day.
    pub left: String,
}

impl Sent {
    /// "Final response, 7 January 2027"
    pub fn title(&self) -> String {
        let day = self
            .dated
            .unwrap_or_else(|| uk_time::local_date(self.letter.sent_at));
        format!("{}, {}", self.letter.kind.label(), uk_time::date_long(day))
    }
}

pub struct Gathered {
    /// Oldest first.
    pub happened: Vec<Happened>,
    pub names: Names,
    pub letters: Vec<Sent>,
    pub messages: Vec<MailItem>,
    pub contacts: Vec<Contact>,
    pub evidence: Vec<Evidence>,
    pub files: Vec<KeptFile>,
    /// What came with the messages.
    pub attached: Vec<Attached>,
}

/// A file that came with a message.
pub struct Attached {
    pub mail: MailId,
    pub place: usize,
    pub name: String,
    pub bytes: usize,
    pub marks: Vec<Mark>,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Taken out of the originals of the messages, one after another.
fn attached(conn: &mut Connection, messages: &[MailItem]) -> Result<Vec<Attached>> {
    let mut all = Vec::new();
    for item in messages.iter().filter(|item| !item.attachments.is_empty()) {
        let original = mail::original(conn, item)?;
        for (place, file) in item.attachments.iter().enumerate() {
            let Some((_, bytes)) = attachment(&original, place) else {
                let what = format!("attachment {place} of message {}", item.id);
                return Err(StorageError::Corrupt(what));
            };
            all.push(Attached {
                mail: item.id,
                place,
                name: file.name.clone(),
                bytes: bytes.len(),
                marks: marks_of(file),
                sha256: hex::encode(Sha256::digest(&bytes)),
            });
        }
    }
    Ok(all)
}

/// Reads it. The caller has found the complaint for somebody who may see it.
pub fn gather(conn: &mut Connection, complaint: &Complaint) -> Result<Gathered> {
    let id = complaint.id;
    let mut happened = events::newest(conn, id, None, i64::MAX)?;
    happened.reverse();
    // The Independent Assessor gets all of it, or nothing until it can be read.
    if let Some(one) = happened.iter().find(|one| one.event.is_none()) {
        return Err(StorageError::Corrupt(format!("event {}", one.id)));
    }
    let names = people::names(conn, history::people(&happened))?;
    let sent = letters::papers_of(conn, id)?;
    let dates = deliveries::dates_of(conn, id)?;
    let letters = sent
        .into_iter()
        .map(|paper| {
            let dated = dates.get(&paper.letter.id);
            let tree: Option<Letter> = serde_json::from_str(&paper.tree).ok();
            // The newest comes first.
            let ways = complaint.deliveries.iter().rev();
            Sent {
                tree: match dated {
                    Some(dated) => tree.map(|tree| as_dated(&tree, dated)),
                    None => tree,
                },
                dated: dated.map(|dated| dated.on),
                left: departed(ways.filter(|d| d.letter == paper.letter.id)),
                letter: paper.letter,
                sha256: paper.sha256,
            }
        })
        .collect();
    let mut unreadable = Unreadable::default();
    let messages = mail::of_complaint(conn, id, &mut unreadable)?;
    if !unreadable.is_empty() {
        return Err(StorageError::Corrupt(unreadable.words().join(", ")));
    }
    Ok(Gathered {
        attached: attached(conn, &messages)?,
        happened,
        names,
        letters,
        messages,
        contacts: contacts::newest(conn, id, i64::MAX)?,
        evidence: evidence::of_complaint(conn, id)?,
        files: files::of_complaint(conn, id)?,
    })
}
