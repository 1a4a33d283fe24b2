//! The letters of a restriction: as they would go, and as they went.
use super::form::RestrictionForm;
use super::subject::{self, Subject};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::formats::{self, Format};
use crate::web::forms::FieldErrors;
use crate::web::letter_state;
use crate::web::sending::Stationery;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use ::letters::{Letter, compose};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use procedure::restriction::RestrictionStep;
use procedure::{ComplainantId, Complaint, Delivery, LetterId};
use storage::letters::{self, SentLetter};
use storage::{StorageError, deliveries};

/// The letter of a step with the words typed so far; none when it sends none.
pub fn write(
    step: RestrictionStep,
    subject: &Subject,
    (form, complaint): (&RestrictionForm, &Complaint),
    who: &SignedIn,
) -> Option<Letter> {
    let (stationery, ctx) = (Stationery::of(who), who.ctx());
    let writer = stationery.writer_naming(&subject.names, &ctx);
    let dispatch = form.sending().dispatch(complaint);
    let way = (complaint, &dispatch);
    match step {
        RestrictionStep::Warn => {
            let warn = form.warn(subject, &mut FieldErrors::default());
            let formal = warn.formal;
            formal.then(|| compose::restriction_warning(&subject.file, &warn, way, &writer))
        }
        RestrictionStep::Decide => {
            let proposal = subject.target(step)?;
            let role = Some(who.actor.role);
            let file = &subject.file;
            Some(compose::restriction(file, proposal, role, way, &writer))
        }
        RestrictionStep::Lift => {
            let reason = form.lift().reason;
            let file = &subject.file;
            Some(compose::restriction_lifted(file, &reason, way, &writer))
        }
        RestrictionStep::DecideAppeal => {
            let (of, act) = (subject.target(step)?, form.appeal_act());
            let role = who.actor.role;
            Some(compose::restriction_appeal(of, &act, role, way, &writer))
        }
        RestrictionStep::Propose | RestrictionStep::Appeal => None,
    }
}

/// The HTML is put on the page as it is, as on a complaint's letters.
#[derive(askama::Template)]
#[template(path = "complainants/restriction_letter.html")]
struct LetterPage {
    id: ComplainantId,
    name: String,
    written: SentLetter,
    sent: formats::Sent,
    by: String,
    /// What has become of it.
    state: String,
    /// What is said of its date.
    date: String,
}

/// GET `/complainants/{id}/restriction/letters/{letter}`: for whoever may read the whole of what it is about.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<(i64, i64)>,
) -> Result<HttpResponse, WebError> {
    let (id, letter) = path.into_inner();
    let (id, letter) = (ComplainantId(id), LetterId(letter));
    let reader = who.clone();
    let (shown, again) = app
        .db
        .try_read(move |conn| {
            let subject = subject::load(conn, &reader, id)?;
            if !reads(&subject, letter) {
                return Err(WebError::NotFound);
            }
            let frozen = letters::of_file(conn, letter)?;
            let by = storage::people::find(conn, frozen.letter.sent_by)?.name;
            let sent = deliveries::of_letter(conn, letter)?;
            let trail = deliveries::trail(conn, letter)?;
            let dated = deliveries::as_made(conn, letter)?;
            let newest = sent.last();
            let last = |d: &Delivery| trail.iter().rfind(|t| t.delivery == d.id);
            let day = newest.and_then(|d| last(d)?.on_day);
            let page = LetterPage {
                id,
                name: subject.name,
                written: frozen.letter.clone(),
                sent: formats::Sent::of(
                    frozen,
                    dated.as_ref(),
                    paths::restriction_letter(&id, &letter),
                )?,
                by,
                state: letter_state::sentence(newest, day, reader.now),
                date: letter_state::of_its_date(&sent),
            };
            Ok((page, letter_state::left_in(&sent, reader.now)))
        })
        .await?;
    let who = who.again_in(again);
    page::render(&shown, StatusCode::OK, &who)
}

/// GET `/complainants/{id}/restriction/letters/{letter}/{format}`.
///
/// # Errors
/// As [`show`], and for a format that is not on the list.
pub async fn file(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<(i64, i64, String)>,
) -> Result<HttpResponse, WebError> {
    let (id, letter, format) = path.into_inner();
    let format = Format::parse(&format).ok_or(WebError::NotFound)?;
    let (id, letter) = (ComplainantId(id), LetterId(letter));
    let reader = who.clone();
    let (frozen, dated) = app
        .db
        .read(move |conn| {
            let subject = subject::load(conn, &reader, id)?;
            if !reads(&subject, letter) {
                return Err(StorageError::NotFound);
            }
            let frozen = letters::of_file(conn, letter)?;
            Ok((frozen, deliveries::as_made(conn, letter)?))
        })
        .await?;
    let page = paths::restriction_letter(&id, &letter);
    let sent = formats::Sent::of(frozen, dated.as_ref(), page)?;
    formats::sent(&app, &who, sent, format).await
}

/// A letter of this file, about what the reader may read.
fn reads(subject: &Subject, letter: LetterId) -> bool {
    let warnings = subject
        .file
        .warnings
        .iter()
        .any(|w| w.letter == Some(letter) && subject.reader.reads_reasons(&w.examples));
    let of = |r: &procedure::restriction::Restriction| {
        let appeal = r.appeal.as_ref().and_then(|a| a.outcome.as_ref());
        let lifted = r.lifted.as_ref().and_then(|l| l.letter);
        [r.letter, appeal.and_then(|o| o.letter), lifted].contains(&Some(letter))
    };
    let all = subject.file.restrictions.iter();
    warnings
        || all
            .filter(|r| of(r))
            .any(|r| subject.reader.reads_reasons(&r.terms.examples))
}
