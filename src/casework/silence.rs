//! Rule 54: an answered complaint closes by itself when their time is over and nothing keeps it open, with the letter
//! that goes when a person closes it.
use super::dating::Rules;
use super::{Case, CaseKey, Ended, Matter, Proposal, act, outgoing};
use chrono::{DateTime, Utc};
use letters::compose::{Writer, no_further_contact};
use letters::{Letter, Signatory};
use procedure::dispatch::Dispatch;
use procedure::silence::{Outlook, outlook};
use procedure::steps::closure::Close;
use procedure::{By, Cause, Complaint, ComplaintId, Context, Denied, StepKind};
use storage::people::Names;
use storage::{Connection, StorageError, settings, silence};

/// What became of one whose time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    Closed,
    StaysOpen,
    /// Nothing keeps it open, and its letter cannot go: why.
    NoLetter(String),
}

/// Closes it, if it closes by itself. In a transaction.
///
/// # Errors
/// The queries'.
pub fn close(
    conn: &mut Connection,
    id: ComplaintId,
    now: DateTime<Utc>,
) -> Result<Became, StorageError> {
    let rules = Rules::load(conn)?;
    let ctx = rules.ctx(now);
    let by = By::Itself(Cause::TimeIsOver);
    let key = CaseKey::Of(id);
    let case = Case::load(conn, &key, by)?;
    let waits = silence::waits(conn, &case.complaint)?;
    let closes = outlook(&case.complaint, waits, &ctx).is_some_and(|o| o.closes(now));
    if !closes {
        return Ok(Became::StaysOpen);
    }
    let written = letter(conn, &case.complaint, &case.names, &ctx)?;
    let way = Dispatch::preferred(&case.complaint);
    let closed = act::<Case>(conn, (by, &ctx), (&key, StepKind::Closure), |_, _| {
        Ok(Proposal::from(Close::BySilence { waits }).sending(Some(&written), way))
    });
    match closed {
        Ok(_) => Ok(Became::Closed),
        Err(Ended::Refused(Denied { why, .. })) => Ok(Became::NoLetter(why)),
        Err(Ended::Stale) => Ok(Became::StaysOpen),
        Err(other) => Err(other.into_storage("a complaint that closes by itself")),
    }
}

/// When it closes by itself and what keeps it open, for a page; with why its letter cannot go, when that is all that
/// does. None when it does not wait for them after the stage 1 response.
///
/// # Errors
/// The queries'.
pub fn expected(
    conn: &mut Connection,
    complaint: &Complaint,
    now: DateTime<Utc>,
) -> Result<Option<(Outlook, String)>, StorageError> {
    let rules = Rules::load(conn)?;
    let ctx = rules.ctx(now);
    let waits = silence::waits(conn, complaint)?;
    let Some(found) = outlook(complaint, waits, &ctx) else {
        return Ok(None);
    };
    let mut unwritten = String::new();
    if found.closes(now) {
        let letter = letter(conn, complaint, &Names::new(), &ctx)?;
        let way = Dispatch::preferred(complaint);
        if let Err(denied) = outgoing::outgoing(&letter, &way, complaint, ctx.today()) {
            unwritten = denied.why;
        }
    }
    Ok(Some((found, unwritten)))
}

/// The letter, in the name of Customer Relations.
fn letter(
    conn: &mut Connection,
    complaint: &Complaint,
    names: &Names,
    ctx: &Context,
) -> Result<Letter, StorageError> {
    let set = settings::load(conn)?;
    let writer = Writer {
        organisation: &outgoing::organisation(&set.organisation),
        assessor: &outgoing::assessor(&set.assessor),
        signatory: Signatory {
            name: "Customer Relations".to_owned(),
            ..Signatory::default()
        },
        templates: &outgoing::templates(conn)?,
        names,
        ctx,
    };
    let way = Dispatch::preferred(complaint);
    Ok(no_further_contact(complaint, &way, &writer))
}

/// The next of those whose time is over, after one of them; some at a time.
///
/// # Errors
/// The query's.
pub fn due(
    conn: &mut Connection,
    now: DateTime<Utc>,
    after: ComplaintId,
) -> Result<Vec<ComplaintId>, StorageError> {
    const SOME: i64 = 100;
    silence::due(conn, now, after, SOME)
}
