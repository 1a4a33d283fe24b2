//! The same person's other complaints, with stage and outcome, as far as the reader may see them.
use super::top::{self, Top};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::{HttpResponse, http::StatusCode, web};
use storage::lists;
use storage::queues::QueueRow;

#[derive(askama::Template)]
#[template(path = "complaint/related.html")]
struct RelatedPage {
    top: Top,
    rows: Vec<QueueRow>,
    /// Customer Relations see all of them, the others only their own.
    sees_everything: bool,
}

/// GET `/complaints/{reference}/related`.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let top = top::load(&app, &who, &path).await?;
    let ids = top.related.clone();
    let rows = app.db.read(move |conn| lists::rows_of(conn, &ids)).await?;
    let page = RelatedPage {
        top,
        rows,
        sees_everything: who.actor.in_customer_relations(),
    };
    let missing = page.top.unreadable.clone();
    let who = page.top.refreshed(who);
    page::render_without(&page, StatusCode::OK, &who, &missing)
}
