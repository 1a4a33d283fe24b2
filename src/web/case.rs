//! What every page about one complaint shares: it is loaded as this person may see it, acted on, and shown again with
//! the words kept when nothing was recorded.
pub use crate::casework::Case;

use super::App;
use super::complaint::shut::line_seen;
use super::error::WebError;
use super::forms::FieldErrors;
use super::history::{self, HistoryLine};
use super::signed_in::SignedIn;
use crate::casework::{CaseKey, Ended, Matter, Ready, Seen, commit, nothing_more, prepare};
use actix_web::http::StatusCode;
use procedure::{Actor, By, Denied, DeniedKind, PersonId, Reference, Version};
use storage::record::Recorded;
use storage::{Connection, StorageError, events, people};

/// Said above a form that was made from an earlier version.
pub const CHANGED: &str = "Somebody else changed this complaint while you were writing. Look at what they did, then send yours again";

/// Why a page is shown again.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    pub errors: FieldErrors,
    /// What others did since the page was opened; empty when it was not stale.
    pub meanwhile: Vec<HistoryLine>,
    pub kind: Option<DeniedKind>,
}

impl Problems {
    pub fn status(&self) -> StatusCode {
        match self.kind {
            _ if !self.meanwhile.is_empty() => StatusCode::CONFLICT,
            Some(DeniedKind::NotYours) => StatusCode::FORBIDDEN,
            Some(DeniedKind::NotNow) => StatusCode::CONFLICT,
            _ if self.errors.is_empty() => StatusCode::OK,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

impl Problems {
    pub fn is_none(&self) -> bool {
        self.errors.is_empty() && self.meanwhile.is_empty()
    }
    /// These errors; no problem when there are none.
    pub fn from_all(errors: FieldErrors) -> Self {
        if errors.is_empty() {
            Self::default()
        } else {
            errors.into()
        }
    }
}

impl From<FieldErrors> for Problems {
    fn from(errors: FieldErrors) -> Self {
        Self {
            errors,
            kind: Some(DeniedKind::Invalid),
            ..Self::default()
        }
    }
}

impl From<Denied> for Problems {
    fn from(refusal: Denied) -> Self {
        Self {
            errors: FieldErrors::from(&refusal),
            kind: Some(refusal.kind),
            meanwhile: Vec::new(),
        }
    }
}

/// The complaint at an address, as this person may see it.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs.
pub async fn load(app: &App, who: &SignedIn, reference: &str) -> Result<Case, WebError> {
    let reference = Reference::parse(reference).ok_or(WebError::NotFound)?;
    let actor = who.actor.clone();
    Ok(app
        .db
        .read(move |conn| load_now(conn, &reference, &actor))
        .await?)
}

/// [`load`] inside a read that asks for more.
pub fn load_now(
    conn: &mut Connection,
    reference: &Reference,
    actor: &Actor,
) -> Result<Case, StorageError> {
    Case::load(conn, &CaseKey::At(reference.clone()), By::Person(actor))
}

/// Prepared on a reader and recorded on the writer, for pages that are no form of one step; once more when somebody was
/// quicker, which is then stale. `make` may read more for its proposal.
///
/// # Errors
/// As [`prepare`] and [`commit`], with the matter as it was found, if it was.
pub async fn carry<M>(
    app: &App,
    who: &SignedIn,
    (key, kind, seen): (&M::Key, M::Kind, Seen),
    make: impl Fn(&mut Connection, &M) -> Result<M::Proposal, Ended> + Clone + Send + 'static,
) -> Result<(M, Recorded), Ended>
where
    M: Matter + Clone + Send + 'static,
    M::Key: Clone + Send + 'static,
    M::Kind: Send + 'static,
    M::Decision: Send + 'static,
{
    for _ in 0..2 {
        let (reader, key, make) = (who.clone(), key.clone(), make.clone());
        let ready = app.db.try_read(move |conn| {
            let before = M::load(conn, &key, reader.by())?;
            let who = (reader.by(), &reader.ctx());
            prepare(before, kind, who, seen, |before| make(conn, before)).map_err(|un| un.why)
        });
        let ready: Ready<M> = ready.await?;
        let (before, writer) = (ready.before.clone(), who.clone());
        let written = app
            .db
            .try_write(move |conn| commit(conn, ready, (writer.by(), &writer.ctx()), nothing_more));
        match written.await {
            Ok(recorded) => return Ok((before, recorded)),
            Err(Ended::Stale) => {}
            Err(other) => return Err(other),
        }
    }
    Err(Ended::Stale)
}

impl Problems {
    /// Why an act on this complaint was not recorded, for the page that made it: with what others did since the
    /// version it was made from.
    ///
    /// # Errors
    /// What no page can be shown again for; the queries'.
    pub fn of(
        conn: &mut Connection,
        (case, who): (&Case, PersonId),
        seen: Seen,
        why: Ended,
    ) -> Result<Self, WebError> {
        match why {
            Ended::Refused(denied) => Ok(denied.into()),
            Ended::Stale => Self::stale(conn, (case, who), seen),
            other => Err(other.into()),
        }
    }

    /// What happened since the version a form carried, as far as this person may see it.
    pub fn stale(
        conn: &mut Connection,
        (case, who): (&Case, PersonId),
        seen: Seen,
    ) -> Result<Self, WebError> {
        let before = Version(case.complaint.version.0 - 1);
        let seen = match seen {
            Seen::At(seen) if seen.0 >= 0 => seen,
            _ => before,
        };
        let happened = events::since(conn, case.complaint.id, seen)?;
        let names = people::names(conn, history::people(&happened))?;
        let errors = FieldErrors::on("form", CHANGED);
        Ok(Self {
            errors,
            meanwhile: happened
                .iter()
                .map(|h| line_seen(h, &names, case.complaint.stage_1_is_shut_to(who)))
                .collect(),
            kind: Some(DeniedKind::NotNow),
        })
    }
}
