//! Files on their way into the store with the step they came with: held, put there, written down; or let go.
use super::App;
use super::case::Problems;
use super::forms::FieldErrors;
use super::signed_in::SignedIn;
use super::upload::FIELD;
use crate::files::limits::{FILES_FOR_PERSON, FOR_COMPLAINT, FOR_PERSON, PERSON_HOURS};
use crate::files::{Received, Refused, clamd};
use chrono::{DateTime, Duration, Utc};
use procedure::{ComplaintId, PersonId};
use std::cell::Cell;
use storage::files::{self, NewFile, Scan, Usage, With};
use storage::{Connection, StorageError, kept_files};

/// The files of one form, and what of them is held.
pub(super) struct Keeping<'a> {
    app: &'a App,
    by: PersonId,
    at: DateTime<Utc>,
    files: &'a [Received],
    token: String,
    holds: Cell<bool>,
}

impl<'a> Keeping<'a> {
    pub(super) fn of(app: &'a App, who: &SignedIn, files: &'a [Received]) -> Self {
        Self {
            app,
            by: who.actor.id,
            at: who.now,
            files,
            token: super::session_store::new_key(),
            holds: Cell::new(false),
        }
    }

    /// The step is decided: the files are measured against what may be kept, looked over, held, and put into the
    /// store. Out: what writes them down in the transaction of the step.
    ///
    /// # Errors
    /// Beside the field, when one may not or cannot be kept; then nothing may be written down.
    pub(super) async fn ready(
        &self,
        complaint: ComplaintId,
        with: With,
    ) -> Result<
        impl FnOnce(&mut Connection, ComplaintId) -> Result<(), StorageError> + Send + 'static + use<>,
        Problems,
    > {
        let new = if self.files.is_empty() {
            Vec::new()
        } else {
            self.stored(complaint).await.map_err(Problems::from)?
        };
        let (token, by, at) = (self.token.clone(), self.by, self.at);
        Ok(move |conn: &mut Connection, complaint| {
            if new.is_empty() {
                return Ok(());
            }
            // Others may have added some since they were measured: then they are measured again.
            if over(&usage(conn, complaint, (by, at))?, &sizes(&new)).is_some() {
                return Err(StorageError::Conflict);
            }
            kept_files::named(conn, &token, &hashes(&new))?;
            files::add(conn, (complaint, with), &new, (by, at))
        })
    }

    async fn stored(&self, complaint: ComplaintId) -> Result<Vec<NewFile>, FieldErrors> {
        let told = |file: &Received, why: Refused| {
            FieldErrors::on(FIELD, format!("“{}” {why}", file.name))
        };
        let first = self.files.first().ok_or_else(FieldErrors::default)?;
        let not_now = |error: StorageError| {
            tracing::error!(%error, "files could not be kept");
            told(first, Refused::NotNow)
        };
        let whose = (self.by, self.at);
        let kept = self
            .app
            .db
            .read(move |conn| usage(conn, complaint, whose))
            .await
            .map_err(not_now)?;
        let scanned = self
            .scanned()
            .await
            .map_err(|(file, why)| told(file, why))?;
        if let Some((file, why)) = over(&kept, &sizes(&scanned)) {
            return Err(told(self.files.get(file).unwrap_or(first), why));
        }
        let (token, hashes, at) = (self.token.clone(), hashes(&scanned), self.at);
        self.holds.set(true);
        let hold = move |conn: &mut Connection| kept_files::hold(conn, &token, &hashes, at);
        if !self.app.db.write(hold).await.map_err(not_now)? {
            return Err(told(first, Refused::NotNow));
        }
        for file in self.files {
            if let Err(error) = self.app.files.put(file).await {
                tracing::error!(%error, "a file could not be kept");
                return Err(told(file, Refused::NotNow));
            }
        }
        Ok(scanned)
    }

    /// The files as they are to be written down, looked over if there is a scanner.
    async fn scanned(&self) -> Result<Vec<NewFile>, (&Received, Refused)> {
        let mut all = Vec::new();
        for file in self.files {
            let scan = match &self.app.config.incoming.clamd {
                None => Scan::NotScanned,
                Some(clamd) => scan(clamd, file).await.map_err(|why| (file, why))?,
            };
            all.push(NewFile {
                name: file.name.clone(),
                sha256: file.sha256.clone(),
                bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
                kind: file.kind,
                scan,
                marks: file.marks.iter().map(|mark| mark.as_str()).collect(),
            });
        }
        Ok(all)
    }

    /// The step was not recorded: its bytes are let go, and removed where nothing else names them. What cannot be
    /// removed now, the sweep removes.
    pub(super) async fn undo(&self) {
        if !self.holds.take() {
            return;
        }
        let token = self.token.clone();
        let let_go = self
            .app
            .db
            .write(move |conn| kept_files::release(conn, &token));
        let hashes = let_go.await.unwrap_or_default();
        for hash in hashes {
            let store = self.app.files.clone();
            let remove = async move |hash: String| store.remove(&hash).await;
            if let Err(error) = kept_files::forget(&self.app.db, &hash, self.at, remove).await {
                tracing::warn!(%error, "a file that was not recorded is left to the sweep");
            }
        }
    }
}

fn usage(
    conn: &mut Connection,
    complaint: ComplaintId,
    (by, at): (PersonId, DateTime<Utc>),
) -> Result<Usage, StorageError> {
    files::usage(conn, complaint, (by, at - Duration::hours(PERSON_HOURS)))
}

fn hashes(new: &[NewFile]) -> Vec<String> {
    let mut all: Vec<String> = new.iter().map(|file| file.sha256.clone()).collect();
    all.sort();
    all.dedup();
    all
}

fn sizes(new: &[NewFile]) -> Vec<i64> {
    new.iter().map(|file| file.bytes).collect()
}

/// The first file that is too much beside what is kept already, and why.
fn over(kept: &Usage, sizes: &[i64]) -> Option<(usize, Refused)> {
    let most = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
    let mut new = 0_i64;
    for (n, size) in sizes.iter().enumerate() {
        new = new.saturating_add(*size);
        if kept.of_complaint.saturating_add(new) > most(FOR_COMPLAINT) {
            return Some((n, Refused::ComplaintFull));
        }
        if kept.of_person.saturating_add(new) > most(FOR_PERSON) {
            return Some((n, Refused::PersonFull));
        }
        if kept.files_of_person + n >= FILES_FOR_PERSON {
            return Some((n, Refused::PersonFiles));
        }
    }
    None
}

async fn scan(address: &str, file: &Received) -> Result<Scan, Refused> {
    let Ok(bytes) = tokio::fs::File::open(file.path()).await else {
        return Err(Refused::NotNow);
    };
    match clamd::scan(address, bytes).await {
        clamd::Verdict::Clean => Ok(Scan::Clean),
        clamd::Verdict::Infected(name) => Err(Refused::Infected(name)),
        clamd::Verdict::Unavailable(_) => Ok(Scan::Unavailable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_file_that_is_too_much_is_named() {
        const MB: i64 = 1024 * 1024;
        let kept = |of_complaint, of_person, files_of_person| Usage {
            of_complaint,
            of_person,
            files_of_person,
        };
        for (kept, sizes, expected) in [
            (kept(0, 0, 0), &[25 * MB, 10 * MB][..], None),
            (kept(475 * MB, 0, 0), &[25 * MB], None),
            (
                kept(475 * MB, 0, 0),
                &[25 * MB, 1],
                Some((1, Refused::ComplaintFull)),
            ),
            (kept(0, 1024 * MB, 0), &[1], Some((0, Refused::PersonFull))),
            (kept(0, 0, 498), &[1, 1], None),
            (kept(0, 0, 498), &[1, 1, 1], Some((2, Refused::PersonFiles))),
        ] {
            assert_eq!(over(&kept, sizes), expected);
        }
    }
}
