//! Everything a complaint holds, for its papers.
use crate::web::history;
use ::letters::Letter;
use procedure::Complaint;
use procedure::allegation::Evidence;
use storage::contacts::{self, Contact};
use storage::events::{self, Happened};
use storage::files::{self, KeptFile};
use storage::letters::{self, SentLetter};
use storage::mail::{self, MailItem};
use storage::people::{self, Names};
use storage::unreadable::Unreadable;
use storage::{Connection, Result, StorageError, evidence};

/// A sent letter and the hash it was frozen with.
pub struct Sent {
    pub letter: SentLetter,
    /// Where the tree can still be read.
    pub tree: Option<Letter>,
    pub sha256: String,
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
    let letters = sent
        .into_iter()
        .map(|paper| Sent {
            letter: paper.letter,
            tree: serde_json::from_str(&paper.tree).ok(),
            sha256: paper.sha256,
        })
        .collect();
    Ok(Gathered {
        happened,
        names,
        letters,
        messages: {
            let mut unreadable = Unreadable::default();
            let messages = mail::of_complaint(conn, id, &mut unreadable)?;
            if !unreadable.is_empty() {
                return Err(StorageError::Corrupt(unreadable.words().join(", ")));
            }
            messages
        },
        contacts: contacts::newest(conn, id, i64::MAX)?,
        evidence: evidence::of_complaint(conn, id)?,
        files: files::of_complaint(conn, id)?,
    })
}
