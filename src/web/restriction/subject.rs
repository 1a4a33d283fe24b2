//! One complainant, as a reader may see them and what is decided about them.
use super::form::{RestrictionForm, latest};
use crate::web::forms::FieldErrors;
use crate::web::signed_in::SignedIn;
use chrono::NaiveDate;
use procedure::restriction::permits_restriction;
use procedure::restriction::{Restriction, RestrictionFile, RestrictionStep, Standing};
use procedure::vocabulary::Outcome;
use procedure::{ComplainantId, Complaint, ComplaintId, Denied, PersonId};
use storage::lists::{self, Filter};
use storage::people::{self, Names};
use storage::queues::QueueRow;
use storage::restrictions::standing::Reader;
use storage::restrictions::{self, FileEvent};
use storage::{Connection, StorageError, complaints};

/// Complaints of one person that are counted and offered as evidence.
const LISTED: i64 = 200;

/// Everything the page is made from.
#[derive(Debug, Clone)]
pub struct Subject {
    pub id: ComplainantId,
    pub name: String,
    pub file: RestrictionFile,
    pub events: Vec<FileEvent>,
    pub reader: Reader,
    /// Their complaints that the reader may see, newest first.
    pub rows: Vec<QueueRow>,
    pub names: Names,
    pub today: NaiveDate,
}

/// The person at this address, for whoever may see a complaint of theirs.
///
/// # Errors
/// `NotFound` alike for nobody and for somebody of whom they may see nothing.
pub fn load(
    conn: &mut Connection,
    who: &SignedIn,
    id: ComplainantId,
) -> Result<Subject, StorageError> {
    let filter = Filter {
        complainant: Some(id),
        ..Filter::default()
    };
    let (rows, _) = lists::page(conn, &who.actor, &filter, None, LISTED, who.now)?;
    let name = rows.first().map(|row| row.name.clone());
    let name = name.ok_or(StorageError::NotFound)?;
    let sees = rows.iter().map(|row| ComplaintId(row.id)).collect();
    let file = restrictions::file(conn, id)?;
    let events = restrictions::events(conn, id, procedure::Version(0))?;
    Ok(Subject {
        id,
        name,
        reader: Reader::of(conn, id, &who.actor, sees)?,
        names: people::names(conn, events.iter().map(|e| e.by))?,
        file,
        events,
        rows,
        today: who.today(),
    })
}

impl Subject {
    pub fn person(&self, id: PersonId) -> String {
        storage::people::name(&self.names, id)
    }
    pub fn standing(&self) -> Standing {
        self.reader.toward(&self.file, self.today)
    }
    /// Whether this reader may do this now.
    ///
    /// # Errors
    /// The refusal.
    pub fn permits(&self, who: &SignedIn, step: RestrictionStep) -> Result<(), Denied> {
        permits_restriction(step, &self.file, (&who.actor, self.standing()), self.today)
    }
    /// The complaint a form names, when it is theirs and the reader sees it.
    pub fn choice(&self, reference: &str) -> Option<ComplaintId> {
        let row = self.rows.iter().find(|r| r.reference.as_str() == reference);
        row.map(|row| ComplaintId(row.id))
    }
    /// (reference, "SC-2026-000418: Still no reply") for a select.
    pub fn choices(&self) -> Vec<(String, String)> {
        let words = |row: &QueueRow| format!("{}: {}", row.reference, row.summary);
        let all = self.rows.iter();
        all.map(|row| (row.reference.to_string(), words(row)))
            .collect()
    }
    pub fn reference(&self, id: ComplaintId) -> Option<&QueueRow> {
        self.rows.iter().find(|row| row.id == id.0)
    }
    /// Finished complaints, and how many of them were upheld in whole or part (rule 78).
    pub fn upheld(&self) -> (usize, usize) {
        let finished = self.rows.iter().filter(|row| row.closure.is_some());
        let upheld = |row: &&QueueRow| row.outcome.is_some_and(Outcome::is_upheld);
        (finished.clone().count(), finished.filter(upheld).count())
    }
    /// What a step is about: the proposal, what is in force, or what was appealed.
    pub fn target(&self, step: RestrictionStep) -> Option<&Restriction> {
        match step {
            RestrictionStep::Warn | RestrictionStep::Propose => None,
            RestrictionStep::Decide => self.file.waiting(),
            RestrictionStep::Lift | RestrictionStep::Appeal => self.file.running(self.today).last(),
            RestrictionStep::DecideAppeal => self.file.appealed(),
        }
    }
    /// The complaint that a step's letter is filed under: the latest given as evidence, or else their latest.
    pub fn filed_under(
        &self,
        step: RestrictionStep,
        form: &RestrictionForm,
    ) -> Option<ComplaintId> {
        let given = match self.target(step) {
            Some(restriction) => latest(&restriction.terms.examples),
            None => latest(&form.examples(self, &mut FieldErrors::default())),
        };
        let seen = given.filter(|id| self.reference(*id).is_some());
        seen.or_else(|| self.rows.first().map(|row| ComplaintId(row.id)))
    }
}

/// The complaint itself, found through what the reader sees.
pub fn complaint(
    conn: &mut Connection,
    subject: &Subject,
    id: Option<ComplaintId>,
) -> Result<Option<Complaint>, StorageError> {
    let seen = id.filter(|id| subject.reference(*id).is_some());
    seen.map(|id| complaints::get(conn, id)).transpose()
}
