//! A letter as it was sent, to read and to print.
use super::deliveries::Deliveries;
use super::top::Top;
use crate::web::case::{self, Case};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::formats::{self, Format};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::{HttpResponse, http::StatusCode, web};
use procedure::{Event, LetterId, StepKind, permits};
use storage::events::Happened;
use storage::letters::{self, FrozenLetter};

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct LetterQuery {
    /// `text` for the plain one.
    format: String,
}

/// The stored HTML is put on the page as it is. It was written by `letters::html`, which escapes every
/// word it is given; `letters::find` refuses it when it is not what was frozen.
#[derive(askama::Template)]
#[template(path = "letters/frame.html")]
struct LetterPage {
    case: Case,
    frozen: FrozenLetter,
    by: String,
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
    let step = permits(StepKind::Delivery, &case.complaint, &who.actor, &who.ctx());
    let step = step.map(|()| paths::step(case.reference(), &StepKind::Delivery));
    let at = (base, step.unwrap_or_default());
    let (frozen, by, deliveries) = app
        .db
        .read(move |conn| {
            let frozen = letters::find(conn, complaint, LetterId(id))?;
            let by = storage::people::find(conn, frozen.letter.sent_by)?.name;
            let deliveries = Deliveries::load(conn, LetterId(id), at)?;
            Ok((frozen, by, deliveries))
        })
        .await?;
    if query.format == "text" {
        return Ok(HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .body(frozen.text));
    }
    let shown = LetterPage {
        case,
        frozen,
        by,
        deliveries,
    };
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
    let frozen = app
        .db
        .read(move |conn| letters::find(conn, complaint, id))
        .await?;
    let page = paths::letter(case.reference(), &id);
    formats::sent(&app, &who, formats::Sent::of(frozen, page)?, format).await
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
