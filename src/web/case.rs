//! What every step of a complaint shares: load it as this person may see it, decide, record, or show the
//! page again with the words kept.
use super::App;
use super::error::WebError;
use super::forms::FieldErrors;
use super::history::{self, HistoryLine};
use super::signed_in::SignedIn;
use super::{page, paths};
use crate::procedure::{
    Actor, Complaint, ComplaintId, Context, Decision, PersonId, Reference, Refusal, RefusalKind,
    Step, Version, decide, permits,
};
use crate::storage::people::{self, Names};
use crate::storage::record::{OutgoingLetter, record};
use crate::storage::unreadable::Unreadable;
use crate::storage::{Connection, StorageError, complaints, events};
use actix_web::{HttpResponse, http::StatusCode};

/// A complaint and the names a page about it writes.
#[derive(Debug, Clone)]
pub struct Case {
    pub complaint: Complaint,
    pub names: Names,
}

impl Case {
    pub fn name(&self, id: PersonId) -> String {
        history::name(&self.names, id)
    }
    pub fn reference(&self) -> &Reference {
        &self.complaint.reference
    }
}

/// Why a page is shown again.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    pub errors: FieldErrors,
    /// What others did since the page was opened; empty when it was not stale.
    pub meanwhile: Vec<HistoryLine>,
    pub kind: Option<RefusalKind>,
}

impl Problems {
    pub fn status(&self) -> StatusCode {
        match self.kind {
            _ if !self.meanwhile.is_empty() => StatusCode::CONFLICT,
            Some(RefusalKind::NotYours) => StatusCode::FORBIDDEN,
            Some(RefusalKind::NotNow) => StatusCode::CONFLICT,
            _ if self.errors.is_empty() => StatusCode::OK,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

impl Problems {
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
            kind: Some(RefusalKind::Invalid),
            ..Self::default()
        }
    }
}

impl From<Refusal> for Problems {
    fn from(refusal: Refusal) -> Self {
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
///
/// # Errors
/// As [`load`].
pub fn load_now(
    conn: &mut Connection,
    reference: &Reference,
    actor: &Actor,
) -> Result<Case, StorageError> {
    let complaint = complaints::find(conn, reference, actor)?;
    // Without the names the page says "Somebody".
    let names = people::names(conn, involved_people(&complaint));
    let names = Unreadable::default().part("names of people", names)?;
    Ok(Case { complaint, names })
}

fn involved_people(c: &Complaint) -> Vec<PersonId> {
    let area = c.area.iter().flat_map(|a| [a.leader, a.deputy]).flatten();
    let one_offs = [c.owner, c.assignee, c.decider, Some(c.received.entered_by)]
        .into_iter()
        .flatten();
    let proposed = c
        .refusals
        .iter()
        .flat_map(|r| [Some(r.proposed_by), r.decided_by])
        .flatten();
    let assigned = c.assignments.iter().flat_map(|a| [a.to, a.by]);
    let remedies = c.remedies.iter().filter_map(|r| r.owner);
    let pauses = c.pauses.iter().map(|p| p.by);
    let chosen = c.escalation.iter().filter_map(|e| e.chosen_by);
    let agreed = c.timescales.iter().map(|t| t.by);
    area.chain(one_offs)
        .chain(proposed)
        .chain(assigned)
        .chain(remedies)
        .chain(pauses)
        .chain(chosen)
        .chain(agreed)
        .collect()
}

/// How a submitted step ended.
pub enum Taken {
    /// Recorded: the complaint's page next.
    Done(HttpResponse),
    /// Not recorded: the page again, with the complaint as it is now.
    Again(Box<Case>, Problems),
}

/// One submitted step: load, parse, decide, write its letter, record.
///
/// `seen` is the hidden version of the form. A complaint that has moved on is never overwritten: the person
/// is told what happened meanwhile and keeps what they typed.
///
/// # Errors
/// `NotFound` when it is not theirs to see; storage faults.
pub async fn take<S: Step>(
    app: &App,
    who: &SignedIn,
    (reference, seen): (&str, &str),
    parse: impl Fn(&Case, &Context) -> Result<S, FieldErrors>,
    letter: impl Fn(&Case, &Context) -> Result<Option<OutgoingLetter>, Refusal>,
) -> Result<Taken, WebError> {
    take_with(app, who, (reference, seen), (parse, letter), |_, _| Ok(())).await
}

/// [`take`], with more to write in the same transaction as the step: nothing of either is kept without the other.
///
/// # Errors
/// As [`take`].
pub async fn take_with<S: Step>(
    app: &App,
    who: &SignedIn,
    (reference, seen): (&str, &str),
    (parse, letter): (
        impl Fn(&Case, &Context) -> Result<S, FieldErrors>,
        impl Fn(&Case, &Context) -> Result<Option<OutgoingLetter>, Refusal>,
    ),
    more: impl Fn(&mut Connection, ComplaintId) -> Result<(), StorageError> + Clone + Send + 'static,
) -> Result<Taken, WebError> {
    let mut case = load(app, who, reference).await?;
    // Twice at most: when somebody wrote between our reading and our writing, the second look is stale.
    for _ in 0..2 {
        if Version(seen.trim().parse().unwrap_or(-1)) != case.complaint.version {
            let problems = stale(app, &case, seen).await?;
            return Ok(Taken::Again(Box::new(case), problems));
        }
        let ctx = who.ctx();
        // Whose it is to do comes before what is missing from it.
        let tried = permits(S::KIND, &case.complaint, &who.actor, &ctx)
            .map_err(Problems::from)
            .and_then(|()| who.over.clone().or(()).map_err(Problems::from))
            .and_then(|()| parse(&case, &ctx).map_err(Problems::from))
            .and_then(|step| {
                decide(&case.complaint, step, &who.actor, &ctx).map_err(Problems::from)
            })
            .and_then(|decision| Ok((decision, letter(&case, &ctx).map_err(Problems::from)?)));
        match tried {
            Err(problems) => return Ok(Taken::Again(Box::new(case), problems)),
            Ok((decision, letter)) => match write(app, decision, letter, more.clone()).await {
                Ok(()) => {
                    return Ok(Taken::Done(page::see_other(&paths::complaint(
                        case.reference(),
                    ))));
                }
                Err(StorageError::Conflict) => case = load(app, who, reference).await?,
                Err(other) => return Err(other.into()),
            },
        }
    }
    Err(StorageError::Conflict.into())
}

/// For steps that send nothing.
///
/// # Errors
/// Never.
pub fn no_letter(_: &Case, _: &Context) -> Result<Option<OutgoingLetter>, Refusal> {
    Ok(None)
}

async fn write(
    app: &App,
    decision: Decision,
    letter: Option<OutgoingLetter>,
    more: impl FnOnce(&mut Connection, ComplaintId) -> Result<(), StorageError> + Send + 'static,
) -> Result<(), StorageError> {
    app.db
        .write(move |conn| {
            record(conn, &decision, letter.as_ref())?;
            more(conn, decision.complaint())
        })
        .await
}

/// What happened since the version a form carried.
///
/// # Errors
/// The queries'.
pub async fn stale(app: &App, case: &Case, seen: &str) -> Result<Problems, WebError> {
    let id = case.complaint.id;
    let seen = Version(seen.trim().parse().unwrap_or(case.complaint.version.0 - 1));
    let meanwhile = app
        .db
        .read(move |conn| {
            let happened = events::since(conn, id, seen)?;
            let names = people::names(conn, history::people(&happened))?;
            Ok(happened
                .iter()
                .map(|h| history::line(h, &names))
                .collect::<Vec<_>>())
        })
        .await?;
    let errors = FieldErrors::on(
        "form",
        "Somebody else changed this complaint while you were writing. Look at what they did, then send yours again",
    );
    Ok(Problems {
        errors,
        meanwhile,
        kind: Some(RefusalKind::NotNow),
    })
}
