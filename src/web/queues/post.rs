//! The post room: GET and POST `/post`, what is to print and to post; and `/post/batches/{id}`, a batch again.
use super::handling::{self, Handled};
use crate::casework::delivery;
use crate::maker::Whose;
use crate::web::complaint::deliveries::download;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms::FieldErrors;
use crate::web::signed_in::SignedIn;
use crate::web::{App, exports, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use procedure::delivery::State;
use procedure::{BatchId, DeliveryId, Screen, permits_screen};
use storage::StorageError;
use storage::deliveries::{self, AtHand};
use storage::exports::Kind;
use storage::unreadable::Unreadable;

/// Rows of a list, and letters of a batch.
const MOST: i64 = 100;

#[derive(askama::Template)]
#[template(path = "queues/post.html")]
struct PostPage {
    to_print: Vec<AtHand>,
    printed: Vec<AtHand>,
    posted: Vec<AtHand>,
    handled: Handled,
    errors: FieldErrors,
    said: String,
    batch: Option<BatchId>,
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A batch that was just printed.
    pub printed: Option<i64>,
    pub done: String,
}

/// GET `/post`.
///
/// # Errors
/// The refusal for those who are not in Customer Relations; storage faults.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    permits_screen(Screen::Post, &who.actor)?;
    let said = match asked.done.as_str() {
        "posted" => "Recorded as posted.",
        "returned" => "Recorded as returned. It is now listed under Not arrived.",
        "nothing" => "There was nothing left to print.",
        _ => "",
    };
    let shown = (said.to_owned(), asked.printed.map(BatchId));
    let (handled, errors) = (Handled::default(), FieldErrors::default());
    render(&app, &who, (handled, errors), shown, StatusCode::OK).await
}

async fn render(
    app: &App,
    who: &SignedIn,
    (handled, errors): (Handled, FieldErrors),
    (said, batch): (String, Option<BatchId>),
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let actor = who.actor.clone();
    let ((to_print, printed, mut posted), unreadable) = app
        .db
        .read(move |conn| {
            let mut missing = Unreadable::default();
            let mut list = |state| deliveries::at_hand(conn, &actor, &[state], MOST, &mut missing);
            let lists = (
                list(State::ToPrint)?,
                list(State::Printed)?,
                list(State::Posted)?,
            );
            Ok((lists, missing))
        })
        .await?;
    posted.reverse();
    let shown = PostPage {
        to_print,
        printed,
        posted,
        handled,
        errors,
        said,
        batch,
    };
    page::render_without(&shown, status, who, &unreadable)
}

/// POST `/post`: prints all, or records what was posted or came back.
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    web::Form(form): web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    permits_screen(Screen::Post, &who.actor)?;
    let handled = Handled::of(form);
    let to = match handled.act.as_str() {
        "print" => return print(&app, &who).await,
        "posted" => State::Posted,
        "returned" => State::Returned,
        _ => return Err(WebError::BadForm),
    };
    let from: &[State] = match to {
        State::Posted => &[State::ToPrint, State::Printed],
        _ => &[State::Posted],
    };
    match handling::handle(&app, &who, &handled, (from, to)).await? {
        Ok(()) => Ok(page::see_other(&format!("/post?done={}", to.as_str()))),
        Err(errors) => {
            let nothing = (String::new(), None);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            render(&app, &who, (handled, errors), nothing, status).await
        }
    }
}

/// One document of every letter that is to be printed. Who was faster prints it: those letters are not in this one.
async fn print(app: &App, who: &SignedIn) -> Result<HttpResponse, WebError> {
    let actor = who.actor.clone();
    let waits = app
        .db
        .read(move |conn| {
            let mut missing = Unreadable::default();
            deliveries::at_hand(conn, &actor, &[State::ToPrint], 1, &mut missing)
        })
        .await?;
    if waits.is_empty() {
        return Ok(page::see_other("/post?done=nothing"));
    }
    let export = exports::count(app, who, Kind::PrintBatch, String::new()).await?;
    for _ in 0..2 {
        let actor = who.actor.clone();
        let found = app
            .db
            .read(move |conn| deliveries::to_bind(conn, &actor, MOST))
            .await?;
        if found.is_empty() {
            return Ok(page::see_other("/post?done=nothing"));
        }
        let (ids, pdfs): (Vec<DeliveryId>, Vec<Vec<u8>>) = found.into_iter().unzip();
        let size = ids.len();
        let whose = Whose::Person(who.actor.id);
        let bound = app.maker.batch(whose, pdfs).await?;
        let by = (who.actor.id, who.now);
        let done = app
            .db
            .write(move |conn| delivery::print(conn, &ids, &bound, by))
            .await;
        match done {
            Ok(batch) => {
                exports::finished(app, export, size).await;
                return Ok(page::see_other(&format!("/post?printed={batch}")));
            }
            Err(StorageError::Conflict) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Err(StorageError::Conflict.into())
}

/// GET `/post/batches/{id}`: the batch as it was printed.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs.
pub async fn batch(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    permits_screen(Screen::Post, &who.actor)?;
    let id = path.parse().map(BatchId).map_err(|_| WebError::NotFound)?;
    let actor = who.actor.clone();
    let batch = app
        .db
        .read(move |conn| deliveries::batch(conn, &actor, id))
        .await?;
    download(&app, &format!("batch-{id}.pdf"), batch.bytes).await
}
