//! GET `/`: what this person holds, most urgent first.
use super::clock_view::ClockView;
use super::error::WebError;
use super::signed_in::SignedIn;
use super::{App, page};
use crate::storage::queues::{self, Queue, QueueRow};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

#[derive(askama::Template)]
#[template(path = "home.html")]
struct HomePage {
    rows: Vec<(QueueRow, Option<ClockView>)>,
}

/// GET `/`.
///
/// # Errors
/// Storage faults.
pub async fn show(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    let actor = who.actor.clone();
    let rows = app
        .db
        .read(move |conn| queues::page(conn, &Queue::Mine, &actor, None, 50))
        .await?;
    let rows = rows
        .into_iter()
        .map(|row| (ClockView::of_row(&row, &who.rules.calendar, who.now), row))
        .map(|(c, r)| (r, c))
        .collect();
    page::render(&HomePage { rows }, StatusCode::OK, &who)
}
