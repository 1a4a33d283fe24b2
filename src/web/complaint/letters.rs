//! A letter as it was approved, with the days it left with, to read and to print.
use super::deliveries::Deliveries;
use super::shut;
use super::top::Top;
use crate::web::case::{self, Case};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::formats::{self, Format};
use crate::web::letter_state;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::{HttpResponse, http::StatusCode, web};
use procedure::{Event, LetterId, StepKind, permits};
use storage::events::Happened;
use storage::letters::{self, SentLetter};

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct LetterQuery {
    /// `text` for the plain one.
    format: String,
}

/// The HTML is put on the page as it is. It was written by `letters::html`, which escapes every word it is given;
/// `letters::find` refuses a letter that is not what was frozen.
#[derive(askama::Template)]
#[template(path = "letters/frame.html")]
struct LetterPage {
    case: Case,
    written: SentLetter,
    sent: formats::Sent,
    by: String,
    /// What has become of it.
    state: String,
    /// What is said of its date.
    date: String,
    deliveries: Deliveries,
}

/// GET `/complaints/{reference}/letters/{id}`.
///
/// # Errors
/// `NotFound` alike for what is not there, not theirs, and another complaint's.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<(String, i64)>,
    web::Query(query): web::Query<LetterQuery>,
) -> Result<HttpResponse, WebError> {
    let (reference, id) = path.into_inner();
    let case = case::load(&app, &who, &reference).await?;
    let complaint = case.complaint.id;
    let base = paths::letter(case.reference(), &LetterId(id));
    let path = base.clone();
    let step = permits(StepKind::Delivery, &case.complaint, &who.actor, &who.ctx());
    let step = step.map(|()| paths::step(case.reference(), &StepKind::Delivery));
    let at = (base, step.unwrap_or_default());
    let (frozen, dated, by, deliveries) = app
        .db
        .read(move |conn| {
            let frozen = letters::find(conn, complaint, LetterId(id))?;
            let dated = storage::deliveries::as_made(conn, LetterId(id))?;
            let by = storage::people::find(conn, frozen.letter.sent_by)?.name;
            let deliveries = Deliveries::load(conn, LetterId(id), at)?;
            Ok((frozen, dated, by, deliveries))
        })
        .await?;
    shut::open_to(&case, frozen.letter.kind, &who)?;
    let written = frozen.letter.clone();
    let sent = formats::Sent::of(frozen, dated.as_ref(), path)?;
    if query.format == "text" {
        return Ok(HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .body(sent.text));
    }
    let newest = deliveries.deliveries.last();
    let day = newest.and_then(|d| deliveries.trail(d).last()?.on_day);
    let shown = LetterPage {
        case,
        written,
        sent,
        by,
        state: letter_state::sentence(newest, day, who.now),
        date: letter_state::of_its_date(&deliveries.deliveries),
        deliveries,
    };
    let again = letter_state::left_in(&shown.deliveries.deliveries, who.now);
    let who = who.again_in(again);
    page::render(&shown, StatusCode::OK, &who)
}

/// GET `/complaints/{reference}/letters/{letter}/{format}`.
///
/// # Errors
/// As [`show`], and for a format that is not on the list.
pub async fn file(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<(String, i64, String)>,
) -> Result<HttpResponse, WebError> {
    let (reference, id, format) = path.into_inner();
    let format = Format::parse(&format).ok_or(WebError::NotFound)?;
    let case = case::load(&app, &who, &reference).await?;
    let (complaint, id) = (case.complaint.id, LetterId(id));
    let (frozen, dated) = app
        .db
        .read(move |conn| {
            let frozen = letters::find(conn, complaint, id)?;
            Ok((frozen, storage::deliveries::as_made(conn, id)?))
        })
        .await?;
    shut::open_to(&case, frozen.letter.kind, &who)?;
    let page = paths::letter(case.reference(), &id);
    let sent = formats::Sent::of(frozen, dated.as_ref(), page)?;
    formats::sent(&app, &who, sent, format).await
}

/// The address of the letter that an event says was sent.
pub(super) fn sent_by(top: &Top, happened: &Happened) -> Option<String> {
    let Some(Event::LetterSent { letter: kind, .. }) = &happened.event else {
        return None;
    };
    let sent = top
        .letters
        .iter()
        .find(|l| l.kind == *kind && l.sent_at == happened.at)?;
    Some(paths::letter(top.case.reference(), &sent.id))
}
